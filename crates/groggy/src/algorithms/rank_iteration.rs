//! The iteration of PageRank: every node pulls what its in-neighbours give.

use std::ops::Range;
use std::sync::PoisonError;

use super::arcs::Arcs;
use super::buffer::try_zeroed;
use super::pull::RowWeights;
use crate::adjacency::Csr;
use crate::execution::Execution;
use crate::memory::try_with_capacity;
use crate::sync::Mutex;
use crate::{Error, ErrorKind, Result};

/// Nodes and arcs that a thread takes at a time, about.
const WORK: u64 = 1 << 15;
/// Nodes that a thread takes at a time where arcs are not looked at.
const CHUNK: usize = 1 << 13;

/// Scores and what is needed to compute the next ones.
pub(crate) struct Ranks<'a, R> {
    inward: Csr<'a>,
    /// Of the arcs of `inward`.
    weights: R,
    /// One over the weight of all out-arcs of a node; 0 for nodes that have none.
    inverse: Vec<f64>,
    /// What each node gives along an arc of weight 1.
    gift: Vec<f64>,
    next_gift: Vec<f64>,
    /// Score of all nodes without out-arcs together.
    dangling: f64,
    /// Nodes that a thread takes at a time.
    shares: Vec<Range<usize>>,
    pub(crate) scores: Vec<f64>,
}

impl<'a, R: RowWeights> Ranks<'a, R> {
    /// Every one of the `count` live nodes starts with the same score. `strength`: the weight of all out-arcs of a
    /// node, told the weights of `inward`.
    pub(crate) fn new(
        inward: Csr<'a>,
        weights: R,
        strength: impl Fn(u32, &R) -> f64 + Sync,
        (count, is_live): (u32, &(impl Fn(u32) -> bool + Sync)),
        execution: &Execution<'_>,
    ) -> Result<Self> {
        let nodes = inward.offsets.len().saturating_sub(1);
        let shares = Arcs { first: inward, second: None }.shares(WORK)?;
        let mut inverse = try_zeroed("scores", nodes)?;
        invert(&mut inverse, |node| strength(node, &weights), execution)?;

        let start = if count == 0 { 0.0 } else { 1.0 / f64::from(count) };
        let mut scores = try_zeroed("scores", nodes)?;
        execution.for_each_chunk_mut(&mut scores, CHUNK, |first, piece| {
            for (offset, score) in piece.iter_mut().enumerate() {
                *score = if is_live((first + offset) as u32) { start } else { 0.0 };
            }
        })?;
        let mut gift = try_zeroed("scores", nodes)?;
        execution.for_each_chunk_mut(&mut gift, CHUNK, |first, piece| {
            for (offset, gift) in piece.iter_mut().enumerate() {
                *gift = scores[first + offset] * inverse[first + offset];
            }
        })?;
        let parts = execution.map_chunks(nodes, CHUNK, |range| {
            range.filter(|&node| inverse[node] == 0.0).map(|node| scores[node]).sum::<f64>()
        })?;
        let dangling = parts.iter().sum();
        let next_gift = try_zeroed("scores", nodes)?;
        Ok(Self { inward, weights, inverse, gift, next_gift, dangling, shares, scores })
    }

    /// The score of all nodes without out-arcs together.
    pub(crate) fn dangling(&self) -> f64 {
        self.dangling
    }

    /// Gives each node the score `next(node, pulled)`, where `pulled` is what its in-neighbours give it. Returns the
    /// sum of absolute changes.
    pub(crate) fn update(
        &mut self,
        execution: &Execution<'_>,
        next: impl Fn(u32, f64) -> f64 + Sync,
    ) -> Result<f64> {
        struct Part<'a> {
            nodes: Range<usize>,
            scores: &'a mut [f64],
            gift: &'a mut [f64],
            change: f64,
            dangling: f64,
        }
        let Self { inward, weights, inverse, gift, next_gift, shares, scores, .. } = self;
        let (inverse, gift, weights): (&[f64], &[f64], &R) = (inverse, gift, weights);
        let (mut scores, mut next_gift) = (scores.as_mut_slice(), next_gift.as_mut_slice());
        let mut parts = try_with_capacity("scores", shares.len())?;
        for nodes in shares {
            let (scores, gift) = (take(&mut scores, nodes.len()), take(&mut next_gift, nodes.len()));
            parts.push(Part { nodes: nodes.clone(), scores, gift, change: 0.0, dangling: 0.0 });
        }
        execution.for_each_chunk_mut(&mut parts, 1, |_, parts| {
            for part in parts {
                let slots = part.scores.iter_mut().zip(part.gift.iter_mut());
                for ((node, &inverse), (score, given)) in
                    (part.nodes.start as u32..).zip(&inverse[part.nodes.clone()]).zip(slots)
                {
                    let row = inward.range(node);
                    let targets = &inward.targets[row.clone()];
                    let new = next(node, weights.pull(gift, targets, row));
                    part.change += (new - *score).abs();
                    *score = new;
                    *given = new * inverse;
                    if inverse == 0.0 {
                        part.dangling += new;
                    }
                }
            }
        })?;
        let (change, dangling) =
            parts.iter().fold((0.0, 0.0), |sum, part| (sum.0 + part.change, sum.1 + part.dangling));
        self.dangling = dangling;
        std::mem::swap(&mut self.gift, &mut self.next_gift);
        Ok(change)
    }
}

/// Splits off the first `count` items of `rest`.
fn take<'a>(rest: &mut &'a mut [f64], count: usize) -> &'a mut [f64] {
    let (first, others) = std::mem::take(rest).split_at_mut(count);
    *rest = others;
    first
}

/// Sets `inverse` to one over the strength of each node, or 0 where that is 0.
///
/// # Errors
/// `InvalidArgument` for the first node whose strength is too large or too small for that.
fn invert(
    inverse: &mut [f64],
    strength: impl Fn(u32) -> f64 + Sync,
    execution: &Execution<'_>,
) -> Result<()> {
    let unfit = Mutex::new(None);
    execution.for_each_chunk_mut(inverse, CHUNK, |start, piece| {
        for (node, inverse) in (start as u32..).zip(piece) {
            let strength = strength(node);
            *inverse = if strength == 0.0 { 0.0 } else { 1.0 / strength };
            if strength.is_infinite() || inverse.is_infinite() {
                let mut first = unfit.lock().unwrap_or_else(PoisonError::into_inner);
                if first.is_none_or(|(other, _)| node < other) {
                    *first = Some((node, strength));
                }
            }
        }
    })?;
    match unfit.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some((node, strength)) => Err(unfit_sum(node, strength)),
        None => Ok(()),
    }
}

fn unfit_sum(node: u32, sum: f64) -> Error {
    Error::expected(
        ErrorKind::InvalidArgument,
        format_args!("weights with a finite sum for the out-edges of node {node}"),
        sum,
        "scale all weights to a moderate size",
    )
    .with("argument", "weight")
    .with("node", node)
    .with("value", sum)
}
