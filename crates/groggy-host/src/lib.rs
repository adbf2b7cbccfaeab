#![doc = include_str!("../README.md")]

use std::sync::{Mutex, MutexGuard, PoisonError};

pub mod clock;
pub mod entry;
pub mod errors;
#[cfg(not(feature = "graph"))]
pub mod faults;
mod gate;
#[cfg(feature = "graph")]
pub mod graph;
pub mod handles;
pub mod memory;
pub mod monitor;
pub mod object_lock;
pub mod offload;
pub mod operations;
pub mod panics;
pub mod pool;
mod progress;
mod sync;
pub mod task;

#[cfg(feature = "graph")]
pub use groggy::faults;

pub use errors::{ErrorKind, HostError, Result, kinds};
pub use handles::{Handle, HandleTable};
pub use operations::{Operation, Operations};
pub use pool::Pool;
pub use progress::PROGRESS_INTERVAL_NS;
pub use task::{Completion, CompletionSink, Outcome, TaskContext, TaskGroup, TaskId, TaskOptions};

/// Locks a mutex whose data is valid at every step, so that a panic of another holder does not matter.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
