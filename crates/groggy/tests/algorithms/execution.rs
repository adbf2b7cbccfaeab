//! Cancellation and progress of every algorithm.

use crate::cases::{large, runs_under_an_execution};
use groggy::algorithms::{
    BfsOptions, PageRankOptions, ShortestDistancesOptions, ShortestPathOptions, Weights, bfs,
    connected_components, page_rank, shortest_distances, shortest_path,
};
use groggy::execution::Execution;
use groggy::{Result, Snapshot};

type Kernel = fn(&Snapshot, &Execution<'_>) -> Result<()>;

const KERNELS: [(&str, Kernel); 7] = [
    ("page_rank", |s, e| page_rank(s, &PageRankOptions::default(), e).map(drop)),
    ("page_rank weighted", |s, e| {
        page_rank(s, &PageRankOptions { weight: Weights::column("w"), ..Default::default() }, e).map(drop)
    }),
    ("connected_components", |s, e| connected_components(s, e).map(drop)),
    ("bfs", |s, e| bfs(s, 1, &BfsOptions::default(), e).map(drop)),
    ("shortest_distances", |s, e| {
        let options = ShortestDistancesOptions { weight: Weights::column("w"), ..Default::default() };
        shortest_distances(s, 1, &options, e).map(drop)
    }),
    ("shortest_path", |s, e| shortest_path(s, 1, 8000, &ShortestPathOptions::default(), e).map(drop)),
    ("shortest_path weighted", |s, e| {
        shortest_path(
            s,
            1,
            8000,
            &ShortestPathOptions { weight: Weights::column("w"), ..Default::default() },
            e,
        )
        .map(drop)
    }),
];

#[test]
fn kernels_are_cancelled_and_report_progress() {
    for (name, kernel) in KERNELS {
        runs_under_an_execution(name, large(), kernel);
    }
}
