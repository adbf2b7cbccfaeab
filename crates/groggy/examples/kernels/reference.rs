//! Plain sequential programs that the kernels are checked against.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use groggy::Snapshot;
use groggy::adjacency::Csr;
use groggy::execution::Execution;

/// The rows of an undirected graph and the weights of its edges.
#[derive(Clone, Copy)]
pub struct Plain<'a> {
    rows: Csr<'a>,
    weights: &'a [f64],
}

impl<'a> Plain<'a> {
    pub fn new(snapshot: &'a Snapshot, weights: &'a [f64]) -> groggy::Result<Self> {
        Ok(Self { rows: snapshot.adjacency(&Execution::inline())?.out(), weights })
    }

    fn nodes(self) -> u32 {
        (self.rows.offsets.len() - 1) as u32
    }

    pub fn degree(self, node: u32) -> usize {
        self.rows.range(node).len()
    }

    fn arcs(self, node: u32) -> impl Iterator<Item = (u32, f64)> + 'a {
        let row = self.rows.neighbors(node).iter().zip(self.rows.edges_of(node));
        row.map(move |(&neighbor, &edge)| (neighbor, self.weights[edge as usize]))
    }

    /// Dijkstra's algorithm.
    pub fn distances(self, source: u32, weighted: bool) -> Vec<f64> {
        let mut distances = vec![f64::INFINITY; self.nodes() as usize];
        let mut heap = BinaryHeap::from([Reverse((0_u64, source))]);
        distances[source as usize] = 0.0;
        while let Some(Reverse((bits, node))) = heap.pop() {
            let distance = f64::from_bits(bits);
            if distance > distances[node as usize] {
                continue;
            }
            for (neighbor, weight) in self.arcs(node) {
                let through = distance + if weighted { weight } else { 1.0 };
                if through < distances[neighbor as usize] {
                    distances[neighbor as usize] = through;
                    heap.push(Reverse((through.to_bits(), neighbor)));
                }
            }
        }
        distances
    }

    /// Labels by flooding from each node that has none.
    pub fn components(self) -> Vec<u32> {
        let mut labels = vec![u32::MAX; self.nodes() as usize];
        let mut count = 0;
        let mut stack = Vec::new();
        for node in 0..self.nodes() {
            if labels[node as usize] == u32::MAX {
                labels[node as usize] = count;
                stack.push(node);
                while let Some(node) = stack.pop() {
                    for &neighbor in self.rows.neighbors(node) {
                        if labels[neighbor as usize] == u32::MAX {
                            labels[neighbor as usize] = count;
                            stack.push(neighbor);
                        }
                    }
                }
                count += 1;
            }
        }
        labels
    }

    /// So many iterations of PageRank, each node giving to its neighbours.
    pub fn ranks(self, iterations: u32, weighted: bool) -> Vec<f64> {
        let count = f64::from(self.nodes());
        let weigh = |weight: f64| if weighted { weight } else { 1.0 };
        let strength: Vec<f64> =
            (0..self.nodes()).map(|node| self.arcs(node).map(|arc| weigh(arc.1)).sum()).collect();
        let mut scores = vec![1.0 / count; self.nodes() as usize];
        for _ in 0..iterations {
            let dangling: f64 =
                scores.iter().zip(&strength).filter(|(_, s)| **s == 0.0).map(|(x, _)| x).sum();
            let mut next = vec![(0.15 + 0.85 * dangling) / count; scores.len()];
            for node in 0..self.nodes() {
                for (neighbor, weight) in self.arcs(node) {
                    next[neighbor as usize] +=
                        0.85 * scores[node as usize] * weigh(weight) / strength[node as usize];
                }
            }
            scores = next;
        }
        scores
    }
}

/// Whether no number is off by more than rounding.
pub fn close(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12)
}
