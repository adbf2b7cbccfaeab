//! How much of a reservation may be touched: grown by one writer, asked by any thread.

use crate::faults::planted;
use crate::sync::atomic::{AtomicUsize, Ordering};

pub(crate) struct Committed(AtomicUsize);

impl Committed {
    pub fn new(bytes: usize) -> Self {
        Self(AtomicUsize::new(bytes))
    }

    /// Bytes that may be touched; what made them so happened before.
    pub fn get(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }

    /// More bytes may be touched from now on. Only the one writer calls this, after it has made them so.
    pub fn grow_to(&self, bytes: usize) {
        let order = if planted("loom-committed") { Ordering::Relaxed } else { Ordering::Release };
        self.0.store(bytes, order);
    }
}
