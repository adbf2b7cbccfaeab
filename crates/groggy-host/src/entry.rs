//! The one handler around every entry point of a binding.
//!
//! Each call from the host goes through [`run`]: it counts the crossing, refuses an operation that is
//! switched off, tells the monitor who holds the thread, catches a panic and names the operation in the
//! error. On success it allocates nothing; it costs one relaxed addition and two relaxed loads.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::errors::{HostError, Result};
use crate::faults;
use crate::monitor;
use crate::operations::Operation;

/// Runs the body of an entry point.
///
/// # Errors
/// `DISABLED` when the operation is switched off, `INTERNAL` when `body` panics, else what `body` answers.
#[inline]
pub fn run<T>(operation: &Operation, body: impl FnOnce() -> Result<T>) -> Result<T> {
    run_or_poison(operation, body, |_| {})
}

/// The same for a body that works on an object which a panic may leave half changed: `poison` is told of
/// the panic, before the error goes on, and makes the object refuse further work.
///
/// # Errors
/// As [`run`].
#[inline]
pub fn run_or_poison<T>(
    operation: &Operation,
    body: impl FnOnce() -> Result<T>,
    poison: impl FnOnce(&HostError),
) -> Result<T> {
    operation.count();
    if operation.is_disabled() && !faults::planted("disable-ignored") {
        return Err(operation.disabled_error());
    }
    let _holding = monitor::shared().hold_thread(operation.name());
    // Unwind safety: what the body changes is either dropped with it or poisoned by the caller.
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(error.in_operation(operation.name())),
        Err(payload) => {
            let error = HostError::from_panic(&*payload).in_operation(operation.name());
            poison(&error);
            Err(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::errors::kinds;

    #[test]
    fn success_passes_through_and_is_counted() {
        let operation = Operation::new("degree");
        assert_eq!(run(&operation, || Ok(7)).unwrap(), 7);
        assert_eq!(operation.crossings(), 1);
    }

    #[test]
    fn an_error_is_given_its_operation() {
        let operation = Operation::new("degree");
        let error = run::<()>(&operation, || Err(HostError::invalid_argument("no"))).unwrap_err();
        assert_eq!(error.operation, "degree");
    }

    #[test]
    fn a_disabled_operation_does_not_run_but_is_counted() {
        let operation = Operation::new("degree");
        operation.set_disabled(true);
        let error = run::<()>(&operation, || unreachable!()).unwrap_err();
        assert!(error.is(&kinds::DISABLED));
        assert_eq!(operation.crossings(), 1);
    }

    #[test]
    fn a_panic_poisons_and_keeps_its_message() {
        let operation = Operation::new("degree");
        let mut poisoned = false;
        let error = run_or_poison::<()>(&operation, || panic!("row {}", 7), |_| poisoned = true).unwrap_err();
        assert!(poisoned && error.is(&kinds::INTERNAL));
        assert_eq!(error.details["panic"], "row 7");
        assert_eq!(error.operation, "degree");
        assert!(error.message.contains("row 7"));
    }
}
