//! Dijkstra's search from one node, with entries left in the heap when a shorter way is found.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::arcs::Arcs;
use super::buffer::try_zeroed;
use crate::{Error, Result};

/// A search. Memory: 8 bytes a node, and 16 for each way that waits, at worst one an arc.
pub(crate) struct Dijkstra<'a> {
    pub(crate) arcs: Arcs<'a>,
    pub(crate) distances: Distances,
    /// Bits of a distance, which are ordered like the distance, and the node.
    pub(crate) heap: BinaryHeap<Reverse<(u64, u32)>>,
}

impl<'a> Dijkstra<'a> {
    pub(crate) fn new(arcs: Arcs<'a>, nodes: usize) -> Result<Self> {
        Ok(Self { arcs, distances: Distances(try_zeroed("distances", nodes)?), heap: BinaryHeap::new() })
    }

    /// Begins at `root`, where nothing waits.
    pub(crate) fn begin(&mut self, root: u32) {
        self.distances.set(root, 0.0);
        self.heap.push(Reverse((0.0_f64.to_bits(), root)));
    }

    /// The distance of the nearest node that waits.
    pub(crate) fn next(&self) -> Option<f64> {
        self.heap.peek().map(|&Reverse((bits, _))| f64::from_bits(bits))
    }

    /// Takes the nearest node that waits and, if the distance is still that of the node, sets shorter distances of
    /// its neighbours and returns it. `reach` is told each, and whether the search is to go on from there is its answer.
    /// `weights`: by edge id, not negative.
    pub(crate) fn settle_next(
        &mut self,
        weights: &[f64],
        mut reach: impl FnMut(u32, f64) -> bool,
    ) -> Result<Option<u32>> {
        let Some(Reverse((bits, node))) = self.heap.pop() else { return Ok(None) };
        let distance = f64::from_bits(bits);
        if distance > self.distances.get(node) {
            return Ok(None);
        }
        let Self { arcs, distances, heap } = self;
        let mut refused = false;
        arcs.each(node, |neighbor, edge| {
            let through = distance + weights[edge as usize];
            if through < distances.get(neighbor) && reach(neighbor, through) {
                refused |= heap.len() == heap.capacity() && heap.try_reserve(1).is_err();
                if !refused {
                    distances.set(neighbor, through);
                    heap.push(Reverse((through.to_bits(), neighbor)));
                }
            }
        });
        if refused {
            return Err(Error::out_of_memory("search", heap.len().saturating_mul(size_of::<(u64, u32)>())));
        }
        Ok(Some(node))
    }
}

/// A distance for each node, infinite until one is set. Stored so that an array of zeros is all infinite.
pub(crate) struct Distances(Vec<u64>);

impl Distances {
    #[inline]
    pub(crate) fn get(&self, node: u32) -> f64 {
        match self.0[node as usize] {
            0 => f64::INFINITY,
            flipped => f64::from_bits(!flipped),
        }
    }

    #[inline]
    fn set(&mut self, node: u32, distance: f64) {
        self.0[node as usize] = !distance.to_bits();
    }

    /// Makes the distance infinite again.
    pub(crate) fn forget(&mut self, node: u32) {
        self.0[node as usize] = 0;
    }
}
