#![doc = include_str!("../README.md")]

// Unit tests share files with the tests below `tests/`, which name the crate.
#[cfg(test)]
extern crate self as groggy;

#[macro_use]
mod numbered;

pub mod adjacency;
pub mod algorithms;
pub mod bits;
pub mod column;
mod error;
mod error_kind;
pub mod execution;
pub mod faults;
pub mod formats;
pub mod graph;
mod header;
mod key_index;
pub mod memory;
mod snapshot;
mod snapshot_read;
mod sync;
mod topology;
mod view;

pub use error::{Detail, Error, ErrorKind, Result};
pub use execution::Execution;
pub use graph::{Direction, Graph, GraphOptions, KeySpec, Side};
pub use header::{HEADER_WORDS, Header, flag, word};
pub use key_index::Key;
pub use snapshot::Snapshot;
pub use view::View;

/// A node: dense, given in order, never reused until `compact`.
pub type NodeId = u32;
/// An edge: dense, given in order, never reused until `compact`.
pub type EdgeId = u32;
/// No node, no edge: one past the largest id.
pub const NONE: u32 = u32::MAX;
