//! Who is inside: the tasks of a group that are not over, and a way to wait until none is.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Condvar, Mutex};

use super::TaskId;
use crate::lock;
use crate::pool::Ticket;

/// What both the group and the running task know.
pub(super) struct TaskState {
    pub(super) id: TaskId,
    pub(super) operation: &'static str,
    pub(super) submitted_ns: u64,
    pub(super) cancel: AtomicBool,
}

pub(super) struct Entry {
    pub(super) state: Arc<TaskState>,
    pub(super) ticket: Option<Ticket>,
}

/// The tasks of a group that are not over, and a way to wait until none is.
#[derive(Default)]
pub(super) struct Gate {
    pub(super) inside: Mutex<Inside>,
    pub(super) left: Condvar,
}

#[derive(Default)]
pub(super) struct Inside {
    pub(super) tasks: HashMap<TaskId, Entry>,
    pub(super) closed: bool,
}

/// Takes a task off its group's list when dropped: the last thing that a task does.
pub(crate) struct Departure {
    pub(super) gate: Arc<Gate>,
    pub(super) id: TaskId,
}

impl Drop for Departure {
    fn drop(&mut self) {
        let entry = lock(&self.gate.inside).tasks.remove(&self.id);
        drop(entry);
        self.gate.left.notify_all();
    }
}
