//! The adjacency, built ahead of what needs it.

use crate::execution::Execution;
use crate::{Result, Snapshot};

algorithm! {
    /// Builds the adjacency, so that what needs it next finds it.
    ///
    /// Reads about neighbours and all algorithms need it. Where it is missing, a read builds it first and the thread
    /// that asked waits: after a large load, call this instead. A graph and its snapshots of the same version share it.
    ///
    /// Returns nothing, once it is built.
    ///
    /// Cost: `O(n + m log d)` time for rows of length d; after few changes a merge, several times cheaper; `O(1)` when
    /// it is there. Memory of 8 bytes an entry (an edge has two) and 12 bytes a node and direction, which stay, and 8
    /// bytes an entry while it runs.
    ///
    /// Method: edges are counted, placed at their nodes and sorted by neighbour; a merge copies what lies between two
    /// changes as it is.
    ///
    /// # Errors
    ///
    /// `OutOfMemory`; `Cancelled`.
    prepare() => ()
    { kernel: kernel, work: no_more }
}

fn kernel(snapshot: &Snapshot, execution: &Execution<'_>) -> Result<()> {
    snapshot.adjacency(execution).map(drop)
}

/// The building itself is counted for every algorithm.
fn no_more(_: &Snapshot, (): &(), (): &()) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{GraphOptions, OnDuplicate};
    use crate::{Direction, Graph};

    #[test]
    fn what_is_prepared_is_shared_with_the_graph_and_not_built_again() -> Result<()> {
        let mut graph = Graph::new(GraphOptions::default())?;
        graph.add_nodes(100, &[])?;
        let source: Vec<u32> = (0..10_000).map(|edge| edge % 100).collect();
        graph.add_edges(&source, &source, &[], OnDuplicate::Fail)?;
        assert!(graph.is_build_due());

        let snapshot = graph.snapshot()?;
        prepare(&snapshot, &Execution::inline())?;
        assert!(snapshot.has_adjacency());
        graph.adopt();
        assert!(!graph.is_build_due());
        assert_eq!(graph.neighbors(7, Direction::Out)?, [7]);
        assert!(graph.snapshot()?.has_adjacency(), "a snapshot of the same version has it from the start");
        Ok(())
    }
}
