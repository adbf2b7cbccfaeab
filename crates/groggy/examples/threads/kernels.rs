//! Kernels whose work is shared by threads, several at once on one snapshot.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use groggy::algorithms::{
    BfsOptions, BfsResult, Components, PageRankOptions, ShortestDistancesOptions, Weights, bfs,
    connected_components, page_rank, shortest_distances,
};
use groggy::column::{ColumnInput, Values};
use groggy::execution::Execution;
use groggy::graph::OnDuplicate;
use groggy::{ErrorKind, Graph, GraphOptions, Snapshot};

use crate::random::Random;
use crate::{Failure, join, pool};

/// Many enough that every pass has several chunks.
const NODES: usize = 40_000;
const EDGES: usize = 160_000;
const TASKS: usize = 3;

/// What all kernels say of one snapshot; numbers by their bits.
#[derive(PartialEq)]
struct Answers {
    scores: Vec<u64>,
    components: Components,
    search: BfsResult,
    distances: Vec<u64>,
}

impl Answers {
    fn of(snapshot: &Snapshot, run: &Execution<'_>) -> groggy::Result<Self> {
        let bits = |values: Vec<f64>| values.into_iter().map(f64::to_bits).collect();
        let weight = Weights::column("cost");
        let ranking = PageRankOptions {
            weight: weight.clone(),
            tolerance: 0.0,
            max_iterations: 4,
            ..Default::default()
        };
        let measuring = ShortestDistancesOptions { weight, ..Default::default() };
        Ok(Self {
            scores: bits(page_rank(snapshot, &ranking, run)?.scores),
            components: connected_components(snapshot, run)?,
            search: bfs(snapshot, 0, &BfsOptions::default(), run)?,
            distances: bits(shortest_distances(snapshot, 0, &measuring, run)?),
        })
    }
}

fn snapshot(seed: u64) -> Result<Snapshot, Failure> {
    let mut random = Random(seed);
    let mut ends = || -> Vec<u32> { (0..EDGES).map(|_| random.below(NODES) as u32).collect() };
    let (source, target) = (ends(), ends());
    let cost: Vec<f64> = (0..EDGES).map(|_| (1 + random.below(1000)) as f64).collect();
    let mut graph = Graph::new(GraphOptions::default())?;
    graph.add_nodes(NODES as u32, &[])?;
    let cost = ColumnInput { name: "cost", values: Values::Float64(&cost), validity: None };
    graph.add_edges(&source, &target, &[cost], OnDuplicate::Fail)?;
    Ok(graph.snapshot()?)
}

/// The same bits as on one thread, while another thread watches how far they are.
pub fn as_on_one_thread(seed: u64) -> Result<(), Failure> {
    let snapshot = snapshot(seed)?;
    let expected = Arc::new(Answers::of(&snapshot, &Execution::inline())?);
    let told = Arc::new(AtomicU64::new(0));
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let (snapshot, expected, told) = (snapshot.clone(), Arc::clone(&expected), Arc::clone(&told));
            thread::spawn(move || {
                let pool = pool()?;
                let sink = |fraction: f64, _stage: &'static str| {
                    assert!((0.0..=1.0).contains(&fraction));
                    told.fetch_add(1, Relaxed);
                };
                let found = Answers::of(&snapshot, &Execution::on(&pool).with_progress(&sink))?;
                assert!(found == *expected, "threads give another answer than one");
                Ok(())
            })
        })
        .collect();
    while told.load(Relaxed) == 0 && !tasks.iter().all(thread::JoinHandle::is_finished) {
        thread::yield_now();
    }
    tasks.into_iter().try_for_each(join)?;
    assert!(told.load(Relaxed) > 0, "nobody told how far the work is");
    Ok(())
}

/// Cancelled at any point, work either ends as cancelled or is complete; cancelled before it, never complete.
pub fn cancelled(seed: u64) -> Result<(), Failure> {
    let snapshot = snapshot(seed)?;
    let expected = Arc::new(Answers::of(&snapshot, &Execution::inline())?);
    let mut random = Random(seed);
    for round in 0..4 {
        let cancel = Arc::new(AtomicBool::new(round == 0));
        let tasks: Vec<_> = (0..TASKS)
            .map(|_| {
                let (snapshot, expected, cancel) =
                    (snapshot.clone(), Arc::clone(&expected), Arc::clone(&cancel));
                thread::spawn(move || {
                    let pool = pool()?;
                    match Answers::of(&snapshot, &Execution::on(&pool).with_cancel(&cancel)) {
                        Err(error) if error.kind() == ErrorKind::Cancelled => Ok(true),
                        Err(error) => Err(error.into()),
                        Ok(found) => {
                            assert!(found == *expected, "work that was not cancelled is not complete");
                            Ok(false)
                        }
                    }
                })
            })
            .collect();
        thread::sleep(Duration::from_micros(random.below(20_000) as u64));
        cancel.store(true, Relaxed);
        for task in tasks {
            let was_cancelled = join(task)?;
            assert!(was_cancelled || round > 0, "cancelled from the start, and yet it ran");
        }
    }
    Ok(())
}
