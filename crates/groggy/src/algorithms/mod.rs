//! Graph algorithms over snapshots: one file each, in the folder of its family.
//!
//! All run on the threads of an [`Execution`](crate::execution::Execution), stop within a chunk of work when it
//! is cancelled, and give the same bits for any number of threads. Each declares itself beside its kernel
//! ([`declaration`]); [`ALGORITHMS`] has them all.

mod arc_weights;
mod arcs;
mod bidirectional_bfs;
mod bidirectional_dijkstra;
mod buffer;
#[cfg(test)]
#[path = "../../tests/algorithms/cases.rs"]
pub mod cases;
#[macro_use]
pub mod declaration;
mod delta_stepping;
mod dijkstra;
mod forest;
mod frontier;
mod label;
mod near;
mod near_bfs;
mod personalization;
mod pull;
mod rank_iteration;
mod search;
mod tight_path;
mod weights;

pub use personalization::Personalization;
pub use weights::Weights;

algorithms! {
    /// Which nodes matter.
    centrality { closeness, hits, page_rank }
    /// How closely nodes are knit.
    cohesion { core_numbers, triangles }
    /// Which nodes belong together.
    connectivity { connected_components, strongly_connected_components }
    /// Orders of directed graphs without cycles.
    dag { topological_sort }
    /// Ways through the graph, and how long they are.
    paths { has_path, shortest_distances, shortest_path }
    /// What reads and other algorithms need.
    preparation { prepare }
    /// Which nodes can be reached, and in how many steps.
    traversal { ancestors, bfs, descendants, k_hop }
}
