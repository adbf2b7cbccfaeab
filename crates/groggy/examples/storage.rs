//! What storing costs: bytes an edge, building, merging, and reading after every write.
//!
//! `cargo run --release -p groggy --example storage [millions of edges, default 1]`

use std::time::Instant;

use groggy::execution::Execution;
use groggy::graph::OnDuplicate;
use groggy::{Direction, Graph, GraphOptions};

#[expect(clippy::print_stdout, reason = "an example that reports")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let millions: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1);
    let (edges, nodes) = (millions * 1_000_000, (millions * 100_000) as u32);
    let mut state = 42_u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % u64::from(nodes)) as u32
    };
    let (source, target): (Vec<u32>, Vec<u32>) = (0..edges).map(|_| (random(), random())).unzip();

    let pool = rayon::ThreadPoolBuilder::new().build()?;
    for execution in [Execution::inline(), Execution::on(&pool)] {
        let (build, merge) = build_and_merge(&source, &target, nodes, &execution)?;
        let ratio = merge / build;
        println!(
            "on {} threads: build {build:.1} ms, merge 1 % of changes {merge:.1} ms, {ratio:.2} of it",
            execution.threads()
        );
    }

    let mut graph = Graph::new(GraphOptions { directed: false, ..GraphOptions::default() })?;
    let started = Instant::now();
    graph.add_nodes(nodes, &[])?;
    graph.add_edges(&source, &target, &[], OnDuplicate::Fail)?;
    println!("add {edges} edges: {:.1} ms", ms(started));

    graph.snapshot()?.adjacency(&Execution::inline())?;
    graph.adopt();
    let bytes = groggy::memory::live_bytes();
    println!("bytes an edge, with a snapshot: {:.2}", bytes as f64 / edges as f64);

    let changes = edges / 100;
    graph.add_edges(&source[..changes], &target[..changes], &[], OnDuplicate::Fail)?;
    let started = Instant::now();
    let snapshot = graph.snapshot()?;
    println!("capture {changes} changes: {:.3} ms", ms(started));
    drop(snapshot);

    let mut checksum = 0_usize;
    let rounds = 200_000;
    let started = Instant::now();
    for _ in 0..rounds {
        let (u, v) = (random(), random());
        graph.add_edges(&[u], &[v], &[], OnDuplicate::Fail)?;
        checksum += graph.degree(u)? as usize;
        checksum += graph.neighbors(u, Direction::Out)?.len();
        checksum += usize::from(graph.has_edge(u, v)?);
    }
    let each = started.elapsed().as_nanos() as f64 / f64::from(rounds * 4);
    println!("write, degree, neighbors, has_edge in turn: {each:.0} ns each ({checksum})");
    let violations = graph.validate()?;
    println!("sound: {}", violations.is_empty());
    if violations.is_empty() { Ok(()) } else { Err("the graph is not sound".into()) }
}

/// The fastest of some rounds: an adjacency from nothing, and one from it after one per cent of changes.
fn build_and_merge(
    source: &[u32],
    target: &[u32],
    nodes: u32,
    execution: &Execution<'_>,
) -> groggy::Result<(f64, f64)> {
    const ROUNDS: usize = 5;
    let (mut build, mut merge) = (f64::INFINITY, f64::INFINITY);
    for round in 0..ROUNDS {
        let mut graph = Graph::new(GraphOptions { directed: false, ..GraphOptions::default() })?;
        graph.add_nodes(nodes, &[])?;
        graph.add_edges(source, target, &[], OnDuplicate::Fail)?;
        let snapshot = graph.snapshot()?;
        let started = Instant::now();
        snapshot.adjacency(execution)?;
        build = build.min(ms(started));
        graph.adopt();
        let changes = source.len() / 100;
        let ends = round * changes..(round + 1) * changes;
        graph.add_edges(&source[ends.clone()], &target[ends], &[], OnDuplicate::Fail)?;
        let snapshot = graph.snapshot()?;
        let started = Instant::now();
        snapshot.adjacency(execution)?;
        merge = merge.min(ms(started));
    }
    Ok((build, merge))
}

fn ms(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1e3
}
