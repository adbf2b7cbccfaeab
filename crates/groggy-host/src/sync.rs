//! The atomics of hand-written protocols. `crates/groggy-loom` compiles those files with loom's instead.

pub(crate) use std::sync::atomic;
