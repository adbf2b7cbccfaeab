//! Work begins: inline or on the pool, decided and begun in one call. Its answer becomes the session's.

use std::sync::Arc;

use groggy::algorithms::declaration::Job;
use groggy::execution::Execution;
use groggy_host::errors::HostError;
use groggy_host::handles::Handle;
use groggy_host::memory::reserve;
use groggy_host::offload::{self, Place, Wish};
use groggy_host::operations::Operation;
use groggy_host::pool;
use groggy_host::task::{Completion, Outcome, TaskContext, TaskId, TaskOptions};

use crate::host::Host;
use crate::object::Object;
use crate::panic_points;
use crate::session::Session;
use crate::shared_snapshot::SharedSnapshot;
use crate::tasks::Pending;
use crate::work::{Answer, Found, Work};

groggy::numbered! {
    /// Where work is done.
    pub enum Mode {
        /// Here or on the pool, as the policy decides.
        Auto = 0,
        /// Here, on this thread alone.
        Inline = 1,
        /// On the pool.
        Pool = 2,
        /// Here, until it is done, with the pool's threads for parallel loops.
        Sync = 3,
    }
}

/// What became of launched work.
pub enum Launched {
    /// It is done.
    Done(Found),
    /// It runs on the pool, and is answered later.
    Task(TaskId),
}

/// Edges that a query may index on the thread of the call before it begins.
const INDEXED_AT_ONCE: usize = 1 << 12;

impl Session {
    /// Runs an algorithm on a graph as it is, if it is a query that touches only what is near: no snapshot is taken, and
    /// no adjacency merged. `None` when it is not one, gave up, or has to wait for rows that are built elsewhere.
    ///
    /// # Errors
    /// Those of the algorithm, or the caller was stopped.
    pub fn launch_near<H: Host>(
        &mut self,
        host: H,
        operation: &Operation,
        handle: Handle,
        mode: Mode,
        job: &dyn Job,
    ) -> Result<Option<Found>, H::Failure> {
        if !job.is_near() || mode == Mode::Pool {
            return Ok(None);
        }
        reserve::check()?;
        let object = self.object(operation, handle)?;
        let Object::Graph(live) = &*object else { return Ok(None) };
        let is_due = live.graph.is_build_due();
        // Rows to build, or much that was added since, are work for the pool.
        if mode == Mode::Auto && (is_due || live.graph.unindexed() > INDEXED_AT_ONCE) {
            return Ok(None);
        }
        if is_due {
            object.sync_adjacency(host)?;
        }
        let Object::Graph(live) = object else { return Ok(None) };
        let graph = &mut live.graph;
        // Without a checkpoint: at one, a debugger may run JavaScript, which writes columns in place, and the query reads
        // those of the graph itself. Its budget is its end.
        let found = job.run_near(graph, &Execution::inline());
        object.report_memory(host)?;
        let Some(answer) = found? else { return Ok(None) };
        self.policy.near(operation.name());
        Ok(Some(Found::Answer(answer)))
    }

    /// Does the work where it belongs. It runs on the object that the call looked up last, if any.
    ///
    /// # Errors
    /// Those of the work, when it is done here; the pool refuses, or the host does.
    pub fn launch<H: Host>(
        &mut self,
        host: H,
        operation: &'static str,
        mode: Mode,
        progress: bool,
        work: Work,
    ) -> Result<Launched, H::Failure> {
        reserve::check()?;
        let wish = match mode {
            Mode::Auto => Wish::Auto,
            Mode::Inline => Wish::Inline,
            Mode::Pool => Wish::Pool,
            Mode::Sync => {
                // Where the system has no threads left, this one does it alone.
                let workers = pool::shared().workers().ok();
                let execution = workers.as_deref().map_or_else(Execution::inline, Execution::on);
                self.policy.blocking(operation, work.units());
                let answer = host.wait(execution, |execution| work.perform(execution))?;
                return self.done(host, answer);
            }
        };
        let mut measured = self.policy.begin(operation, work.units(), wish);
        let may_stay = wish == Wish::Auto && work.may_stay();
        if measured.place() == Place::Pool && may_stay && !pool::shared().has_runner() {
            measured = self.policy.bring_back(measured);
        }
        if measured.place() == Place::Inline {
            return match host.wait(Execution::inline(), |execution| work.perform(execution)) {
                Ok(answer) => {
                    self.policy.finish_inline(measured);
                    self.done(host, answer)
                }
                Err(failure) => {
                    self.policy.forget(measured);
                    Err(failure)
                }
            };
        }
        let shared = work.shared().cloned();
        let body = move |context: &TaskContext<'_>| {
            context.with_execution(|execution| work.perform(execution)).map_err(HostError::from)
        };
        self.spawn(host, operation, progress, Some(measured), shared, body).map(Launched::Task)
    }

    /// Starts `work` on the pool, on the object that the call looked up last, if any. A panic poisons `shared`.
    ///
    /// # Errors
    /// The pool refuses, or the host does.
    pub fn spawn<H: Host>(
        &mut self,
        host: H,
        operation: &'static str,
        progress: bool,
        measured: Option<offload::Call>,
        shared: Option<Arc<SharedSnapshot>>,
        work: impl FnOnce(&TaskContext<'_>) -> Result<Answer, HostError> + Send + 'static,
    ) -> Result<TaskId, H::Failure> {
        let options = TaskOptions {
            progress,
            on_panic: shared.map(|shared| Box::new(move |_: &HostError| shared.poison()) as _),
        };
        match self.tasks.spawn(host, options, operation, work) {
            Ok(task) => {
                let pending = Pending { operation, measured, object: self.touched, settled: false };
                self.tasks.pending.insert(task, pending);
                Ok(task)
            }
            Err(failure) => {
                if let Some(measured) = measured {
                    self.policy.forget(measured);
                }
                Err(failure)
            }
        }
    }

    fn done<H: Host>(&mut self, host: H, answer: Answer) -> Result<Launched, H::Failure> {
        if let Some(graph) = self.touched {
            self.adopt(host, graph)?;
        }
        self.found(host, answer).map(Launched::Done)
    }

    /// Completes a task's bookkeeping; `None` when nobody waits for its answer.
    pub(crate) fn answered<H: Host>(
        &mut self,
        host: H,
        completion: Completion<Answer>,
    ) -> Result<Option<Outcome<Found>>, H::Failure> {
        let (measured, object, settled) = match self.tasks.answered(host, completion.task)? {
            Some(Pending { measured, object, settled, .. }) => (measured, object, settled),
            None => (None, None, false),
        };
        let outcome = match completion.outcome {
            Outcome::Done(answer) if !settled => {
                if let Some(measured) = measured {
                    self.policy.finish_pool(measured, completion.work_ns);
                }
                if let Some(object) = object {
                    self.adopt(host, object)?;
                }
                panic_points::pass("answer");
                let found = self.found(host, answer)?;
                // The next receiver closes it if nobody waits.
                self.unclaimed = None;
                return Ok(Some(Outcome::Done(found)));
            }
            Outcome::Done(_) => None,
            Outcome::Failed(error) => {
                if error.is_panic()
                    && let Some(object) = object
                {
                    self.poison(object);
                }
                Some(Outcome::Failed(error))
            }
            Outcome::Cancelled(error) => Some(Outcome::Cancelled(error)),
        };
        if let Some(measured) = measured {
            self.policy.forget(measured);
        }
        Ok(if settled { None } else { outcome })
    }

    /// What the host converts: a graph is taken in and named first.
    fn found<H: Host>(&mut self, host: H, answer: Answer) -> Result<Found, H::Failure> {
        Ok(match answer {
            Answer::Found(answer) => Found::Answer(answer),
            Answer::Graph(graph, assumed) => {
                let mut object = Object::graph(*graph);
                object.report_memory(host)?;
                Found::Graph(self.take_in(host, object)?, assumed)
            }
            Answer::Table(mut table) => {
                let assumed = table.assumed.take().map(Box::new);
                Found::Table(self.keep_table(*table), assumed)
            }
            Answer::Assumed(assumed) => Found::Assumed(assumed),
        })
    }
}
