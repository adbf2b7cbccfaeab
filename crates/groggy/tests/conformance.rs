//! Protects: every algorithm answers as NetworkX does (`conformance/algorithms/*.json`), for any number of threads.
#![expect(clippy::unwrap_used, reason = "a test fails where the data is not what it expects")]

use std::path::{Path, PathBuf};

use groggy::algorithms::{
    BfsOptions, PageRankOptions, Personalization, ShortestDistancesOptions, ShortestPathOptions, Weights,
    bfs, connected_components, page_rank, shortest_distances, shortest_path,
};
use groggy::column::{ColumnInput, Values};

use groggy::execution::Execution;
use groggy::graph::{Direction, OnDuplicate};
use groggy::{Detail, Error, Graph, GraphOptions, Result, Snapshot};
use serde_json::{Value, json};

/// Runs an algorithm with the arguments and options of a case; the answer is named and shaped as in the data.
type Run = fn(&Snapshot, &Value, &Value, &Execution<'_>) -> Result<Value>;

const ALGORITHMS: &[(&str, Run)] = &[
    ("pageRank", |snapshot, _, options, execution| {
        let personal = options.get("personalization").map(|_| column(options, "personalization", number));
        let default = PageRankOptions::default();
        let options = PageRankOptions {
            damping: options.get("damping").map_or(default.damping, number),
            tolerance: options.get("tolerance").map_or(default.tolerance, number),
            max_iterations: options.get("maxIterations").map_or(default.max_iterations, id),
            personalization: personal.as_deref().map(Personalization::Dense),
            weights: weights(options),
        };
        let found = page_rank(snapshot, &options, execution)?;
        Ok(json!({ "scores": floats(&found.scores), "converged": found.converged }))
    }),
    ("connectedComponents", |snapshot, _, _, execution| {
        let found = connected_components(snapshot, execution)?;
        Ok(json!({ "labels": found.labels, "count": found.count, "sizes": found.sizes }))
    }),
    ("bfs", |snapshot, arguments, options, execution| {
        let options =
            BfsOptions { direction: direction(options), max_depth: options.get("maxDepth").map(id) };
        let found = bfs(snapshot, id(&arguments[0]), &options, execution)?;
        Ok(json!({ "depth": found.depth, "parent": found.parent }))
    }),
    ("shortestDistances", |snapshot, arguments, options, execution| {
        let options = ShortestDistancesOptions { weights: weights(options), direction: direction(options) };
        Ok(floats(&shortest_distances(snapshot, id(&arguments[0]), &options, execution)?))
    }),
    ("shortestPath", |snapshot, arguments, options, execution| {
        let options = ShortestPathOptions { weights: weights(options) };
        let ends = (id(&arguments[0]), id(&arguments[1]));
        let found = shortest_path(snapshot, ends.0, ends.1, &options, execution)?;
        let spelled =
            found.map(|path| json!({ "nodes": path.nodes, "edges": path.edges, "distance": path.distance }));
        Ok(spelled.unwrap_or(Value::Null))
    }),
];

fn weights(options: &Value) -> Weights<'_> {
    options["weight"].as_str().map_or(Weights::Unit, Weights::Column)
}

fn direction(options: &Value) -> Direction {
    match options["direction"].as_str() {
        Some("in") => Direction::In,
        Some("both") => Direction::Both,
        _ => Direction::Out,
    }
}

fn id(value: &Value) -> u32 {
    value.as_u64().unwrap() as u32
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

/// Numbers that JSON lacks are texts.
fn floats(values: &[f64]) -> Value {
    let plain = |&value: &f64| match value {
        f64::INFINITY => json!("Infinity"),
        _ if value.is_nan() => json!("NaN"),
        _ => json!(value),
    };
    values.iter().map(plain).collect()
}

fn column<T>(graph: &Value, name: &str, read: fn(&Value) -> T) -> Vec<T> {
    graph[name].as_array().unwrap().iter().map(read).collect()
}

fn snapshot(data: &Value) -> Result<Snapshot> {
    let directed = data["directed"].as_bool().unwrap();
    let mut graph = Graph::new(GraphOptions { directed, ..GraphOptions::default() })?;
    graph.add_nodes(id(&data["nodeCount"]), &[])?;
    let weight = column(data, "weight", number);
    let weight = ColumnInput { name: "weight", values: Values::Float64(&weight), validity: None };
    graph.add_edges(
        &column(data, "source", id),
        &column(data, "target", id),
        &[weight],
        OnDuplicate::Fail,
    )?;
    graph.remove_edges(&column(data, "removedEdges", id))?;
    graph.remove_nodes(&column(data, "removedNodes", id))?;
    graph.snapshot()
}

/// Whether what was found is what is expected; fields that the data does not name are not looked at.
fn matches(found: &Value, expected: &Value, tolerance: f64) -> bool {
    match (found, expected) {
        (Value::Array(found), Value::Array(expected)) => {
            found.len() == expected.len()
                && found.iter().zip(expected).all(|(found, expected)| matches(found, expected, tolerance))
        }
        (Value::Object(found), Value::Object(expected)) => expected
            .iter()
            .all(|(name, expected)| found.get(name).is_some_and(|found| matches(found, expected, tolerance))),
        (Value::Number(found), Value::Number(expected)) => found
            .as_f64()
            .zip(expected.as_f64())
            .is_some_and(|(found, expected)| (found - expected).abs() <= tolerance),
        _ => found == expected,
    }
}

/// An error, as the data has it.
fn failure(error: &Error) -> Value {
    let details = error.details().iter().map(|(name, detail)| {
        let value = match detail {
            Detail::U64(value) => json!(value),
            Detail::I64(value) => json!(value),
            Detail::F64(value) => json!(value),
            Detail::Bool(value) => json!(value),
            Detail::Text(value) => json!(value),
            Detail::Ids(ids) => json!(ids),
        };
        ((*name).to_owned(), value)
    });
    json!({ "code": error.kind().code(), "details": Value::Object(details.collect()) })
}

fn read(file: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

#[test]
fn answers_are_those_of_networkx() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../conformance"));
    let graphs = read(&folder.join("graphs.json"));
    let graphs: Vec<_> = graphs["graphs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|graph| (&graph["name"], snapshot(graph).unwrap()))
        .collect();
    let mut files: Vec<_> =
        std::fs::read_dir(folder.join("algorithms")).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    assert_eq!(files.len(), ALGORITHMS.len(), "each algorithm has its file");
    for file in files.iter().map(|file| read(file)) {
        let name = file["algorithm"].as_str().unwrap();
        let run = ALGORITHMS.iter().find(|(algorithm, _)| *algorithm == name).unwrap().1;
        let tolerance = number(&file["tolerance"]);
        let cases = file["cases"].as_array().unwrap();
        assert!(!cases.is_empty(), "{name}");
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            for case in cases {
                let (_, snapshot) = graphs.iter().find(|(name, _)| *name == &case["graph"]).unwrap();
                let found = run(snapshot, &case["arguments"], &case["options"], &Execution::on(&pool));
                let (found, expected) = match &found {
                    Ok(found) => (found, case.get("expected")),
                    Err(error) => (&failure(error), case.get("error")),
                };
                assert!(
                    expected.is_some_and(|expected| matches(found, expected, tolerance)),
                    "{name}: {found}, not {case}"
                );
            }
        }
    }
}
