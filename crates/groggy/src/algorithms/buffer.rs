//! Arrays of one value per node or edge: had from an allocator that may refuse, filled by all threads, and
//! shared between threads as atomics while a kernel runs.

use std::alloc::{Layout, alloc_zeroed};
use std::sync::atomic::{AtomicI32, AtomicU32, AtomicU64};

use crate::execution::Execution;
use crate::memory::try_with_capacity;
use crate::{Error, Result, Snapshot};

/// Items that one thread fills at a time: enough that faulting in their pages outweighs handing them out.
const FILL_CHUNK: usize = 1 << 16;

/// `len` copies of `value`, written by all threads.
///
/// # Errors
/// `OutOfMemory`, naming `what` the array was for; `Cancelled`.
pub(crate) fn try_filled<T: Copy + Send + Sync>(
    what: &'static str,
    len: usize,
    value: T,
    execution: &Execution<'_>,
) -> Result<Vec<T>> {
    let mut items = try_with_capacity(what, len)?;
    let room = items.spare_capacity_mut();
    execution.for_each_chunk_mut(room.split_at_mut(len).0, FILL_CHUNK, |_, piece| {
        for slot in piece {
            slot.write(value);
        }
    })?;
    // SAFETY: the pass above came back without an error, so it wrote each of the first `len` slots, and the
    // capacity is at least `len`.
    unsafe { items.set_len(len) };
    Ok(items)
}

/// Writes NaN at the ids of removed nodes.
///
/// # Errors
/// `Cancelled`.
pub(crate) fn nan_at_removed(
    values: &mut [f64],
    snapshot: &Snapshot,
    execution: &Execution<'_>,
) -> Result<()> {
    if snapshot.node_count() == snapshot.node_bound() {
        return Ok(());
    }
    execution.for_each_chunk_mut(values, FILL_CHUNK, |start, piece| {
        for (node, value) in (start as u32..).zip(piece) {
            if !snapshot.has_node(node) {
                *value = f64::NAN;
            }
        }
    })
}

/// Types whose value 0 is all zero bytes.
///
/// # Safety
/// All zero bytes are a valid value of the type.
pub(crate) unsafe trait Zeroed: Copy {}

// SAFETY: an unsigned integer of zero bytes is 0.
unsafe impl Zeroed for u8 {}
// SAFETY: as above.
unsafe impl Zeroed for u32 {}
// SAFETY: as above.
unsafe impl Zeroed for u64 {}
// SAFETY: the IEEE 754 number with all bits zero is +0.0.
unsafe impl Zeroed for f32 {}
// SAFETY: as above.
unsafe impl Zeroed for f64 {}

/// `len` zeros. Large arrays cost no time here: the system maps their pages when they are first touched.
///
/// # Errors
/// `OutOfMemory`, naming `what` the array was for.
pub(crate) fn try_zeroed<T: Zeroed>(what: &'static str, len: usize) -> Result<Vec<T>> {
    let layout = Layout::array::<T>(len).map_err(|_| refused::<T>(what, len))?;
    if layout.size() == 0 {
        return Ok(Vec::new());
    }
    // SAFETY: the layout has a size above zero.
    let memory = unsafe { alloc_zeroed(layout) };
    if memory.is_null() {
        return Err(refused::<T>(what, len));
    }
    // SAFETY: the memory came from the global allocator with the layout of `len` items of `T`, which is what a
    // vector of that capacity frees; `Zeroed` says that its bytes are `len` valid items.
    Ok(unsafe { Vec::from_raw_parts(memory.cast(), len, len) })
}

fn refused<T>(what: &'static str, len: usize) -> Error {
    Error::out_of_memory(what, len.saturating_mul(size_of::<T>()))
}

macro_rules! atomic_view {
    ($(#[$doc:meta])* $name:ident: $plain:ty => $atomic:ty) => {
        $(#[$doc])*
        pub(crate) fn $name(items: &mut [$plain]) -> &[$atomic] {
            const { assert!(size_of::<$plain>() == size_of::<$atomic>()) };
            const { assert!(align_of::<$plain>() == align_of::<$atomic>()) };
            // SAFETY: both types have the same size and alignment, checked above, and every bit pattern is valid for
            // both; the mutable borrow lasts as long as the view, so all access goes through the atomics.
            unsafe { &*(std::ptr::from_mut(items) as *const [$atomic]) }
        }
    };
}
atomic_view!(
    /// The same items, for several threads to change.
    atomic_u32: u32 => AtomicU32
);
atomic_view!(
    /// The same items, for several threads to change.
    atomic_i32: i32 => AtomicI32
);
atomic_view!(
    /// The same items, for several threads to change.
    atomic_u64: u64 => AtomicU64
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use std::sync::atomic::Ordering;

    #[test]
    fn arrays_hold_what_was_asked_for() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        for len in [0, 1, FILL_CHUNK, 3 * FILL_CHUNK + 5] {
            assert_eq!(try_filled("test", len, -1_i32, &Execution::on(&pool)).unwrap(), vec![-1; len]);
            assert_eq!(try_zeroed::<u64>("test", len).unwrap(), vec![0; len]);
        }
    }

    #[test]
    fn a_size_that_cannot_be_had_is_an_error() {
        let error = try_zeroed::<u64>("distances", usize::MAX / 4).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutOfMemory);
        assert!(error.message().contains("distances"));
        let error = try_filled("distances", usize::MAX / 16, 0_u64, &Execution::inline()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutOfMemory);
    }

    #[test]
    fn views_change_the_items_themselves() {
        let mut depth = vec![-1_i32; 3];
        atomic_i32(&mut depth)[1].store(7, Ordering::Relaxed);
        assert_eq!(depth, [-1, 7, -1]);
        assert_eq!(atomic_u32(&mut []).len(), 0);
        assert_eq!(atomic_u64(&mut [1]).len(), 1);
    }
}
