//! Protects: every algorithm answers as NetworkX does (`conformance/algorithms/*.json`), for any number of threads.
#![expect(clippy::unwrap_used, reason = "a test fails where the data is not what it expects")]

use std::path::{Path, PathBuf};

use groggy::algorithms::declaration::{Algorithm, Answer, Arguments, Field, Part, Shape, camel_case};
use groggy::algorithms::{ALGORITHMS, Weights};
use groggy::column::{ColumnInput, Values};
use groggy::execution::Execution;
use groggy::graph::{Direction, OnDuplicate};
use groggy::{Detail, Error, Graph, GraphOptions, Result, Snapshot};
use serde_json::{Value, json};

/// The smallest host that there is: arguments in an array, options by name.
struct Given<'a> {
    arguments: std::slice::Iter<'a, Value>,
    options: &'a Value,
}

impl Given<'_> {
    fn take(&mut self, field: &Field) -> Option<&Value> {
        match field.default {
            None => self.arguments.next(),
            Some(_) => self.options.get(camel_case(field.name)),
        }
    }
}

impl Arguments for Given<'_> {
    fn spell(&self, name: &'static str) -> String {
        camel_case(name)
    }

    fn number(&mut self, field: &Field) -> Result<Option<f64>> {
        Ok(self.take(field).map(number))
    }

    fn whole(&mut self, field: &Field) -> Result<Option<u32>> {
        Ok(self.take(field).map(id))
    }

    fn direction(&mut self, field: &Field) -> Result<Option<Direction>> {
        Ok(self.take(field).map(|value| match value.as_str() {
            Some("in") => Direction::In,
            Some("both") => Direction::Both,
            _ => Direction::Out,
        }))
    }

    fn weights(&mut self, field: &Field) -> Result<Option<Weights<'static>>> {
        Ok(self.take(field).map(|value| match value.as_str() {
            Some(name) => Weights::column(name.to_owned()),
            None => Weights::values(numbers(value)),
        }))
    }

    fn per_node(&mut self, field: &Field) -> Result<Option<Vec<f64>>> {
        Ok(self.take(field).map(numbers))
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

/// The answer, named and shaped as in the data.
fn spelled(answer: Answer, shape: &Shape) -> Value {
    match (answer, shape) {
        (Answer::Missing, _) => Value::Null,
        (answer, Shape::Optional(shape)) => spelled(answer, shape),
        (Answer::Fields(fields), Shape::Struct { parts, .. }) => {
            assert_eq!(fields.len(), parts.len());
            let named = |(field, part): (Answer, &Part)| (camel_case(part.name), plain(field));
            Value::Object(fields.into_iter().zip(*parts).map(named).collect())
        }
        (answer, _) => plain(answer),
    }
}

fn plain(answer: Answer) -> Value {
    match answer {
        Answer::Missing | Answer::Fields(_) => unreachable!("a part is one value"),
        Answer::Number(value) => float(&value),
        Answer::Flag(value) => json!(value),
        Answer::Float64(values) => values.iter().map(float).collect(),
        Answer::Uint32(values) => json!(values),
        Answer::Int32(values) => json!(values),
    }
}

fn run(algorithm: &Algorithm, snapshot: &Snapshot, case: &Value, execution: &Execution<'_>) -> Result<Value> {
    let mut given =
        Given { arguments: case["arguments"].as_array().unwrap().iter(), options: &case["options"] };
    let answer = (algorithm.read)(&mut given)?.run(snapshot, execution)?;
    Ok(spelled(answer, &algorithm.result))
}

fn id(value: &Value) -> u32 {
    value.as_u64().unwrap() as u32
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

/// Numbers that JSON lacks are texts.
fn float(&value: &f64) -> Value {
    match value {
        f64::INFINITY => json!("Infinity"),
        _ if value.is_nan() => json!("NaN"),
        _ => json!(value),
    }
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
        let algorithm = ALGORITHMS.iter().find(|algorithm| camel_case(algorithm.name) == name).unwrap();
        let tolerance = number(&file["tolerance"]);
        let cases = file["cases"].as_array().unwrap();
        assert!(!cases.is_empty(), "{name}");
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            for case in cases {
                let (_, snapshot) = graphs.iter().find(|(name, _)| *name == &case["graph"]).unwrap();
                let found = run(algorithm, snapshot, case, &Execution::on(&pool));
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
