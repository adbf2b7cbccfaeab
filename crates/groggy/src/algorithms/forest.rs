//! Trees of nodes that several threads join, without a lock.

use crate::faults::planted;
use crate::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Joins the trees of `a` and `b`. A node's parent is never larger than the node; a root is its own.
#[inline]
pub(crate) fn join(parent: &[AtomicU32], a: u32, b: u32) {
    let mut a = parent[a as usize].load(Relaxed);
    let mut b = parent[b as usize].load(Relaxed);
    while a != b {
        let (high, low) = (a.max(b), a.min(b));
        let above = parent[high as usize].load(Relaxed);
        if above == low {
            return;
        }
        // Only a root is hung below another: its parent is itself until somebody is first.
        if above == high && hang(&parent[high as usize], high, low) {
            return;
        }
        a = parent[parent[high as usize].load(Relaxed) as usize].load(Relaxed);
        b = parent[low as usize].load(Relaxed);
    }
}

#[inline]
fn hang(root: &AtomicU32, high: u32, low: u32) -> bool {
    if planted("loom-forest") {
        root.store(low, Relaxed);
        return true;
    }
    root.compare_exchange(high, low, Relaxed, Relaxed).is_ok()
}
