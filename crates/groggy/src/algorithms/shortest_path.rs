//! One shortest path between two nodes.

use super::arcs::Arcs;
use super::bidirectional_bfs::fewest_edges;
use super::bidirectional_dijkstra::least_weight;
use super::weights::{Accepted, EdgeWeights, Weights, edge_weights};
use crate::adjacency::Csr;
use crate::execution::Execution;
use crate::graph::Direction;
use crate::memory::try_with_capacity;
use crate::{NONE, Result, Snapshot};

/// How [`shortest_path`] measures.
#[derive(Debug, Clone, Copy, Default)]
pub struct ShortestPathOptions<'a> {
    /// The length of each edge, not negative. An edge of infinite weight cannot be travelled. Default: 1 each.
    pub weights: Weights<'a>,
}

/// A way through the graph.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// The nodes on it, the source first, the target last.
    pub nodes: Vec<u32>,
    /// The edges between them, one fewer than there are nodes.
    pub edges: Vec<u32>,
    /// The sum of the weights, added from the source on; without weights the number of edges.
    pub distance: f64,
}

/// Finds a shortest path from `source` to `target` along out-edges; none when there is no way.
///
/// Which of several shortest paths: read back from the target, the node before each is the one with the smallest
/// id among all that are nearer to the source and on a shortest path; edges of length zero are used only where no
/// nearer node leads on. Without weights this is the path that the parents of [`bfs`](super::bfs()) spell. Of
/// parallel edges the lightest is taken, then the one with the smallest id. From a node to itself the path has
/// that node and no edge.
///
/// Cost: `O(n + m)` time without weights and `O((n + m) log n)` with weights at worst, but only the neighbourhoods
/// of both ends up to half the distance are searched; 16 bytes a node, of which pages that the search does not
/// reach cost nothing. With weights one thread searches.
/// Method: bidirectional breadth-first search, or Dijkstra's (1959) from both ends (Pohl 1971). The second decides
/// where shortest paths can be, and the search from the source then finds them there, so that the distance has the
/// bits that [`shortest_distances`](super::shortest_distances()) gives.
///
/// # Errors
/// `NodeNotFound` when one of the ends is not a live node; `AttributeNotFound`, `TypeMismatch` and
/// `InvalidArgument` for unfit weights; `OutOfMemory`; `Cancelled`.
pub fn shortest_path(
    snapshot: &Snapshot,
    source: u32,
    target: u32,
    options: &ShortestPathOptions<'_>,
    execution: &Execution<'_>,
) -> Result<Option<Path>> {
    snapshot.check_node(source)?;
    snapshot.check_node(target)?;
    let weights = edge_weights(snapshot, options.weights, Accepted::NonNegative, execution)?;
    let adjacency = snapshot.adjacency(execution)?;
    let ends = (source, target);
    let nodes = snapshot.node_bound() as usize;
    let forward = Arcs::along(adjacency, Direction::Out);
    let backward = Arcs::against(adjacency, Direction::Out);
    let way = match &weights {
        None => fewest_edges(forward, backward, nodes, ends, execution)?,
        Some(weights) => least_weight(forward, backward, nodes, ends, weights.values(), execution)?,
    };
    way.map(|nodes| spell(adjacency.out(), nodes, weights.as_ref().map(EdgeWeights::values))).transpose()
}

/// Nodes and edges that [`shortest_path`] touches, about, for deciding where it should run.
#[must_use]
pub fn work(snapshot: &Snapshot, options: &ShortestPathOptions<'_>) -> u64 {
    let size = u64::from(snapshot.node_bound()) + u64::from(snapshot.edge_count());
    match options.weights {
        Weights::Unit => size / 4,
        // All weights are checked.
        _ => size,
    }
}

/// Adds the edges between `nodes` and their length.
fn spell(rows: Csr<'_>, nodes: Vec<u32>, weights: Option<&[f64]>) -> Result<Path> {
    let mut edges = try_with_capacity("path", nodes.len().saturating_sub(1))?;
    let mut distance = 0.0;
    for pair in nodes.array_windows::<2>() {
        let parallel = &rows.edges[rows.range_between(pair[0], pair[1])];
        let (edge, weight) = lightest(parallel, weights);
        edges.push(edge);
        distance += weight;
    }
    Ok(Path { nodes, edges, distance })
}

/// The lightest of `edges`, which are in ascending order; of several the first.
fn lightest(edges: &[u32], weights: Option<&[f64]>) -> (u32, f64) {
    let weigh = |edge: u32| weights.map_or(1.0, |weights| weights[edge as usize]);
    let first = edges.first().map_or((NONE, 0.0), |&edge| (edge, weigh(edge)));
    edges.iter().fold(first, |best, &edge| if weigh(edge) < best.1 { (edge, weigh(edge)) } else { best })
}
