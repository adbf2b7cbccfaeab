//! Protects: every algorithm answers as NetworkX does (`conformance/algorithms.json`), for any number of threads.

use groggy::algorithms::{
    BfsOptions, PageRankOptions, ShortestDistancesOptions, Weights, bfs, connected_components, page_rank,
    shortest_distances,
};
use groggy::column::{ColumnInput, Values};
use groggy::execution::Execution;
use groggy::graph::OnDuplicate;
use groggy::{Graph, GraphOptions};
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .map(|all| all.iter().map(|v| v.as_f64().unwrap_or(f64::INFINITY)).collect())
        .unwrap_or_default()
}

fn ids(value: &Value) -> Vec<u32> {
    numbers(value).into_iter().map(|id| id as u32).collect()
}

fn near(found: &[f64], right: &[f64], what: &str) {
    assert_eq!(found.len(), right.len(), "{what}");
    for (node, (found, right)) in found.iter().zip(right).enumerate() {
        assert!(
            found == right || (found - right).abs() < 1e-9,
            "{what}: node {node} has {found}, not {right}"
        );
    }
}

#[test]
fn answers_are_those_of_networkx() -> Result<(), Box<dyn std::error::Error>> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../conformance/algorithms.json");
    let data: Value = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    let cases = data["cases"].as_array().ok_or("no cases")?;
    assert!(cases.len() >= 28);
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
        for case in cases {
            check(case, &Execution::on(&pool))?;
        }
    }
    Ok(())
}

fn check(case: &Value, execution: &Execution<'_>) -> groggy::Result<()> {
    let name = case["name"].as_str().unwrap_or_default();
    let mut graph = Graph::new(GraphOptions {
        directed: case["directed"] == Value::Bool(true),
        ..GraphOptions::default()
    })?;
    graph.add_nodes(case["nodeCount"].as_u64().unwrap_or(0) as u32, &[])?;
    let weight = numbers(&case["weight"]);
    let column = ColumnInput { name: "weight", values: Values::Float64(&weight), validity: None };
    graph.add_edges(&ids(&case["source"]), &ids(&case["target"]), &[column], OnDuplicate::Fail)?;
    let snapshot = graph.snapshot()?;
    let expected = &case["expected"];
    for (what, weights) in [("pageRank", Weights::Unit), ("pageRankWeighted", Weights::Column("weight"))] {
        if expected.get(what).is_some() {
            let options = PageRankOptions {
                tolerance: 1e-13,
                max_iterations: 10_000,
                weights,
                ..PageRankOptions::default()
            };
            let found = page_rank(&snapshot, &options, execution)?;
            near(&found.scores, &numbers(&expected[what]), &format!("{name}: {what}"));
        }
    }
    let found = connected_components(&snapshot, execution)?;
    assert_eq!(found.labels, ids(&expected["connectedComponents"]), "{name}");
    let from0 = &expected["from0"];
    if from0.get("depth").is_some() {
        let found = bfs(&snapshot, 0, &BfsOptions::default(), execution)?;
        let depth: Vec<f64> = found.depth.iter().map(|&depth| f64::from(depth)).collect();
        near(&depth, &numbers(&from0["depth"]), &format!("{name}: depth"));
        let options = ShortestDistancesOptions {
            weights: Weights::Column("weight"),
            ..ShortestDistancesOptions::default()
        };
        let found = shortest_distances(&snapshot, 0, &options, execution)?;
        near(&found, &numbers(&from0["distance"]), &format!("{name}: distance"));
    }
    Ok(())
}
