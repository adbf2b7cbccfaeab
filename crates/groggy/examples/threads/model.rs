//! A graph as plain vectors, to compare snapshots with.

use groggy::column::Value;
use groggy::execution::Execution;
use groggy::{Direction, Snapshot};

use crate::Failure;

#[derive(Clone, Default)]
pub struct Model {
    /// Weight and name of each node, by id; none when removed.
    pub nodes: Vec<Option<(f64, String)>>,
    /// Source, target and cost of each edge.
    pub edges: Vec<Option<(u32, u32, f64)>>,
}

impl Model {
    pub fn live_nodes(&self) -> Vec<u32> {
        live(&self.nodes)
    }

    pub fn live_edges(&self) -> Vec<u32> {
        live(&self.edges)
    }

    pub fn remove_node(&mut self, node: u32) {
        self.nodes[node as usize] = None;
        for edge in &mut self.edges {
            if edge.as_ref().is_some_and(|&(source, target, _)| source == node || target == node) {
                *edge = None;
            }
        }
    }

    /// Everything that can be read of a directed snapshot.
    pub fn assert_equals(&self, snapshot: &Snapshot) -> Result<(), Failure> {
        assert_eq!(snapshot.node_bound() as usize, self.nodes.len());
        assert_eq!(snapshot.edge_bound() as usize, self.edges.len());
        assert_eq!(snapshot.node_count() as usize, self.live_nodes().len());
        assert_eq!(snapshot.edge_count() as usize, self.live_edges().len());
        let weight = snapshot.nodes().require("weight")?;
        let name = snapshot.nodes().require("name")?;
        for (id, node) in self.nodes.iter().enumerate() {
            assert_eq!(snapshot.has_node(id as u32), node.is_some(), "node {id}");
            if let Some((expected, text)) = node {
                assert_eq!(weight.number(id), Some(*expected), "weight of node {id}");
                assert_eq!(name.value(id), Some(Value::Text(text)), "name of node {id}");
            }
        }
        let cost = snapshot.edges().require("cost")?;
        let mut outwards = vec![Vec::new(); self.nodes.len()];
        let mut inwards = outwards.clone();
        for (id, edge) in self.edges.iter().enumerate() {
            assert_eq!(snapshot.is_live_edge(id as u32), edge.is_some(), "edge {id}");
            if let &Some((source, target, expected)) = edge {
                assert_eq!((snapshot.sources()[id], snapshot.targets()[id]), (source, target), "edge {id}");
                assert_eq!(cost.number(id), Some(expected), "cost of edge {id}");
                outwards[source as usize].push((target, id as u32));
                inwards[target as usize].push((source, id as u32));
            }
        }
        self.assert_adjacency(snapshot, Direction::Out, outwards)?;
        self.assert_adjacency(snapshot, Direction::In, inwards)
    }

    fn assert_adjacency(
        &self,
        snapshot: &Snapshot,
        direction: Direction,
        expected: Vec<Vec<(u32, u32)>>,
    ) -> Result<(), Failure> {
        let adjacency = snapshot.adjacency(&Execution::inline())?;
        let out = direction == Direction::Out;
        let csr = if out { adjacency.out() } else { adjacency.inward() };
        for (node, mut expected) in (0..).zip(expected) {
            expected.sort_unstable();
            let found = csr.neighbors(node).iter().copied().zip(csr.edges_of(node).iter().copied());
            let mut found: Vec<_> = found.collect();
            found.sort_unstable();
            assert_eq!(found, expected, "{direction:?} of node {node}");
            if snapshot.has_node(node) {
                let degree = if out { snapshot.out_degree(node) } else { snapshot.in_degree(node) };
                assert_eq!(degree? as usize, expected.len(), "degree of node {node}");
            }
        }
        Ok(())
    }
}

fn live<T>(items: &[Option<T>]) -> Vec<u32> {
    (0..).zip(items).filter(|(_, item)| item.is_some()).map(|(id, _)| id).collect()
}
