//! Chunks of a pass, handed out one at a time to whichever thread asks.

use crate::faults::planted;
use crate::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The chunks of one pass that nobody has taken yet.
pub(crate) struct HandOut {
    next: AtomicUsize,
    chunks: usize,
    cancelled: AtomicBool,
}

impl HandOut {
    pub fn new(chunks: usize) -> Self {
        Self { next: AtomicUsize::new(0), chunks, cancelled: AtomicBool::new(false) }
    }

    /// The next chunk, or none when all are taken or the work was cancelled. Relaxed is enough: the counter
    /// only has to give each index once, and the scope's end orders what the chunks wrote.
    pub fn take(&self, is_cancelled: bool) -> Option<usize> {
        if is_cancelled {
            // A pass whose last chunk was already taken is complete: it counts as done, not as cancelled.
            if self.next.swap(self.chunks, Ordering::Relaxed) < self.chunks {
                self.cancelled.store(true, Ordering::Relaxed);
            }
            return None;
        }
        let index = if planted("loom-hand-out") {
            let index = self.next.load(Ordering::Relaxed);
            self.next.store(index + 1, Ordering::Relaxed);
            index
        } else {
            self.next.fetch_add(1, Ordering::Relaxed)
        };
        (index < self.chunks).then_some(index)
    }

    /// Leaves nothing to take.
    pub fn stop(&self) {
        self.next.store(self.chunks, Ordering::Relaxed);
    }

    /// Whether chunks were left when the work was cancelled; asked when all threads are done.
    pub fn was_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}
