//! How far the reading is, over all of its stages.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, ThreadId};

use crate::execution::Execution;

/// Maps the progress of stages to one fraction that only grows. Only the thread that made it reports; others
/// count.
pub(super) struct Progress<'a> {
    execution: &'a Execution<'a>,
    reporter: ThreadId,
    stage: &'static str,
    start: f64,
    span: f64,
    total: u64,
    done: AtomicU64,
}

impl<'a> Progress<'a> {
    pub(super) fn new(execution: &'a Execution<'a>) -> Self {
        Self {
            execution,
            reporter: thread::current().id(),
            stage: "read",
            start: 0.0,
            span: 0.0,
            total: 0,
            done: AtomicU64::new(0),
        }
    }

    /// Begins a stage that takes `share` of what is left.
    pub(super) fn stage(&mut self, stage: &'static str, share: f64) {
        self.stage = stage;
        self.span = (1.0 - self.start) * share;
        self.report(0.0);
    }

    /// Begins a stage of `total` units, which [`count`](Self::count) counts.
    pub(super) fn counted_stage(&mut self, stage: &'static str, share: f64, total: u64) {
        self.total = total.max(1);
        self.done = AtomicU64::new(0);
        self.stage(stage, share);
    }

    /// Ends the stage.
    pub(super) fn stage_done(&mut self) {
        self.start += self.span;
        self.span = 0.0;
    }

    /// Reports a fraction of the stage.
    pub(super) fn report(&self, fraction: f64) {
        self.execution.progress(self.start + self.span * fraction.clamp(0.0, 1.0), self.stage);
    }

    /// Counts units as done, from any thread.
    pub(super) fn count(&self, units: u64) {
        let done = self.done.fetch_add(units, Ordering::Relaxed) + units;
        if thread::current().id() == self.reporter {
            self.report(done as f64 / self.total as f64);
        }
    }
}
