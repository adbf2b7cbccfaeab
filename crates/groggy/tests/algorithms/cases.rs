//! Graphs to test on: small random ones that shrink, and seeded ones that are large enough for several threads. And what
//! every kernel must do on them. The tests below `src/algorithms` share this file.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use groggy::column::{ColumnInput, Values};
use groggy::execution::Execution;
use groggy::graph::OnDuplicate;
use groggy::{ErrorKind, Graph, GraphOptions, Result, Snapshot};
use proptest::collection::vec;
use proptest::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// A graph as plain lists: nodes, edges with weights, and which of both are removed.
#[derive(Debug, Clone)]
pub struct Case {
    /// Whether edges have a direction.
    pub directed: bool,
    /// How many nodes it had at first.
    pub nodes: u32,
    /// Source, target and weight of each edge that it had at first.
    pub edges: Vec<(u32, u32, f64)>,
    /// Ascending.
    pub removed_nodes: Vec<u32>,
    /// Ascending; edges of removed nodes are gone too.
    pub removed_edges: Vec<u32>,
}

impl Case {
    /// The weight of each edge.
    pub fn weights(&self) -> Vec<f64> {
        self.edges.iter().map(|edge| edge.2).collect()
    }

    /// Whether `node` is live.
    pub fn has_node(&self, node: u32) -> bool {
        !self.removed_nodes.contains(&node)
    }

    /// Whether `edge` is live.
    pub fn is_live_edge(&self, edge: usize) -> bool {
        let (source, target, _) = self.edges[edge];
        !self.removed_edges.contains(&(edge as u32)) && self.has_node(source) && self.has_node(target)
    }

    /// Live nodes, ascending.
    pub fn live_nodes(&self) -> impl Iterator<Item = u32> {
        (0..self.nodes).filter(|&node| self.has_node(node))
    }

    /// Live arcs as (from, to, weight, edge); undirected edges both ways, self-loops once.
    pub fn arcs(&self) -> Vec<(u32, u32, f64, u32)> {
        let mut arcs = Vec::new();
        for (edge, &(source, target, weight)) in self.edges.iter().enumerate() {
            if self.is_live_edge(edge) {
                arcs.push((source, target, weight, edge as u32));
                if !self.directed && source != target {
                    arcs.push((target, source, weight, edge as u32));
                }
            }
        }
        arcs
    }

    /// The same as a snapshot, the weights in the column `w`.
    pub fn snapshot(&self) -> Snapshot {
        self.graph(self.edges.len()).snapshot().unwrap()
    }

    /// The same as a graph whose rows know the first half of its edges, and of no removal.
    pub fn changed_graph(&self) -> Graph {
        self.graph(self.edges.len() / 2)
    }

    /// The same as a graph whose rows were made when it had `known` edges.
    fn graph(&self, known: usize) -> Graph {
        let options = GraphOptions { directed: self.directed, ..GraphOptions::default() };
        let mut graph = Graph::new(options).unwrap();
        graph.add_nodes(self.nodes, &[]).unwrap();
        for edges in [&self.edges[..known], &self.edges[known..]] {
            let source: Vec<u32> = edges.iter().map(|edge| edge.0).collect();
            let target: Vec<u32> = edges.iter().map(|edge| edge.1).collect();
            let weights: Vec<f64> = edges.iter().map(|edge| edge.2).collect();
            let column = ColumnInput { name: "w", values: Values::Float64(&weights), validity: None };
            graph.add_edges(&source, &target, &[column], OnDuplicate::Fail).unwrap();
            graph.sync().unwrap();
        }
        graph.remove_edges(&self.removed_edges).unwrap();
        graph.remove_nodes(&self.removed_nodes).unwrap();
        graph
    }
}

/// Weights of one kind for a whole graph: small and whole, exact as `f32`, or any, which tie, vanish and round.
fn weights() -> impl Strategy<Value = BoxedStrategy<f64>> {
    let any = prop_oneof![
        4 => (0_u32..4).prop_map(f64::from),
        3 => (1_u32..40).prop_map(|n| f64::from(n) / 10.0),
        2 => (1_u32..1000).prop_map(|n| f64::from(n) * 1e3),
        1 => Just(1e-20),
        1 => Just(-0.0),
    ];
    prop_oneof![
        Just((0_u32..256).prop_map(f64::from).boxed()),
        Just((0_u32..8).prop_map(f64::from).boxed()),
        Just((0_u32..600).prop_map(|n| f64::from(n) / 2.0).boxed()),
        Just(any.boxed()),
    ]
}

/// Small graphs: directed or not, parallel edges, self-loops, isolated nodes, removals, down to nothing.
pub fn cases() -> impl Strategy<Value = Case> {
    (any::<bool>(), 0_u32..24, 0_usize..60, weights()).prop_flat_map(|(directed, nodes, edges, weight)| {
        let edges = if nodes == 0 { 0 } else { edges };
        let end = 0..nodes.max(1);
        let edge = (end.clone(), end, weight);
        let some = |bound: u32| vec(0..bound.max(1), 0..4);
        (vec(edge, edges), some(nodes), some(edges as u32)).prop_map(
            move |(edges, removed_nodes, removed_edges)| {
                let tidy = |mut ids: Vec<u32>, bound: usize| {
                    ids.retain(|&id| (id as usize) < bound);
                    ids.sort_unstable();
                    ids.dedup();
                    ids
                };
                let removed_edges = tidy(removed_edges, edges.len());
                Case {
                    directed,
                    nodes,
                    edges,
                    removed_nodes: tidy(removed_nodes, nodes as usize),
                    removed_edges,
                }
            },
        )
    })
}

/// A graph and two of its live nodes.
pub fn cases_with_ends() -> impl Strategy<Value = (Case, u32, u32)> {
    (cases(), any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_filter_map(
        "a live node",
        |(case, from, to)| {
            let live: Vec<u32> = case.live_nodes().collect();
            (!live.is_empty()).then(|| (case, *from.get(&live), *to.get(&live)))
        },
    )
}

/// The next number of a SplitMix64 sequence.
pub fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Graphs of 2^13 nodes: one with hubs, one even, one long and thin, each directed and undirected.
pub fn large() -> Vec<Case> {
    let mut cases = Vec::new();
    for directed in [false, true] {
        for shape in 0..3 {
            let nodes = 1_u32 << 13;
            let seed = &mut (shape + 7);
            let edges = (0..60_000_u32).map(|index| {
                let weight = f64::from((random(seed) % 255) as u32 + 1);
                match shape {
                    0 => {
                        let (mut u, mut v) = (0, 0);
                        for _ in 0..13 {
                            let corner = random(seed) % 100;
                            u = u << 1 | u32::from(corner >= 76);
                            v = v << 1 | u32::from((57..76).contains(&corner) || corner >= 95);
                        }
                        (u, v, weight)
                    }
                    1 => (
                        (random(seed) % u64::from(nodes)) as u32,
                        (random(seed) % u64::from(nodes)) as u32,
                        weight,
                    ),
                    _ => (index % nodes, (index % nodes + 1 + index / nodes) % nodes, weight / 10.0),
                }
            });
            let edges: Vec<_> = edges.collect();
            cases.push(Case {
                directed,
                nodes,
                edges,
                removed_nodes: vec![3, 64, 4000],
                removed_edges: vec![0, 17, 59_999],
            });
        }
    }
    cases
}

/// Runs `kernel` with 1, 2, 3 and 7 threads and without a pool; all must agree.
pub fn on_all_threads<T>(kernel: impl Fn(&Execution<'_>) -> T, same: impl Fn(&T, &T) -> bool) -> T {
    let first = kernel(&Execution::inline());
    for threads in [1, 2, 3, 7] {
        let other = kernel(&Execution::on(&pool(threads)));
        assert!(same(&first, &other), "{threads} threads give something else than one");
    }
    first
}

/// A pool of so many threads.
pub fn pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
}

/// Whether two arrays hold the same bits.
pub fn same_bits(a: &[f64], b: &[f64]) -> bool {
    a.iter().map(|x| x.to_bits()).eq(b.iter().map(|x| x.to_bits()))
}

/// Checks on all of `cases` that `kernel` can be cancelled before it starts and while it runs, leaves the snapshot as it was, and reports
/// progress that stays in bounds, never goes back, and names the stage.
pub fn runs_under_an_execution(
    name: &str,
    cases: Vec<Case>,
    kernel: impl Fn(&Snapshot, &Execution<'_>) -> Result<()>,
) {
    let pool = pool(2);
    for case in cases {
        let snapshot = case.snapshot();
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
        let heard = Mutex::new(Vec::new());
        let sink = |fraction: f64, stage: &'static str| heard.lock().unwrap().push((fraction, stage));
        kernel(&snapshot, &Execution::inline().with_progress(&sink)).unwrap();
        let heard = heard.into_inner().unwrap();
        assert!(!heard.is_empty(), "{name} says nothing");
        assert!(heard.iter().all(|(fraction, stage)| (0.0..=1.0).contains(fraction) && !stage.is_empty()));
        assert!(heard.is_sorted_by(|a, b| a.0 <= b.0), "{name} goes back: {heard:?}");
    }
}
