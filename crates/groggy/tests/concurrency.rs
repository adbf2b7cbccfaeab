//! Protects: a snapshot never changes, whatever the graph it came from does meanwhile on another thread.

use std::sync::mpsc::{SyncSender, sync_channel};

use groggy::column::{Column, ColumnInput, ColumnType, Value, Values};
use groggy::execution::Execution;
use groggy::graph::OnDuplicate;
use groggy::{Graph, GraphOptions, Side, Snapshot};

/// A number that changes when anything that can be read of the snapshot changes.
fn fingerprint(snapshot: &Snapshot) -> groggy::Result<u64> {
    let mut sum = u64::from(snapshot.node_count()) << 32 | u64::from(snapshot.edge_count());
    let mut mix = |value: u64| sum = (sum ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23);
    let adjacency = snapshot.adjacency(&Execution::inline())?;
    for csr in [adjacency.out(), adjacency.inward()] {
        csr.targets.iter().chain(csr.edges).for_each(|&word| mix(word.into()));
    }
    for column in snapshot.nodes().iter().chain(snapshot.edges().iter()) {
        (0..column.len()).for_each(|row| mix(of_value(column, row)));
    }
    (0..snapshot.edge_bound()).for_each(|edge| mix(snapshot.is_live_edge(edge).into()));
    Ok(sum)
}

fn of_value(column: &Column, row: usize) -> u64 {
    match column.value(row) {
        None => 1,
        Some(Value::Bool(value)) => value.into(),
        Some(Value::Float64(value)) => value.to_bits(),
        Some(Value::Text(text)) => text.bytes().fold(7, |sum, byte| sum * 31 + u64::from(byte)),
        Some(_) => 2,
    }
}

#[test]
fn snapshots_hold_still_while_the_graph_changes() -> groggy::Result<()> {
    let mut graph = Graph::new(GraphOptions::default())?;
    graph.define(Side::Nodes, "flag", ColumnType::Bool)?;
    graph.add_nodes(500, &[])?;
    // Bounded, so that the writer stays a few versions ahead of the reader and never finishes without it.
    let (send, receive) = sync_channel::<Snapshot>(4);
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || -> groggy::Result<usize> {
            let mut kept: Vec<(Snapshot, u64)> = Vec::new();
            let mut seen = 0;
            for snapshot in receive {
                let first = fingerprint(&snapshot)?;
                kept.push((snapshot, first));
                for (snapshot, first) in &kept {
                    assert_eq!(fingerprint(snapshot)?, *first);
                    seen += 1;
                }
                if kept.len() > 6 {
                    kept.drain(..3);
                }
            }
            Ok(seen)
        });
        write(&mut graph, send)?;
        let seen = reader.join().expect("the reader does not panic")?;
        assert!(seen > 200, "only {seen} comparisons were made");
        assert!(graph.validate()?.is_empty());
        Ok(())
    })
}

fn write(graph: &mut Graph, send: SyncSender<Snapshot>) -> groggy::Result<()> {
    for round in 0..400_u32 {
        let nodes = graph.node_bound();
        let ids = [round * 7 % nodes, round * 13 % nodes, round * 29 % nodes];
        let weights = [f64::from(round), 0.5, -1.0];
        let weight = ColumnInput { name: "weight", values: Values::Float64(&weights), validity: None };
        graph.add_edges(&ids, &[ids[2], ids[0], ids[1]], &[weight], OnDuplicate::Fail)?;
        let text = format!("{round}");
        let lengths = [text.len() as u32];
        let name = ColumnInput {
            name: "name",
            values: Values::Text { bytes: text.as_bytes(), lengths: &lengths },
            validity: None,
        };
        graph.set_values(Side::Nodes, &ids[..1], &name)?;
        let flags = [1, 0, 1];
        let flag = ColumnInput { name: "flag", values: Values::Bool(&flags), validity: Some(&[0b101]) };
        graph.set_values(Side::Nodes, &ids, &flag)?;
        if round % 3 == 0 {
            let edge = round % graph.edge_bound();
            if graph.is_live_edge(edge) {
                graph.remove_edges(&[edge])?;
            }
            graph.add_nodes(1, &[])?;
        }
        graph.has_edge(ids[0], ids[1])?;
        if round % 5 == 0 && send.send(graph.snapshot()?).is_err() {
            break;
        }
    }
    Ok(())
}
