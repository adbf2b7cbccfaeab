//! One task on its worker: run once, answered once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

use super::{Completion, CompletionSink, Outcome, TaskContext, TaskOptions, cancelled};
use crate::clock::{Clock, SystemClock};
use crate::errors::{HostError, Result, kinds};
use crate::gate::TaskState;
use crate::monitor::TaskWatch;
use crate::pool::Pool;
use crate::progress::Throttle;

/// The duty to answer for a task. Dropped unanswered, it answers that the task was cancelled.
pub(super) struct Delivery<T> {
    pub(super) sink: Option<Arc<dyn CompletionSink<T>>>,
    pub(super) state: Arc<TaskState>,
}

impl<T> Delivery<T> {
    fn deliver(&mut self, outcome: Outcome<T>, work_ns: u64) {
        let Some(sink) = self.sink.take() else { return };
        let completion = Completion {
            task: self.state.id,
            operation: self.state.operation,
            submitted_ns: self.state.submitted_ns,
            work_ns,
            outcome,
        };
        let _ = catch_unwind(AssertUnwindSafe(|| sink.complete(completion)));
    }
}

impl<T> Drop for Delivery<T> {
    fn drop(&mut self) {
        self.deliver(Outcome::Cancelled(cancelled(self.state.operation)), 0);
    }
}

/// All that a task owns. Dropped in this order, so that a listener for the end finds the rest freed.
pub(super) struct Assignment<T, F> {
    pub(super) work: F,
    pub(super) options: TaskOptions,
    pub(super) watch: TaskWatch<'static>,
    pub(super) delivery: Delivery<T>,
}

impl<T, F: FnOnce(&TaskContext<'_>) -> Result<T>> Assignment<T, F> {
    /// The one place where a task runs: catches panics, names the operation, answers once.
    pub(super) fn run(self, pool: &Pool) {
        let state = Arc::clone(&self.delivery.state);
        if state.cancel.load(Ordering::Relaxed) {
            return;
        }
        let Self { work, options: TaskOptions { progress, on_panic }, watch, mut delivery } = self;
        let started_ns = SystemClock.now_ns();
        let throttle = Throttle::default();
        let send = |fraction: f64, stage| {
            if let Some(sink) = &delivery.sink {
                sink.progress(state.id, fraction, stage);
            }
        };
        let report = |fraction: f64, stage| throttle.report(SystemClock.now_ns(), fraction, stage, send);
        let context = TaskContext {
            state: &state,
            pool,
            workers: OnceLock::new(),
            report: if progress { Some(&report) } else { None },
        };
        let result = match catch_unwind(AssertUnwindSafe(|| work(&context))) {
            Ok(result) => {
                // What it holds is freed before the end is told.
                drop(on_panic);
                result
            }
            Err(payload) => {
                let error = HostError::from_panic(&*payload).in_operation(state.operation);
                if let Some(on_panic) = on_panic {
                    let _ = catch_unwind(AssertUnwindSafe(|| on_panic(&error)));
                }
                Err(error)
            }
        };
        drop(context);
        let _ = catch_unwind(AssertUnwindSafe(|| throttle.finish(send)));
        let work_ns = SystemClock.now_ns().saturating_sub(started_ns);
        let outcome = match result {
            Ok(value) => Outcome::Done(value),
            Err(error) if error.is(&kinds::CANCELLED) => {
                Outcome::Cancelled(error.in_operation(state.operation))
            }
            Err(error) => Outcome::Failed(error.in_operation(state.operation)),
        };
        drop(watch);
        delivery.deliver(outcome, work_ns);
    }
}
