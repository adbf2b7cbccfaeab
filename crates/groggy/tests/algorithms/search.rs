//! Breadth-first search.

use crate::cases::{Case, cases_with_ends, large, on_all_threads};
use crate::reference;
use groggy::algorithms::{BfsOptions, BfsResult, bfs};
use groggy::execution::Execution;
use groggy::{Direction, ErrorKind, NONE};
use proptest::prelude::*;

fn check(case: &Case, source: u32, max_depth: Option<u32>) {
    for snapshot in [case.snapshot(), case.changed_graph().snapshot().unwrap()] {
        for direction in [Direction::Out, Direction::In, Direction::Both] {
            let options = BfsOptions { direction, max_depth };
            let result = on_all_threads(|e| bfs(&snapshot, source, &options, e).unwrap(), BfsResult::eq);
            let (depth, parent) = reference::levels(case, source, direction, max_depth);
            assert_eq!(result.depth, depth);
            assert_eq!(result.parent, parent);
        }
    }
}

proptest! {
    #[test]
    fn levels_and_smallest_parents((case, source, _) in cases_with_ends(), depth in proptest::option::of(0_u32..5)) {
        check(&case, source, depth);
    }
}

#[test]
fn large_graphs() {
    for case in large() {
        check(&case, 1, None);
        check(&case, 1, Some(2));
    }
}

#[test]
fn a_removed_or_unknown_source_is_not_found() {
    let case = Case {
        directed: true,
        nodes: 3,
        edges: vec![(0, 1, 1.0), (1, 2, 1.0)],
        removed_nodes: vec![1],
        removed_edges: vec![],
    };
    let snapshot = case.snapshot();
    for source in [1, 3, NONE] {
        let error = bfs(&snapshot, source, &BfsOptions::default(), &Execution::inline()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NodeNotFound);
    }
    let result = bfs(&snapshot, 0, &BfsOptions::default(), &Execution::inline()).unwrap();
    assert_eq!((result.depth, result.parent), (vec![0, -1, -1], vec![NONE; 3]));
}
