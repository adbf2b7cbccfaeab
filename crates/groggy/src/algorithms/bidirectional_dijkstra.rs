//! A path of least weight, searched from both ends.
//!
//! Sums from both ends are added in another order than sums from the source on, so they round differently and
//! cannot tell which of two nearly equal paths is the shortest. Hence two steps. First both searches grow until
//! they meet, which gives the length of the shortest path up to rounding, and the distance to the target of
//! every node that could be on one beyond the source's side. Then the search from the source goes on, only to nodes
//! from which the target is near enough, until it has reached the target: that gives exact distances on all
//! shortest paths, from which one is read back by the rule of `shortest_path`.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::arcs::Arcs;
use super::buffer::try_zeroed;
use super::tight_path::read_back;
use crate::execution::Execution;
use crate::{Error, Result};

/// Arcs between two looks at the cancel flag, about.
const POLL: usize = 1 << 16;

/// The nodes of a path of least weight from the first of `ends` to the second, or none. `weights`: by edge id,
/// not negative on all edges of the arcs.
pub(crate) fn least_weight(
    forward: Arcs<'_>,
    backward: Arcs<'_>,
    nodes: usize,
    (source, target): (u32, u32),
    weights: &[f64],
    execution: &Execution<'_>,
) -> Result<Option<Vec<u32>>> {
    let mut from = Side::new(forward, source, nodes)?;
    let mut to = Side::new(backward, target, nodes)?;
    // A path of n nodes rounds n times, each time by half of this at most.
    let rounding = f64::EPSILON * (nodes as f64 + 4.0);

    let mut best = if source == target { 0.0 } else { f64::INFINITY };
    let mut arcs = 0;
    while let (Some(near), Some(far)) = (from.next(), to.next()) {
        if near + far > best * (1.0 + 4.0 * rounding) {
            break;
        }
        let (side, other, radius) =
            if from.heap.len() <= to.heap.len() { (&mut from, &to, far) } else { (&mut to, &from, near) };
        arcs += side.settle_next(weights, |node, distance| {
            let rest = other.distances.get(node);
            best = best.min(distance + rest);
            // A node that the other search has not settled is at least its radius away from its end.
            distance + rest.min(radius) <= best * (1.0 + 4.0 * rounding)
        })?;
        if arcs >= POLL {
            arcs = 0;
            execution.check()?;
            let fraction = if best.is_finite() { (near + far) / best } else { 0.0 };
            execution.progress(0.9 * fraction, "searching");
        }
    }
    if best.is_infinite() {
        return Ok(None);
    }

    execution.progress(0.9, "confirming");
    let limit = best * (1.0 + 2.0 * rounding);
    let on_the_way = |node, distance| distance + to.distances.get(node) <= limit;
    from.heap.retain(|&Reverse((bits, node))| on_the_way(node, f64::from_bits(bits)));
    while from.next().is_some_and(|distance| distance <= from.distances.get(target)) {
        arcs += from.settle_next(weights, on_the_way)?;
        if arcs >= POLL {
            arcs = 0;
            execution.check()?;
        }
    }
    read_back(backward, weights, |node| from.distances.get(node), (source, target), execution).map(Some)
}

/// A distance for each node, infinite until one is set. Stored so that an array of zeros is all infinite.
struct Distances(Vec<u64>);

impl Distances {
    #[inline]
    fn get(&self, node: u32) -> f64 {
        match self.0[node as usize] {
            0 => f64::INFINITY,
            flipped => f64::from_bits(!flipped),
        }
    }

    #[inline]
    fn set(&mut self, node: u32, distance: f64) {
        self.0[node as usize] = !distance.to_bits();
    }
}

/// One of the two searches: Dijkstra's, with entries left in the heap when a shorter way is found.
struct Side<'a> {
    arcs: Arcs<'a>,
    distances: Distances,
    /// Bits of a distance, which are ordered like the distance, and the node.
    heap: BinaryHeap<Reverse<(u64, u32)>>,
}

impl<'a> Side<'a> {
    fn new(arcs: Arcs<'a>, root: u32, nodes: usize) -> Result<Self> {
        let mut distances = Distances(try_zeroed("distances", nodes)?);
        distances.set(root, 0.0);
        let heap = BinaryHeap::from([Reverse((0.0_f64.to_bits(), root))]);
        Ok(Self { arcs, distances, heap })
    }

    /// The distance of the nearest node that waits.
    fn next(&self) -> Option<f64> {
        self.heap.peek().map(|&Reverse((bits, _))| f64::from_bits(bits))
    }

    /// Takes the nearest node that waits and, if the distance is still that of the node, sets shorter distances of
    /// its neighbours. `reach` is told each, and whether the search is to go on from there is its answer.
    /// Returns how many arcs were looked at, and one.
    fn settle_next(&mut self, weights: &[f64], mut reach: impl FnMut(u32, f64) -> bool) -> Result<usize> {
        let Some(Reverse((bits, node))) = self.heap.pop() else { return Ok(1) };
        let distance = f64::from_bits(bits);
        if distance > self.distances.get(node) {
            return Ok(1);
        }
        let Self { arcs, distances, heap } = self;
        let mut refused = false;
        arcs.each(node, |neighbor, edge| {
            let through = distance + weights[edge as usize];
            if through < distances.get(neighbor) && reach(neighbor, through) {
                refused |= heap.len() == heap.capacity() && heap.try_reserve(1).is_err();
                if !refused {
                    distances.set(neighbor, through);
                    heap.push(Reverse((through.to_bits(), neighbor)));
                }
            }
        });
        if refused {
            return Err(Error::out_of_memory("search", heap.len().saturating_mul(size_of::<(u64, u32)>())));
        }
        Ok(arcs.degree(node) as usize + 1)
    }
}
