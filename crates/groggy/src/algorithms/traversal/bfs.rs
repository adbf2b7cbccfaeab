//! Breadth-first search.

use crate::algorithms::arcs::Arcs;
use crate::algorithms::declaration::linear;
use crate::algorithms::search::breadth_first;
use crate::execution::Execution;
use crate::{Direction, Result, Snapshot};

options! {
    /// How [`bfs`] searches.
    BfsOptions {
        /// Which edges of a directed graph are followed.
        direction: Direction = Direction::Out;
        /// The depth at which the search ends; nodes further away count as not reached.
        max_depth: Option<u32> = None;
    }
}

result! {
    /// How far each node is from the source in edges, and on which way.
    BfsResult, assigned depth {
        /// Edges on a shortest path from the source, by node id, `node_bound` entries. −1 for nodes that were not
        /// reached and for removed ids.
        per_node depth: Vec<i32>;
        /// The node before on such a path, by node id, `node_bound` entries: of all that qualify, the one with the
        /// smallest id. 0xFFFFFFFF for the source, for nodes that were not reached and for removed ids.
        per_node parent: Vec<u32>;
    }
}

algorithm! {
    /// Finds how many edges each node is away from `source`, and on which way.
    ///
    /// Cost: `O(n + m)` time at worst, often far less, since a node stops looking once it found its parent; besides
    /// the result 4 bytes a node and three bits a node.
    ///
    /// Method: direction-optimising search of Beamer, Asanović and Patterson (2012), with the smallest parent.
    ///
    /// # Errors
    ///
    /// `NodeNotFound` when `source` is not a live node; `OutOfMemory`; `Cancelled`.
    bfs(
        /// The live node to begin at.
        node source: u32,
    ) with options: BfsOptions => BfsResult
    { kernel: kernel, work: linear }
}

fn kernel(
    snapshot: &Snapshot,
    source: u32,
    options: &BfsOptions,
    execution: &Execution<'_>,
) -> Result<BfsResult> {
    let adjacency = snapshot.adjacency(execution)?;
    let levels = breadth_first(
        Arcs::along(adjacency, options.direction),
        Arcs::against(adjacency, options.direction),
        snapshot.node_bound() as usize,
        source,
        options.max_depth.unwrap_or(u32::MAX).min(i32::MAX as u32),
        execution,
    )?;
    Ok(BfsResult { depth: levels.depth, parent: levels.parent })
}
