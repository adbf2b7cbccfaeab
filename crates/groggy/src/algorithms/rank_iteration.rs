//! The iteration of PageRank: every node pulls what its in-neighbours give.

use super::buffer::{try_filled, try_zeroed};
use super::page_rank::PageRankOptions;
use super::personalization::Teleport;
use crate::adjacency::Csr;
use crate::execution::Execution;
use crate::memory::try_with_capacity;
use crate::{Error, ErrorKind, Result};

/// Nodes and arcs that a thread takes at a time, about.
const WORK: usize = 1 << 15;

/// Scores and what is needed to compute the next ones.
pub(crate) struct Ranks<'a> {
    inward: Csr<'a>,
    /// Weight of each arc, in the order of `inward`.
    weights: Option<Vec<f64>>,
    /// One over the weight of all out-arcs of a node; 0 for nodes that have none.
    inverse: Vec<f64>,
    /// What each node gives along an arc of weight 1.
    gift: Vec<f64>,
    next_gift: Vec<f64>,
    /// Score of all nodes without out-arcs together.
    dangling: f64,
    /// Nodes that a thread takes at a time. Depends on the graph alone: sums over chunks must not change
    /// with the threads.
    chunk: usize,
    pub(crate) scores: Vec<f64>,
}

/// How the iteration ended.
pub(crate) struct Outcome {
    pub(crate) iterations: u32,
    pub(crate) residual: f64,
    pub(crate) converged: bool,
}

impl<'a> Ranks<'a> {
    /// Every one of the `count` live nodes starts with the same score.
    pub(crate) fn new(
        (outward, inward): (Csr<'a>, Csr<'a>),
        weights: Option<&[f64]>,
        (count, is_live): (u64, &(impl Fn(u32) -> bool + Sync)),
        execution: &Execution<'_>,
    ) -> Result<Self> {
        execution.progress(0.0, "preparing");
        let nodes = inward.offsets.len().saturating_sub(1);
        let arcs = inward.targets.len();
        let chunk = (WORK * nodes / (nodes + arcs).max(1)).clamp(64, 1 << 13);
        let mut ranks = Self {
            inward,
            weights: weights.map(|weights| gather(inward, weights, execution)).transpose()?,
            inverse: try_zeroed("scores", nodes)?,
            gift: try_zeroed("scores", nodes)?,
            next_gift: try_zeroed("scores", nodes)?,
            dangling: 0.0,
            chunk,
            scores: try_zeroed("scores", nodes)?,
        };
        ranks.weigh(outward, weights, execution)?;
        let start = if count == 0 { 0.0 } else { 1.0 / count as f64 };
        execution.for_each_chunk_mut(&mut ranks.scores, chunk, |first, piece| {
            for (offset, score) in piece.iter_mut().enumerate() {
                *score = if is_live((first + offset) as u32) { start } else { 0.0 };
            }
        })?;
        let Self { scores, inverse, gift, .. } = &mut ranks;
        execution.for_each_chunk_mut(gift, chunk, |first, piece| {
            for (offset, gift) in piece.iter_mut().enumerate() {
                *gift = scores[first + offset] * inverse[first + offset];
            }
        })?;
        let parts = execution.map_chunks(nodes, chunk, |range| {
            range.filter(|&node| inverse[node] == 0.0).map(|node| scores[node]).sum::<f64>()
        })?;
        ranks.dangling = parts.iter().sum();
        Ok(ranks)
    }

    /// Fills in `inverse`.
    fn weigh(&mut self, outward: Csr<'_>, weights: Option<&[f64]>, execution: &Execution<'_>) -> Result<()> {
        let strength = |node: u32| match weights {
            None => outward.range(node).len() as f64,
            Some(weights) => outward.edges_of(node).iter().map(|&edge| weights[edge as usize]).sum(),
        };
        execution.for_each_chunk_mut(&mut self.inverse, self.chunk, |start, piece| {
            for (offset, inverse) in piece.iter_mut().enumerate() {
                let strength: f64 = strength((start + offset) as u32);
                *inverse = if strength == 0.0 { 0.0 } else { 1.0 / strength };
            }
        })?;
        if weights.is_none() {
            return Ok(());
        }
        let unfit = |node: usize| {
            let inverse = self.inverse[node];
            inverse.is_infinite() || (inverse == 0.0 && strength(node as u32) != 0.0)
        };
        let first =
            execution.map_chunks(self.inverse.len(), self.chunk, |mut range| range.find(|&n| unfit(n)))?;
        first.into_iter().flatten().next().map_or(Ok(()), |node| Err(unfit_sum(node, strength(node as u32))))
    }

    /// Gives each node the score `next(node, pulled)`, where `pulled` is what its in-neighbours give it. Returns
    /// the sum of absolute changes and the score of all nodes without out-arcs.
    fn update(
        &mut self,
        execution: &Execution<'_>,
        next: impl Fn(u32, f64) -> f64 + Sync,
    ) -> Result<(f64, f64)> {
        struct Part<'a> {
            scores: &'a mut [f64],
            gift: &'a mut [f64],
            change: f64,
            dangling: f64,
        }
        let Self { inward, inverse, gift, next_gift, scores, .. } = self;
        let (inverse, gift): (&[f64], &[f64]) = (inverse, gift);
        let (chunk, weights) = (self.chunk, self.weights.as_deref());
        let mut parts = try_with_capacity("scores", inverse.len().div_ceil(chunk))?;
        parts.extend(scores.chunks_mut(chunk).zip(next_gift.chunks_mut(chunk)).map(|(scores, gift)| Part {
            scores,
            gift,
            change: 0.0,
            dangling: 0.0,
        }));
        execution.for_each_chunk_mut(&mut parts, 1, |index, parts| {
            for part in parts {
                let nodes = index * chunk..index * chunk + part.scores.len();
                let slots = part.scores.iter_mut().zip(part.gift.iter_mut()).zip(&inverse[nodes.clone()]);
                for (node, ((score, given), &inverse)) in nodes.zip(slots) {
                    let row = inward.range(node as u32);
                    let targets = &inward.targets[row.clone()];
                    let pulled = match weights {
                        None => sum(gift, targets),
                        Some(weights) => weighted_sum(gift, targets, &weights[row]),
                    };
                    let new = next(node as u32, pulled);
                    part.change += (new - *score).abs();
                    *score = new;
                    *given = new * inverse;
                    if inverse == 0.0 {
                        part.dangling += new;
                    }
                }
            }
        })?;
        let total = parts.iter().fold((0.0, 0.0), |sum, part| (sum.0 + part.change, sum.1 + part.dangling));
        std::mem::swap(&mut self.gift, &mut self.next_gift);
        Ok(total)
    }
}

/// Runs until the change is below the tolerance or the iterations are used up.
pub(crate) fn iterate(
    ranks: &mut Ranks<'_>,
    teleport: &Teleport,
    options: &PageRankOptions<'_>,
    execution: &Execution<'_>,
) -> Result<Outcome> {
    let &PageRankOptions { damping, tolerance, max_iterations, .. } = options;
    let mut outcome = Outcome { iterations: 0, residual: f64::INFINITY, converged: false };
    while outcome.iterations < max_iterations && !outcome.converged {
        let jump = 1.0 - damping + damping * ranks.dangling;
        let (change, dangling) = match teleport {
            Teleport::Even(share) => ranks.update(execution, |_, pulled| share * jump + damping * pulled)?,
            Teleport::Given(share) => {
                ranks.update(execution, |node, pulled| share[node as usize] * jump + damping * pulled)?
            }
        };
        ranks.dangling = dangling;
        outcome.iterations += 1;
        outcome.residual = change;
        outcome.converged = change < tolerance;
        let by_count = f64::from(outcome.iterations) / f64::from(max_iterations);
        // The change shrinks from at most 2 towards the tolerance, about as fast in each iteration.
        let by_change = (change / 2.0).ln() / (tolerance / 2.0).ln();
        execution.progress(if by_change.is_finite() { by_count.max(by_change) } else { by_count }, "ranking");
    }
    Ok(outcome)
}

/// Weights in the order of the rows, so that every iteration reads them in a row.
fn gather(rows: Csr<'_>, weights: &[f64], execution: &Execution<'_>) -> Result<Vec<f64>> {
    let mut gathered = try_filled("weights", rows.edges.len(), 0.0, execution)?;
    execution.for_each_chunk_mut(&mut gathered, WORK, |start, piece| {
        for (weight, &edge) in piece.iter_mut().zip(&rows.edges[start..]) {
            *weight = weights[edge as usize];
        }
    })?;
    Ok(gathered)
}

/// The sum of `values` at `positions`. Four sums side by side, so that an addition need not wait for the one before.
#[inline]
fn sum(values: &[f64], positions: &[u32]) -> f64 {
    let (groups, rest) = positions.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for group in groups {
        for (sum, &position) in sums.iter_mut().zip(group) {
            *sum += values[position as usize];
        }
    }
    let head = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    rest.iter().fold(head, |sum, &position| sum + values[position as usize])
}

/// As [`sum`], each value multiplied by its weight.
#[inline]
fn weighted_sum(values: &[f64], positions: &[u32], weights: &[f64]) -> f64 {
    let (groups, rest) = positions.as_chunks::<4>();
    let (weight_groups, weight_rest) = weights.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for (group, weights) in groups.iter().zip(weight_groups) {
        for lane in 0..4 {
            sums[lane] += values[group[lane] as usize] * weights[lane];
        }
    }
    let head = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    rest.iter().zip(weight_rest).fold(head, |sum, (&at, weight)| sum + values[at as usize] * weight)
}

fn unfit_sum(node: usize, sum: f64) -> Error {
    Error::new(
        ErrorKind::InvalidArgument,
        format!(
            "the weights of the out-edges of node {node} sum to {sum}: scale all weights to a moderate size"
        ),
    )
    .with("node", node)
    .with("sum", sum)
}
