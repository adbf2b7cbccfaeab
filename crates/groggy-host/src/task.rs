//! Work that leaves the host's thread: cancellable, watched, and answered exactly once.
//!
//! A [`TaskGroup`] belongs to one environment of the host. Its tasks run on a [`Pool`]; each one's
//! [`Completion`] reaches the group's [`CompletionSink`] exactly once, be it a result, an error, a
//! cancellation or a panic. After [`TaskGroup::join`] nothing of the group is alive on any thread.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use crate::clock::{Clock, SystemClock};
use crate::errors::{HostError, Result, kinds};
use crate::faults;
use crate::lock;
use crate::monitor;
use crate::pool::{Job, Pool};

mod assignment;
#[cfg(test)]
mod tests;

pub use crate::gate::TaskId;
use crate::gate::{Departure, Entry, Gate, TaskState};
use assignment::{Assignment, Delivery};

/// How a task ended.
#[derive(Debug)]
pub enum Outcome<T> {
    /// With its result.
    Done(T),
    /// With an error, a caught panic among them.
    Failed(HostError),
    /// Because it was cancelled, before it began or while it ran.
    Cancelled(HostError),
}

/// What a sink receives when a task has ended.
#[derive(Debug)]
pub struct Completion<T> {
    /// Which task.
    pub task: TaskId,
    /// What it did.
    pub operation: &'static str,
    /// When it was started by the host, on the [`SystemClock`].
    pub submitted_ns: u64,
    /// How long it worked, without waiting; 0 when it never began.
    pub work_ns: u64,
    /// How it ended.
    pub outcome: Outcome<T>,
}

/// Where results go: the host's channel back to its own thread.
///
/// Called from worker threads, and from the thread that cancels a task which had not begun. Must not
/// block. A panic in it is caught and the completion counts as delivered.
pub trait CompletionSink<T>: Send + Sync {
    /// A task has ended. Called once for each task.
    fn complete(&self, completion: Completion<T>);

    /// A task is `fraction` (0 to 1) through its `stage`. Never after its completion.
    fn progress(&self, task: TaskId, fraction: f64, stage: &'static str) {
        let _ = (task, fraction, stage);
    }
}

/// Told of a panic, where it happened.
pub type PanicHook = Box<dyn FnOnce(&HostError) + Send>;

/// What a task may have beside its work.
#[derive(Default)]
pub struct TaskOptions {
    /// Whether progress goes to the sink. Off, reporting costs one branch.
    pub progress: bool,
    /// Called on the worker when the work panicked, before the completion: marks its object as poisoned.
    pub on_panic: Option<PanicHook>,
}

/// What a running task sees of the world.
pub struct TaskContext<'a> {
    state: &'a TaskState,
    pool: &'a Pool,
    workers: OnceLock<Option<Arc<rayon::ThreadPool>>>,
    report: Option<&'a (dyn Fn(f64, &'static str) + Sync)>,
}

impl TaskContext<'_> {
    /// Which task this is.
    #[must_use]
    pub fn id(&self) -> TaskId {
        self.state.id
    }

    /// The flag that becomes true when the task should stop: poll it once a chunk.
    #[must_use]
    pub fn cancel_flag(&self) -> &AtomicBool {
        &self.state.cancel
    }

    /// # Errors
    /// `CANCELLED` when the task should stop.
    pub fn check(&self) -> Result<()> {
        if self.state.cancel.load(Ordering::Relaxed) { Err(cancelled(self.state.operation)) } else { Ok(()) }
    }

    /// Reports progress; at most one report in 50 ms goes on, and the last one always. From any thread.
    pub fn progress(&self, fraction: f64, stage: &'static str) {
        if let Some(report) = self.report {
            report(fraction, stage);
        }
    }

    /// Whether anybody looks at the progress.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        self.report.is_some()
    }

    /// The threads for this task's parallel loops, the same until it ends; none when the system has none
    /// left, and the work then runs on this thread alone.
    #[must_use]
    pub fn workers(&self) -> Option<&rayon::ThreadPool> {
        self.workers.get_or_init(|| self.pool.workers().ok()).as_deref()
    }
}

/// A task of a group that is not over.
#[derive(Debug, Clone, Copy, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskInfo {
    /// Its number.
    pub task: u64,
    /// What it does.
    pub operation: &'static str,
    /// How long ago it was started.
    pub age_ns: u64,
    /// Whether it was asked to stop.
    pub cancelled: bool,
}

/// The tasks of one environment. Dropping the group cancels and joins it.
pub struct TaskGroup<T: Send + 'static> {
    pool: Pool,
    sink: Arc<dyn CompletionSink<T>>,
    gate: Arc<Gate>,
}

impl<T: Send + 'static> TaskGroup<T> {
    /// A group whose tasks run on `pool` and answer to `sink`.
    #[must_use]
    pub fn new(pool: &Pool, sink: Arc<dyn CompletionSink<T>>) -> Self {
        Self { pool: pool.clone(), sink, gate: Arc::default() }
    }

    /// Starts `work` on a worker thread. Its completion may arrive before this returns.
    ///
    /// All that `work` owns is dropped on the worker before the completion is delivered.
    ///
    /// # Errors
    /// `LIMIT_EXCEEDED` when the queue is full, `CLOSED` after [`TaskGroup::join`]; the sink hears nothing then.
    pub fn spawn(
        &self,
        operation: &'static str,
        options: TaskOptions,
        work: impl FnOnce(&TaskContext<'_>) -> Result<T> + Send + 'static,
    ) -> Result<TaskId> {
        let id = TaskId::next();
        let state = Arc::new(TaskState {
            id,
            operation,
            submitted_ns: SystemClock.now_ns(),
            cancel: AtomicBool::new(false),
        });
        {
            let mut inside = lock(&self.gate.inside);
            if inside.closed {
                return Err(HostError::expected(
                    &kinds::CLOSED,
                    "a running environment",
                    "one that is shutting down",
                    "start the task earlier",
                )
                .in_operation(operation));
            }
            inside.tasks.insert(id, Entry { state: Arc::clone(&state), ticket: None });
        }
        let departure = Departure { gate: Arc::clone(&self.gate), id };
        let sink = Arc::clone(&self.sink);
        let ticket = self
            .pool
            .submit(|ticket| {
                let watch = monitor::shared().task(operation);
                let delivery = Delivery { sink: Some(sink), state };
                let assignment = Assignment { work, options, watch, delivery };
                Job::new(ticket, Box::new(move |pool: &Pool| assignment.run(pool)), departure)
            })
            .map_err(|error| error.in_operation(operation))?;
        if let Some(entry) = lock(&self.gate.inside).tasks.get_mut(&id) {
            entry.ticket = Some(ticket);
        }
        Ok(id)
    }

    /// Asks a task to stop. One that has not begun is answered at once, on this thread; a running one at its
    /// next look at the flag. False when it is over already.
    pub fn cancel(&self, task: TaskId) -> bool {
        let ticket = {
            let inside = lock(&self.gate.inside);
            let Some(entry) = inside.tasks.get(&task) else { return false };
            entry.state.cancel.store(true, Ordering::Relaxed);
            entry.ticket
        };
        // Dropped outside every lock: this calls the sink.
        drop(ticket.and_then(|ticket| self.pool.retract(ticket)));
        true
    }

    /// Asks every task of the group to stop.
    pub fn cancel_all(&self) {
        let tasks: Vec<TaskId> = lock(&self.gate.inside).tasks.keys().copied().collect();
        for task in tasks {
            self.cancel(task);
        }
    }

    /// Lets nothing new start, cancels all tasks and waits until they are over. When it returns, every task
    /// has been answered, none runs, what they owned is freed, and the sink is not called again.
    ///
    /// For the environment's clean-up hook. Takes as long as the slowest task needs to look at its flag.
    /// Must not be called from a task of this group.
    pub fn join(&self) {
        lock(&self.gate.inside).closed = true;
        if !faults::planted("cancel-ignored") {
            self.cancel_all();
        }
        let mut inside = lock(&self.gate.inside);
        while !inside.tasks.is_empty() {
            inside = self.gate.left.wait(inside).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
        drop(inside);
        // The last task holds the gate for the few instructions after it left.
        while Arc::strong_count(&self.gate) > 1 {
            std::thread::yield_now();
        }
    }

    /// How many tasks are waiting or running.
    #[must_use]
    pub fn len(&self) -> usize {
        lock(&self.gate.inside).tasks.len()
    }

    /// Whether no task is waiting or running.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The tasks that are waiting or running, oldest first.
    #[must_use]
    pub fn tasks(&self) -> Vec<TaskInfo> {
        let now = SystemClock.now_ns();
        let mut tasks: Vec<TaskInfo> = lock(&self.gate.inside)
            .tasks
            .values()
            .map(|Entry { state, .. }| TaskInfo {
                task: state.id.to_u64(),
                operation: state.operation,
                age_ns: now.saturating_sub(state.submitted_ns),
                cancelled: state.cancel.load(Ordering::Relaxed),
            })
            .collect();
        tasks.sort_unstable_by_key(|info| info.task);
        tasks
    }
}

impl<T: Send + 'static> Drop for TaskGroup<T> {
    fn drop(&mut self) {
        self.join();
    }
}

#[cold]
fn cancelled(operation: &'static str) -> HostError {
    HostError::cancelled("the operation was cancelled before it completed").in_operation(operation)
}
