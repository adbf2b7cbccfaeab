//! One shortest path between two nodes.

use crate::algorithms::arcs::Arcs;
use crate::algorithms::bidirectional_bfs::fewest_edges;
use crate::algorithms::bidirectional_dijkstra::least_weight;
use crate::algorithms::weights::{Accepted, EdgeWeights, Weights, edge_weights};
use crate::adjacency::Csr;
use crate::execution::Execution;
use crate::graph::Direction;
use crate::memory::try_with_capacity;
use crate::{NONE, Result, Snapshot};

options! {
    /// How [`shortest_path`] measures.
    ShortestPathOptions<'a> {
        /// The length of each edge, not negative; 1 each when left out. An edge of infinite weight cannot be
        /// travelled.
        weight: Weights<'a> = Weights::Unit;
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
    /// Finds a shortest path from `source` to `target` along out-edges.
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
    { kernel: kernel, work: work }
}

fn kernel(
    snapshot: &Snapshot,
    source: u32,
    target: u32,
    options: &ShortestPathOptions<'_>,
    execution: &Execution<'_>,
) -> Result<Option<Path>> {
    let weights = edge_weights(snapshot, &options.weight, Accepted::NonNegative, execution)?;
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
fn work(snapshot: &Snapshot, _: &(u32, u32), options: &ShortestPathOptions<'_>) -> u64 {
    let size = u64::from(snapshot.node_bound()) + u64::from(snapshot.edge_count());
    match options.weight {
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
