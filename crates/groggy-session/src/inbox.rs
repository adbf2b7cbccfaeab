//! Where tasks answer, and finalizers tell of panics, until the environment's thread has time.

use std::any::Any;
use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use groggy_host::errors::HostError;
use groggy_host::handles::Handle;
use groggy_host::monitor;
use groggy_host::panics::{self, panic_text};
use groggy_host::task::{Completion, CompletionSink, TaskId};

use crate::work::Answer;

/// What an error calls the operation that panicked when none ran.
pub(crate) const FINALIZER: &str = "finalizer";

/// What a worker thread or a finalizer has to say.
pub(crate) enum Message {
    Completed(Box<Completion<Answer>>),
    Progress { task: TaskId, fraction: f64, stage: &'static str },
    FinalizerPanicked { object: Option<Handle>, error: Box<HostError> },
}

thread_local! {
    /// The inbox of the environment that runs on this thread, until that ends.
    static OF_THIS_THREAD: RefCell<Weak<Inbox>> = const { RefCell::new(Weak::new()) };
}

/// Messages for the environment's thread, in order; the first one of a batch wakes it.
pub(crate) struct Inbox {
    messages: Mutex<Vec<Message>>,
    wake: Box<dyn Fn() + Send + Sync>,
}

impl Inbox {
    /// An empty inbox for the environment of this thread.
    pub(crate) fn of_this_thread(wake: Box<dyn Fn() + Send + Sync>) -> Arc<Self> {
        let inbox = Arc::new(Self { messages: Mutex::new(Vec::new()), wake });
        OF_THIS_THREAD.set(Arc::downgrade(&inbox));
        inbox
    }

    /// All messages so far.
    pub(crate) fn take(&self) -> Vec<Message> {
        std::mem::take(&mut *self.lock())
    }

    /// Puts messages back before all others.
    pub(crate) fn put_back(&self, messages: Vec<Message>) {
        if !messages.is_empty() {
            self.lock().splice(0..0, messages);
            (self.wake)();
        }
    }

    /// Forgets what nobody will read, but prints which bugs would have been told.
    pub(crate) fn clear(&self) {
        for message in self.take() {
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
            (self.wake)();
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

/// A finalizer of this thread panicked while it let go of memory of `object`: the environment is told as soon as it has
/// time.
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
