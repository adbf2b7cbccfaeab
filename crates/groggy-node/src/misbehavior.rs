//! For the safety tests only: a binding that breaks the promises which the monitor watches.

use groggy_host::errors::HostError;
use groggy_host::monitor::{self, DEFAULT_REFERENCE_LIMIT_NS};

use crate::entry::Call;
use crate::napi::{Outcome, Value};

const OPERATION: &str = "testMisbehave";

/// `testMisbehave(kind)`: breaks the promise whose violation has this name. A missed finalizer and a reference held
/// past the end are seen when the environment ends.
pub fn misbehave<'s>(call: &mut Call<'_, 's>, [kind]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    let monitor = monitor::shared();
    let environment = call.environment.number;
    match &*call.env.to_text(kind)? {
        "danglingView" => {
            let owner = std::ptr::from_ref(call.environment).addr() as u64;
            let view = monitor.view_given(OPERATION, owner, 80);
            monitor.memory_freed(owner);
            monitor.view_returned(view);
        }
        "borrowAcrossThreads" => {
            let borrowing = monitor.borrow(OPERATION, 80);
            std::thread::scope(|scope| {
                scope.spawn(|| borrowing.used());
            });
        }
        "finalizerMissed" => drop(monitor.finalizer_attached(OPERATION, environment)),
        "externalBytesNotReturned" => {
            let token = monitor.external_reported(OPERATION, environment, 80);
            monitor.external_returned(token, 79);
        }
        "hostReferenceHeldTooLong" => drop(monitor.reference_held(OPERATION, environment)),
        // From now on no reference may be held at all.
        "noReferences" => monitor.set_reference_limit_ns(0),
        "references" => monitor.set_reference_limit_ns(DEFAULT_REFERENCE_LIMIT_NS),
        other => {
            return Err(
                HostError::invalid_argument(format!("there is no misbehaviour called {other}")).into()
            );
        }
    }
    call.env.undefined()
}
