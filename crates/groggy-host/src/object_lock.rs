//! Taking an object for one operation, or failing at once.
//!
//! A single-threaded host that waited for a lock would wait for itself. So a change from within a callback
//! of a running operation is `BUSY`: an error, never a wait. The lock is one word (0 free, else the
//! operation's index + 1), which may lie in memory that the host reads.

use std::sync::atomic::AtomicU32;

use crate::errors::{HostError, Result, kinds};
use crate::operations::{Operation, Operations};

mod word;

/// An object that is taken; free again when this is dropped.
#[must_use = "the object is free again as soon as this is dropped"]
#[derive(Debug)]
pub struct Taken<'a>(&'a AtomicU32);

/// Takes the object whose lock is `word` for `operation`.
///
/// # Errors
/// `BUSY`, with the name of the operation that holds it.
#[inline]
pub fn take<'a>(word: &'a AtomicU32, operation: &Operation, operations: &Operations) -> Result<Taken<'a>> {
    let mark = u32::from(operation.index()) + 1;
    match word::take(word, mark) {
        Ok(()) => Ok(Taken(word)),
        Err(holder) => Err(busy(holder, operation, operations)),
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        word::free(self.0);
    }
}

#[cold]
fn busy(holder: u32, operation: &Operation, operations: &Operations) -> HostError {
    let holder = (holder as usize)
        .checked_sub(1)
        .and_then(|index| operations.get(index).ok())
        .map_or("another operation", Operation::name);
    HostError::expected(
        &kinds::BUSY,
        "an object that no operation is using",
        format_args!("one in use by {holder}"),
        format_args!("collect the changes and make them after {holder} returns"),
    )
    .with("holder", holder)
    .in_operation(operation.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::Ordering;

    #[test]
    fn a_second_operation_fails_at_once_and_names_the_first() {
        let operations = Operations::new(&["addNodes", "forEachNeighbor"], None);
        let word = AtomicU32::new(0);
        let [add, each] = [operations.get(0).unwrap(), operations.get(1).unwrap()];
        let taken = take(&word, each, &operations).unwrap();
        assert_eq!(word.load(Ordering::Relaxed), 2);
        let error = take(&word, add, &operations).unwrap_err();
        assert!(error.is(&kinds::BUSY));
        assert_eq!(error.details["holder"], "forEachNeighbor");
        assert_eq!(error.operation, "addNodes");
        drop(taken);
        assert!(take(&word, add, &operations).is_ok());
    }

    #[test]
    fn a_panic_gives_the_object_back() {
        let operations = Operations::new(&["addNodes"], None);
        let word = AtomicU32::new(0);
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _taken = take(&word, operations.get(0).unwrap(), &operations).unwrap();
            panic!("in the middle");
        }));
        assert!(caught.is_err());
        assert_eq!(word.load(Ordering::Relaxed), 0);
    }

    /// One word, one compare-exchange: its holder is alone until it is dropped.
    #[test]
    fn one_thread_at_a_time_has_it() {
        let operations = Operations::new(&["addNodes"], None);
        let (word, count) = (AtomicU32::new(0), AtomicU32::new(0));
        let successes: u32 = std::thread::scope(|scope| {
            let work = || {
                let mut successes = 0;
                for _ in 0..20_000 {
                    if let Ok(_taken) = take(&word, operations.iter().next().unwrap(), &operations) {
                        // Not an addition: two at once would lose one.
                        count.store(count.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
                        successes += 1;
                    }
                }
                successes
            };
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert!(successes > 0);
        assert_eq!(count.load(Ordering::Relaxed), successes);
    }
}
