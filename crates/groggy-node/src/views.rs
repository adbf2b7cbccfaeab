//! Buffers over the core's memory: what makes reading a graph cost what reading an array costs.
//!
//! The memory is an [`Allocation`] that the core never frees while an `Arc` of it lives, and each buffer holds
//! one. The same memory may be shown several times: the library's own buffers, which `close` and growth
//! detach, and those that the user holds, which stay readable. Library and user never share a buffer.
//!
//! Who writes: the library's own buffers are written by TypeScript only where the column's header says that no
//! snapshot reads the rows; a buffer that the user holds carries an [`ExportGuard`], which makes snapshots copy
//! instead of sharing; topology and adjacency are never written from outside.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use groggy::memory::{Allocation, ExportGuard};
use groggy_host::handles::Handle;
use groggy_host::monitor::{self, Borrowing, Token};

use crate::account::{Account, Seen};
use crate::entry::{self, Call};
use crate::faults;
use crate::napi::{Buffer, Outcome, TypedArray, TypedElement, Value};

/// The first bytes of an allocation.
pub struct Memory {
    allocation: Arc<Allocation>,
    length: usize,
}

impl Memory {
    /// All memory of an allocation that may be touched now.
    pub fn of(allocation: &Arc<Allocation>) -> Self {
        Self::first(allocation, usize::MAX)
    }

    /// The first `length` bytes of an allocation, or all of a shorter one.
    pub fn first(allocation: &Arc<Allocation>, length: usize) -> Self {
        Self { allocation: Arc::clone(allocation), length: length.min(allocation.byte_len()) }
    }

    /// The bytes, for a copy that is made before JavaScript runs again.
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: an allocation is zeroed when it is made, and `length` bytes of it are committed as long as it
        // lives, which is longer than the slice. Nobody writes on this thread while the slice is used, and
        // threads only ever read.
        unsafe { std::slice::from_raw_parts(self.allocation.start().as_ptr(), self.length) }
    }
}

/// What to show, and to whom.
pub struct View {
    memory: Memory,
    export: Option<ExportGuard>,
    seen: Arc<Seen>,
}

impl View {
    /// For the library's own reads.
    pub fn private(memory: Memory, account: &Account) -> Self {
        Self { memory, export: None, seen: Arc::clone(account.seen()) }
    }

    /// For the user, who could write through it: while it lives, snapshots copy instead of sharing.
    pub fn exported(memory: Memory, account: &Account, guard: ExportGuard) -> Self {
        Self { memory, export: Some(guard), seen: Arc::clone(account.seen()) }
    }
}

/// Keeps the memory behind one buffer, and the books about it. All that a finalizer does is drop this.
struct Shown {
    /// The buffer's bytes are in there.
    _allocation: Arc<Allocation>,
    _export: Option<(ExportGuard, ExportedRange)>,
    seen: Arc<Seen>,
    length: usize,
    view: Token,
    finalizer: Token,
}

impl Drop for Shown {
    fn drop(&mut self) {
        faults::in_a_finalizer();
        self.seen.sub(self.length);
        monitor::shared().view_returned(self.view);
        monitor::shared().finalizer_ran(self.finalizer);
    }
}

impl<'s> Call<'_, 's> {
    /// An `ArrayBuffer` over memory of the object of `handle`; `undefined` where the host refuses, and for the
    /// library's own reads, which then are flat calls, also where the memory is too large for a buffer.
    pub fn show(&mut self, handle: Value<'s>, view: View) -> Outcome<Value<'s>> {
        if view.export.is_none() && !self.env.fits_buffer(view.memory.length)? {
            return self.env.undefined();
        }
        let shown = self.buffer_over(view, self.handle(handle)?)?;
        let (env, environment) = (self.env, self.environment.number);
        // V8 sees these bytes by itself from now on.
        self.object_as_it_is(handle)?.settle(env, environment)?;
        Ok(shown)
    }

    fn buffer_over(&self, view: View, object: Handle) -> Outcome<Value<'s>> {
        let View { memory: Memory { allocation, length }, export, seen } = view;
        if export.is_some() {
            faults::when_a_view_is_given(&allocation);
        }
        faults::when_memory_is_shown(&allocation);
        let start = allocation.start();
        let (operation, environment) = (self.operation.name(), self.environment.number);
        let is_exported = export.is_some();
        let export = export.map(|guard| {
            let range = start.addr().get()..start.addr().get() + length;
            (guard, ExportedRange::new(range))
        });
        seen.add(length);
        let shown = Shown {
            _allocation: allocation,
            _export: export,
            seen,
            length,
            view: monitor::shared().view_given(operation, start.addr().get() as u64, length as u64),
            finalizer: monitor::shared().finalizer_attached(operation, environment),
        };
        // SAFETY: `Shown` keeps the allocation, whose first `byte_len` bytes are committed, zeroed when they were
        // made, and never move or go while an `Arc` lives. Rust code writes them through raw pointers of the
        // core's segments, on this thread, between two runs of JavaScript; threads read only frozen rows, which
        // TypeScript does not write (see the head of this file).
        let buffer = unsafe { Buffer::new(start, length, shown) }.of(object);
        let buffer = if is_exported { buffer.handed_out() } else { buffer };
        match self.env.external_buffer(buffer)? {
            Ok(buffer) => Ok(buffer),
            Err(_refused) => self.env.undefined(),
        }
    }
}

/// Address ranges that users hold buffers of: start, and end of the longest.
///
/// Of all threads: with `ArrayBuffer.prototype.transfer` a buffer leaves the thread that shows its memory, and the
/// graph that owns the memory goes on writing it there.
static EXPORTED: Mutex<BTreeMap<usize, Exported>> = Mutex::new(BTreeMap::new());

fn exported() -> MutexGuard<'static, BTreeMap<usize, Exported>> {
    // A map of numbers is whole at every step.
    EXPORTED.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Exported {
    end: usize,
    times: usize,
}

/// A range that a user may pass back as input.
struct ExportedRange(usize);

impl ExportedRange {
    fn new(range: Range<usize>) -> Self {
        let mut exported = exported();
        let entry = exported.entry(range.start).or_insert(Exported { end: range.end, times: 0 });
        entry.end = entry.end.max(range.end);
        entry.times += 1;
        Self(range.start)
    }
}

impl Drop for ExportedRange {
    fn drop(&mut self) {
        let mut exported = exported();
        if let Some(entry) = exported.get_mut(&self.0) {
            entry.times -= 1;
            if entry.times == 0 {
                exported.remove(&self.0);
            }
        }
    }
}

/// Whether a user may have got this memory from us: it then can change while the core writes.
fn is_exported(range: Range<usize>) -> bool {
    exported().range(..range.end).any(|(_, entry)| entry.end > range.start)
}

/// The elements of a caller's typed array, in place; copied when the array lies over memory of ours.
pub enum Input<'s, T> {
    /// Memory of the caller; the monitor knows of it as long as this lives.
    Borrowed {
        /// In place.
        elements: &'s [T],
        #[doc(hidden)]
        _watch: Borrowing<'static>,
    },
    /// A copy: what was passed is a view of a column, which the call may be about to write.
    Copied(Vec<T>),
}

impl<'s, T: TypedElement> Input<'s, T> {
    /// The elements of `array`; `TYPE_MISMATCH` when they are of another type.
    pub fn new(array: TypedArray<'s>) -> Outcome<Self> {
        if is_exported(array.addresses::<T>()) {
            return array.read_once().map(Self::Copied);
        }
        let elements = array.elements::<T>()?;
        let _watch = monitor::shared().borrow(entry::running(), size_of_val(elements) as u64);
        Ok(Self::Borrowed { elements, _watch })
    }
}

/// The elements of a caller's typed array in memory of ours, for work during which JavaScript runs.
pub fn copy_of<T: TypedElement>(array: TypedArray<'_>) -> Outcome<Vec<T>> {
    if is_exported(array.addresses::<T>()) {
        return array.read_once();
    }
    let elements = array.elements()?;
    let mut copy = groggy::memory::try_with_capacity("input", elements.len())?;
    copy.extend_from_slice(elements);
    Ok(copy)
}

impl<T> std::ops::Deref for Input<'_, T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match self {
            Self::Borrowed { elements, .. } => elements,
            Self::Copied(elements) => elements,
        }
    }
}
