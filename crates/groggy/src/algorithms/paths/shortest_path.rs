//! One shortest path between two nodes.

use crate::algorithms::arcs::Arcs;
use crate::algorithms::bidirectional_bfs::fewest_edges;
use crate::algorithms::bidirectional_dijkstra::least_weight;
use crate::algorithms::dijkstra::{Dense, Distances};
use crate::algorithms::near::{Budget, IdMap, Near, without_limit};
use crate::algorithms::weights::{Accepted, Fit, Weights, fit_weights};
use crate::algorithms::near_bfs;
use crate::execution::Execution;
use crate::graph::Direction;
use crate::memory::try_with_capacity;
use crate::view::NearArcs;
use crate::{NONE, Result, Snapshot, View};

options! {
    /// How [`shortest_path`] measures.
    ShortestPathOptions<'a> {
        /// The length of each edge, not negative; 1 each when left out. An edge of infinite weight cannot be
        /// travelled.
        weight: Weights<'a> = Weights::Unit;
        /// Which edges of a directed graph are followed.
        direction: Direction = Direction::Out;
    }
}

result! {
    /// A way through the graph.
    Path {
        /// The nodes on it, the source first, the target last.
        nodes nodes: Vec<u32>;
        /// The edges between them, one fewer than there are nodes.
        edges edges: Vec<u32>;
        /// The sum of the weights, added from the source on; without weights the number of edges.
        value distance: f64;
    }
}

algorithm! {
    /// Finds a shortest path from `source` to `target`.
    ///
    /// Returns the path, or nothing when there is none.
    ///
    /// Which of several shortest paths: read back from the target, the node before each is the one with the smallest
    /// id among all that are nearer to the source and on a shortest path; edges of length zero are used only where no
    /// nearer node leads on. Without weights this is the path that the parents of `bfs` spell. Of parallel edges the
    /// lightest is taken, then the one with the smallest id. From a node to itself the path has that node and no edge.
    ///
    /// Cost: `O(n + m)` time without weights and `O((n + m) log n)` with weights at worst, but only the neighbourhoods
    /// of both ends up to half the distance are searched; 16 bytes a node, of which pages that the search does not
    /// reach cost nothing. With weights one thread searches.
    ///
    /// Method: bidirectional breadth-first search, or Dijkstra's (1959) from both ends (Pohl 1971). The second decides
    /// where shortest paths can be, and the search from the source then finds them there, so that the distance has the
    /// bits that `shortest_distances` gives.
    ///
    /// # Errors
    ///
    /// `NodeNotFound` when one of the ends is not a live node; `InvalidArgument` for a missing, NaN or negative weight
    /// of a live edge; `AttributeNotFound` for an unknown weight column; `TypeMismatch` for a weight column that is not numeric;
    /// `OutOfMemory`; `Cancelled`.
    shortest_path(
        /// The live node to begin at.
        node source: u32,
        /// The live node to end at.
        node target: u32,
    ) with options: ShortestPathOptions<'_> => Option<Path>
    { near: near, kernel: kernel, work: work }
}

fn near(
    view: &View<'_>,
    source: u32,
    target: u32,
    options: &ShortestPathOptions<'_>,
    budget: &Budget,
    execution: &Execution<'_>,
) -> Near<Option<Path>> {
    let (forward, backward) = (view.along(options.direction), view.against(options.direction));
    let ends = (source, target);
    if let Weights::Values(values) = &options.weight {
        // All of them are checked at each call.
        budget.spend(values.len() as u64, execution)?;
    }
    match fit_weights(view.into(), &options.weight, Accepted::NonNegative, execution)? {
        None => {
            let way = near_bfs::fewest_edges(forward, backward, ends, budget, execution)?;
            Ok(way.map(|nodes| spell(forward, nodes, |_| 1.0)).transpose()?)
        }
        Some(weights) => least::<IdMap<f64>>(view, ends, options.direction, weights, budget, execution),
    }
}

fn kernel(
    snapshot: &Snapshot,
    source: u32,
    target: u32,
    options: &ShortestPathOptions<'_>,
    execution: &Execution<'_>,
) -> Result<Option<Path>> {
    let view = snapshot.view(execution)?;
    let ends = (source, target);
    match fit_weights(snapshot.into(), &options.weight, Accepted::NonNegative, execution)? {
        None => {
            let adjacency = snapshot.adjacency(execution)?;
            let forward = Arcs::along(adjacency, options.direction);
            let backward = Arcs::against(adjacency, options.direction);
            let way = fewest_edges(forward, backward, snapshot.node_bound() as usize, ends, execution)?;
            way.map(|nodes| spell(view.along(options.direction), nodes, |_| 1.0)).transpose()
        }
        Some(weights) => {
            let budget = Budget::unlimited();
            without_limit(least::<Dense>(&view, ends, options.direction, weights, &budget, execution))
        }
    }
}

/// A path of least weight.
fn least<D: Distances>(
    view: &View<'_>,
    ends: (u32, u32),
    direction: Direction,
    weights: Fit<'_>,
    budget: &Budget,
    execution: &Execution<'_>,
) -> Near<Option<Path>> {
    let (forward, backward) = (view.along(direction), view.against(direction));
    let weight = |edge| weights.of(edge);
    let nodes = view.node_bound as usize;
    let way = least_weight::<D>(forward, backward, nodes, ends, weight, budget, execution)?;
    Ok(way.map(|nodes| spell(forward, nodes, weight)).transpose()?)
}

/// Nodes and edges that [`shortest_path`] touches, about, for deciding where it should run.
fn work(snapshot: &Snapshot, _: &(u32, u32), options: &ShortestPathOptions<'_>) -> u64 {
    let size = u64::from(snapshot.node_bound()) + u64::from(snapshot.edge_count());
    match options.weight {
        Weights::Unit => size / 4,
        // All weights are checked.
        _ => size,
    }
}

/// Adds the edges between `nodes` and their length: of parallel ones the lightest, of several the first.
fn spell(arcs: NearArcs<'_>, nodes: Vec<u32>, weight: impl Fn(u32) -> f64) -> Result<Path> {
    let mut edges = try_with_capacity("path", nodes.len().saturating_sub(1))?;
    let mut distance = 0.0;
    for pair in nodes.array_windows::<2>() {
        let mut best = (f64::INFINITY, NONE);
        arcs.each_between(pair[0], pair[1], |edge| {
            let candidate = (weight(edge), edge);
            if best.1 == NONE || candidate < best {
                best = candidate;
            }
        });
        distance += best.0;
        edges.push(best.1);
    }
    Ok(Path { nodes, edges, distance })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithms::cases::cases_with_ends;
    use proptest::prelude::*;

    proptest! {
        /// One path for every search: near or far, on a version or on a graph that was just changed.
        #[test]
        fn the_same_path_near_and_whole((case, source, target) in cases_with_ends()) {
            let (snapshot, mut graph) = (case.snapshot(), case.changed_graph());
            let execution = Execution::inline();
            for weight in [Weights::Unit, Weights::column("w")] {
                for direction in [Direction::Out, Direction::In, Direction::Both] {
                    let options = ShortestPathOptions { weight: weight.clone(), direction };
                    let whole = kernel(&snapshot, source, target, &options, &execution).unwrap();
                    let view = graph.view().unwrap();
                    let live = near(&view, source, target, &options, &Budget::unlimited(), &execution);
                    prop_assert_eq!(&without_limit(live).unwrap(), &whole);
                    prop_assert_eq!(shortest_path(&snapshot, source, target, &options, &execution).unwrap(), whole);
                }
            }
        }
    }
}
