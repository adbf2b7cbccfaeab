//! What hand-written protocols between threads are made of. `crates/groggy-loom` compiles those files with loom's.

pub(crate) use std::sync::{Arc, atomic};
