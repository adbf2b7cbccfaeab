//! What threads meet at: `std`'s; in a check of the order between threads, what shows that order to the checker.
//! `crates/groggy-loom` compiles the hand-written protocols with loom's.

pub(crate) use std::sync::atomic;
#[cfg(not(groggy_tsan))]
pub(crate) use std::sync::{Arc, Mutex, OnceLock, Weak};

#[cfg(groggy_tsan)]
mod instrumented;
#[cfg(groggy_tsan)]
pub(crate) use instrumented::{Arc, Mutex, OnceLock, Weak};
