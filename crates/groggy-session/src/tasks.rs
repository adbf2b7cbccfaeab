//! The tasks of an environment.

use std::collections::HashMap;
use std::sync::Arc;

use groggy_host::errors::HostError;
use groggy_host::handles::Handle;
use groggy_host::task::{TaskContext, TaskGroup, TaskId, TaskOptions};
use groggy_host::{offload, pool};

use crate::host::Host;
use crate::inbox::Inbox;
use crate::work::Answer;

/// The tasks of an environment.
pub struct Tasks {
    /// Runs and cancels them.
    pub group: TaskGroup<Answer>,
    /// Where completions wait for the environment's thread.
    pub(crate) inbox: Arc<Inbox>,
    /// What is to be done when a task has been answered.
    pub(crate) pending: HashMap<TaskId, Pending>,
    in_flight: usize,
}

/// What is kept of a task until it is answered.
pub(crate) struct Pending {
    /// What it does.
    pub(crate) operation: &'static str,
    /// The policy wants to know how long it took.
    pub(crate) measured: Option<offload::Call>,
    /// The graph or snapshot that it ran on, if any: a graph takes over the adjacency that the task built.
    pub(crate) object: Option<Handle>,
    /// Whether its failure was told already: nobody waits for its answer.
    pub(crate) settled: bool,
}

impl Tasks {
    /// No tasks yet; `wake` is called when the first of a batch of answers arrives.
    pub(crate) fn new(wake: Box<dyn Fn() + Send + Sync>) -> Self {
        let inbox = Inbox::of_this_thread(wake);
        let group = TaskGroup::new(pool::shared(), Arc::clone(&inbox) as _);
        Self { group, inbox, pending: HashMap::new(), in_flight: 0 }
    }

    /// Starts `work` on the pool. From here on the host is kept alive until the answer was delivered.
    ///
    /// # Errors
    /// The pool refuses, or the host does.
    pub(crate) fn spawn<H: Host>(
        &mut self,
        host: H,
        options: TaskOptions,
        operation: &'static str,
        work: impl FnOnce(&TaskContext<'_>) -> Result<Answer, HostError> + Send + 'static,
    ) -> Result<TaskId, H::Failure> {
        let task = self.group.spawn(operation, options, work)?;
        self.in_flight += 1;
        if self.in_flight == 1 {
            host.keep_alive(true)?;
        }
        Ok(task)
    }

    /// A task was answered: what was kept of it.
    pub(crate) fn answered<H: Host>(&mut self, host: H, task: TaskId) -> Result<Option<Pending>, H::Failure> {
        self.in_flight = self.in_flight.saturating_sub(1);
        if self.in_flight == 0 {
            host.keep_alive(false)?;
        }
        let pending = self.pending.remove(&task);
        if self.pending.is_empty() {
            // A burst of tasks leaves no room behind that is never used again.
            self.pending.shrink_to(64);
        }
        Ok(pending)
    }

    /// Cancels and joins all tasks; nobody hears of them.
    pub(crate) fn end(self) {
        self.group.join();
        self.inbox.clear();
    }
}
