//! Times the kernels on generated graphs, after checking each result against a plain sequential program.
//!
//! `cargo run --release --example kernels -- [kronecker|uniform] [scale] [runs] [name]`: 2^scale nodes, 16 edges
//! for each, undirected, no parallel edges, no self-loops; only kernels whose name contains `name`. Prints the
//! median and the least of `runs` in milliseconds, on one thread and on two. Sources differ from run to run, in the
//! same way each time.
#![expect(clippy::print_stdout, reason = "a program that reports")]

mod generate;
mod reference;

use std::time::Instant;

use generate::{Edges, random};
use groggy::algorithms::{
    BfsOptions, PageRankOptions, ShortestDistancesOptions, ShortestPathOptions, Weights, bfs,
    connected_components, page_rank, shortest_distances, shortest_path,
};
use groggy::execution::Execution;
use groggy::graph::OnDuplicate;
use groggy::{Direction, Graph, GraphOptions, Snapshot};
use reference::Plain;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let shape = arguments.next().unwrap_or_else(|| "kronecker".to_owned());
    let scale: u32 = arguments.next().map_or(Ok(16), |text| text.parse())?;
    let runs: usize = arguments.next().map_or(Ok(9), |text| text.parse())?;
    let edges = match shape.as_str() {
        "kronecker" => Edges::kronecker(scale),
        "uniform" => Edges::uniform(scale),
        other => return Err(format!("'{other}' is neither kronecker nor uniform").into()),
    };
    println!("{shape} {scale}: {} nodes, {} edges", edges.nodes, edges.source.len());

    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build()?;
    let both = [Execution::inline(), Execution::on(&pool)];
    println!("{:24} {:>9} {:>9} {:>9} {:>9}", "", "1 thread", "least", "2 threads", "least");

    let mut graphs = Vec::new();
    for _ in 0..2 {
        graphs.push(build(&edges)?);
    }
    let built: Vec<f64> = both
        .iter()
        .zip(&graphs)
        .map(|(execution, graph)| {
            let started = Instant::now();
            graph.adjacency(execution).map(|_| started.elapsed().as_secs_f64() * 1e3)
        })
        .collect::<Result<_, _>>()?;
    println!("{:24} {:9.2} {:9} {:9.2}", "adjacency, once", built[0], "", built[1]);
    let snapshot = graphs.swap_remove(0);
    drop(graphs);

    let plain = Plain::new(&snapshot, &edges.weights)?;
    let mut seed = 1;
    let sources: Vec<u32> = std::iter::repeat_with(|| (random(&mut seed) % u64::from(edges.nodes)) as u32)
        .filter(|&node| plain.degree(node) > 0)
        .take(runs + 1)
        .collect();
    let weight = Weights::values(&edges.weights);

    report(
        "bfs",
        &both,
        runs,
        |execution, run| bfs(&snapshot, sources[run], &BfsOptions::default(), execution),
        |found| {
            let depth = found.depth.iter().map(|&d| if d < 0 { f64::INFINITY } else { f64::from(d) });
            depth.eq(plain.distances(sources[0], false))
        },
    )?;
    report(
        "connected_components",
        &both,
        runs,
        |execution, _| connected_components(&snapshot, execution),
        |found| found.labels == plain.components(),
    )?;
    for (name, weight, weighted) in
        [("page_rank, L1 < 1e-4", Weights::Unit, false), ("page_rank, weights", weight.clone(), true)]
    {
        let options = PageRankOptions { tolerance: 1e-4, weight, ..Default::default() };
        report(
            name,
            &both,
            runs,
            |execution, _| page_rank(&snapshot, &options, execution),
            |found| reference::close(&found.scores, &plain.ranks(found.iterations, weighted)),
        )?;
    }
    let options = ShortestDistancesOptions { weight: weight.clone(), direction: Direction::Out };
    report(
        "distances, weights",
        &both,
        runs,
        |execution, run| shortest_distances(&snapshot, sources[run], &options, execution),
        |found| *found == plain.distances(sources[0], true),
    )?;
    for (name, weight, weighted) in [("path", Weights::Unit, false), ("path, weights", weight, true)] {
        let options = ShortestPathOptions { weight, ..ShortestPathOptions::default() };
        report(
            name,
            &both,
            runs,
            |execution, run| {
                let (source, target) = (sources[run], sources[run + 1]);
                shortest_path(&snapshot, source, target, &options, execution)
            },
            |found| {
                let distance = found.as_ref().map_or(f64::INFINITY, |path| path.distance);
                distance == plain.distances(sources[0], weighted)[sources[1] as usize]
            },
        )?;
    }
    Ok(())
}

fn build(edges: &Edges) -> Result<Snapshot, Failure> {
    let mut graph = Graph::new(GraphOptions { directed: false, ..GraphOptions::default() })?;
    graph.add_nodes(edges.nodes, &[])?;
    graph.add_edges(&edges.source, &edges.target, &[], OnDuplicate::Fail)?;
    Ok(graph.snapshot()?)
}

/// Times `kernel` on each execution and prints the times, once `is_right` of the first run's result.
fn report<T>(
    name: &str,
    both: &[Execution<'_>],
    runs: usize,
    kernel: impl Fn(&Execution<'_>, usize) -> groggy::Result<T>,
    is_right: impl Fn(&T) -> bool,
) -> Result<(), Failure> {
    if !name.contains(&std::env::args().nth(4).unwrap_or_default()) {
        return Ok(());
    }
    let mut columns = String::new();
    for execution in both {
        if !is_right(&kernel(execution, 0)?) {
            return Err(format!("{name} gives a wrong result").into());
        }
        let mut times = Vec::new();
        for run in 0..runs {
            let started = Instant::now();
            let found = kernel(execution, run)?;
            times.push(started.elapsed().as_secs_f64() * 1e3);
            drop(found);
        }
        times.sort_unstable_by(f64::total_cmp);
        columns += &format!(" {:9.2} {:9.2}", times[runs / 2], times[0]);
    }
    println!("{name:24}{columns}");
    Ok(())
}
