//! What a snapshot builds when it is first asked for, asked for by several threads at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

use groggy::column::{ColumnInput, ColumnType, Values};
use groggy::execution::Execution;
use groggy::graph::OnDuplicate;
use groggy::{Graph, GraphOptions, Key, KeySpec};

use crate::random::Random;
use crate::{Failure, join, pool};

const NODES: u32 = 20_000;
const EDGES: usize = 100_000;
const ROUNDS: usize = 4;
const TASKS: usize = 3;

/// All get the same arrays, and the same as a graph of its own gives; who drops it last differs.
pub fn asked_at_once(seed: u64) -> Result<(), Failure> {
    let mut random = Random(seed);
    let key = KeySpec { name: "id".to_owned(), ty: ColumnType::Int64 };
    let mut graph = Graph::new(GraphOptions { key: Some(key), ..GraphOptions::default() })?;
    let keys: Vec<i64> = (0..i64::from(NODES)).map(|node| node * 7 - 1000).collect();
    graph.add_nodes(NODES, &[ColumnInput { name: "id", values: Values::Int64(&keys), validity: None }])?;
    // The first adjacency is built, the next ones are merged from the one before.
    for count in [EDGES; 1].into_iter().chain([EDGES / 50; ROUNDS - 1]) {
        let mut ends = || -> Vec<u32> { (0..count).map(|_| random.below(NODES as usize) as u32).collect() };
        let (source, target) = (ends(), ends());
        graph.add_edges(&source, &target, &[], OnDuplicate::Fail)?;
        let expected = Graph::from_snapshot(&graph.snapshot()?)?.snapshot()?;
        let expected = fingerprint(expected.adjacency(&Execution::inline())?);
        let snapshot = graph.snapshot()?;
        let ready = Arc::new(AtomicUsize::new(0));
        let tasks: Vec<_> = (0..TASKS)
            .map(|task| {
                let (snapshot, ready) = (snapshot.clone(), Arc::clone(&ready));
                thread::spawn(move || {
                    let pool = pool()?;
                    ready.fetch_add(1, Relaxed);
                    while ready.load(Relaxed) < TASKS {
                        thread::yield_now();
                    }
                    let adjacency = snapshot.adjacency(&Execution::on(&pool))?;
                    assert_eq!(fingerprint(adjacency), expected);
                    let node = (task * 4999) as u32;
                    let key = i64::from(node) * 7 - 1000;
                    assert_eq!(snapshot.node_by_key(Key::Int64(key))?, node);
                    Ok::<_, Failure>(std::ptr::from_ref(adjacency).addr())
                })
            })
            .collect();
        drop(snapshot);
        let found: Vec<usize> = tasks.into_iter().map(join).collect::<Result<_, _>>()?;
        assert!(found.iter().all(|&adjacency| adjacency == found[0]), "built more than once");
        graph.adopt();
    }
    assert_eq!(graph.validate()?, []);
    Ok(())
}

fn fingerprint(adjacency: &groggy::adjacency::Adjacency) -> u64 {
    let mut sum = 0_u64;
    for csr in [adjacency.out(), adjacency.inward()] {
        for &word in csr.targets.iter().chain(csr.edges) {
            sum = (sum ^ u64::from(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23);
        }
    }
    sum
}
