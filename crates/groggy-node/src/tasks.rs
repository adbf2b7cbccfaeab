//! Algorithms and the reader: inline or on the pool, decided and begun in one crossing.

use std::sync::Arc;

use groggy::Graph;
use groggy::algorithms::declaration::{self, Job};
use groggy::execution::Execution;
use groggy_host::errors::HostError;
use groggy_host::memory::reserve;
use groggy_host::offload::{Place, Wish};
use groggy_host::pool;
use groggy_host::task::{self, Completion, TaskId, TaskOptions};
use napi_sys::{napi_env, napi_value};

use crate::arguments::{to_job, to_value};
use crate::entry::{self, Call};
use crate::environment::{Pending, State};
use crate::napi::{CallbackInfo, Env, Outcome, Value};
use crate::object::Object;
use crate::operations::{Op, algorithm};
use crate::panic_points;
use crate::read::ReadRequest;
use crate::snapshot::{Shared, share_of};

/// What a task has to say, on its way to the environment's thread.
pub enum Answer {
    /// Of an algorithm.
    Found(declaration::Answer),
    /// Of `read`.
    Graph(Box<Graph>),
}

/// Where the work is to be done; the numbers of `Mode` in `native.ts`.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    /// Inline or on the pool, as the policy decides or as was wished.
    Policy(Wish),
    /// Here, with the pool's threads for parallel loops.
    Sync,
}

impl Mode {
    fn new<'s>(env: Env<'s>, value: Value<'s>) -> Outcome<Self> {
        Ok(match env.to_f64(value)? {
            1.0 => Self::Policy(Wish::Inline),
            2.0 => Self::Policy(Wish::Pool),
            3.0 => Self::Sync,
            _ => Self::Policy(Wish::Auto),
        })
    }
}

/// `run(operation, handle, mode, progress, arguments)`: `[result]` when it was done at once, else a task's number,
/// about which `hooks.complete` hears later.
///
/// # Safety
/// As [`entry::call`].
pub unsafe extern "C" fn run(raw: napi_env, info: CallbackInfo) -> napi_value {
    let index = |env: Env<'_>, arguments: &[Value<'_>; 5]| named(env, arguments[0]);
    // SAFETY: as the caller vouches.
    unsafe { entry::call_as(raw, info, index, start) }
}

/// The operation that the first argument of `run` names; `run` itself when it names none.
fn named<'s>(env: Env<'s>, operation: Value<'s>) -> usize {
    let number = env.to_f64(operation).unwrap_or(f64::INFINITY) as usize;
    if number == Op::read as usize || algorithm(number).is_some() { number } else { Op::run as usize }
}

fn start<'s>(
    call: &mut Call<'_, 's>,
    [operation, handle, mode, progress, arguments]: [Value<'s>; 5],
) -> Outcome<Value<'s>> {
    let env = call.env;
    let operation = named(env, operation);
    let mode = Mode::new(env, mode)?;
    let progress = env.to_bool(progress)?;
    let arguments = env.to_array(arguments)?;
    let work = match algorithm(operation) {
        Some(place) => Work::Solve(to_job(env, place, &arguments)?, share_of(call, handle)?),
        None if operation == Op::read as usize => Work::Read(Box::new(ReadRequest::new(env, &arguments)?)),
        None => {
            return Err(HostError::invalid_argument("expected the number of an operation that `run` starts")
                .with("argument", "operation")
                .into());
        }
    };
    launch(call, mode, progress, work)
}

/// Does the work where it belongs.
fn launch<'s>(call: &mut Call<'_, 's>, mode: Mode, progress: bool, work: Work) -> Outcome<Value<'s>> {
    let (env, operation) = (call.env, call.operation.name());
    reserve::check()?;
    let wish = match mode {
        Mode::Policy(wish) => wish,
        Mode::Sync => {
            // Where the system has no threads left, this one does it alone.
            let workers = pool::shared().workers().ok();
            let execution = workers.as_deref().map_or_else(Execution::inline, Execution::on);
            call.state.policy.blocking(operation, work.units());
            let answer = call.caller().wait_for(execution, |execution| work.perform(execution))?;
            return done(call, answer);
        }
    };
    let mut measured = call.state.policy.begin(operation, work.units(), wish);
    // A file may be a pipe that this thread is to fill: reading it here would never end.
    let may_stay = wish == Wish::Auto && matches!(work, Work::Solve(..));
    if measured.place() == Place::Pool && may_stay && !pool::shared().has_runner() {
        measured = call.state.policy.bring_back(measured);
    }
    if measured.place() == Place::Inline {
        let caller = call.caller();
        return match caller.wait_for(Execution::inline(), |execution| work.perform(execution)) {
            Ok(answer) => {
                call.state.policy.finish_inline(measured);
                done(call, answer)
            }
            Err(error) => {
                call.state.policy.forget(measured);
                Err(error)
            }
        };
    }
    match spawn(call.state, env, operation, progress, work) {
        Ok(task) => {
            let (measured, object) = (Some(measured), call.state.touched);
            call.state.tasks.pending.insert(task, Pending { operation, measured, object, settled: false });
            env.number(task.to_f64())
        }
        Err(failure) => {
            call.state.policy.forget(measured);
            Err(failure)
        }
    }
}

fn done<'s>(call: &mut Call<'_, 's>, answer: Answer) -> Outcome<Value<'s>> {
    let (env, environment) = (call.env, call.environment.number);
    if let Some(graph) = call.state.touched {
        call.state.adopt(env, environment, graph)?;
    }
    env.array(&[answer.into_value(call.state, env, environment)?])
}

/// Hands work to the pool. From here on the loop is kept alive until the answer was delivered.
fn spawn(
    state: &mut State,
    env: Env<'_>,
    operation: &'static str,
    progress: bool,
    work: Work,
) -> Outcome<TaskId> {
    let poisoned = work.shared().cloned();
    let options = TaskOptions {
        progress,
        on_panic: poisoned.map(|shared| Box::new(move |_: &HostError| shared.poison()) as _),
    };
    let task = state.tasks.group.spawn(operation, options, move |context| {
        context.with_execution(|execution| work.perform(execution)).map_err(HostError::from)
    })?;
    state.tasks.started(env)?;
    Ok(task)
}

/// Completes a task's bookkeeping and turns its answer into a value; `None` when nobody waits for it.
pub fn answered<'s>(
    state: &mut State,
    env: Env<'s>,
    environment: u64,
    completion: Completion<Answer>,
) -> Outcome<Option<task::Outcome<Value<'s>>>> {
    state.tasks.ended(env)?;
    let (measured, object, settled) = match state.tasks.pending.remove(&completion.task) {
        Some(Pending { measured, object, settled, .. }) => (measured, object, settled),
        None => (None, None, false),
    };
    if state.tasks.pending.is_empty() {
        // A burst of tasks leaves no room behind that is never used again.
        state.tasks.pending.shrink_to(64);
    }
    let answer = match completion.outcome {
        task::Outcome::Done(answer) if !settled => {
            if let Some(measured) = measured {
                state.policy.finish_pool(measured, completion.work_ns);
            }
            if let Some(object) = object {
                state.adopt(env, environment, object)?;
            }
            panic_points::pass("answer");
            let value = answer.into_value(state, env, environment)?;
            // The next receiver closes it if nobody waits.
            state.unclaimed = None;
            return Ok(Some(task::Outcome::Done(value)));
        }
        task::Outcome::Done(_) => None,
        task::Outcome::Failed(error) => {
            if error.is_panic()
                && let Some(object) = object
            {
                state.poison(object);
            }
            Some(task::Outcome::Failed(error))
        }
        task::Outcome::Cancelled(error) => Some(task::Outcome::Cancelled(error)),
    };
    if let Some(measured) = measured {
        state.policy.forget(measured);
    }
    Ok(if settled { None } else { answer })
}

/// `cancel(task)`: asks a task to stop; it is answered within a chunk of its work.
pub fn cancel<'s>(call: &mut Call<'_, 's>, [task]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    let task = TaskId::from_f64(call.env.to_f64(task)?);
    call.state.tasks.group.cancel(task);
    call.env.undefined()
}

/// What is to be done, with all that it needs: nothing of it belongs to the caller.
enum Work {
    /// An algorithm on a snapshot.
    Solve(Box<dyn Job>, Arc<Shared>),
    /// A file to read.
    Read(Box<ReadRequest>),
}

impl Work {
    /// Nodes and edges that it touches, about. `None` for a file: it takes as long as its disk or network does,
    /// and to ask for its size may wait for these already.
    fn units(&self) -> Option<u64> {
        match self {
            Self::Solve(job, shared) => Some(job.units(shared.snapshot())),
            Self::Read(_) => None,
        }
    }

    fn shared(&self) -> Option<&Arc<Shared>> {
        match self {
            Self::Solve(_, shared) => Some(shared),
            Self::Read(_) => None,
        }
    }

    fn perform(&self, execution: &Execution<'_>) -> groggy::Result<Answer> {
        match self {
            Self::Solve(job, shared) => job.run(shared.snapshot(), execution).map(Answer::Found),
            Self::Read(request) => Ok(Answer::Graph(Box::new(request.perform(execution)?))),
        }
    }
}

impl Answer {
    /// The result as `native.ts` takes it. Small arrays are copied, large ones given away.
    fn into_value<'s>(self, state: &mut State, env: Env<'s>, environment: u64) -> Outcome<Value<'s>> {
        match self {
            Self::Found(answer) => to_value(env, answer, state.in_place),
            Self::Graph(graph) => {
                let mut object = Object::graph(*graph);
                object.settle(env, environment)?;
                env.number(state.take_in(env, object)?.to_f64())
            }
        }
    }
}
