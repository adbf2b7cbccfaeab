//! A graph changes on one thread while others read what it was.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;

use groggy::column::{ColumnInput, Values};
use groggy::execution::Execution;
use groggy::graph::OnDuplicate;
use groggy::{Graph, GraphOptions, Side, Snapshot};

use crate::model::Model;
use crate::random::Random;
use crate::{Failure, join, pool};

const ROUNDS: usize = 60;
/// Threads that read each snapshot.
const READERS: usize = 2;
/// Snapshots that are read at the same time.
const KEPT: usize = 4;

/// Every kind of change, while readers compare snapshots from before with a model, twice each.
pub fn readers_hold_still(seed: u64) -> Result<(), Failure> {
    let mut writer =
        Writer { graph: Graph::new(GraphOptions::default())?, model: Model::default(), random: Random(seed) };
    let mut reading = VecDeque::new();
    for _ in 0..ROUNDS {
        writer.change()?;
        let snapshot = writer.graph.snapshot()?;
        for _ in 0..READERS {
            let (snapshot, model) = (snapshot.clone(), writer.model.clone());
            reading.push_back(thread::spawn(move || {
                model.assert_equals(&snapshot)?;
                thread::yield_now();
                model.assert_equals(&snapshot)
            }));
        }
        drop(snapshot);
        while reading.len() > KEPT * READERS {
            reading.pop_front().map_or(Ok(()), join)?;
        }
    }
    reading.into_iter().try_for_each(join)?;
    assert_eq!(writer.graph.validate()?, []);
    Ok(())
}

struct Writer {
    graph: Graph,
    model: Model,
    random: Random,
}

impl Writer {
    fn change(&mut self) -> Result<(), Failure> {
        self.add_nodes()?;
        self.add_edges()?;
        self.write_in_place()?;
        let edges = self.model.live_edges();
        let edges: Vec<u32> = (0..8).map(|_| edges[self.random.below(edges.len())]).collect();
        self.graph.remove_edges(&edges)?;
        edges.iter().for_each(|&edge| self.model.edges[edge as usize] = None);
        let node = self.any_node();
        self.graph.remove_nodes(&[node])?;
        self.model.remove_node(node);
        Ok(())
    }

    fn add_nodes(&mut self) -> Result<(), Failure> {
        let count = 10 + self.random.below(30);
        let weights: Vec<f64> = (0..count).map(|_| self.number()).collect();
        let names: Vec<String> = (0..count).map(|_| self.name()).collect();
        let lengths: Vec<u32> = names.iter().map(|name| name.len() as u32).collect();
        let text = names.concat();
        let columns = [numbers("weight", &weights), texts("name", &text, &lengths)];
        self.graph.add_nodes(count as u32, &columns)?;
        self.model.nodes.extend(weights.into_iter().zip(names).map(Some));
        Ok(())
    }

    fn add_edges(&mut self) -> Result<(), Failure> {
        let edges: Vec<(u32, u32, f64)> = (0..40 + self.random.below(60))
            .map(|_| (self.any_node(), self.any_node(), self.number()))
            .collect();
        let source: Vec<u32> = edges.iter().map(|edge| edge.0).collect();
        let target: Vec<u32> = edges.iter().map(|edge| edge.1).collect();
        let cost: Vec<f64> = edges.iter().map(|edge| edge.2).collect();
        self.graph.add_edges(&source, &target, &[numbers("cost", &cost)], OnDuplicate::Fail)?;
        self.model.edges.extend(edges.into_iter().map(Some));
        Ok(())
    }

    fn write_in_place(&mut self) -> Result<(), Failure> {
        let (node, weight) = (self.any_node(), self.number());
        self.graph.set_values(Side::Nodes, &[node], &numbers("weight", &[weight]))?;
        let name = self.name();
        self.graph.set_values(Side::Nodes, &[node], &texts("name", &name, &[name.len() as u32]))?;
        self.model.nodes[node as usize] = Some((weight, name));
        Ok(())
    }

    fn any_node(&mut self) -> u32 {
        let nodes = self.model.live_nodes();
        nodes[self.random.below(nodes.len())]
    }

    fn number(&mut self) -> f64 {
        self.random.below(1 << 20) as f64
    }

    fn name(&mut self) -> String {
        format!("n{}", self.random.below(200))
    }
}

/// A reader is done with its snapshot, and only the count of readers tells the writer so. The writer then
/// writes where the reader has read.
pub fn written_after_the_drop(seed: u64) -> Result<(), Failure> {
    const NODES: u32 = 1000;
    let mut graph = Graph::new(GraphOptions::default())?;
    let weights: Vec<f64> = (0..NODES).map(f64::from).collect();
    graph.add_nodes(NODES, &[numbers("weight", &weights)])?;
    let mut random = Random(seed);
    let mut sum: f64 = weights.iter().sum();
    let mut in_place = 0;
    for _ in 0..ROUNDS {
        let snapshot = graph.snapshot()?;
        let dropped = Arc::new(AtomicBool::new(false));
        let written = Arc::new(AtomicBool::new(false));
        let flags = (Arc::clone(&dropped), Arc::clone(&written));
        let reader = thread::spawn(move || {
            // Below rayon: what is reported there is ours too.
            let pool = pool()?;
            assert_eq!(sum_of(&snapshot, &Execution::on(&pool))?, sum);
            drop(snapshot);
            // Relaxed: says when, and orders nothing.
            flags.0.store(true, Relaxed);
            while !flags.1.load(Relaxed) {
                thread::yield_now();
            }
            Ok(())
        });
        while !dropped.load(Relaxed) && !reader.is_finished() {
            thread::yield_now();
        }
        let (id, value) = (random.below(NODES as usize), random.below(1000) as f64);
        let column = graph.columns(Side::Nodes).require("weight")?;
        let (before, old) = (address(column.as_f64()), column.number(id).unwrap_or(f64::NAN));
        graph.set_values(Side::Nodes, &[id as u32], &numbers("weight", &[value]))?;
        in_place += usize::from(address(graph.columns(Side::Nodes).require("weight")?.as_f64()) == before);
        sum += value - old;
        written.store(true, Relaxed);
        join(reader)?;
    }
    assert!(in_place > 0, "the writer always copied");
    Ok(())
}

fn sum_of(snapshot: &Snapshot, run: &Execution<'_>) -> Result<f64, Failure> {
    let values = snapshot.nodes().require("weight")?.as_f64().ok_or("weights are float64")?;
    Ok(run.map_chunks(values.len(), 100, |range| values[range].iter().sum::<f64>())?.iter().sum())
}

fn address(values: Option<&[f64]>) -> usize {
    values.map_or(0, |values| values.as_ptr().addr())
}

/// Columns large enough for reserved address space grow without moving: behind the prefix that others read.
pub fn grown_behind_readers(_seed: u64) -> Result<(), Failure> {
    const BLOCK: u32 = 600_000;
    let mut graph = Graph::new(GraphOptions::default())?;
    let block: Vec<f64> = (0..BLOCK).map(f64::from).collect();
    let mut readers = Vec::new();
    for blocks in 1..=4 {
        graph.add_nodes(BLOCK, &[numbers("weight", &block)])?;
        let snapshot = graph.snapshot()?;
        readers.push(thread::spawn(move || {
            let sum = f64::from(blocks) * f64::from(BLOCK) * f64::from(BLOCK - 1) / 2.0;
            assert_eq!(sum_of(&snapshot, &Execution::inline())?, sum);
            assert!(snapshot.native_bytes() >= 8 * (blocks * BLOCK) as usize);
            Ok(())
        }));
    }
    readers.into_iter().try_for_each(join)
}

fn numbers<'a>(name: &'a str, values: &'a [f64]) -> ColumnInput<'a> {
    ColumnInput { name, values: Values::Float64(values), validity: None }
}

fn texts<'a>(name: &'a str, text: &'a str, lengths: &'a [u32]) -> ColumnInput<'a> {
    ColumnInput { name, values: Values::Text { bytes: text.as_bytes(), lengths }, validity: None }
}
