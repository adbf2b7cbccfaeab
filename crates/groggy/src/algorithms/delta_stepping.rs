//! Shortest distances by buckets of distance, relaxed in parallel.
//!
//! Nodes wait in buckets of width `delta`; all of the nearest bucket are relaxed at once, again as long as that
//! puts more into it. Any order of relaxations ends in the same distances, bit for bit: adding a weight that is not
//! negative is monotonous in floating point too, so that the end is the least sum, from left to right, over all
//! walks.
//!
//! Method: Meyer, Sanders, "Δ-stepping" (2003); thread-local buckets and fusion of small rounds as in the GAP
//! suite. A window of buckets near the current one is kept apart, the rest waits in one list: no spread of
//! weights makes more than the window's buckets.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::arcs::Arcs;
use super::buffer::{atomic_bits, try_filled};
use crate::execution::Execution;
use crate::memory::try_reserve;
use crate::{Error, Result};

/// Buckets that are kept apart.
const WINDOW: u64 = 64;
/// Nodes that a thread takes at a time.
const CHUNK: usize = 64;
/// Nodes that a thread relaxes at once from its own part of the current bucket, rather than share them.
const FUSED: usize = 1024;
/// Rounds of such nodes after each chunk; bounds the time to the next look at the cancel flag.
const FUSED_ROUNDS: usize = 4;
/// Arcs whose weights are looked at to choose the width of a bucket.
const SAMPLES: usize = 4096;

/// Distances from `source` along `forward`, infinite where there is no way. `weights`: by edge id, not negative
/// on all edges of `forward`.
///
/// Cost: about `O(n + m)` time on graphs without very long paths; 8 bytes a node beside the result at worst.
pub(crate) fn delta_stepping(
    forward: Arcs<'_>,
    weights: &[f64],
    nodes: usize,
    source: u32,
    execution: &Execution<'_>,
) -> Result<Vec<f64>> {
    let mut distances = try_filled("distances", nodes, f64::INFINITY, execution)?;
    let search = Search {
        forward,
        weights,
        distances: atomic_bits(&mut distances),
        per_width: 1.0 / width(forward, weights, nodes),
    };
    let mut waiting = execution.per_thread(Waiting::default);
    search.run(source, &mut waiting, execution)?;
    Ok(distances)
}

/// The width of a bucket: a few times what the lightest arc of a node weighs, if weights spread evenly.
fn width(forward: Arcs<'_>, weights: &[f64], nodes: usize) -> f64 {
    let edges = forward.first.edges;
    let step = (edges.len() / SAMPLES).max(1);
    let sample = edges.iter().step_by(step).map(|&edge| weights[edge as usize]);
    let (count, sum) =
        sample.filter(|weight| weight.is_finite()).fold((0.0, 0.0), |(n, s), w| (n + 1.0, s + w));
    let degree = (forward.total() as f64 / nodes.max(1) as f64).max(1.0);
    let width = 4.0 * sum / count / degree;
    if width.is_normal() { width } else { 1.0 }
}

/// The nodes that one thread put into buckets.
#[repr(align(128))]
struct Waiting {
    /// By bucket, less the window's first.
    near: Vec<Vec<u32>>,
    /// Nodes of buckets past the window.
    far: Vec<u32>,
    /// Nodes that this thread is relaxing.
    fused: Vec<u32>,
    /// Whether the allocator refused: a node was not put anywhere.
    refused: bool,
}

impl Default for Waiting {
    fn default() -> Self {
        let near = vec![Vec::new(); WINDOW as usize];
        Self { near, far: Vec::new(), fused: Vec::new(), refused: false }
    }
}

impl Waiting {
    #[inline]
    fn put(&mut self, node: u32, bucket: u64, window: u64) {
        let nodes = self.near.get_mut((bucket - window) as usize).unwrap_or(&mut self.far);
        if nodes.len() == nodes.capacity() && nodes.try_reserve(1).is_err() {
            self.refused = true;
        } else {
            nodes.push(node);
        }
    }
}

struct Search<'a> {
    forward: Arcs<'a>,
    weights: &'a [f64],
    /// Bits of the distances found so far.
    distances: &'a [AtomicU64],
    per_width: f64,
}

impl Search<'_> {
    #[inline]
    fn distance(&self, node: u32) -> f64 {
        f64::from_bits(self.distances[node as usize].load(Relaxed))
    }

    /// The bucket of a distance. Grows with it; what is too large for a number shares the last.
    #[inline]
    fn bucket(&self, distance: f64) -> u64 {
        (distance * self.per_width) as u64
    }

    fn run(&self, source: u32, waiting: &mut [Waiting], execution: &Execution<'_>) -> Result<()> {
        self.distances[source as usize].store(0.0_f64.to_bits(), Relaxed);
        let mut frontier = vec![source];
        let (mut window, mut bucket) = (0, 0);
        let mut relaxed = 0;
        loop {
            execution.for_each_chunk_with(waiting, frontier.len(), CHUNK, |waiting, range| {
                for &node in &frontier[range] {
                    self.relax(node, bucket, window, waiting);
                }
                self.relax_own(bucket, window, waiting);
            })?;
            if waiting.iter().any(|own| own.refused) {
                return Err(Error::out_of_memory(
                    "frontier",
                    frontier.len().saturating_mul(size_of::<u32>()),
                ));
            }
            relaxed += frontier.len();
            execution.progress(relaxed as f64 / self.distances.len() as f64, "relaxing");
            frontier.clear();
            match (bucket - window..WINDOW)
                .find(|&near| waiting.iter().any(|own| !own.near[near as usize].is_empty()))
            {
                Some(near) => {
                    bucket = window + near;
                    for own in waiting.iter_mut() {
                        let nodes = &mut own.near[near as usize];
                        try_reserve("frontier", &mut frontier, nodes.len())?;
                        frontier.append(nodes);
                    }
                }
                None => match self.move_window(window, waiting)? {
                    Some(first) => (window, bucket) = (first, first),
                    None => return Ok(()),
                },
            }
        }
    }

    /// Looks for a shorter way over each arc of `node`, unless that was done in an earlier bucket.
    #[inline]
    fn relax(&self, node: u32, bucket: u64, window: u64, waiting: &mut Waiting) {
        let distance = self.distance(node);
        if self.bucket(distance) < bucket {
            return;
        }
        self.forward.each(node, |neighbor, edge| {
            let through = distance + self.weights[edge as usize];
            let slot = &self.distances[neighbor as usize];
            if through < f64::from_bits(slot.load(Relaxed)) {
                let before = f64::from_bits(slot.fetch_min(through.to_bits(), Relaxed));
                if through < before {
                    waiting.put(neighbor, self.bucket(through).max(bucket), window);
                }
            }
        });
    }

    /// Relaxes what a thread itself put into the current bucket, as long as that is little.
    fn relax_own(&self, bucket: u64, window: u64, waiting: &mut Waiting) {
        for _ in 0..FUSED_ROUNDS {
            let own = &mut waiting.near[(bucket - window) as usize];
            if own.is_empty() || own.len() > FUSED {
                return;
            }
            let mut nodes = std::mem::take(&mut waiting.fused);
            std::mem::swap(&mut nodes, &mut waiting.near[(bucket - window) as usize]);
            for node in nodes.drain(..) {
                self.relax(node, bucket, window, waiting);
            }
            waiting.fused = nodes;
        }
    }

    /// Moves the window to the nearest bucket past it and spreads the nodes that waited there. Returns its first
    /// bucket, or none when nobody waits.
    fn move_window(&self, window: u64, waiting: &mut [Waiting]) -> Result<Option<u64>> {
        let mut far = Vec::new();
        for own in waiting.iter_mut() {
            try_reserve("frontier", &mut far, own.far.len())?;
            far.append(&mut own.far);
        }
        // Those that came nearer meanwhile were put into the window and are done.
        far.retain(|&node| self.bucket(self.distance(node)) - window >= WINDOW);
        far.sort_unstable();
        far.dedup();
        let first = far.iter().map(|&node| self.bucket(self.distance(node))).min();
        if let (Some(first), Some(own)) = (first, waiting.first_mut()) {
            for node in far {
                own.put(node, self.bucket(self.distance(node)), first);
            }
        }
        Ok(first)
    }
}
