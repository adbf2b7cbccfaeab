//! The adjacency of a version from that of an earlier one and the changes in between.
//!
//! What lies between two changed entries is copied as one run, however many rows it spans.
//! Cost: O(n + m) of plain copying and O(k log m) for k changes: a small part of a build from nothing.

use std::ops::Range;

use super::build::{ENTRIES_PER_PART, balanced, copy_of, take};
use super::{Adjacency, Csr, Rows};
use crate::Result;
use crate::execution::Execution;
use crate::memory::{Owner, Segment, try_reserve, try_with_capacity};
use crate::topology::Topology;

/// An entry of a row: node, neighbour, edge.
type Entry = (u32, u32, u32);

/// What changed in the rows of one direction.
struct Changes {
    /// Entries to insert, sorted.
    added: Vec<Entry>,
    /// Entries to leave out, sorted; all of them are in the base.
    lost: Vec<Entry>,
    mirrored: bool,
}

impl Adjacency {
    /// Whether a merge of `topology` from this one beats a build from nothing.
    pub(crate) fn is_worth_merging(&self, topology: &Topology) -> bool {
        let added = topology.edge_bound() as usize - self.edge_bound as usize;
        let lost = match &topology.removed_edges {
            Some(bits) => {
                bits.added_since(self.removed_edges.as_ref()).take(self.out.targets.len() / 8 + 1).count()
            }
            None => 0,
        };
        added + lost <= self.out.targets.len() / 8
    }

    /// The rows of `topology`, a later version of the same graph.
    ///
    /// # Errors
    /// `OutOfMemory`, `Cancelled`.
    pub(crate) fn merge(&self, topology: &Topology, execution: &Execution<'_>) -> Result<Self> {
        let nodes = topology.node_bound as usize;
        let forward = (&*topology.sources, &*topology.targets);
        let changes = self.changes(topology, forward)?;
        let (out, out_degrees) = merge_rows(self.out(), &self.out_degrees, nodes, &changes, execution)?;
        let (inward, in_degrees) = match (&self.inward, &self.in_degrees) {
            (Some(rows), Some(degrees)) => {
                let changes = self.changes(topology, (forward.1, forward.0))?;
                let (rows, degrees) = merge_rows(rows.csr(), degrees, nodes, &changes, execution)?;
                (Some(rows), Some(degrees))
            }
            _ => (None, None),
        };
        Ok(Self {
            edge_bound: topology.edge_bound(),
            removed_edges: copy_of(topology.removed_edges.as_ref())?,
            out,
            inward,
            out_degrees,
            in_degrees,
        })
    }

    fn changes(&self, topology: &Topology, (from, to): (&[u32], &[u32])) -> Result<Changes> {
        let mirrored = !topology.directed;
        let mut added = try_with_capacity(
            "adjacency",
            (from.len() - self.edge_bound as usize) * (1 + usize::from(mirrored)),
        )?;
        for edge in self.edge_bound as usize..from.len() {
            if topology.is_live_edge(edge as u32) {
                added.push((from[edge], to[edge], edge as u32));
                if mirrored && from[edge] != to[edge] {
                    added.push((to[edge], from[edge], edge as u32));
                }
            }
        }
        added.sort_unstable();
        let mut lost = Vec::new();
        if let Some(bits) = &topology.removed_edges {
            for edge in bits
                .added_since(self.removed_edges.as_ref())
                .take_while(|&edge| edge < self.edge_bound as usize)
            {
                try_reserve("adjacency", &mut lost, 2)?;
                lost.push((from[edge], to[edge], edge as u32));
                if mirrored && from[edge] != to[edge] {
                    lost.push((to[edge], from[edge], edge as u32));
                }
            }
            lost.sort_unstable();
        }
        Ok(Changes { added, lost, mirrored })
    }
}

/// Entries of a sorted slice that belong to `nodes`.
fn of_nodes<'a>(sorted: &'a [Entry], nodes: &Range<usize>) -> &'a [Entry] {
    let start = sorted.partition_point(|entry| (entry.0 as usize) < nodes.start);
    let end = sorted.partition_point(|entry| (entry.0 as usize) < nodes.end);
    &sorted[start..end]
}

fn merge_rows(
    base: Csr<'_>,
    base_degrees: &[u32],
    nodes: usize,
    changes: &Changes,
    execution: &Execution<'_>,
) -> Result<(Rows, Segment<u32>)> {
    let entries = base.targets.len() + changes.added.len() - changes.lost.len();
    let mut rows = Rows::zeroed(nodes, entries)?;
    let mut degrees: Segment<u32> = Segment::zeroed(Owner::Adjacency, nodes)?;
    merge_offsets(base, &mut rows, changes);

    struct Part<'a> {
        nodes: Range<usize>,
        targets: &'a mut [u32],
        edges: &'a mut [u32],
        degrees: &'a mut [u32],
    }
    let Rows { offsets, targets, edges } = &mut rows;
    let offsets: &[u64] = offsets;
    let ranges = balanced(offsets, ENTRIES_PER_PART)?;
    let mut parts = try_with_capacity("adjacency", ranges.len())?;
    let (mut targets, mut edges, mut left) = (targets.all_mut(), edges.all_mut(), degrees.all_mut());
    for nodes in ranges {
        let entries = (offsets[nodes.end] - offsets[nodes.start]) as usize;
        parts.push(Part {
            targets: take(&mut targets, entries),
            edges: take(&mut edges, entries),
            degrees: take(&mut left, nodes.len()),
            nodes,
        });
    }
    execution.for_each_chunk_mut(&mut parts, 1, |_, parts| {
        for part in parts {
            let added = of_nodes(&changes.added, &part.nodes);
            let lost = of_nodes(&changes.lost, &part.nodes);
            let mut writer = Writer {
                base,
                next: start_of(base, part.nodes.start),
                targets: part.targets,
                edges: part.edges,
                at: 0,
            };
            writer.change(added, lost);
            writer.copy_to(start_of(base, part.nodes.end));

            for (slot, node) in part.degrees.iter_mut().zip(part.nodes.clone()) {
                *slot = base_degrees.get(node).copied().unwrap_or(0);
            }
            // A self-loop stands once in its row when undirected, and counts twice.
            let weight = |&(node, other, _): &Entry| 1 + u32::from(changes.mirrored && node == other);
            for entry in added {
                part.degrees[entry.0 as usize - part.nodes.start] += weight(entry);
            }
            for entry in lost {
                part.degrees[entry.0 as usize - part.nodes.start] -= weight(entry);
            }
        }
    })?;
    Ok((rows, degrees))
}

fn merge_offsets(base: Csr<'_>, rows: &mut Rows, changes: &Changes) {
    let offsets = rows.offsets.all_mut();
    let (mut added, mut lost) = (changes.added.as_slice(), changes.lost.as_slice());
    let mut end = 0;
    for node in 0..offsets.len() - 1 {
        offsets[node] = end;
        end += base.range(node as u32).len() as u64;
        while let Some((first, rest)) = added.split_first()
            && first.0 as usize == node
        {
            end += 1;
            added = rest;
        }
        while let Some((first, rest)) = lost.split_first()
            && first.0 as usize == node
        {
            end -= 1;
            lost = rest;
        }
    }
    if let Some(last) = offsets.last_mut() {
        *last = end;
    }
}

/// Where the row of `node` starts; past the last row, the end of all entries.
fn start_of(base: Csr<'_>, node: usize) -> usize {
    base.offsets[node.min(base.offsets.len() - 1)] as usize
}

/// Where `entry` stands in the base, or would stand.
fn position(base: Csr<'_>, (node, neighbor, edge): Entry) -> usize {
    let (mut low, mut high) = (start_of(base, node as usize), start_of(base, node as usize + 1));
    while low < high {
        let middle = low + (high - low) / 2;
        if (base.targets[middle], base.edges[middle]) < (neighbor, edge) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// Fills the rows of one part from left to right.
struct Writer<'a> {
    base: Csr<'a>,
    /// The entry of the base that was not looked at yet.
    next: usize,
    targets: &'a mut [u32],
    edges: &'a mut [u32],
    at: usize,
}

impl Writer<'_> {
    /// Copies the base up to the last change, which it makes on the way.
    fn change(&mut self, mut added: &[Entry], mut lost: &[Entry]) {
        let base = self.base;
        let mut leaving = lost.first().map(|&entry| position(base, entry));
        while let Some((&entry, rest)) = added.split_first() {
            let place = position(base, entry);
            while let Some(at) = leaving.filter(|&at| at < place) {
                self.skip(at);
                lost = &lost[1..];
                leaving = lost.first().map(|&entry| position(base, entry));
            }
            self.copy_to(place);
            self.push(entry);
            added = rest;
        }
        for &entry in lost {
            self.skip(position(base, entry));
        }
    }

    /// Copies the entries of the base up to `end` as they are.
    fn copy_to(&mut self, end: usize) {
        let to = self.at..self.at + (end - self.next);
        self.targets[to.clone()].copy_from_slice(&self.base.targets[self.next..end]);
        self.edges[to.clone()].copy_from_slice(&self.base.edges[self.next..end]);
        (self.at, self.next) = (to.end, end);
    }

    /// Leaves the entry at `position` of the base out.
    fn skip(&mut self, position: usize) {
        self.copy_to(position);
        self.next = position + 1;
    }

    fn push(&mut self, (_, neighbor, edge): Entry) {
        self.targets[self.at] = neighbor;
        self.edges[self.at] = edge;
        self.at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Graph, GraphOptions};
    use proptest::prelude::*;

    fn rows(csr: Csr<'_>) -> (Vec<u64>, Vec<u32>, Vec<u32>) {
        (csr.offsets.to_vec(), csr.targets.to_vec(), csr.edges.to_vec())
    }

    proptest! {
        /// Whatever changed, and however much, a merge gives what a build from nothing gives.
        #[test]
        fn merging_equals_building(
            directed in any::<bool>(),
            base in prop::collection::vec((0_u32..20, 0_u32..20), 0..80),
            more in prop::collection::vec((0_u32..25, 0_u32..25), 0..40),
            removed in prop::collection::vec(any::<prop::sample::Index>(), 0..30),
        ) {
            let mut graph = Graph::new(GraphOptions { directed, ..GraphOptions::default() }).unwrap();
            let add = |graph: &mut Graph, edges: &[(u32, u32)]| {
                let (source, target): (Vec<u32>, Vec<u32>) = edges.iter().copied().unzip();
                graph.add_edges(&source, &target, &[], Default::default()).unwrap();
            };
            let remove = |graph: &mut Graph, half: &[prop::sample::Index]| {
                let ids: Vec<u32> = if graph.edge_bound() == 0 { vec![] } else {
                    half.iter().map(|index| index.index(graph.edge_bound() as usize) as u32).collect()
                };
                let live: Vec<u32> = ids.into_iter().filter(|&edge| graph.is_live_edge(edge)).collect();
                graph.remove_edges(&live).unwrap();
            };
            graph.add_nodes(20, &[]).unwrap();
            add(&mut graph, &base);
            let (early, late) = removed.split_at(removed.len() / 2);
            remove(&mut graph, early);
            let first = graph.snapshot().unwrap();
            let execution = Execution::inline();
            let known = first.adjacency(&execution).unwrap();
            graph.add_nodes(5, &[]).unwrap();
            add(&mut graph, &more);
            remove(&mut graph, late);
            let second = graph.snapshot().unwrap();
            let merged = known.merge(second.topology(), &execution).unwrap();
            let built = Adjacency::build(second.topology(), &execution).unwrap();
            prop_assert_eq!(rows(merged.out()), rows(built.out()));
            prop_assert_eq!(rows(merged.inward()), rows(built.inward()));
            prop_assert_eq!(merged.out_degrees(), built.out_degrees());
            prop_assert_eq!(merged.in_degrees(), built.in_degrees());
        }
    }
}
