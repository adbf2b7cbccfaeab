//! What a fault of this crate does, when `GROGGY_FAULT` names it: see [`groggy::faults`].
//!
//! Each function is called where a bug of its kind would be. Without the feature `testing` it does nothing.

use std::hint::black_box;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use groggy::Graph;
use groggy::memory::Allocation;
use groggy_host::handles::HandleTable;

pub use groggy_host::faults::planted;

use crate::napi::{TypedArray, TypedElement};
use crate::object::Object;
use crate::snapshot::Shared;

/// `leaked-block` loses 16 bytes.
#[inline]
pub fn in_every_call() {
    if planted("leaked-block") {
        mem::forget(black_box(Box::new([0_u8; 16])));
    }
}

/// `use-after-free` reads a block that was freed.
#[inline]
pub fn in_validate() {
    if planted("use-after-free") {
        let freed = std::ptr::from_ref(&*black_box(Box::new(7_u8)));
        // SAFETY: none: the box is gone. It is there for AddressSanitizer to see.
        unsafe { freed.read_volatile() };
    }
}

/// `view-not-kept` gives up a share in the memory that is not the caller's, so that it goes before the view does.
#[inline]
pub fn when_a_view_is_given(allocation: &Arc<Allocation>) {
    if planted("view-not-kept") {
        // SAFETY: none: the share is somebody else's. It is there for the tests of lifetimes to see.
        unsafe { Arc::decrement_strong_count(Arc::as_ptr(allocation)) };
    }
}

/// `finalizer-writes` remembers what is shown.
#[inline]
pub fn when_memory_is_shown(allocation: &Arc<Allocation>) {
    if planted("finalizer-writes") {
        shown().push(Arc::downgrade(allocation));
    }
}

/// `finalizer-writes` clears memory that is somebody else's.
#[inline]
pub fn in_a_finalizer() {
    if planted("finalizer-writes") {
        for allocation in shown().iter().filter_map(Weak::upgrade) {
            // SAFETY: the memory is committed as long as the allocation lives; that others read it is the fault.
            unsafe { allocation.start().as_ptr().write_bytes(0, allocation.byte_len()) };
        }
    }
}

fn shown() -> MutexGuard<'static, Vec<Weak<Allocation>>> {
    static SHOWN: Mutex<Vec<Weak<Allocation>>> = Mutex::new(Vec::new());
    SHOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `holder-leaked` keeps a share in the snapshot for ever.
#[inline]
pub fn when_a_snapshot_goes(shared: &Arc<Shared>) {
    if planted("holder-leaked") {
        mem::forget(Arc::clone(shared));
    }
}

/// `input-read-twice` takes the caller's memory for a copy of it, so that it is read where it is, as often as the
/// work wants to.
#[inline]
pub fn when_an_array_is_read<T: TypedElement>(array: TypedArray<'_>) -> Option<Vec<T>> {
    if !planted("input-read-twice") {
        return None;
    }
    let (start, length) = array.place::<T>()?;
    // SAFETY: none: the memory is the caller's, who may write it. It is there for the test of racing input to see;
    // the vector neither grows nor is it dropped (below).
    Some(unsafe { Vec::from_raw_parts(start.cast_mut(), length, length) })
}

/// `input-read-twice` lets go of what is not ours.
#[cfg(feature = "testing")]
#[inline]
pub fn when_an_input_goes<T>(elements: &mut Vec<T>) {
    if planted("input-read-twice") {
        mem::forget(mem::take(elements));
    }
}

/// `half-applied` leaves a node behind.
#[inline]
pub fn when_a_change_failed(graph: &mut Graph) {
    if planted("half-applied") {
        drop(graph.add_nodes(1, &[]));
    }
}

/// `handles-kept` forgets what the environment holds; `exit-aborts` cannot end while something is open.
#[inline]
pub fn when_an_environment_ends(objects: &mut HandleTable<Object>) {
    if planted("handles-kept") {
        mem::forget(mem::replace(objects, HandleTable::new("graph or snapshot")));
    }
    if planted("exit-aborts") && objects.iter().next().is_some() {
        std::process::abort();
    }
}
