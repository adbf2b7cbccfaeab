//! Protects: `validate` knows every invariant. Each is broken on purpose, found, and named, in graphs and in
//! snapshots; a sound one has no violation.

use groggy::column::{ColumnInput, ColumnType, Values};
use groggy::graph::{Invariant, OnDuplicate};
use groggy::{Graph, GraphOptions, KeySpec, Result};

/// A graph that holds something of everything: removals, an overlay, frozen rows, texts, missing values, keys.
fn graph(directed: bool) -> Result<Graph> {
    let key = KeySpec { name: "key".to_owned(), ty: ColumnType::Utf8 };
    let mut graph = Graph::new(GraphOptions { directed, key: Some(key), ..GraphOptions::default() })?;
    let text = ColumnInput {
        name: "key",
        values: Values::Text { bytes: b"abbcdd", lengths: &[1, 2, 1, 2] },
        validity: None,
    };
    let age =
        ColumnInput { name: "age", values: Values::Int32(&[1, 2, 3, 4]), validity: Some(&[0b0000_0111]) };
    graph.add_nodes(4, &[text, age])?;
    let label = ColumnInput {
        name: "label",
        values: Values::Text { bytes: b"redred", lengths: &[3, 3] },
        validity: None,
    };
    graph.add_edges(&[0, 1], &[1, 2], &[label], OnDuplicate::Fail)?;
    graph.snapshot()?.adjacency(&groggy::Execution::inline())?;
    graph.adopt();
    graph.add_edges(&[2, 3, 3], &[0, 0, 3], &[], OnDuplicate::Fail)?;
    graph.remove_edges(&[1])?;
    graph.sync()?;
    Ok(graph)
}

fn found(graph: &Graph) -> Result<Vec<Invariant>> {
    Ok(graph.validate()?.iter().map(|violation| violation.invariant).collect())
}

#[test]
fn a_sound_graph_has_no_violation() -> Result<()> {
    for directed in [true, false] {
        assert_eq!(graph(directed)?.validate()?, []);
    }
    Ok(())
}

#[test]
fn every_broken_invariant_is_found_and_named() -> Result<()> {
    for directed in [true, false] {
        for &invariant in Invariant::ALL {
            let mut graph = graph(directed)?;
            // Rows are shared as long as somebody reads them.
            let _snapshot = graph.snapshot()?;
            graph.corrupt(invariant)?;
            let found = found(&graph)?;
            assert!(found.contains(&invariant), "{}: found {found:?}", invariant.name());
            assert!(graph.validate()?.iter().all(|violation| violation.to_string().contains(": ")));
        }
    }
    Ok(())
}

#[test]
fn what_breaks_alone_is_reported_alone() -> Result<()> {
    // Edges that lead elsewhere break degrees and rows as well; all else is one broken thing.
    let consequences = [Invariant::Endpoints, Invariant::Simple];
    for &invariant in Invariant::ALL.iter().filter(|invariant| !consequences.contains(invariant)) {
        let mut graph = graph(true)?;
        let _snapshot = graph.snapshot()?;
        graph.corrupt(invariant)?;
        let mut found = found(&graph)?;
        found.dedup();
        let allowed: &[Invariant] = match invariant {
            // A row that lists too much differs from the compressed one.
            Invariant::Adjacency => &[Invariant::DirtyNodes],
            // A text cut short is another key.
            Invariant::Texts => &[Invariant::KeyIndex],
            _ => &[],
        };
        let alone = found.iter().all(|other| *other == invariant || allowed.contains(other));
        assert!(alone, "{}: found {found:?}", invariant.name());
    }
    Ok(())
}

/// The invariants that a snapshot has: it has no overlay, so no row differs from the compressed one.
fn of_snapshots() -> impl Iterator<Item = Invariant> {
    Invariant::ALL.iter().copied().filter(|&invariant| invariant != Invariant::DirtyNodes)
}

#[test]
fn a_sound_snapshot_has_no_violation_whatever_was_built_and_changed() -> Result<()> {
    for directed in [true, false] {
        let mut graph = graph(directed)?;
        let snapshot = graph.snapshot()?;
        assert_eq!(snapshot.validate()?, []);
        assert!(!snapshot.has_adjacency() && !snapshot.has_key_index(), "validate builds nothing that stays");
        graph.add_edges(&[0], &[2], &[], OnDuplicate::Fail)?;
        graph.remove_nodes(&[1])?;
        snapshot.adjacency(&groggy::Execution::inline())?;
        snapshot.has_key(groggy::Key::Text("a"))?;
        assert!(snapshot.has_adjacency() && snapshot.has_key_index());
        assert_eq!(snapshot.validate()?, []);
        assert_eq!(graph.snapshot()?.validate()?, []);
        assert_eq!(Graph::from_snapshot(&snapshot)?.validate()?, []);
    }
    Ok(())
}

#[test]
fn every_broken_invariant_of_a_snapshot_is_found_and_named() -> Result<()> {
    // Edges that lead elsewhere are not those of the rows and degrees; a text cut short is another key.
    let consequences = |invariant| match invariant {
        Invariant::Endpoints | Invariant::Simple => &[Invariant::Degrees, Invariant::Adjacency][..],
        Invariant::Texts => &[Invariant::KeyIndex],
        _ => &[],
    };
    for directed in [true, false] {
        for invariant in of_snapshots() {
            let mut graph = graph(directed)?;
            let snapshot = graph.snapshot()?;
            let found: Vec<Invariant> = snapshot
                .corrupted(invariant)?
                .validate()?
                .iter()
                .map(|violation| violation.invariant)
                .collect();
            assert!(found.contains(&invariant), "{}: found {found:?}", invariant.name());
            let alone =
                found.iter().all(|other| *other == invariant || consequences(invariant).contains(other));
            assert!(alone, "{}: found {found:?}", invariant.name());
            assert_eq!(snapshot.validate()?, [], "{}: the snapshot itself is as it was", invariant.name());
            assert_eq!(graph.validate()?, []);
        }
    }
    Ok(())
}

#[test]
fn names_are_unique() {
    let names: std::collections::BTreeSet<_> =
        Invariant::ALL.iter().map(|invariant| invariant.name()).collect();
    assert_eq!(names.len(), Invariant::ALL.len());
}

#[test]
fn nothing_can_be_broken_in_an_empty_graph_without_saying_so() -> Result<()> {
    let mut graph = Graph::new(GraphOptions::default())?;
    let error = graph.corrupt(Invariant::Texts).err();
    assert_eq!(error.map(|error| error.kind()), Some(groggy::ErrorKind::InvalidArgument));
    let error = graph.snapshot()?.corrupted(Invariant::Adjacency).err();
    assert_eq!(error.map(|error| error.kind()), Some(groggy::ErrorKind::InvalidArgument));
    Ok(())
}
