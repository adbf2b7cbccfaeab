//! Where tasks answer, on their way back to the environment's thread.
//!
//! A panic on that way settles the promise that it was about: the waiting caller is told, and what the task ran on refuses
//! further work. A panic in a finalizer, of which no call and no task can tell, takes the same way to a hook of its own.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use groggy_host::errors::{HostError, panic_text};
use groggy_host::faults::planted;
use groggy_host::handles::Handle;
use groggy_host::task::{self, Completion, CompletionSink, TaskId};
use groggy_host::{monitor, panics};

use crate::entry::exception;
use crate::environment::Environment;
use crate::napi::{Channel, Env, Failure, Outcome, Value};
use crate::panic_points;
pub use crate::tasks::Answer;

/// `status` of `hooks.complete`.
mod status {
    pub const OK: f64 = 0.0;
    pub const ERROR: f64 = 1.0;
    pub const CANCELLED: f64 = 2.0;
}

/// What a worker thread or a finalizer has to say.
enum Message {
    Completed(Box<Completion<Answer>>),
    Progress { task: TaskId, fraction: f64, stage: &'static str },
    FinalizerPanicked { object: Option<Handle>, error: Box<HostError> },
}

thread_local! {
    /// The inbox of the environment that runs on this thread, until that ends.
    static OF_THIS_THREAD: RefCell<Weak<Inbox>> = const { RefCell::new(Weak::new()) };
}

/// Messages for the environment's thread, in order; the first one of a batch wakes the environment's thread.
pub struct Inbox {
    messages: Mutex<Vec<Message>>,
    channel: Channel,
}

impl Inbox {
    /// An empty inbox that wakes `channel`, for the environment of this thread.
    pub fn of_this_thread(channel: Channel) -> Arc<Self> {
        let inbox = Arc::new(Self { messages: Mutex::new(Vec::new()), channel });
        OF_THIS_THREAD.set(Arc::downgrade(&inbox));
        inbox
    }

    /// Forgets what nobody will read, but prints which bugs would have been told.
    pub fn clear(&self) {
        let messages = std::mem::take(&mut *self.lock());
        for message in messages {
            if let Message::FinalizerPanicked { error, .. } = message {
                panics::print(&error);
            }
        }
    }

    fn push(&self, message: Message) {
        let was_empty = {
            let mut messages = self.lock();
            messages.push(message);
            messages.len() == 1
        };
        if was_empty {
            self.channel.wake();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Message>> {
        // A vector of messages is whole at every step.
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CompletionSink<Answer> for Inbox {
    fn complete(&self, completion: Completion<Answer>) {
        self.push(Message::Completed(Box::new(completion)));
    }

    fn progress(&self, task: TaskId, fraction: f64, stage: &'static str) {
        self.push(Message::Progress { task, fraction, stage });
    }
}

/// Hands every waiting message to the hooks. Runs on the environment's thread, between operations.
///
/// What a hook throws ends this batch and becomes an uncaught exception, as for any callback; the rest is
/// delivered by the next wake-up.
pub fn deliver(environment: &Environment, env: Env<'_>) {
    let Some((messages, inbox)) = environment.take().and_then(|mut taken| {
        let inbox = Arc::clone(&taken.as_mut()?.tasks.inbox);
        let messages = std::mem::take(&mut *inbox.lock());
        Some((messages, inbox))
    }) else {
        return;
    };
    let mut messages = messages.into_iter();
    for message in messages.by_ref() {
        if tell(environment, env, message).is_err() {
            break;
        }
    }
    let rest: Vec<Message> = messages.collect();
    if !rest.is_empty() {
        inbox.lock().splice(0..0, rest);
        inbox.channel.wake();
    }
}

/// Hands one message over, or tells of the panic that it ended in.
fn tell(environment: &Environment, env: Env<'_>, message: Message) -> Outcome<()> {
    let subject = Subject::of(environment, &message);
    // A panic must not pass through Node, and what waits for the message must not wait for ever.
    let told = catch_unwind(AssertUnwindSafe(|| {
        env.scoped(|env| match message {
            Message::Progress { task, fraction, stage } => progress(environment, env, task, fraction, stage),
            Message::Completed(completion) => completed(environment, env, *completion),
            Message::FinalizerPanicked { object, error } => panicked(environment, env, object, &error),
        })
    }));
    told.unwrap_or_else(|payload| {
        if planted("delivery-panic-dropped") {
            return Ok(());
        }
        let error = HostError::from_panic(&*payload).in_operation(subject.operation);
        env.scoped(|env| subject.give_up(environment, env, &error))
    })
}

/// What a message is about, for when the message itself is lost.
struct Subject {
    task: Option<TaskId>,
    operation: &'static str,
    object: Option<Handle>,
}

impl Subject {
    fn of(environment: &Environment, message: &Message) -> Self {
        let task = match message {
            Message::Completed(completion) => completion.task,
            Message::Progress { task, .. } => *task,
            Message::FinalizerPanicked { object, .. } => {
                return Self { task: None, operation: FINALIZER, object: *object };
            }
        };
        let taken = environment.take();
        let pending =
            taken.as_deref().and_then(Option::as_ref).and_then(|state| state.tasks.pending.get(&task));
        Self {
            task: Some(task),
            operation: pending.map_or("", |pending| pending.operation),
            object: pending.and_then(|pending| pending.object),
        }
    }

    /// Fails the task, if it has not been answered, and marks what it ran on as broken.
    fn give_up(&self, environment: &Environment, env: Env<'_>, error: &HostError) -> Outcome<()> {
        if let Some(Some(state)) = environment.take().as_deref_mut() {
            if let Some(object) = self.object {
                state.poison(object);
            }
            // One that still runs is answered later, when nobody waits for it any more.
            if let Some(task) = self.task
                && let Some(pending) = state.tasks.pending.get_mut(&task)
            {
                pending.settled = true;
                state.tasks.group.cancel(task);
            }
        }
        let hooks = environment.hooks.get().ok_or(Failure::Thrown)?;
        let exception = exception(env, hooks, error)?;
        match self.task {
            None => env.call(hooks.panicked, &[exception]).map(drop),
            Some(task) => {
                let arguments = [env.number(task.to_f64())?, env.number(status::ERROR)?, exception];
                env.call(hooks.complete, &arguments).map(drop)
            }
        }
    }
}

fn progress(
    environment: &Environment,
    env: Env<'_>,
    task: TaskId,
    fraction: f64,
    stage: &str,
) -> Outcome<()> {
    let hooks = environment.hooks.get().ok_or(Failure::Thrown)?;
    panic_points::pass("progress");
    let arguments = [env.number(task.to_f64())?, env.number(fraction)?, env.string(stage)?];
    env.call(hooks.progress, &arguments).map(drop)
}

fn completed(environment: &Environment, env: Env<'_>, completion: Completion<Answer>) -> Outcome<()> {
    let hooks = environment.hooks.get().ok_or(Failure::Thrown)?;
    let task = completion.task;
    let operation = completion.operation;
    // The state is free again before a hook runs: hooks call back into this module.
    let answered = match environment.take().as_deref_mut() {
        Some(Some(state)) => crate::tasks::answered(state, env, environment.number, completion),
        _ => return Err(Failure::Thrown),
    };
    let answered = match answered {
        Err(Failure::Error(error)) => Some(task::Outcome::Failed(*error)),
        other => other?,
    };
    let Some(answered) = answered else { return Ok(()) };
    panic_points::pass("complete");
    let (status, value) = match answered {
        task::Outcome::Done(value) => (status::OK, value),
        task::Outcome::Failed(error) => {
            (status::ERROR, exception(env, hooks, &error.in_operation(operation))?)
        }
        task::Outcome::Cancelled(_) => (status::CANCELLED, env.undefined()?),
    };
    let arguments: [Value<'_>; 3] = [env.number(task.to_f64())?, env.number(status)?, value];
    env.call(hooks.complete, &arguments).map(drop)
}

/// What an error calls the operation that panicked when none ran.
const FINALIZER: &str = "finalizer";

/// A finalizer of this thread panicked: its environment is told as soon as it has time, and the object with it.
pub fn finalizer_panicked(object: Option<Handle>, payload: &(dyn Any + Send)) {
    let number = object.map_or(0, Handle::to_u64);
    monitor::shared().finalizer_panicked(FINALIZER, number, panic_text(payload));
    let inbox = OF_THIS_THREAD.try_with(|inbox| inbox.borrow().upgrade()).ok().flatten();
    let error = Box::new(HostError::from_panic(payload).in_operation(FINALIZER));
    match inbox {
        Some(inbox) => inbox.push(Message::FinalizerPanicked { object, error }),
        None => panics::print(&error),
    }
}

fn panicked(
    environment: &Environment,
    env: Env<'_>,
    object: Option<Handle>,
    error: &HostError,
) -> Outcome<()> {
    Subject { task: None, operation: FINALIZER, object }.give_up(environment, env, error)
}
