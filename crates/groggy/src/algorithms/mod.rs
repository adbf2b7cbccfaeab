//! Graph algorithms over snapshots: one file each, with its options, its result and its cost.
//!
//! All run on the threads of an [`Execution`](crate::execution::Execution), stop within a chunk of work when it
//! is cancelled, and give the same bits for any number of threads. Each module has a `work` function: how
//! many nodes and edges a call touches, about.

mod arc_weights;
mod arcs;
pub mod bfs;
mod bidirectional_bfs;
mod bidirectional_dijkstra;
mod buffer;
#[cfg(test)]
#[path = "../../tests/algorithms/cases.rs"]
pub mod cases;
pub mod connected_components;
mod delta_stepping;
mod forest;
mod frontier;
mod label;
pub mod page_rank;
mod personalization;
mod pull;
mod rank_iteration;
mod search;
pub mod shortest_distances;
pub mod shortest_path;
mod tight_path;
mod weights;

pub use bfs::{BfsOptions, BfsResult, bfs};
pub use connected_components::{Components, connected_components};
pub use page_rank::{PageRankOptions, PageRankResult, page_rank};
pub use personalization::Personalization;
pub use shortest_distances::{ShortestDistancesOptions, shortest_distances};
pub use shortest_path::{Path, ShortestPathOptions, shortest_path};
pub use weights::Weights;
