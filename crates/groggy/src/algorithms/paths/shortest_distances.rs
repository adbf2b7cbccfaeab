//! Distances from one node to all others.

use crate::algorithms::arcs::Arcs;
use crate::algorithms::buffer::{nan_at_removed, try_zeroed};
use crate::algorithms::delta_stepping::delta_stepping;
use crate::algorithms::search::breadth_first;
use crate::algorithms::weights::{Accepted, Weights, edge_weights};
use crate::execution::Execution;
use crate::graph::Direction;
use crate::{Result, Snapshot};

/// Nodes that a thread takes at a time.
const CHUNK: usize = 1 << 14;

options! {
    /// How [`shortest_distances`] measures.
    ShortestDistancesOptions<'a> {
        /// The length of each edge, not negative; 1 each when left out. An edge of infinite weight cannot be
        /// travelled.
        weight: Weights<'a> = Weights::Unit;
        /// Which edges of a directed graph are followed.
        direction: Direction = Direction::Out;
    }
}

algorithm! {
    /// Finds how far each node is from `source`.
    ///
    /// Returns distances by node id, `node_bound` entries: infinity for nodes without a way from the source, NaN for
    /// removed ids.
    ///
    /// A distance is the least sum of weights, added from the source on, over all ways; its bits are the same for any
    /// number of threads.
    ///
    /// Cost: without weights that of `bfs`; with weights about `O(n + m)` time, more on graphs with very long paths,
    /// and at most 16 bytes a node beside the result.
    ///
    /// Method: breadth-first search without weights, else Δ-stepping (Meyer, Sanders 2003).
    ///
    /// # Errors
    ///
    /// `NodeNotFound` when `source` is not a live node; `InvalidArgument` for a missing, NaN or negative weight of a
    /// live edge; `AttributeNotFound` for an unknown weight column; `TypeMismatch` for a weight column that is not numeric;
    /// `OutOfMemory`; `Cancelled`.
    shortest_distances(
        /// The live node to begin at.
        node source: u32,
    ) with options: ShortestDistancesOptions<'_> => per_node(Vec<f64>)
    { kernel: kernel, work: work }
}

fn kernel(
    snapshot: &Snapshot,
    source: u32,
    options: &ShortestDistancesOptions<'_>,
    execution: &Execution<'_>,
) -> Result<Vec<f64>> {
    let weights = edge_weights(snapshot, &options.weight, Accepted::NonNegative, execution)?;
    let adjacency = snapshot.adjacency(execution)?;
    let nodes = snapshot.node_bound() as usize;
    let forward = Arcs::along(adjacency, options.direction);
    let mut distances = match weights {
        Some(weights) => delta_stepping(forward, &weights, nodes, source, execution)?,
        None => {
            let backward = Arcs::against(adjacency, options.direction);
            let depth = breadth_first(forward, backward, nodes, source, i32::MAX as u32, execution)?.depth;
            let mut distances = try_zeroed("distances", nodes)?;
            execution.for_each_chunk_mut(&mut distances, CHUNK, |start, piece| {
                for (distance, &depth) in piece.iter_mut().zip(&depth[start..]) {
                    *distance = if depth < 0 { f64::INFINITY } else { f64::from(depth) };
                }
            })?;
            distances
        }
    };
    nan_at_removed(&mut distances, snapshot, execution)?;
    Ok(distances)
}

/// Nodes and edges that [`shortest_distances`] touches, about, for deciding where it should run.
fn work(snapshot: &Snapshot, _: &(u32,), options: &ShortestDistancesOptions<'_>) -> u64 {
    let factor = if matches!(options.weight, Weights::Unit) { 1 } else { 4 };
    factor * (u64::from(snapshot.node_bound()) + u64::from(snapshot.edge_count()))
}
