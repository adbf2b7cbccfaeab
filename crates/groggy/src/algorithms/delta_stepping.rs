//! Shortest distances by buckets of distance, relaxed in parallel.
//!
//! Nodes wait in buckets of one width; all of the nearest bucket are relaxed at once, again as long as that puts
//! more into it. Any order of relaxations ends in the same distances, bit for bit: adding a weight that is not
//! negative is monotonous in floating point too, so that the end is the least sum, from left to right, over all
//! walks.
//!
//! Method: Meyer, Sanders, "Δ-stepping" (2003); thread-local buckets and fusion of small rounds as in the GAP
//! suite. Different from there, a node is relaxed once for each distance it has, however often it was put into a
//! bucket; and a window of buckets near the current one is kept apart, while the rest waits in one list, so that no
//! spread of weights makes more than the window's buckets.

use super::arc_weights::{Weight, Width, arc_weights};
use super::arcs::Arcs;
use super::buffer::{try_filled, try_zeroed};
use super::label::Label;
use super::weights::EdgeWeights;
use crate::execution::Execution;
use crate::memory::try_reserve;
use crate::{Error, Result};

/// Buckets that are kept apart.
const WINDOW: u64 = 64;
/// Nodes that a thread takes at a time.
const CHUNK: usize = 32;
/// Nodes of its own part of the current bucket up to which a thread relaxes them at once rather than share them.
const FUSED: usize = 1024;
/// Arcs that it relaxes so after each chunk, about; bounds the time to the next look at the cancel flag.
const FUSED_ARCS: usize = 1 << 16;
/// Arcs whose weights are looked at to choose the width of a bucket.
const SAMPLES: usize = 4096;
/// Nodes up to which sums of bytes along a path are below 2^31.
const NODES_FOR_WHOLE: usize = (u32::MAX >> 1) as usize / u8::MAX as usize;
/// Nodes whose labels a thread reads at a time in the end.
const READ_CHUNK: usize = 1 << 14;

/// Distances from `source` along `forward`, infinite where there is no way. Weights are not negative.
///
/// Cost: about `O(n + m)` time on graphs without very long paths; beside the result 4 or 8 bytes a node, the
/// weight of each arc, and at worst 4 bytes for each time that a distance is shortened.
pub(crate) fn delta_stepping(
    forward: Arcs<'_>,
    weights: &EdgeWeights<'_>,
    nodes: usize,
    source: u32,
    execution: &Execution<'_>,
) -> Result<Vec<f64>> {
    match Width::of(weights, execution)? {
        Width::Byte if nodes <= NODES_FOR_WHOLE => {
            distances::<u32, u8>(forward, weights, nodes, source, execution)
        }
        Width::Byte => distances::<u64, u8>(forward, weights, nodes, source, execution),
        Width::Single => distances::<u64, f32>(forward, weights, nodes, source, execution),
        Width::Double => distances::<u64, f64>(forward, weights, nodes, source, execution),
    }
}

fn distances<L: Label<W>, W: Weight>(
    forward: Arcs<'_>,
    weights: &EdgeWeights<'_>,
    nodes: usize,
    source: u32,
    execution: &Execution<'_>,
) -> Result<Vec<f64>> {
    execution.progress(0.0, "reading weights");
    let first = arc_weights(forward.first, weights, execution)?;
    let second = forward.second.map(|rows| arc_weights(rows, weights, execution)).transpose()?;
    let mut labels = try_filled("distances", nodes, L::UNREACHED, execution)?;
    let mut waiting = execution.per_thread(Waiting::default)?;
    let search = Search::<L, W> {
        forward,
        weights: [&first, second.as_deref().unwrap_or_default()],
        labels: L::cells(&mut labels),
        per_width: 1.0 / width(forward, weights.values(), nodes),
    };
    search.run(source, &mut waiting, execution)?;
    drop(waiting);
    let mut distances = try_zeroed("distances", nodes)?;
    execution.for_each_chunk_mut(&mut distances, READ_CHUNK, |start, piece| {
        for (distance, label) in piece.iter_mut().zip(&labels[start..]) {
            *distance = label.distance();
        }
    })?;
    Ok(distances)
}

/// The width of a bucket: a few times what the lightest arc of a node weighs, if weights spread evenly.
fn width(forward: Arcs<'_>, weights: &[f64], nodes: usize) -> f64 {
    let edges = forward.first.edges;
    let step = (edges.len() / SAMPLES).max(1);
    let sample = edges.iter().step_by(step).map(|&edge| weights[edge as usize]);
    let finite = sample.filter(|weight| weight.is_finite());
    let (count, sum) = finite.fold((0.0, 0.0), |(count, sum), weight| (count + 1.0, sum + weight));
    let degree = (forward.total() as f64 / nodes.max(1) as f64).max(1.0);
    let width = 2.0 * sum / count / degree;
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

struct Search<'a, L: Label<W>, W> {
    forward: Arcs<'a>,
    /// Of the arcs in the first and second rows.
    weights: [&'a [W]; 2],
    labels: &'a [L::Cell],
    per_width: f64,
}

impl<L: Label<W>, W: Weight> Search<'_, L, W> {
    /// The bucket of a distance. Grows with it; what is too large for a number shares the last.
    #[inline]
    fn bucket(&self, label: L) -> u64 {
        (label.distance() * self.per_width) as u64
    }

    fn label(&self, node: u32) -> L {
        L::load(&self.labels[node as usize])
    }

    fn run(&self, source: u32, waiting: &mut [Waiting], execution: &Execution<'_>) -> Result<()> {
        L::START.lower(&self.labels[source as usize]);
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
            execution.progress(relaxed as f64 / self.labels.len() as f64, "relaxing");
            frontier.clear();
            let mut near = bucket - window..WINDOW;
            match near.find(|&near| waiting.iter().any(|own| !own.near[near as usize].is_empty())) {
                Some(near) => {
                    bucket = window + near;
                    for own in waiting.iter_mut() {
                        let nodes = &mut own.near[near as usize];
                        try_reserve("frontier", &mut frontier, nodes.len())?;
                        frontier.append(nodes);
                    }
                }
                None => match self.move_window(waiting)? {
                    Some(first) => (window, bucket) = (first, first),
                    None => return Ok(()),
                },
            }
        }
    }

    /// Looks for a shorter way over each arc of `node`, unless that was done for the distance it has. Returns how
    /// many arcs were looked at.
    #[inline]
    fn relax(&self, node: u32, bucket: u64, window: u64, waiting: &mut Waiting) -> usize {
        let Some(label) = L::claim(&self.labels[node as usize]) else { return 0 };
        let mut arcs = 0;
        let rows = std::iter::once(self.forward.first).chain(self.forward.second);
        for (rows, weights) in rows.zip(self.weights) {
            let row = rows.range(node);
            arcs += row.len();
            for (&neighbor, &weight) in rows.targets[row.clone()].iter().zip(&weights[row]) {
                let through = label.after(weight);
                if through.lower(&self.labels[neighbor as usize]) {
                    waiting.put(neighbor, self.bucket(through).max(bucket), window);
                }
            }
        }
        arcs
    }

    /// Relaxes what a thread itself put into the current bucket, as long as that is little.
    fn relax_own(&self, bucket: u64, window: u64, waiting: &mut Waiting) {
        let current = (bucket - window) as usize;
        let mut arcs = 0;
        while waiting.near[current].len() <= FUSED && arcs < FUSED_ARCS {
            let mut nodes = std::mem::take(&mut waiting.near[current]);
            std::mem::swap(&mut waiting.near[current], &mut waiting.fused);
            let mut rest = nodes.drain(..);
            while arcs < FUSED_ARCS
                && let Some(node) = rest.next()
            {
                arcs += self.relax(node, bucket, window, waiting) + 1;
            }
            for node in rest {
                waiting.put(node, bucket, window);
            }
            waiting.fused = nodes;
            if waiting.near[current].is_empty() {
                return;
            }
        }
    }

    /// Moves the window to the nearest bucket past it and spreads the nodes that waited there. Returns its first
    /// bucket, or none when nobody waits.
    fn move_window(&self, waiting: &mut [Waiting]) -> Result<Option<u64>> {
        let mut far = Vec::new();
        for own in waiting.iter_mut() {
            try_reserve("frontier", &mut far, own.far.len())?;
            far.append(&mut own.far);
        }
        // Those that came nearer meanwhile were put into the window as well and wait no longer.
        far.retain(|&node| self.label(node).waits());
        far.sort_unstable();
        far.dedup();
        let first = far.iter().map(|&node| self.bucket(self.label(node))).min();
        if let (Some(first), Some(own)) = (first, waiting.first_mut()) {
            for node in far {
                own.put(node, self.bucket(self.label(node)), first);
            }
        }
        Ok(first)
    }
}
