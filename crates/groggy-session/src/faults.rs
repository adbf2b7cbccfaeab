//! What a fault of this crate does, when `GROGGY_FAULT` names it: see [`groggy::faults`].
//!
//! Each function is called where a bug of its kind would be. Without the feature `testing` it does nothing.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use groggy::Graph;
use groggy::memory::Allocation;
use groggy_host::handles::HandleTable;

pub(crate) use groggy_host::faults::planted;

/// `view-not-kept` gives up a share in the memory that is not the caller's, so that it goes before the view does.
#[inline]
pub(crate) fn when_a_view_is_given(allocation: &Arc<Allocation>) {
    if planted("view-not-kept") {
        // SAFETY: none: the share is somebody else's. It is there for the tests of lifetimes to see.
        unsafe { Arc::decrement_strong_count(Arc::as_ptr(allocation)) };
    }
}

/// `finalizer-writes` remembers what is mapped.
#[inline]
pub(crate) fn when_memory_is_mapped(allocation: &Arc<Allocation>) {
    if planted("finalizer-writes") {
        mapped().push(Arc::downgrade(allocation));
    }
}

/// `finalizer-writes` clears memory that is somebody else's.
#[inline]
pub(crate) fn in_a_finalizer() {
    if planted("finalizer-writes") {
        for allocation in mapped().iter().filter_map(Weak::upgrade) {
            // SAFETY: the memory is committed as long as the allocation lives; that others read it is the fault.
            unsafe { allocation.start().as_ptr().write_bytes(0, allocation.byte_len()) };
        }
    }
}

fn mapped() -> MutexGuard<'static, Vec<Weak<Allocation>>> {
    static MAPPED: Mutex<Vec<Weak<Allocation>>> = Mutex::new(Vec::new());
    MAPPED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `holder-leaked` keeps a share in the snapshot for ever.
#[inline]
pub(crate) fn when_a_snapshot_goes<T>(shared: &Arc<T>) {
    if planted("holder-leaked") {
        mem::forget(Arc::clone(shared));
    }
}

/// `half-applied` leaves a node behind.
#[inline]
pub(crate) fn when_a_change_failed(graph: &mut Graph) {
    if planted("half-applied") {
        drop(graph.add_nodes(1, &[]));
    }
}

/// `handles-kept` forgets what the environment holds; `exit-aborts` cannot end while something is open.
#[inline]
pub(crate) fn when_an_environment_ends<T>(objects: &mut HandleTable<T>) {
    if planted("handles-kept") {
        mem::forget(mem::replace(objects, HandleTable::new("graph or snapshot")));
    }
    if planted("exit-aborts") && objects.iter().next().is_some() {
        std::process::abort();
    }
}
