//! Where tasks answer, on their way back to the environment's thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};

use groggy_host::errors::HostError;
use groggy_host::task::{self, Completion, CompletionSink, TaskId};

use crate::entry::exception;
use crate::environment::Environment;
use crate::napi::{Channel, Env, Failure, Outcome, Value};
pub use crate::tasks::Answer;

/// `status` of `hooks.complete`.
mod status {
    pub const OK: f64 = 0.0;
    pub const ERROR: f64 = 1.0;
    pub const CANCELLED: f64 = 2.0;
}

/// What a worker thread has to say.
enum Message {
    Completed(Box<Completion<Answer>>),
    Progress { task: TaskId, fraction: f64, stage: &'static str },
}

/// Messages of worker threads, in order; the first one of a batch wakes the environment's thread.
pub struct Inbox {
    messages: Mutex<Vec<Message>>,
    channel: Channel,
}

impl Inbox {
    /// An empty inbox that wakes `channel`.
    pub fn new(channel: Channel) -> Self {
        Self { messages: Mutex::new(Vec::new()), channel }
    }

    /// Forgets what nobody will read.
    pub fn clear(&self) {
        let messages = std::mem::take(&mut *self.lock());
        drop(messages);
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
        let inbox = std::sync::Arc::clone(&taken.as_mut()?.tasks.inbox);
        let messages = std::mem::take(&mut *inbox.lock());
        Some((messages, inbox))
    }) else {
        return;
    };
    let mut messages = messages.into_iter();
    for message in messages.by_ref() {
        let told = env.scoped(|env| match message {
            Message::Progress { task, fraction, stage } => progress(environment, env, task, fraction, stage),
            Message::Completed(completion) => completed(environment, env, *completion),
        });
        if told.is_err() {
            break;
        }
    }
    let rest: Vec<Message> = messages.collect();
    if !rest.is_empty() {
        inbox.lock().splice(0..0, rest);
        inbox.channel.wake();
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
    let arguments = [env.number(task.to_f64())?, env.number(fraction)?, env.string(stage)?];
    env.call(hooks.progress, &arguments).map(drop)
}

fn completed(environment: &Environment, env: Env<'_>, completion: Completion<Answer>) -> Outcome<()> {
    let hooks = environment.hooks.get().ok_or(Failure::Thrown)?;
    let task = completion.task;
    let operation = completion.operation;
    // The state is free again before a hook runs: hooks call back into this module.
    let answered = match environment.take().as_deref_mut() {
        // A panic must not pass through Node. What it left half done goes with the task.
        Some(Some(state)) => catch_unwind(AssertUnwindSafe(|| {
            crate::tasks::answered(state, env, environment.number, completion)
        })),
        _ => return Err(Failure::Thrown),
    };
    let answered = match answered {
        Err(payload) => task::Outcome::Failed(HostError::from_panic(&*payload)),
        Ok(Err(Failure::Error(error))) => task::Outcome::Failed(*error),
        Ok(other) => other?,
    };
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
