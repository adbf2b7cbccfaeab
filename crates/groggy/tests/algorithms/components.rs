//! Connected components.

use crate::cases::{Case, cases, large, on_all_threads};
use crate::reference;
use groggy::NONE;
use groggy::algorithms::{Components, connected_components};
use proptest::prelude::*;

fn check(case: &Case) {
    let snapshot = case.snapshot();
    let found = on_all_threads(|e| connected_components(&snapshot, e).unwrap(), Components::eq);
    let smallest = reference::smallest_in_component(case);
    let roots: Vec<u32> = case.live_nodes().filter(|&node| smallest[node as usize] == node).collect();
    let mut sizes = vec![0; roots.len()];
    for node in 0..case.nodes {
        let expected = if case.has_node(node) {
            let label = roots.binary_search(&smallest[node as usize]).unwrap();
            sizes[label] += 1;
            label as u32
        } else {
            NONE
        };
        assert_eq!(found.labels[node as usize], expected);
    }
    assert_eq!(found.count as usize, roots.len());
    assert_eq!(found.sizes, sizes);
}

proptest! {
    #[test]
    fn labels_are_dense_by_first_id(case in cases()) {
        check(&case);
    }
}

#[test]
fn large_graphs() {
    large().iter().for_each(check);
}

#[test]
fn a_giant_whose_edges_are_all_at_one_end() {
    // A directed ring, whose first node alone leads to thousands of leaves; islands besides.
    let ring = (0..5000).map(|node| (node, (node + 1) % 5000, 1.0));
    let leaves = (5000..9000).map(|leaf| (0, leaf, 1.0));
    let islands = (9000..9500).map(|node| (node + 500, node, 1.0));
    check(&Case {
        directed: true,
        nodes: 10_000,
        edges: ring.chain(leaves).chain(islands).collect(),
        removed_nodes: vec![5],
        removed_edges: vec![100],
    });
}
