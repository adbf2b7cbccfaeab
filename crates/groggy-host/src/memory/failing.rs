//! Refuses one allocation of the calling thread, to see what becomes of the operation that needed it.
//!
//! A test arms the allocator for the first, the second, … allocation until an operation runs clean: once for
//! that request alone, once for it and all that follow, as when memory is exhausted. Small requests are then
//! served by the [reserve](super::reserve); `at_least_bytes` leaves them out where there is none.

use std::cell::Cell;

thread_local! {
    // Const-initialised and without destructors: reading them never allocates, at any time of a thread.
    static REMAINING: Cell<u64> = const { Cell::new(0) };
    static AT_LEAST: Cell<usize> = const { Cell::new(0) };
    static SEEN: Cell<u64> = const { Cell::new(0) };
    static REFUSED: Cell<bool> = const { Cell::new(false) };
    static AFTER: Cell<bool> = const { Cell::new(false) };
}

/// Which requests are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// That one.
    One,
    /// That one and all later ones.
    AndAfter,
}

/// What happened between [`arm`] and [`disarm`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Requests of the size asked for, the refused one included.
    pub requests: u64,
    /// Whether one was refused. False means that the operation ran clean: the loop over k is over.
    pub refused: bool,
}

/// Refuses the `nth` request (from 1) of at least `at_least_bytes` that this thread makes from now on, and with
/// [`Extent::AndAfter`] every later one.
pub fn arm(nth: u64, at_least_bytes: usize, extent: Extent) {
    AFTER.set(extent == Extent::AndAfter);
    AT_LEAST.set(at_least_bytes);
    SEEN.set(0);
    REFUSED.set(false);
    REMAINING.set(nth);
}

/// Refuses nothing more and tells what happened.
pub fn disarm() -> Seen {
    REMAINING.set(0);
    Seen { requests: SEEN.get(), refused: REFUSED.get() }
}

/// Whether the allocator must answer this request with null.
pub(super) fn refuses(bytes: usize) -> bool {
    let remaining = REMAINING.get();
    if remaining == 0 || bytes < AT_LEAST.get() {
        return false;
    }
    SEEN.set(SEEN.get() + 1);
    let refused = remaining == 1;
    if !(refused && AFTER.get()) {
        REMAINING.set(remaining - 1);
    }
    if refused {
        REFUSED.set(true);
    }
    refused
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work() -> Result<(), std::collections::TryReserveError> {
        let mut first: Vec<u8> = Vec::new();
        first.try_reserve_exact(4096)?;
        let mut second: Vec<u8> = Vec::new();
        second.try_reserve_exact(8192)?;
        second.try_reserve_exact(16384)?;
        Ok(())
    }

    #[test]
    fn each_request_in_turn_is_refused_until_a_clean_run() {
        let mut refused = 0;
        for nth in 1.. {
            arm(nth, 4096, Extent::One);
            let result = work();
            let seen = disarm();
            assert_eq!(result.is_err(), seen.refused);
            if !seen.refused {
                break;
            }
            assert_eq!(seen.requests, nth);
            refused += 1;
        }
        assert_eq!(refused, 3);
        assert!(work().is_ok());
    }

    #[test]
    fn all_that_follow_are_refused_when_asked() {
        arm(2, 4096, Extent::AndAfter);
        let mut first: Vec<u8> = Vec::new();
        assert!(first.try_reserve_exact(4096).is_ok());
        assert!((0..3).all(|_| work().is_err()));
        assert!(disarm().refused && work().is_ok());
    }

    #[test]
    fn other_threads_are_left_alone() {
        arm(1, 4096, Extent::One);
        let other = std::thread::scope(|scope| scope.spawn(|| work().is_ok()).join().unwrap_or(false));
        assert!(other);
        assert!(work().is_err());
        disarm();
    }
}
