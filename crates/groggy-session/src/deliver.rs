//! Messages of tasks and finalizers reach the user, on the environment's thread.
//!
//! A panic on the way settles the promise that it was about: the waiting caller is told, and what the task ran on
//! refuses further work. A panic in a finalizer, of which no call and no task can tell, takes the same way.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use groggy_host::errors::HostError;
use groggy_host::handles::Handle;
use groggy_host::task::{Completion, Outcome, TaskId};

use crate::faults::planted;
use crate::host::{Failure, Host};
use crate::inbox::{FINALIZER, Message};
use crate::panic_points;
use crate::session::Session;
use crate::work::{Answer, Found};

groggy::numbered! {
    /// How a task ended.
    pub enum Status {
        /// With its result.
        Ok = 0,
        /// With an error.
        Error = 1,
        /// It was cancelled.
        Cancelled = 2,
        /// With a new graph, by its handle: its receiver must close it.
        Graph = 3,
    }
}

/// A host between two calls, on its own thread: it hands on what it is told.
pub trait Receiver: Host {
    /// Runs `body` with the session of the environment. `None` while a call has it, and after the end.
    fn with_session<R>(self, body: impl FnOnce(&mut Session) -> R) -> Option<R>;

    /// A task is `fraction` (0 to 1) through its `stage`.
    ///
    /// # Errors
    /// What the user's code throws.
    fn progress(self, task: TaskId, fraction: f64, stage: &str) -> Result<(), Self::Failure>;

    /// A task has ended.
    ///
    /// # Errors
    /// What the user's code throws.
    fn complete(self, task: TaskId, outcome: Outcome<Found>) -> Result<(), Self::Failure>;

    /// A panic that no call and no task can be told of.
    ///
    /// # Errors
    /// What the user's code throws.
    fn panicked(self, error: &HostError) -> Result<(), Self::Failure>;
}

/// Hands every waiting message on. Runs on the environment's thread, between operations.
///
/// What the user's code throws ends this batch; the rest is delivered by the next wake-up.
pub fn deliver<R: Receiver>(receiver: R) {
    let waiting = receiver.with_session(|session| {
        let inbox = Arc::clone(&session.tasks.inbox);
        (inbox.take(), inbox)
    });
    let Some((messages, inbox)) = waiting else { return };
    let mut messages = messages.into_iter();
    for message in messages.by_ref() {
        if tell(receiver, message).is_err() {
            break;
        }
    }
    inbox.put_back(messages.collect());
}

/// Hands one message on, or tells of the panic that it ended in.
fn tell<R: Receiver>(receiver: R, message: Message) -> Result<(), R::Failure> {
    let subject = Subject::of(receiver, &message);
    // A panic must not pass through the host, and what waits for the message must not wait for ever.
    let told = catch_unwind(AssertUnwindSafe(|| match message {
        Message::Progress { task, fraction, stage } => {
            panic_points::pass("progress");
            receiver.progress(task, fraction, stage)
        }
        Message::Completed(completion) => completed(receiver, *completion),
        Message::FinalizerPanicked { error, .. } => subject.give_up(receiver, &error),
    }));
    told.unwrap_or_else(|payload| {
        if planted("delivery-panic-dropped") {
            return Ok(());
        }
        let error = HostError::from_panic(&*payload).in_operation(subject.operation);
        subject.give_up(receiver, &error)
    })
}

/// What a message is about, for when the message itself is lost.
struct Subject {
    task: Option<TaskId>,
    operation: &'static str,
    object: Option<Handle>,
}

impl Subject {
    fn of<R: Receiver>(receiver: R, message: &Message) -> Self {
        let task = match message {
            Message::Completed(completion) => completion.task,
            Message::Progress { task, .. } => *task,
            Message::FinalizerPanicked { object, .. } => {
                return Self { task: None, operation: FINALIZER, object: *object };
            }
        };
        let known = receiver.with_session(|session| {
            session.tasks.pending.get(&task).map(|pending| (pending.operation, pending.object))
        });
        let (operation, object) = known.flatten().unwrap_or(("", None));
        Self { task: Some(task), operation, object }
    }

    /// Fails the task, if it has not been answered, and marks what it ran on as broken.
    fn give_up<R: Receiver>(&self, receiver: R, error: &HostError) -> Result<(), R::Failure> {
        receiver.with_session(|session| {
            if let Some(object) = self.object {
                session.poison(object);
            }
            // One that still runs is answered later, when nobody waits for it any more.
            if let Some(task) = self.task
                && let Some(pending) = session.tasks.pending.get_mut(&task)
            {
                pending.settled = true;
                session.tasks.group.cancel(task);
            }
        });
        match self.task {
            None => receiver.panicked(error),
            Some(task) => receiver.complete(task, Outcome::Failed(error.clone())),
        }
    }
}

fn completed<R: Receiver>(receiver: R, completion: Completion<Answer>) -> Result<(), R::Failure> {
    let (task, operation) = (completion.task, completion.operation);
    // The session is free again before the user's code runs: it calls back into the host.
    let answered = receiver.with_session(|session| session.answered(receiver, completion));
    let Some(answered) = answered else { return Ok(()) };
    let outcome =
        match answered.or_else(|failure| failure.into_error().map(|error| Some(Outcome::Failed(error))))? {
            None => return Ok(()),
            Some(Outcome::Failed(error)) => Outcome::Failed(error.in_operation(operation)),
            Some(outcome) => outcome,
        };
    panic_points::pass("complete");
    receiver.complete(task, outcome)
}
