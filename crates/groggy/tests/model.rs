//! Protects: whatever the order of operations, a graph answers as a model of plain maps does, snapshots never
//! change, and `validate` finds nothing.

mod support;

use proptest::prelude::*;
use support::{Check, Model, Step, steps};

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn directed_multigraph(steps in steps(300)) {
        Model::run(Check { directed: true, multi: true, self_loops: true, keyed: false }, &steps)?;
    }

    #[test]
    fn undirected_multigraph(steps in steps(300)) {
        Model::run(Check { directed: false, multi: true, self_loops: true, keyed: false }, &steps)?;
    }

    #[test]
    fn simple_graphs(directed in any::<bool>(), self_loops in any::<bool>(), steps in steps(300)) {
        Model::run(Check { directed, multi: false, self_loops, keyed: false }, &steps)?;
    }

    #[test]
    fn keyed_graphs(directed in any::<bool>(), steps in steps(300)) {
        Model::run(Check { directed, multi: true, self_loops: true, keyed: true }, &steps)?;
    }
}

#[test]
fn steps_cover_every_operation() {
    // A generator that stopped producing an operation would make the tests above pass for nothing.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..20 {
        let tree = steps(300).new_tree(&mut runner).map(|tree| proptest::strategy::ValueTree::current(&tree));
        seen.extend(tree.iter().flatten().map(Step::name));
    }
    assert_eq!(seen.len(), Step::NAMES.len(), "{seen:?}");
}
