//! Where the host meets the graph core: its errors become host errors, its kernels run on host threads.

use groggy::execution::Execution;
use groggy::{Detail, Error};
use serde_json::Value;

use crate::errors::{ErrorKind, HostError, kinds, table};
use crate::task::TaskContext;

/// The row for a kind of the core, by its code. A kind that the table does not have is `INTERNAL`.
#[must_use]
pub fn kind_of(kind: groggy::ErrorKind) -> &'static ErrorKind {
    let code = kind.code();
    if code == kinds::CANCELLED.code {
        return &kinds::CANCELLED;
    }
    table().iter().copied().find(|row| row.code == code).unwrap_or(&kinds::INTERNAL)
}

impl From<Error> for HostError {
    /// Keeps kind, message, details and the whole source chain.
    fn from(error: Error) -> Self {
        let mut made = Self::new(kind_of(error.kind()), error.message());
        for (name, detail) in error.details() {
            made = made.with(name, value_of(detail));
        }
        match std::error::Error::source(&error) {
            Some(source) => made.caused_by(source),
            None => made,
        }
    }
}

/// A number that JSON has no form for (NaN, infinities) becomes its text.
fn value_of(detail: &Detail) -> Value {
    match detail {
        Detail::U64(value) => Value::from(*value),
        Detail::I64(value) => Value::from(*value),
        Detail::F64(value) if value.is_finite() => Value::from(*value),
        Detail::F64(value) => Value::from(value.to_string()),
        Detail::Bool(value) => Value::from(*value),
        Detail::Text(value) => Value::from(value.as_str()),
        Detail::Ids(ids) => Value::from(ids.as_slice()),
    }
}

impl TaskContext<'_> {
    /// Runs `kernel` on this thread and the pool's, with this task's cancel flag and progress.
    pub fn with_execution<R>(&self, kernel: impl FnOnce(&Execution<'_>) -> R) -> R {
        let report = |fraction: f64, stage: &'static str| self.progress(fraction, stage);
        let execution = self.workers().map_or_else(Execution::inline, Execution::on);
        let execution = execution.with_cancel(self.cancel_flag());
        if self.is_watched() { kernel(&execution.with_progress(&report)) } else { kernel(&execution) }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use super::*;
    use crate::pool::{Pool, PoolOptions};
    use crate::task::{Completion, CompletionSink, Outcome, TaskGroup, TaskOptions};

    #[test]
    fn every_kind_of_the_core_has_a_row() {
        for &kind in groggy::ErrorKind::ALL {
            assert_eq!(kind_of(kind).code, kind.code());
        }
    }

    #[test]
    fn an_error_of_the_core_crosses_whole() {
        let io = std::io::Error::other("disk on fire");
        let error = Error::new(groggy::ErrorKind::InvalidArgument, "no")
            .with("edge", 7_u32)
            .with("value", f64::NAN)
            .with("cycle", vec![3_u32, 7])
            .caused_by(io);
        let error = HostError::from(error);
        assert!(error.is(&kinds::INVALID_ARGUMENT));
        let details = Value::Object(error.details);
        assert_eq!(details, serde_json::json!({ "edge": 7, "value": "NaN", "cycle": [3, 7] }));
        assert_eq!(error.causes, ["disk on fire"]);
    }

    struct Sink(Mutex<Sender<Result<u64, &'static str>>>);
    impl CompletionSink<u64> for Sink {
        fn complete(&self, completion: Completion<u64>) {
            let answer = match completion.outcome {
                Outcome::Done(value) => Ok(value),
                Outcome::Failed(error) | Outcome::Cancelled(error) => Err(error.kind.code),
            };
            let _ = self.0.lock().unwrap().send(answer);
        }
    }

    #[test]
    fn a_kernel_runs_on_the_pool_and_stops_when_cancelled() {
        let pool = Pool::new(&PoolOptions { threads: 2, ..PoolOptions::default() });
        let (sender, receiver) = channel();
        let group = TaskGroup::new(&pool, Arc::new(Sink(Mutex::new(sender))));
        let kernel = |chunk_sleep: Duration| {
            move |context: &TaskContext<'_>| {
                context.with_execution(|execution| {
                    assert_eq!(execution.threads(), 2);
                    let parts = execution.map_chunks(10_000, 10, |range| {
                        std::thread::sleep(chunk_sleep);
                        range.len() as u64
                    })?;
                    Ok(parts.iter().sum())
                })
            }
        };
        group.spawn("sum", TaskOptions::default(), kernel(Duration::ZERO)).unwrap();
        assert_eq!(receiver.recv_timeout(Duration::from_secs(600)).unwrap(), Ok(10_000));
        let slow = group.spawn("sum", TaskOptions::default(), kernel(Duration::from_millis(100))).unwrap();
        assert!(group.cancel(slow));
        assert_eq!(receiver.recv_timeout(Duration::from_secs(600)).unwrap(), Err("CANCELLED"));
    }
}
