//! Dijkstra's search from one node, with entries left in the heap when a shorter way is found.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::buffer::try_zeroed;
use super::near::{Budget, IdMap, Near, reserve};
use crate::execution::Execution;
use crate::view::NearArcs;
use crate::{Error, Result};

/// A search. Memory: that of its distances, and 16 bytes for each way that waits, at worst one an arc.
pub(crate) struct Dijkstra<'a, D> {
    pub(crate) arcs: NearArcs<'a>,
    pub(crate) distances: D,
    /// Bits of a distance, which are ordered like the distance, and the node.
    pub(crate) heap: BinaryHeap<Reverse<(u64, u32)>>,
}

impl<'a, D: Distances> Dijkstra<'a, D> {
    /// A search in a graph of `nodes` nodes.
    pub(crate) fn new(arcs: NearArcs<'a>, nodes: usize) -> Result<Self> {
        Ok(Self { arcs, distances: D::new(nodes)?, heap: BinaryHeap::new() })
    }

    /// Begins at `root`, where nothing waits.
    pub(crate) fn begin(&mut self, root: u32) -> Result<()> {
        self.distances.reserve(1)?;
        self.distances.set(root, 0.0);
        self.heap.push(Reverse((0.0_f64.to_bits(), root)));
        Ok(())
    }

    /// The distance of the nearest node that waits.
    pub(crate) fn next(&self) -> Option<f64> {
        self.heap.peek().map(|&Reverse((bits, _))| f64::from_bits(bits))
    }

    /// Takes the nearest node that waits and, if the distance is still that of the node, sets shorter distances of
    /// its neighbours and returns it. `reach` is told each, and whether the search is to go on from there is its answer.
    /// `weight` of an edge: not negative.
    pub(crate) fn settle_next(
        &mut self,
        weight: impl Fn(u32) -> f64,
        budget: &Budget,
        execution: &Execution<'_>,
        mut reach: impl FnMut(u32, f64) -> bool,
    ) -> Near<Option<u32>> {
        let Some(Reverse((bits, node))) = self.heap.pop() else { return Ok(None) };
        let distance = f64::from_bits(bits);
        if distance > self.distances.get(node) {
            return Ok(None);
        }
        let Self { arcs, distances, heap } = self;
        let degree = arcs.degree_bound(node);
        budget.spend(degree, execution)?;
        distances.reserve(degree as usize)?;
        let mut refused = false;
        arcs.each(node, |neighbor, edge| {
            let through = distance + weight(edge);
            // A weight that is not what it must be would go round for ever.
            if through >= distance && through < distances.get(neighbor) && reach(neighbor, through) {
                refused |= heap.len() == heap.capacity() && heap.try_reserve(1).is_err();
                if !refused {
                    distances.set(neighbor, through);
                    heap.push(Reverse((through.to_bits(), neighbor)));
                }
            }
        });
        if refused {
            let bytes = heap.len().saturating_mul(size_of::<(u64, u32)>());
            return Err(Error::out_of_memory("search", bytes).into());
        }
        Ok(Some(node))
    }
}

/// A distance for each node, infinite until one is set.
pub(crate) trait Distances: Sized {
    /// No distance set; for `nodes` nodes.
    fn new(nodes: usize) -> Result<Self>;

    /// The distance of `node`.
    fn get(&self, node: u32) -> f64;

    /// Makes room for `additional` more distances.
    fn reserve(&mut self, additional: usize) -> Result<()>;

    /// Sets that of `node`; room was made.
    fn set(&mut self, node: u32, distance: f64);
}

/// One slot a node. Stored so that an array of zeros is all infinite.
pub(crate) struct Dense(Vec<u64>);

impl Dense {
    /// Makes the distance infinite again.
    pub(crate) fn forget(&mut self, node: u32) {
        self.0[node as usize] = 0;
    }
}

impl Distances for Dense {
    fn new(nodes: usize) -> Result<Self> {
        try_zeroed("distances", nodes).map(Self)
    }

    #[inline]
    fn get(&self, node: u32) -> f64 {
        match self.0[node as usize] {
            0 => f64::INFINITY,
            flipped => f64::from_bits(!flipped),
        }
    }

    fn reserve(&mut self, _: usize) -> Result<()> {
        Ok(())
    }

    #[inline]
    fn set(&mut self, node: u32, distance: f64) {
        self.0[node as usize] = !distance.to_bits();
    }
}

impl Distances for IdMap<f64> {
    fn new(_: usize) -> Result<Self> {
        Ok(Self::default())
    }

    #[inline]
    fn get(&self, node: u32) -> f64 {
        self.get(&node).copied().unwrap_or(f64::INFINITY)
    }

    fn reserve(&mut self, additional: usize) -> Result<()> {
        reserve("distances", self, additional)
    }

    #[inline]
    fn set(&mut self, node: u32, distance: f64) {
        self.insert(node, distance);
    }
}
