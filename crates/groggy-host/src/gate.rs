//! Who is inside: the tasks of a group that are not over, and a way to wait until none is.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use crate::lock;

/// The number of a task, unique in its process, from 1; exact in an `f64`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskId(u64);

impl TaskId {
    /// The id as a number that a host keeps.
    #[must_use]
    pub const fn to_f64(self) -> f64 {
        self.0 as f64
    }

    /// The id as an integer.
    #[must_use]
    pub const fn to_u64(self) -> u64 {
        self.0
    }

    /// The id that a host gave back; a number that is none names no task.
    #[must_use]
    pub const fn from_f64(number: f64) -> Self {
        Self(number as u64)
    }

    pub(crate) fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// The place of a task in the queue, for taking it out again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ticket(pub(crate) u64);

/// What both the group and the running task know.
pub(crate) struct TaskState {
    pub(crate) id: TaskId,
    pub(crate) operation: &'static str,
    pub(crate) submitted_ns: u64,
    pub(crate) cancel: AtomicBool,
}

pub(crate) struct Entry {
    pub(crate) state: Arc<TaskState>,
    pub(crate) ticket: Option<Ticket>,
}

/// The tasks of a group that are not over, and a way to wait until none is.
#[derive(Default)]
pub(crate) struct Gate {
    pub(crate) inside: Mutex<Inside>,
    pub(crate) left: Condvar,
}

#[derive(Default)]
pub(crate) struct Inside {
    pub(crate) tasks: HashMap<TaskId, Entry>,
    pub(crate) closed: bool,
}

/// Takes a task off its group's list when dropped: the last thing that a task does.
pub(crate) struct Departure {
    pub(crate) gate: Arc<Gate>,
    pub(crate) id: TaskId,
}

impl Drop for Departure {
    fn drop(&mut self) {
        let entry = lock(&self.gate.inside).tasks.remove(&self.id);
        drop(entry);
        self.gate.left.notify_all();
    }
}
