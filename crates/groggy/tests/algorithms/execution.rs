//! Cancellation and progress of every algorithm.

use crate::cases::{large, pool};
use groggy::algorithms::{
    BfsOptions, PageRankOptions, ShortestDistancesOptions, ShortestPathOptions, Weights, bfs,
    connected_components, page_rank, shortest_distances, shortest_path,
};
use groggy::execution::Execution;
use groggy::{ErrorKind, Result, Snapshot};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

type Kernel = fn(&Snapshot, &Execution<'_>) -> Result<()>;

const KERNELS: [(&str, Kernel); 7] = [
    ("page_rank", |s, e| page_rank(s, &PageRankOptions::default(), e).map(drop)),
    ("page_rank weighted", |s, e| {
        page_rank(s, &PageRankOptions { weights: Weights::Column("w"), ..Default::default() }, e).map(drop)
    }),
    ("connected_components", |s, e| connected_components(s, e).map(drop)),
    ("bfs", |s, e| bfs(s, 1, &BfsOptions::default(), e).map(drop)),
    ("shortest_distances", |s, e| {
        let options = ShortestDistancesOptions { weights: Weights::Column("w"), ..Default::default() };
        shortest_distances(s, 1, &options, e).map(drop)
    }),
    ("shortest_path", |s, e| shortest_path(s, 1, 8000, &ShortestPathOptions::default(), e).map(drop)),
    ("shortest_path weighted", |s, e| {
        shortest_path(s, 1, 8000, &ShortestPathOptions { weights: Weights::Column("w") }, e).map(drop)
    }),
];

#[test]
fn a_cancelled_kernel_ends_with_cancelled() {
    let pool = pool(2);
    for case in large() {
        let snapshot = case.snapshot();
        for (name, kernel) in KERNELS {
            for execution in [Execution::inline(), Execution::on(&pool)] {
                let flag = AtomicBool::new(true);
                let result = kernel(&snapshot, &execution.with_cancel(&flag));
                assert_eq!(result.unwrap_err().kind(), ErrorKind::Cancelled, "{name}, before it started");

                // Cancelled by the first word about progress, and by a later one.
                for patience in [1, 2] {
                    let flag = AtomicBool::new(false);
                    let heard = Mutex::new(0);
                    let sink = |_: f64, _: &'static str| {
                        let mut heard = heard.lock().unwrap();
                        *heard += 1;
                        if *heard == patience {
                            flag.store(true, Ordering::Relaxed);
                        }
                    };
                    let result = kernel(&snapshot, &execution.with_cancel(&flag).with_progress(&sink));
                    if let Err(error) = result {
                        assert_eq!(error.kind(), ErrorKind::Cancelled, "{name}");
                    }
                }
                // The snapshot is as good as before.
                kernel(&snapshot, &execution).unwrap();
            }
        }
    }
}

#[test]
fn progress_stays_in_bounds_and_names_stages() {
    for case in large() {
        let snapshot = case.snapshot();
        for (name, kernel) in KERNELS {
            let heard = Mutex::new(Vec::new());
            let sink = |fraction: f64, stage: &'static str| heard.lock().unwrap().push((fraction, stage));
            kernel(&snapshot, &Execution::inline().with_progress(&sink)).unwrap();
            let heard = heard.into_inner().unwrap();
            assert!(!heard.is_empty(), "{name} says nothing");
            assert!(
                heard.iter().all(|(fraction, stage)| (0.0..=1.0).contains(fraction) && !stage.is_empty())
            );
            assert!(heard.is_sorted_by(|a, b| a.0 <= b.0), "{name} goes back: {heard:?}");
        }
    }
}
