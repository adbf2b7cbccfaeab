//! A growable array over one allocation, with readers on other threads that never wait.

use std::marker::PhantomData;
use std::ops::Deref;

use super::readers::Readers;
use super::{Allocation, Owner};
use crate::sync::Arc;
use crate::{Error, Result};

/// What may stand in a segment.
///
/// # Safety
/// Implementors are plain data: `Copy`, without padding, without lifetime, and valid for every bit pattern.
pub unsafe trait Element: Copy + Default + Send + Sync + 'static {}

macro_rules! elements {
    ($($ty:ty),*) => {$(
        // SAFETY: a primitive number: no padding, every bit pattern is valid.
        unsafe impl Element for $ty {}
    )*};
}
elements!(u8, u32, u64, i32, i64, f32, f64);

/// Held while a segment's memory is shown to code that could write it.
pub type ExportGuard = Arc<()>;

/// A growable array of plain values whose memory can be shared.
///
/// There is one writer, the owner of the `Segment` value. [`freeze`](Self::freeze) gives a second `Segment`
/// over the same memory: a fixed prefix, for reading, on any thread. From then on the writer may append past
/// that prefix in place; to write inside it, it first moves to memory of its own
/// ([`make_writable`](Self::make_writable)). So a frozen segment never changes, and nobody waits. A frozen segment that
/// grows moves to memory of its own too: past its end the memory is the writer's.
///
/// Cost: `freeze` is O(1), unless the memory was exported to a host that could write it: then it copies.
pub struct Segment<T> {
    allocation: Arc<Allocation>,
    len: usize,
    /// Elements below are visible to other `Segment`s and must not be written.
    frozen: usize,
    /// One clone per frozen `Segment`: unique again when the last of them is gone.
    readers: Readers,
    /// One clone per host buffer through which foreign code could write.
    exports: ExportGuard,
    owner: Owner,
    /// Whether what lies past the end is this segment's to append to. A reader's memory belongs to its writer there.
    owns_tail: bool,
    element: PhantomData<T>,
}

impl<T: Element> Segment<T> {
    /// An empty segment.
    ///
    /// # Errors
    /// `OutOfMemory` when the allocator refuses.
    pub fn new(owner: Owner) -> Result<Self> {
        Self::with_capacity(owner, 0)
    }

    /// An empty segment with room for `capacity` elements.
    ///
    /// # Errors
    /// `OutOfMemory` when the allocator refuses.
    pub fn with_capacity(owner: Owner, capacity: usize) -> Result<Self> {
        Ok(Self {
            allocation: Arc::new(Allocation::new(owner, bytes_of::<T>(owner, capacity)?, true)?),
            len: 0,
            frozen: 0,
            readers: Readers::new(),
            exports: Arc::new(()),
            owner,
            owns_tail: true,
            element: PhantomData,
        })
    }

    /// `len` zeros that will not grow: exactly the memory they need.
    ///
    /// # Errors
    /// `OutOfMemory` when the allocator refuses.
    pub fn zeroed(owner: Owner, len: usize) -> Result<Self> {
        Ok(Self {
            allocation: Arc::new(Allocation::new(owner, bytes_of::<T>(owner, len)?, false)?),
            len,
            frozen: 0,
            readers: Readers::new(),
            exports: Arc::new(()),
            owner,
            owns_tail: true,
            element: PhantomData,
        })
    }

    /// Elements that fit without new memory.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.allocation.byte_len() / size_of::<T>()
    }

    /// How many leading elements other segments may be reading.
    #[must_use]
    pub fn frozen(&self) -> usize {
        self.frozen
    }

    /// The memory, for a host to show.
    #[must_use]
    pub fn allocation(&self) -> &Arc<Allocation> {
        &self.allocation
    }

    /// Whether foreign code could write the memory now.
    #[must_use]
    pub fn is_exported(&self) -> bool {
        Arc::strong_count(&self.exports) > 1
    }

    /// To be held as long as foreign code could write the memory: until then `freeze` copies.
    #[must_use]
    pub fn export(&self) -> ExportGuard {
        Arc::clone(&self.exports)
    }

    /// A second segment over the first `len` elements, for reading on any thread.
    ///
    /// # Errors
    /// `OutOfMemory` when the memory was exported and the copy cannot be had.
    pub fn freeze(&mut self) -> Result<Self> {
        if Arc::get_mut(&mut self.exports).is_none() {
            return self.copied(self.len, false);
        }
        self.frozen = self.frozen.max(self.len);
        Ok(self.reader())
    }

    /// One more segment over the same memory when all of it is frozen; else a copy.
    ///
    /// # Errors
    /// `OutOfMemory` when a copy is needed and cannot be had.
    pub fn share(&self) -> Result<Self> {
        if self.frozen < self.len {
            return self.copied(self.len, false);
        }
        Ok(self.reader())
    }

    fn reader(&self) -> Self {
        Self {
            allocation: Arc::clone(&self.allocation),
            len: self.len,
            frozen: self.len,
            readers: self.readers.clone(),
            exports: Arc::new(()),
            owner: self.owner,
            owns_tail: false,
            element: PhantomData,
        }
    }

    /// Lets elements from `from` on be written: a no-op past the frozen prefix, or when its readers are gone;
    /// else the segment moves to a copy. Returns whether the memory moved.
    ///
    /// # Errors
    /// `OutOfMemory` when the copy cannot be had; nothing changed.
    pub fn make_writable(&mut self, from: usize) -> Result<bool> {
        if from >= self.frozen {
            return Ok(false);
        }
        if self.readers.are_gone() {
            self.frozen = 0;
            return Ok(false);
        }
        *self = self.copied(self.capacity().max(self.len), true)?;
        Ok(true)
    }

    fn copied(&self, capacity: usize, growable: bool) -> Result<Self> {
        let mut copy = if growable {
            Self::with_capacity(self.owner, capacity)?
        } else {
            Self::zeroed(self.owner, self.len)?
        };
        copy.len = self.len;
        copy.all_mut().copy_from_slice(self);
        Ok(copy)
    }

    /// Makes room for `additional` more elements, with a margin so that repeated pushes are cheap. Returns
    /// whether the memory moved or grew: views of it must then be taken again.
    ///
    /// # Errors
    /// `OutOfMemory` when the allocator refuses; nothing changed.
    pub fn reserve(&mut self, additional: usize) -> Result<bool> {
        let Some(needed) = self.len.checked_add(additional) else {
            return Err(Error::out_of_memory(self.owner.name(), usize::MAX));
        };
        let capacity = if self.owns_tail { self.capacity() } else { self.len };
        if needed <= capacity {
            return Ok(false);
        }
        // Committed pages cost an address, not a move: a small margin does. Small arrays double.
        if self.owns_tail && self.allocation.grow_in_place(bytes_of::<T>(self.owner, needed + needed / 16)?) {
            return Ok(true);
        }
        let margin = if needed * size_of::<T>() < 4 << 20 { capacity } else { needed / 16 };
        let mut larger = Self::with_capacity(self.owner, needed.max(capacity + margin).max(8))?;
        larger.len = self.len;
        larger.all_mut().copy_from_slice(self);
        *self = larger;
        Ok(true)
    }

    /// Appends one element; room was made by [`reserve`](Self::reserve).
    pub fn push(&mut self, value: T) {
        self.extend_with(1, |_| value);
    }

    /// Appends `values`; room was made by [`reserve`](Self::reserve).
    pub fn extend(&mut self, values: &[T]) {
        let from = self.grow_len(values.len());
        self.tail_mut(from).copy_from_slice(values);
    }

    /// Appends `count` elements, `value(i)` for `i` in `0..count`; room was made before.
    pub fn extend_with(&mut self, count: usize, mut value: impl FnMut(usize) -> T) {
        let from = self.grow_len(count);
        for (index, slot) in self.tail_mut(from).iter_mut().enumerate() {
            *slot = value(index);
        }
    }

    /// Appends `count` zeros; room was made before. O(1): memory past the end was never written, so it is zero,
    /// and pages that nobody touched take no memory.
    pub fn extend_zeroed(&mut self, count: usize) {
        self.grow_len(count);
    }

    fn grow_len(&mut self, count: usize) -> usize {
        let from = self.len;
        assert!(count <= self.capacity() - from, "room must be reserved before a commit");
        assert!(count == 0 || self.owns_tail, "a reader moves to memory of its own before it grows");
        self.len += count;
        from
    }

    /// Writes one element that [`make_writable`](Self::make_writable) made writable.
    pub fn set(&mut self, index: usize, value: T) {
        let from = self.frozen.min(self.len);
        self.tail_mut(from)[index - from] = value;
    }

    /// The elements from `from` on, for writing. Clamped to what is not frozen.
    ///
    /// # Panics
    /// When `from` lies in the frozen prefix: a broken invariant of this crate, never a caller's mistake.
    pub fn tail_mut(&mut self, from: usize) -> &mut [T] {
        assert!(from >= self.frozen.min(self.len), "frozen elements are never written");
        // SAFETY: elements `from..len` lie in committed memory, are initialised (allocations are zeroed) and
        // aligned. They are past every frozen prefix, so no other `Segment` reads them, and `&mut self`
        // excludes readers of this one. Host code runs on this thread, so not now.
        unsafe {
            std::slice::from_raw_parts_mut(
                self.allocation.start().cast::<T>().as_ptr().add(from),
                self.len - from,
            )
        }
    }

    /// All elements, for writing.
    ///
    /// # Panics
    /// When a prefix is frozen.
    pub fn all_mut(&mut self) -> &mut [T] {
        self.tail_mut(0)
    }
}

impl Segment<u32> {
    /// The elements as atomics, for counting on several threads.
    ///
    /// # Panics
    /// When a prefix is frozen.
    pub fn as_atomic(&mut self) -> &[std::sync::atomic::AtomicU32] {
        let elements = self.all_mut();
        // SAFETY: `AtomicU32` has the size and alignment of `u32`, and the unique borrow of the elements
        // lasts as long as the shared borrow of the atomics.
        unsafe { std::slice::from_raw_parts(elements.as_mut_ptr().cast(), elements.len()) }
    }
}

impl Segment<u64> {
    /// The elements as atomics, for scattering on several threads.
    ///
    /// # Panics
    /// When a prefix is frozen.
    pub fn as_atomic(&mut self) -> &[std::sync::atomic::AtomicU64] {
        let elements = self.all_mut();
        // SAFETY: as for `u32`; allocations are aligned to 64 bytes.
        unsafe { std::slice::from_raw_parts(elements.as_mut_ptr().cast(), elements.len()) }
    }
}

impl<T: Element> Deref for Segment<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: elements `0..len` are committed, initialised and aligned. Frozen ones are never written;
        // the others only through `&mut self`, or by the host on this thread between two calls.
        unsafe { std::slice::from_raw_parts(self.allocation.start().cast::<T>().as_ptr(), self.len) }
    }
}

fn bytes_of<T>(owner: Owner, len: usize) -> Result<usize> {
    len.checked_mul(size_of::<T>()).ok_or_else(|| Error::out_of_memory(owner.name(), usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(values: &[u32]) -> Result<Segment<u32>> {
        let mut segment = Segment::new(Owner::Columns)?;
        segment.reserve(values.len())?;
        segment.extend(values);
        Ok(segment)
    }

    #[test]
    fn frozen_prefix_survives_writes_and_appends_in_place() -> Result<()> {
        let mut live = segment(&[1, 2, 3])?;
        let frozen = live.freeze()?;
        live.reserve(1)?;
        live.push(4);
        assert!(live.make_writable(0)?, "a reader exists: the writer moves");
        live.set(0, 9);
        assert_eq!(&frozen[..], [1, 2, 3]);
        assert_eq!(&live[..], [9, 2, 3, 4]);
        Ok(())
    }

    #[test]
    fn appending_past_a_frozen_prefix_does_not_move() -> Result<()> {
        let mut live = segment(&[1, 2, 3])?;
        live.reserve(10)?;
        let address = live.allocation().start();
        let frozen = live.freeze()?;
        assert!(!live.make_writable(3)?);
        live.push(4);
        live.set(3, 5);
        assert_eq!(live.allocation().start(), address);
        assert_eq!((&frozen[..], &live[..]), (&[1, 2, 3][..], &[1, 2, 3, 5][..]));
        Ok(())
    }

    #[test]
    fn writing_in_place_resumes_when_the_last_reader_is_gone() -> Result<()> {
        let mut live = segment(&[1, 2, 3])?;
        let address = live.allocation().start();
        drop(live.freeze()?);
        assert!(!live.make_writable(0)?);
        live.set(0, 7);
        assert_eq!(live.allocation().start(), address);
        Ok(())
    }

    #[test]
    fn exported_memory_is_copied_for_readers() -> Result<()> {
        let mut live = segment(&[1, 2, 3])?;
        let guard = live.export();
        let frozen = live.freeze()?;
        assert_ne!(frozen.allocation().start(), live.allocation().start());
        assert_eq!(live.frozen(), 0);
        drop((frozen, guard));
        let shared = live.freeze()?;
        assert_eq!(shared.allocation().start(), live.allocation().start());
        Ok(())
    }

    #[test]
    fn large_segments_grow_without_moving() -> Result<()> {
        let mut live: Segment<u64> = Segment::with_capacity(Owner::Columns, 1 << 20)?;
        let address = live.allocation().start();
        for _ in 0..4 {
            live.reserve(1 << 20)?;
            live.extend_with(1 << 20, |i| i as u64);
        }
        if cfg!(unix) {
            assert_eq!(live.allocation().start(), address);
        }
        assert_eq!(live[(3 << 20) + 5], 5);
        Ok(())
    }
}
