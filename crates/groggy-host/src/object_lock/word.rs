//! A lock of one word that nobody waits for.

use crate::faults::planted;
use crate::sync::atomic::{AtomicU32, Ordering};

/// Marks a free word, or tells whose mark it bears. What the last holder did happened before.
#[inline]
pub(crate) fn take(word: &AtomicU32, mark: u32) -> Result<(), u32> {
    word.compare_exchange(0, mark, Ordering::Acquire, Ordering::Relaxed).map(|_| ())
}

/// Frees the word. Only its holder calls this.
#[inline]
pub(crate) fn free(word: &AtomicU32) {
    let order = if planted("loom-object-lock") { Ordering::Relaxed } else { Ordering::Release };
    word.store(0, order);
}
