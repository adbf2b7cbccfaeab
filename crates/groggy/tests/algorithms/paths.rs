//! Shortest distances and shortest paths.

use crate::cases::{Case, cases_with_ends, large, on_all_threads, same_bits};
use crate::reference;
use groggy::algorithms::{
    BfsOptions, Path, ShortestDistancesOptions, ShortestPathOptions, Weights, bfs, shortest_distances,
    shortest_path,
};
use groggy::execution::Execution;
use groggy::{Direction, NONE};
use proptest::prelude::*;

fn check_distances(case: &Case, source: u32) {
    let snapshot = case.snapshot();
    for unit in [true, false] {
        for direction in [Direction::Out, Direction::In, Direction::Both] {
            let weight = if unit { Weights::Unit } else { Weights::column("w") };
            let options = ShortestDistancesOptions { weight, direction };
            let found = on_all_threads(
                |e| shortest_distances(&snapshot, source, &options, e).unwrap(),
                |a, b| same_bits(a, b),
            );
            let expected = reference::distances(case, source, direction, unit);
            assert!(same_bits(&found, &expected), "{found:?}\n{expected:?}");
        }
    }
}

/// Checks a path against the distances from its source, and the rule by which it was chosen.
fn check_path(case: &Case, source: u32, target: u32, unit: bool) {
    let snapshot = case.snapshot();
    let weight = if unit { Weights::Unit } else { Weights::column("w") };
    let options = ShortestPathOptions { weight, ..Default::default() };
    let found = on_all_threads(
        |e| shortest_path(&snapshot, source, target, &options, e).unwrap(),
        Option::<Path>::eq,
    );
    let distances = reference::distances(case, source, Direction::Out, unit);
    let at = |node: u32| distances[node as usize];
    let Some(path) = found else {
        assert_eq!(at(target), f64::INFINITY);
        return;
    };
    assert_eq!(path.distance.to_bits(), at(target).to_bits());
    assert_eq!((path.nodes.first(), path.nodes.last()), (Some(&source), Some(&target)));
    assert_eq!(path.edges.len() + 1, path.nodes.len());
    let mut seen = path.nodes.clone();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), path.nodes.len(), "no node twice");

    let arcs = case.arcs();
    let weigh = |weight: f64| if unit { 1.0 } else { weight };
    let mut sum = 0.0;
    for (step, pair) in path.nodes.array_windows::<2>().enumerate() {
        let parallel = arcs.iter().filter(|arc| (arc.0, arc.1) == (pair[0], pair[1]));
        let lightest = parallel.min_by(|a, b| weigh(a.2).total_cmp(&weigh(b.2)).then(a.3.cmp(&b.3))).unwrap();
        // -0.0 and 0.0 weigh the same.
        assert_eq!(weigh(case.edges[path.edges[step] as usize].2), weigh(lightest.2));
        sum += weigh(lightest.2);
        assert_eq!(sum, at(pair[1]), "every start of the path is a shortest path");
        let nearer = arcs.iter().filter(|arc| {
            arc.1 == pair[1] && at(arc.0) < at(pair[1]) && at(arc.0) + weigh(arc.2) == at(pair[1])
        });
        if let Some(smallest) = nearer.map(|arc| arc.0).min() {
            assert_eq!(pair[0], smallest);
        }
    }
    if unit {
        let parent = bfs(&snapshot, source, &BfsOptions::default(), &Execution::inline()).unwrap().parent;
        for pair in path.nodes.array_windows::<2>() {
            assert_eq!(parent[pair[1] as usize], pair[0]);
        }
        assert_eq!(parent[source as usize], NONE);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn distances_have_the_bits_of_the_least_sum((case, source, _) in cases_with_ends()) {
        check_distances(&case, source);
    }

    #[test]
    fn paths_are_shortest_and_follow_the_rule((case, source, target) in cases_with_ends(), unit in any::<bool>()) {
        check_path(&case, source, target, unit);
    }
}

#[test]
fn large_graphs() {
    for case in large() {
        check_distances(&case, 1);
        for (source, target) in [(1, 8000), (8000, 1), (2, 2), (0, 5)] {
            check_path(&case, source, target, true);
            check_path(&case, source, target, false);
        }
    }
}

#[test]
fn weights_of_every_size() {
    // Buckets far beyond any window, sums that absorb what is added, and edges that cannot be travelled.
    let weights = [1e-300, 1e300, 1e16, 1.0, f64::INFINITY, 1e308, 1e308, 0.0, f64::MIN_POSITIVE / 4.0];
    let edges: Vec<(u32, u32, f64)> =
        (0..200_u32).map(|i| (i * 7 % 50, i * 13 % 50, weights[i as usize * 5 % weights.len()])).collect();
    for directed in [false, true] {
        let case = Case {
            directed,
            nodes: 50,
            edges: edges.clone(),
            removed_nodes: vec![9],
            removed_edges: vec![4],
        };
        for source in 0..8 {
            check_distances(&case, source);
            for target in 0..8 {
                check_path(&case, source, target, false);
            }
        }
    }
}

#[test]
fn a_few_weights_far_above_all_others() {
    // Distances past any window of buckets, found again by shorter ways while they wait there.
    let weight = |i: u32| if i.is_multiple_of(97) { f64::from(i + 1) * 1e5 } else { f64::from(i % 7) };
    let edges: Vec<(u32, u32, f64)> =
        (0..600_u32).map(|i| (i * 7 % 300, (i * i + 13) % 300, weight(i))).collect();
    for directed in [false, true] {
        let edges = edges.clone();
        let case = Case { directed, nodes: 300, edges, removed_nodes: vec![], removed_edges: vec![2] };
        for source in 0..30 {
            check_distances(&case, source);
            check_path(&case, source, (source * 31 + 17) % 300, false);
        }
    }
}

#[test]
fn of_parallel_edges_the_lightest_then_the_first() {
    let edges = vec![(0, 1, 3.0), (0, 1, 2.0), (0, 1, 2.0), (1, 2, 1.0)];
    let case = Case { directed: true, nodes: 3, edges, removed_nodes: vec![], removed_edges: vec![] };
    let path = |weight, source, target| {
        let options = ShortestPathOptions { weight, ..Default::default() };
        shortest_path(&case.snapshot(), source, target, &options, &Execution::inline()).unwrap()
    };
    let expected = Path { nodes: vec![0, 1, 2], edges: vec![1, 3], distance: 3.0 };
    assert_eq!(path(Weights::column("w"), 0, 2), Some(expected));
    let expected = Path { nodes: vec![0, 1, 2], edges: vec![0, 3], distance: 2.0 };
    assert_eq!(path(Weights::Unit, 0, 2), Some(expected));
    assert_eq!(path(Weights::Unit, 2, 0), None);
    let expected = Path { nodes: vec![2], edges: vec![], distance: 0.0 };
    assert_eq!(path(Weights::Unit, 2, 2), Some(expected));
}
