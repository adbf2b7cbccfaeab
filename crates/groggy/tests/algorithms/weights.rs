//! Edge weights: which are accepted, and what the errors name.

use groggy::algorithms::{ShortestDistancesOptions, Weights, shortest_distances};
use groggy::column::{ColumnInput, Values};
use groggy::execution::Execution;
use groggy::graph::OnDuplicate;
use groggy::{Detail, ErrorKind, Graph, GraphOptions, Result, Snapshot};

/// A path of five nodes whose edge 1 is removed and replaced by edge 4.
fn snapshot(columns: &[ColumnInput<'_>]) -> Snapshot {
    let mut graph = Graph::new(GraphOptions::default()).unwrap();
    graph.add_nodes(5, &[]).unwrap();
    graph.add_edges(&[0, 1, 2, 3, 1], &[1, 2, 3, 4, 2], columns, OnDuplicate::Fail).unwrap();
    graph.remove_edges(&[1]).unwrap();
    graph.snapshot().unwrap()
}

fn measure(snapshot: &Snapshot, weight: Weights<'_>) -> Result<Vec<f64>> {
    let options = ShortestDistancesOptions { weight, ..Default::default() };
    shortest_distances(snapshot, 0, &options, &Execution::inline())
}

fn column<'a>(name: &'a str, values: Values<'a>) -> ColumnInput<'a> {
    ColumnInput { name, values, validity: None }
}

#[test]
fn every_numeric_type_weighs() {
    let snapshot = snapshot(&[
        column("i32", Values::Int32(&[1, -1, 2, 3, 4])),
        column("u32", Values::Uint32(&[1, 9, 2, 3, 4])),
        column("i64", Values::Int64(&[1, -1, 2, 3, 4])),
        column("f32", Values::Float32(&[1.0, f32::NAN, 2.0, 3.0, 4.0])),
        column("f64", Values::Float64(&[1.0, f64::NAN, 2.0, 3.0, 4.0])),
    ]);
    for name in ["i32", "u32", "i64", "f32", "f64"] {
        assert_eq!(measure(&snapshot, Weights::column(name)).unwrap(), [0.0, 1.0, 5.0, 7.0, 10.0]);
    }
    let values = [1.0, f64::NAN, 2.0, 3.0, 4.0];
    assert_eq!(measure(&snapshot, Weights::values(&values)).unwrap(), [0.0, 1.0, 5.0, 7.0, 10.0]);
}

#[test]
fn the_first_unfit_live_edge_is_named() {
    let plain = snapshot(&[]);
    for (values, value) in [
        ([1.0, f64::NAN, 1.0, -0.5, -7.0], -0.5),
        ([1.0, 1.0, 1.0, f64::NEG_INFINITY, 1.0], f64::NEG_INFINITY),
    ] {
        let error = measure(&plain, Weights::values(&values)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        let argument = ("argument", Detail::Text("weight".into()));
        assert_eq!(error.details(), [argument, ("edge", Detail::U64(3)), ("value", Detail::F64(value))]);
        assert!(error.message().contains("edge 3"));
    }
    let error = measure(&plain, Weights::values(&[1.0, 1.0, f64::NAN, 1.0, 1.0])).unwrap_err();
    assert!(error.message().contains("edge 2, got NaN"), "{}", error.message());

    // Rows 1 and 4 are missing; edge 1 is removed.
    let values = [1, 1, 1, 1, 1];
    let gaps = ColumnInput { validity: Some(&[0b01101]), ..column("w", Values::Int32(&values)) };
    let error = measure(&snapshot(&[gaps]), Weights::column("w")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert!(error.message().contains("edge 4, got none"), "{}", error.message());
}

#[test]
fn lengths_names_and_types_are_checked() {
    let bools = column("b", Values::Bool(&[1, 1, 1, 1, 1]));
    let snapshot = snapshot(&[bools]);
    for len in [0, 4, 6] {
        let error = measure(&snapshot, Weights::values(vec![1.0; len])).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        let argument = ("argument", Detail::Text("weight".into()));
        let value = ("value", Detail::U64(len as u64));
        assert_eq!(error.details(), [argument, value, ("expected", Detail::U64(5))]);
    }
    assert_eq!(measure(&snapshot, Weights::column("c")).unwrap_err().kind(), ErrorKind::AttributeNotFound);
    assert_eq!(measure(&snapshot, Weights::column("b")).unwrap_err().kind(), ErrorKind::TypeMismatch);
}
