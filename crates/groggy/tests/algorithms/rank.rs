//! PageRank.

use crate::cases::{Case, cases, large, on_all_threads, same_bits};
use crate::reference;
use groggy::ErrorKind;
use groggy::algorithms::{PageRankOptions, PageRankResult, Personalization, Weights, page_rank};
use groggy::execution::Execution;
use proptest::prelude::*;

fn same(a: &PageRankResult, b: &PageRankResult) -> bool {
    same_bits(&a.scores, &b.scores) && a.iterations == b.iterations && same_bits(&[a.residual], &[b.residual])
}

fn even(case: &Case) -> Vec<f64> {
    let count = case.live_nodes().count() as f64;
    (0..case.nodes).map(|node| if case.has_node(node) { 1.0 / count } else { 0.0 }).collect()
}

fn check(case: &Case, options: &PageRankOptions<'_>, jump: &[f64]) {
    let snapshot = case.snapshot();
    let found = on_all_threads(|e| page_rank(&snapshot, options, e).unwrap(), same);
    let weighted = !matches!(options.weight, Weights::Unit);
    let (scores, residual) = reference::ranks(case, jump, options.damping, weighted, found.iterations);
    for (node, (score, expected)) in found.scores.iter().zip(&scores).enumerate() {
        let close = (score - expected).abs() <= 1e-12 || score.is_nan() && expected.is_nan();
        assert!(close, "node {node} has {score}, not {expected}");
    }
    assert!((found.residual - residual).abs() < 1e-12 || found.residual == residual);
    assert_eq!(found.converged, found.residual < options.tolerance);
    assert!(found.converged || found.iterations == options.max_iterations);
    if case.live_nodes().next().is_some() {
        let sum: f64 = found.scores.iter().filter(|score| !score.is_nan()).sum();
        assert!((sum - 1.0).abs() < 1e-9, "scores sum to {sum}");
    }
}

fn options() -> impl Strategy<Value = (f64, f64, u32)> {
    (prop_oneof![Just(0.85), Just(0.0), 0.0..0.99], prop_oneof![Just(1e-6), Just(0.0)], 0_u32..60)
}

proptest! {
    #[test]
    fn as_in_networkx(case in cases(), (damping, tolerance, max_iterations) in options(), weighted in any::<bool>()) {
        let weight = if weighted { Weights::column("w") } else { Weights::Unit };
        let options = PageRankOptions { damping, tolerance, max_iterations, weight, personalization: None };
        check(&case, &options, &even(&case));
    }

    #[test]
    fn jumps_go_where_they_are_sent(case in cases(), shares in proptest::collection::vec(0_u32..3, 24)) {
        let dense: Vec<f64> =
            (0..case.nodes).map(|n| if case.has_node(n) { f64::from(shares[n as usize]) } else { f64::NAN }).collect();
        let sum: f64 = dense.iter().filter(|share| !share.is_nan()).sum();
        prop_assume!(sum > 0.0);
        let jump: Vec<f64> = dense.iter().map(|share| if share.is_nan() { 0.0 } else { share / sum }).collect();
        let personalization = Some(Personalization::Dense((&dense).into()));
        check(&case, &PageRankOptions { personalization, ..Default::default() }, &jump);
        let nodes: Vec<u32> = case.live_nodes().collect();
        let values: Vec<f64> = nodes.iter().map(|&node| dense[node as usize]).collect();
        let personalization = Some(Personalization::Sparse { nodes: (&nodes).into(), values: (&values).into() });
        check(&case, &PageRankOptions { personalization, ..Default::default() }, &jump);
    }
}

#[test]
fn large_graphs() {
    for case in large() {
        check(&case, &PageRankOptions::default(), &even(&case));
        let weights = case.weights();
        let options = PageRankOptions { weight: Weights::values(&weights), ..Default::default() };
        check(&case, &options, &even(&case));
    }
}

#[test]
fn the_empty_graph_has_no_scores() {
    let case = Case { directed: true, nodes: 0, edges: vec![], removed_nodes: vec![], removed_edges: vec![] };
    let found = page_rank(&case.snapshot(), &PageRankOptions::default(), &Execution::inline()).unwrap();
    assert!(found.scores.is_empty() && found.converged);
}

#[test]
fn unfit_options_are_named() {
    let case = Case {
        directed: true,
        nodes: 4,
        edges: vec![(0, 1, 1.0), (1, 2, 1e308), (1, 2, 1e308)],
        removed_nodes: vec![3],
        removed_edges: vec![],
    };
    let snapshot = case.snapshot();
    let fails = |options: PageRankOptions<'_>| {
        let error = page_rank(&snapshot, &options, &Execution::inline()).unwrap_err();
        (error.kind(), error.message().to_owned())
    };
    for damping in [-0.1, 1.0, f64::NAN, f64::INFINITY] {
        let (kind, message) = fails(PageRankOptions { damping, ..PageRankOptions::default() });
        assert!(kind == ErrorKind::InvalidArgument && message.contains("damping"));
    }
    for tolerance in [-1e-9, f64::NAN] {
        let (kind, message) = fails(PageRankOptions { tolerance, ..PageRankOptions::default() });
        assert!(kind == ErrorKind::InvalidArgument && message.contains("tolerance"));
    }
    let dense = |values: &[f64]| PageRankOptions {
        personalization: Some(Personalization::Dense(values.to_vec().into())),
        ..PageRankOptions::default()
    };
    for (values, says) in [
        (&[1.0, 1.0, 1.0][..], "got 3"),
        (&[0.0, 0.0, 0.0, 1.0], "sum, got 0"),
        (&[0.0, -1.0, 0.0, 0.0], "node 1, got -1"),
        (&[0.0, 0.0, f64::NAN, 0.0], "node 2, got NaN"),
        (&[f64::INFINITY, 0.0, 0.0, 0.0], "node 0, got inf"),
        (&[f64::MAX, f64::MAX, 0.0, 0.0], "sum, got inf"),
    ] {
        let (kind, message) = fails(dense(values));
        assert!(kind == ErrorKind::InvalidArgument && message.contains(says), "{message}");
    }
    let sparse = |nodes: &[u32], values: &[f64]| PageRankOptions {
        personalization: Some(Personalization::Sparse {
            nodes: nodes.to_vec().into(),
            values: values.to_vec().into(),
        }),
        ..PageRankOptions::default()
    };
    assert_eq!(fails(sparse(&[3], &[1.0])).0, ErrorKind::NodeNotFound);
    assert_eq!(fails(sparse(&[0, 1], &[1.0])).0, ErrorKind::InvalidArgument);
    let (kind, message) =
        fails(PageRankOptions { weight: Weights::column("w"), ..PageRankOptions::default() });
    assert!(kind == ErrorKind::InvalidArgument && message.contains("node 1, got inf"), "{message}");
}
