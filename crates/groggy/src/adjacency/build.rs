//! The adjacency of a version from its edge table: count, prefix sum, scatter, sort each row.
//!
//! Neighbour and edge travel as one 64-bit word, so that the scatter touches one cache line an entry and a
//! row sorts as plain integers. Rows come out sorted, hence the same for any number of threads.
//!
//! Cost: O(n + m log d) time for rows of length d; beside the result 8 bytes an entry while it runs.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Adjacency, Rows};
use crate::Result;
use crate::bits::Bits;
use crate::execution::Execution;
use crate::memory::{Owner, Segment, try_with_capacity};
use crate::topology::Topology;

/// Edges a thread takes at a time.
const EDGES_PER_CHUNK: usize = 1 << 15;
/// Entries a thread sorts or copies at a time, about.
pub(super) const ENTRIES_PER_PART: usize = 1 << 15;

impl Adjacency {
    /// Builds the rows of `topology` from nothing.
    ///
    /// # Errors
    /// `OutOfMemory`, `Cancelled`.
    pub(crate) fn build(topology: &Topology, execution: &Execution<'_>) -> Result<Self> {
        let Topology { directed, sources, targets, .. } = topology;
        let table = EdgeTable { removed: topology.removed_edges.as_ref(), mirrored: !directed };
        let nodes = topology.node_bound as usize;
        let (out, out_degrees) = table.compress(sources, targets, nodes, execution)?;
        let inward = directed.then(|| table.compress(targets, sources, nodes, execution)).transpose()?;
        let (inward, in_degrees) = inward.unzip();
        Ok(Self {
            edge_bound: topology.edge_bound(),
            removed_edges: copy_of(topology.removed_edges.as_ref())?,
            out,
            inward,
            out_degrees,
            in_degrees,
        })
    }
}

/// The removals of a version, kept to tell later ones apart.
pub(super) fn copy_of(bits: Option<&Bits>) -> Result<Option<Bits>> {
    bits.map(Bits::share).transpose()
}

struct EdgeTable<'a> {
    removed: Option<&'a Bits>,
    /// Whether each edge stands in the rows of both ends.
    mirrored: bool,
}

impl EdgeTable<'_> {
    /// Calls `entry(node, neighbor, edge)` for every entry of the edges in `range`.
    #[inline]
    fn each(&self, from: &[u32], to: &[u32], range: Range<usize>, mut entry: impl FnMut(u32, u32, u32)) {
        for edge in range {
            if self.removed.is_some_and(|bits| bits.get(edge)) {
                continue;
            }
            let (source, target) = (from[edge], to[edge]);
            entry(source, target, edge as u32);
            if self.mirrored && source != target {
                entry(target, source, edge as u32);
            }
        }
    }

    fn compress(
        &self,
        from: &[u32],
        to: &[u32],
        nodes: usize,
        execution: &Execution<'_>,
    ) -> Result<(Rows, Segment<u32>)> {
        let alone = execution.threads() == 1;
        let mut degrees: Segment<u32> = Segment::zeroed(Owner::Adjacency, nodes)?;
        let counts = degrees.as_atomic();
        execution.for_each_chunk(from.len(), EDGES_PER_CHUNK, |range| {
            self.each(from, to, range, |node, _, _| {
                add(&counts[node as usize], 1, alone);
            });
        })?;

        let entries =
            counts.iter().map(|count| u64::from(count.load(Ordering::Relaxed))).sum::<u64>() as usize;
        let mut packed: Segment<u64> = Segment::zeroed(Owner::Adjacency, entries)?;
        touch(packed.all_mut(), execution)?;
        let mut rows = Rows::zeroed(nodes, entries)?;
        let offsets = rows.offsets.all_mut();
        let mut end = 0;
        for (node, count) in counts.iter().enumerate() {
            offsets[node] = end;
            end += u64::from(count.load(Ordering::Relaxed));
        }
        offsets[nodes] = end;

        let slots = packed.as_atomic();
        let starts = &*offsets;
        execution.for_each_chunk(from.len(), EDGES_PER_CHUNK, |range| {
            self.each(from, to, range, |node, neighbor, edge| {
                let left = add(&counts[node as usize], u32::MAX, alone);
                let slot = starts[node as usize] + u64::from(left) - 1;
                slots[slot as usize].store(u64::from(neighbor) << 32 | u64::from(edge), Ordering::Relaxed);
            });
        })?;

        self.sort_rows(&mut rows, packed.all_mut(), degrees.all_mut(), execution)?;
        Ok((rows, degrees))
    }

    /// Sorts each row and splits it into neighbours and edges; fills in the degrees.
    fn sort_rows(
        &self,
        rows: &mut Rows,
        packed: &mut [u64],
        degrees: &mut [u32],
        execution: &Execution<'_>,
    ) -> Result<()> {
        struct Part<'a> {
            nodes: Range<usize>,
            packed: &'a mut [u64],
            targets: &'a mut [u32],
            edges: &'a mut [u32],
            degrees: &'a mut [u32],
        }
        let Rows { offsets, targets, edges } = rows;
        let offsets: &[u64] = offsets;
        let ranges = balanced(offsets, ENTRIES_PER_PART)?;
        let mut parts = try_with_capacity("adjacency", ranges.len())?;
        let (mut packed, mut degrees) = (packed, degrees);
        let (mut targets, mut edges) = (targets.all_mut(), edges.all_mut());
        for nodes in ranges {
            let entries = (offsets[nodes.end] - offsets[nodes.start]) as usize;
            parts.push(Part {
                packed: take(&mut packed, entries),
                targets: take(&mut targets, entries),
                edges: take(&mut edges, entries),
                degrees: take(&mut degrees, nodes.len()),
                nodes,
            });
        }
        execution.for_each_chunk_mut(&mut parts, 1, |_, parts| {
            for part in parts {
                let base = offsets[part.nodes.start];
                for node in part.nodes.clone() {
                    let row = (offsets[node] - base) as usize..(offsets[node + 1] - base) as usize;
                    let packed = &mut part.packed[row.clone()];
                    packed.sort_unstable();
                    let mut degree = packed.len() as u32;
                    for (slot, &word) in row.zip(packed.iter()) {
                        let neighbor = (word >> 32) as u32;
                        part.targets[slot] = neighbor;
                        part.edges[slot] = word as u32;
                        degree += u32::from(self.mirrored && neighbor as usize == node);
                    }
                    part.degrees[node - part.nodes.start] = degree;
                }
            }
        })
    }
}

/// Writes to every page of fresh memory, so that the system provides it piece by piece. A scatter would ask for
/// all of it within its first chunk, in which nobody looks whether the work was cancelled.
fn touch(zeros: &mut [u64], execution: &Execution<'_>) -> Result<()> {
    const PAGE: usize = 4096 / size_of::<u64>();
    const PAGES_PER_CHUNK: usize = 1 << 10;
    execution.for_each_chunk_mut(zeros, PAGE * PAGES_PER_CHUNK, |_, piece| {
        piece.iter_mut().step_by(PAGE).for_each(|word| *word = 0);
    })
}

/// Adds `value` (wrapping) and returns what was there. Alone, a plain addition: a locked one costs five times
/// as much.
#[inline]
fn add(count: &AtomicU32, value: u32, alone: bool) -> u32 {
    if alone {
        let before = count.load(Ordering::Relaxed);
        count.store(before.wrapping_add(value), Ordering::Relaxed);
        before
    } else {
        count.fetch_add(value, Ordering::Relaxed)
    }
}

/// Takes the first `count` elements off a slice.
pub(super) fn take<'a, T>(rest: &mut &'a mut [T], count: usize) -> &'a mut [T] {
    let (first, others) = std::mem::take(rest).split_at_mut(count);
    *rest = others;
    first
}

/// Cuts the nodes into ranges of about `entries` entries each, so that threads get even shares.
pub(super) fn balanced(offsets: &[u64], entries: usize) -> Result<Vec<Range<usize>>> {
    let nodes = offsets.len() - 1;
    let total = offsets[nodes] as usize + nodes;
    let mut ranges = try_with_capacity("adjacency", total / entries.max(1) + 1)?;
    let mut start = 0;
    while start < nodes {
        // A node counts as an entry, so that many empty rows are shared out too.
        let goal = offsets[start] + start as u64 + entries as u64;
        let (mut low, mut high) = (start + 1, nodes);
        while low < high {
            let middle = low + (high - low) / 2;
            if offsets[middle] + (middle as u64) < goal { low = middle + 1 } else { high = middle }
        }
        let end = low;
        ranges.push(start..end);
        start = end;
    }
    Ok(ranges)
}
