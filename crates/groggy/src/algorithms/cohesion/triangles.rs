//! Triangles: three nodes of which every two are neighbours.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::adjacency::Csr;
use crate::algorithms::arcs::Arcs;
use crate::algorithms::buffer::{atomic_u32, atomic_u64, try_zeroed};
use crate::execution::Execution;
use crate::graph::Direction;
use crate::{NONE, Result, Snapshot};

/// Nodes that a thread takes at a time where arcs are not looked at.
const CHUNK: usize = 1 << 14;
/// Nodes and arcs that a thread takes at a time, about.
const WORK: u64 = 1 << 12;
/// Words about progress while triangles are counted.
const STEPS: usize = 16;

result! {
    /// How many triangles there are, and how many each node is part of.
    TrianglesResult, assigned per_node {
        /// Triangles in the graph.
        value total: u64;
        /// Triangles that a node is part of, by node id, `node_bound` entries. Removed ids hold 0.
        count_per_node per_node: Vec<f64>;
    }
}

algorithm! {
    /// Counts the triangles, and those at each node.
    ///
    /// Parallel edges count once, self-loops do not count, and the direction of edges is not looked at: what is counted
    /// is what NetworkX counts in the undirected graph without them.
    ///
    /// Cost: `O(n + m^1.5)` time at worst; besides the result 20 bytes a node, 4 an edge, and 4 a node for each thread.
    ///
    /// Method: each edge is followed only from the end of smaller degree (Chiba, Nishizeki 1985; Latapy 2008). The
    /// followed neighbours of a node are marked, then those of its neighbours are looked up among the marks.
    ///
    /// # Errors
    ///
    /// `OutOfMemory`; `Cancelled`.
    triangles() => TrianglesResult
    { kernel: kernel, work: work }
}

fn kernel(snapshot: &Snapshot, execution: &Execution<'_>) -> Result<TrianglesResult> {
    let arcs = Arcs::along(snapshot.adjacency(execution)?, Direction::Both);
    execution.progress(0.0, "ordering nodes");
    let upward = Upward::new(arcs, snapshot.node_bound() as usize, execution)?;
    let mut counts = try_zeroed("triangles", upward.rank.len())?;
    upward.count(atomic_u64(&mut counts), execution)?;
    let mut per_node = try_zeroed("triangles", counts.len())?;
    execution.for_each_chunk_mut(&mut per_node, CHUNK, |start, piece| {
        for (slot, &rank) in piece.iter_mut().zip(&upward.rank[start..]) {
            *slot = counts[rank as usize] as f64;
        }
    })?;
    let parts = execution.map_chunks(counts.len(), CHUNK, |range| counts[range].iter().sum::<u64>())?;
    Ok(TrianglesResult { total: parts.iter().sum::<u64>() / 3, per_node })
}

/// Nodes and edges that [`triangles`] touches, about, for deciding where it should run.
fn work(snapshot: &Snapshot, (): &(), (): &()) -> u64 {
    let (nodes, edges) = (u64::from(snapshot.node_bound()), u64::from(snapshot.edge_count()));
    // Half the neighbours of a neighbour, one after the other; no more than the square root of all.
    let row = (edges / nodes.max(1)).min((2 * edges).isqrt());
    nodes + edges * (1 + row / 2)
}

/// Rows by rank, a node's place in the order of degrees and then ids. A row has the ranks of those neighbours whose
/// rank is larger, each once: at most the square root of twice the number of edges.
struct Upward {
    /// By node id.
    rank: Vec<u32>,
    offsets: Vec<u64>,
    targets: Vec<u32>,
}

impl Upward {
    fn new(arcs: Arcs<'_>, nodes: usize, execution: &Execution<'_>) -> Result<Self> {
        let rank = ranks(arcs, nodes, execution)?;
        let shares = arcs.shares(WORK)?;
        let mut offsets = try_zeroed("triangles", nodes + 1)?;
        let lengths = atomic_u64(&mut offsets);
        execution.for_each_chunk(shares.len(), 1, |range| {
            for node in shares[range].iter().cloned().flatten() {
                let mut length = 0;
                each_above(arcs, &rank, node as u32, |_| length += 1);
                lengths[rank[node] as usize + 1].store(length, Relaxed);
            }
        })?;
        let mut end = 0;
        for part in offsets.chunks_mut(CHUNK) {
            execution.check()?;
            for offset in part {
                end += *offset;
                *offset = end;
            }
        }
        let mut targets = try_zeroed("triangles", end as usize)?;
        let slots = atomic_u32(&mut targets);
        execution.for_each_chunk(shares.len(), 1, |range| {
            for node in shares[range].iter().cloned().flatten() {
                let mut slot = offsets[rank[node] as usize] as usize;
                each_above(arcs, &rank, node as u32, |above| {
                    slots[slot].store(above, Relaxed);
                    slot += 1;
                });
            }
        })?;
        Ok(Self { rank, offsets, targets })
    }

    fn rows(&self) -> Csr<'_> {
        Csr { offsets: &self.offsets, targets: &self.targets, edges: &[] }
    }

    /// Adds the triangles of each node to `counts`, by rank.
    fn count(&self, counts: &[AtomicU64], execution: &Execution<'_>) -> Result<()> {
        let rows = self.rows();
        let shares = Arcs { first: rows, second: None }.shares(WORK)?;
        let longest = self.offsets.array_windows().map(|[start, end]| end - start).max().unwrap_or(0);
        let marks = execution.per_thread(|| Marks::new(counts.len(), longest as usize))?;
        let mut marks = marks.into_iter().collect::<Result<Vec<_>>>()?;
        let step = shares.len().div_ceil(STEPS).max(1);
        for (done, shares) in shares.chunks(step).enumerate() {
            execution.progress(0.2 + 0.8 * done as f64 / STEPS as f64, "counting triangles");
            execution.for_each_chunk_with(&mut marks, shares.len(), 1, |marks, range| {
                for node in shares[range].iter().cloned().flatten() {
                    marks.count(rows, node as u32, counts);
                }
            })?;
        }
        Ok(())
    }
}

/// What one thread knows of the row that it is at.
struct Marks {
    /// By rank: the place in the row, from 1; 0 for those that are not in it.
    place: Vec<u32>,
    /// Triangles of the row's node, by the place of another of their nodes. What is at 0 means nothing.
    hits: Vec<u32>,
}

impl Marks {
    fn new(nodes: usize, longest: usize) -> Result<Self> {
        Ok(Self { place: try_zeroed("triangles", nodes)?, hits: try_zeroed("triangles", longest + 1)? })
    }

    /// Adds the triangles whose smallest rank is `node`.
    fn count(&mut self, rows: Csr<'_>, node: u32, counts: &[AtomicU64]) {
        let row = rows.neighbors(node);
        for (place, &other) in (1..).zip(row) {
            self.place[other as usize] = place;
        }
        let mut total = 0;
        for (place, &other) in (1..).zip(row) {
            let mut closed = 0;
            for &third in rows.neighbors(other) {
                let found = self.place[third as usize];
                closed += u32::from(found != 0);
                // Without a branch, which would be guessed wrong too often.
                let hits = &mut self.hits[found as usize];
                *hits = hits.wrapping_add(1);
            }
            let hits: &mut u32 = &mut self.hits[place];
            *hits += closed;
            total += u64::from(closed);
        }
        for (place, &other) in (1..).zip(row) {
            self.place[other as usize] = 0;
            let hits = std::mem::take(&mut self.hits[place]);
            if hits > 0 {
                counts[other as usize].fetch_add(hits.into(), Relaxed);
            }
        }
        if total > 0 {
            counts[node as usize].fetch_add(total, Relaxed);
        }
    }
}

/// The rank of each node.
fn ranks(arcs: Arcs<'_>, nodes: usize, execution: &Execution<'_>) -> Result<Vec<u32>> {
    // Only parallel edges and self-loops give a node more arcs than that, and any order will do.
    let degree = |node: usize| arcs.degree(node as u32).min(nodes as u64) as usize;
    let mut next: Vec<u32> = try_zeroed("triangles", nodes + 2)?;
    let mut rank = try_zeroed("triangles", nodes)?;
    for start in (0..nodes).step_by(CHUNK) {
        execution.check()?;
        for node in start..nodes.min(start + CHUNK) {
            next[degree(node) + 1] += 1;
        }
    }
    let mut before = 0;
    for slot in &mut next {
        before += *slot;
        *slot = before;
    }
    for start in (0..nodes).step_by(CHUNK) {
        execution.check()?;
        for node in start..nodes.min(start + CHUNK) {
            let slot = &mut next[degree(node)];
            rank[node] = *slot;
            *slot += 1;
        }
    }
    Ok(rank)
}

/// Calls `visit` with the ranks of the neighbours of `node` whose rank is larger, each once.
#[inline]
fn each_above(arcs: Arcs<'_>, rank: &[u32], node: u32, mut visit: impl FnMut(u32)) {
    let mut first = arcs.first.neighbors(node);
    let mut second = arcs.second.map_or(&[][..], |rows| rows.neighbors(node));
    let own = rank[node as usize];
    let mut last = NONE;
    // Both rows are sorted.
    loop {
        let row = match (first.first(), second.first()) {
            (None, None) => return,
            (Some(a), Some(b)) if b < a => &mut second,
            (None, Some(_)) => &mut second,
            _ => &mut first,
        };
        let Some(&other) = row.split_off_first() else { return };
        let above = rank[other as usize];
        if other != last && above > own {
            visit(above);
        }
        last = other;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithms::cases::{Case, cases, large, on_all_threads, runs_under_an_execution};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn check(case: &Case) {
        let mut neighbors = vec![BTreeSet::new(); case.nodes as usize];
        for (from, to, ..) in case.arcs() {
            if from != to {
                neighbors[from as usize].insert(to);
                neighbors[to as usize].insert(from);
            }
        }
        // Every ordered pair of neighbours of a node that are neighbours themselves; each triangle twice.
        let expected: Vec<f64> = neighbors
            .iter()
            .map(|around| around.iter().map(|&a| neighbors[a as usize].intersection(around).count()).sum::<usize>())
            .map(|pairs| (pairs / 2) as f64)
            .collect();
        let snapshot = case.snapshot();
        let found = on_all_threads(|e| triangles(&snapshot, e).unwrap(), TrianglesResult::eq);
        assert_eq!(found.per_node, expected);
        assert_eq!(found.total as f64 * 3.0, expected.iter().sum::<f64>());
    }

    proptest! {
        #[test]
        fn as_counted_pair_by_pair(case in cases()) {
            check(&case);
        }
    }

    #[test]
    fn large_graphs() {
        large().iter().for_each(check);
    }

    #[test]
    fn cancellation_and_progress() {
        runs_under_an_execution("triangles", large(), |snapshot, execution| triangles(snapshot, execution).map(drop));
    }
}
