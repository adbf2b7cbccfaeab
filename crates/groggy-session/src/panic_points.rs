//! For the safety tests only: places where a test can ask for a panic, besides the operations that panic at once.
//!
//! A place is named by itself (`progress`, `answer`, `complete`), or by the operation that is entered there. Without
//! the feature `testing`, passing one is nothing.

#[cfg(feature = "testing")]
use std::cell::RefCell;

#[cfg(feature = "testing")]
thread_local! {
    /// The place at which this thread is to panic; empty for none.
    static ASKED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Asks for a panic when this thread next passes `place`.
#[cfg(feature = "testing")]
pub fn ask(place: String) {
    ASKED.set(place);
}

/// Panics when that was asked for here.
#[cfg(feature = "testing")]
#[expect(clippy::panic, reason = "that is what it is for")]
pub fn pass(place: &str) {
    let asked = ASKED.with_borrow(|asked| asked == place);
    if asked {
        let place = ASKED.take();
        panic!("a test asked for this panic at {place}")
    }
}

/// Nothing: this build cannot be asked.
#[cfg(not(feature = "testing"))]
#[inline(always)]
pub const fn pass(_place: &str) {}
