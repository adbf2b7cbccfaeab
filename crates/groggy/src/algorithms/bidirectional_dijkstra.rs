//! A path of least weight, searched from both ends.
//!
//! Sums from both ends are added in another order than sums from the source on, so they round differently and
//! cannot tell which of two nearly equal paths is the shortest. Hence two steps. First both searches grow until
//! they meet, which gives the length of the shortest path up to rounding, and the distance to the target of
//! every node that could be on one beyond the source's side. Then the search from the source goes on, only to nodes
//! from which the target is near enough, until it has reached the target: that gives exact distances on all
//! shortest paths, from which one is read back by the rule of `shortest_path`.

use std::cmp::Reverse;

use super::arcs::Arcs;
use super::dijkstra::Dijkstra;
use super::tight_path::read_back;
use crate::Result;
use crate::execution::Execution;

/// Arcs between two looks at the cancel flag, about.
const POLL: u64 = 1 << 16;

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
    let (mut from, mut to) = (Dijkstra::new(forward, nodes)?, Dijkstra::new(backward, nodes)?);
    from.begin(source);
    to.begin(target);
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
        let settled = side.settle_next(weights, |node, distance| {
            let rest = other.distances.get(node);
            best = best.min(distance + rest);
            // A node that the other search has not settled is at least its radius away from its end.
            distance + rest.min(radius) <= best * (1.0 + 4.0 * rounding)
        })?;
        arcs += 1 + settled.map_or(0, |node| side.arcs.degree(node));
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
        let settled = from.settle_next(weights, on_the_way)?;
        arcs += 1 + settled.map_or(0, |node| from.arcs.degree(node));
        if arcs >= POLL {
            arcs = 0;
            execution.check()?;
        }
    }
    read_back(backward, weights, |node| from.distances.get(node), (source, target), execution).map(Some)
}
