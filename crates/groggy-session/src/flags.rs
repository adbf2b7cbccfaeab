//! Flags of adding edges, bits of one number.

use groggy::graph::OnDuplicate;

/// Bits of the flags of adding edges.
pub mod edge_flag {
    /// Edges that the graph's options forbid are left out instead of refused.
    pub const SKIP_DUPLICATES: u32 = 1;
    /// Keys that no node has get a node.
    pub const CREATE_MISSING: u32 = 2;
}

/// What is done with edges that the graph's options forbid.
#[must_use]
pub fn on_duplicate(flags: u32) -> OnDuplicate {
    if flags & edge_flag::SKIP_DUPLICATES != 0 { OnDuplicate::Skip } else { OnDuplicate::Fail }
}

/// Whether keys that no node has get a node.
#[must_use]
pub fn creates_missing(flags: u32) -> bool {
    flags & edge_flag::CREATE_MISSING != 0
}
