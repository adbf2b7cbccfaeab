//! Native memory that a host may read in place.
//!
//! A [`Segment`] is a growable array over one allocation that is never freed while anybody looks at it:
//! the graph that writes it, snapshots that read a prefix of it on other threads, and host buffers that
//! show it. Every byte is counted by owner.

mod allocation;
mod committed;
mod header_words;
#[cfg_attr(unix, path = "pages_unix.rs")]
#[cfg_attr(not(unix), path = "pages_elsewhere.rs")]
mod pages;
mod readers;
mod segment;

pub use allocation::{Allocation, Owner, growths, live_bytes, live_bytes_by_owner, tell_freed};
pub use header_words::HeaderWords;
pub use segment::{Element, ExportGuard, Segment};

use crate::{Error, Result};

/// A vector of `len` copies of `value`, or `OUT_OF_MEMORY`: for every length that user input decides.
///
/// # Errors
/// `OutOfMemory` when the allocator refuses.
pub fn try_vec<T: Clone>(what: &'static str, len: usize, value: T) -> Result<Vec<T>> {
    let mut vector = try_with_capacity(what, len)?;
    vector.resize(len, value);
    Ok(vector)
}

/// An empty vector with room for `capacity` elements, or `OUT_OF_MEMORY`.
///
/// # Errors
/// `OutOfMemory` when the allocator refuses.
pub fn try_with_capacity<T>(what: &'static str, capacity: usize) -> Result<Vec<T>> {
    let mut vector = Vec::new();
    vector
        .try_reserve_exact(capacity)
        .map_err(|_| Error::out_of_memory(what, capacity.saturating_mul(size_of::<T>())))?;
    Ok(vector)
}

/// A copy of `text`, or `OUT_OF_MEMORY`: for every text that a user decides.
///
/// # Errors
/// `OutOfMemory` when the allocator refuses.
pub fn try_string(what: &'static str, text: &str) -> Result<String> {
    let mut copy = String::new();
    copy.try_reserve_exact(text.len()).map_err(|_| Error::out_of_memory(what, text.len()))?;
    copy.push_str(text);
    Ok(copy)
}

/// Makes room for `additional` more elements, or `OUT_OF_MEMORY`.
///
/// # Errors
/// `OutOfMemory` when the allocator refuses; the vector is unchanged.
pub fn try_reserve<T>(what: &'static str, vector: &mut Vec<T>, additional: usize) -> Result<()> {
    vector
        .try_reserve(additional)
        .map_err(|_| Error::out_of_memory(what, additional.saturating_mul(size_of::<T>())))
}
