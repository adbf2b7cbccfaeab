//! Changes since the base adjacency, per node: how the live graph answers at once without a second adjacency.
//!
//! Rejected: a second adjacency in lists (twice the memory), and rebuilding at each read (a write would cost
//! O(m)). With the overlay a change costs a few entries, and a read of a changed node merges two sorted rows.

use rustc_hash::FxBuildHasher;

use super::Csr;
use crate::bits::Bits;
use crate::memory::try_reserve;
use crate::{Error, Result};

/// One end of an edge, seen from a node: the neighbour and the edge that leads there.
pub type Incidence = (u32, u32);

/// Edges that the base adjacency does not know yet, in one direction, sorted as in the base.
#[derive(Default)]
pub(crate) struct Overlay {
    rows: hashbrown::HashMap<u32, Vec<Incidence>, FxBuildHasher>,
    entries: usize,
}

impl Overlay {
    /// Makes room for one entry of `node`.
    ///
    /// # Errors
    /// `OutOfMemory`; nothing changed.
    pub fn reserve(&mut self, node: u32) -> Result<()> {
        self.rows
            .try_reserve(1)
            .map_err(|_| Error::out_of_memory("overlay", size_of::<(u32, Vec<Incidence>)>()))?;
        try_reserve("overlay", self.rows.entry(node).or_default(), 1)
    }

    /// Adds an entry; room was made by [`reserve`](Self::reserve).
    pub fn add(&mut self, node: u32, neighbor: u32, edge: u32) {
        let row = self.rows.entry(node).or_default();
        let entry = (neighbor, edge);
        let at = if row.last().is_none_or(|&last| last < entry) {
            row.len()
        } else {
            row.partition_point(|&other| other < entry)
        };
        row.insert(at, entry);
        self.entries += 1;
    }

    /// Takes an entry out, if it is here.
    pub fn remove(&mut self, node: u32, neighbor: u32, edge: u32) {
        if let Some(row) = self.rows.get_mut(&node)
            && let Ok(at) = row.binary_search(&(neighbor, edge))
        {
            row.remove(at);
            self.entries -= 1;
        }
    }

    /// The entries of `node`.
    pub fn row(&self, node: u32) -> &[Incidence] {
        self.rows.get(&node).map_or(&[], Vec::as_slice)
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The row of `node`, base and overlay merged, removals left out.
    pub fn merged<'a>(&'a self, base: Csr<'a>, node: u32, removed: Option<&'a Bits>) -> Merged<'a> {
        Merged { neighbors: base.neighbors(node), edges: base.edges_of(node), added: self.row(node), removed }
    }

    /// Edges from `node` to `neighbor`, ascending.
    pub fn between<'a>(
        &'a self,
        base: Csr<'a>,
        node: u32,
        neighbor: u32,
        removed: Option<&'a Bits>,
    ) -> impl Iterator<Item = u32> + 'a {
        let added = self.row(node);
        let start = added.partition_point(|&(other, _)| other < neighbor);
        let fresh =
            added[start..].iter().take_while(move |&&(other, _)| other == neighbor).map(|&(_, edge)| edge);
        let known = base.edges.get(base.range_between(node, neighbor)).unwrap_or_default().iter().copied();
        known.chain(fresh).filter(move |&edge| !removed.is_some_and(|bits| bits.get(edge as usize)))
    }

    /// Bytes of native memory, about.
    pub fn native_bytes(&self) -> usize {
        // Rows double, so they are three quarters full on average.
        self.rows.allocation_size() + self.entries * size_of::<Incidence>() * 4 / 3
    }
}

/// Iterates a row of base and overlay in order.
pub(crate) struct Merged<'a> {
    neighbors: &'a [u32],
    edges: &'a [u32],
    added: &'a [Incidence],
    removed: Option<&'a Bits>,
}

impl Iterator for Merged<'_> {
    type Item = Incidence;

    fn next(&mut self) -> Option<Incidence> {
        while let (Some((&neighbor, neighbors)), Some((&edge, edges))) =
            (self.neighbors.split_first(), self.edges.split_first())
        {
            if let Some((&fresh, rest)) = self.added.split_first()
                && fresh < (neighbor, edge)
            {
                self.added = rest;
                return Some(fresh);
            }
            (self.neighbors, self.edges) = (neighbors, edges);
            if !self.removed.is_some_and(|bits| bits.get(edge as usize)) {
                return Some((neighbor, edge));
            }
        }
        let (&fresh, rest) = self.added.split_first()?;
        self.added = rest;
        Some(fresh)
    }
}
