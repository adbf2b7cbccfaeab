//! Groggy: a graph store with typed columns, immutable snapshots and parallel algorithms.
#![doc = include_str!("../README.md")]

mod error;

pub use error::{Detail, Error, ErrorKind, Result};
