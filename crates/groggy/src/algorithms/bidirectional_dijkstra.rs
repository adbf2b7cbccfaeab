//! A path of least weight, searched from both ends.
//!
//! Sums from both ends are added in another order than sums from the source on, so they round differently and
//! cannot tell which of two nearly equal paths is the shortest. Hence two steps. First both searches grow until
//! they meet, which gives the length of the shortest path up to rounding, and the distance to the target of
//! every node that could be on one beyond the source's side. Then the search from the source goes on, only to nodes
//! from which the target is near enough, until it has reached the target: that gives exact distances on all
//! shortest paths, from which one is read back by the rule of `shortest_path`.

use std::cmp::Reverse;

use super::dijkstra::{Dijkstra, Distances};
use super::near::{Budget, Near};
use super::tight_path::read_back;
use crate::execution::Execution;
use crate::view::NearArcs;

/// Nodes between two words about progress.
const STEPS: u32 = 1 << 14;

/// The nodes of a path of least weight from the first of `ends` to the second, or none. `weight` of an edge: not
/// negative on all edges of the arcs. `nodes`: how many a path can have at most.
pub(crate) fn least_weight<D: Distances>(
    forward: NearArcs<'_>,
    backward: NearArcs<'_>,
    nodes: usize,
    (source, target): (u32, u32),
    weight: impl Fn(u32) -> f64 + Copy,
    budget: &Budget,
    execution: &Execution<'_>,
) -> Near<Option<Vec<u32>>> {
    let (mut from, mut to) = (Dijkstra::<D>::new(forward, nodes)?, Dijkstra::<D>::new(backward, nodes)?);
    from.begin(source)?;
    to.begin(target)?;
    // A path of n nodes rounds n times, each time by half of this at most.
    let rounding = f64::EPSILON * (nodes as f64 + 4.0);

    let mut best = if source == target { 0.0 } else { f64::INFINITY };
    let mut steps = 0;
    while let (Some(near), Some(far)) = (from.next(), to.next()) {
        if near + far > best * (1.0 + 4.0 * rounding) {
            break;
        }
        let (side, other, radius) =
            if from.heap.len() <= to.heap.len() { (&mut from, &to, far) } else { (&mut to, &from, near) };
        side.settle_next(weight, budget, execution, |node, distance| {
            let rest = other.distances.get(node);
            best = best.min(distance + rest);
            // A node that the other search has not settled is at least its radius away from its end.
            distance + rest.min(radius) <= best * (1.0 + 4.0 * rounding)
        })?;
        steps += 1;
        if steps % STEPS == 0 {
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
        from.settle_next(weight, budget, execution, on_the_way)?;
    }
    let distance = |node| from.distances.get(node);
    read_back(backward, weight, distance, (source, target), budget, execution).map(Some)
}
