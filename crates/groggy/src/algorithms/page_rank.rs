//! PageRank.

use super::arc_weights::{Weight, Width, arc_weights};
use super::personalization::{Personalization, Teleport};
use super::pull::{RowWeights, Unit};
use super::rank_iteration::{Ranks, iterate};
use super::weights::{Accepted, EdgeWeights, Weights, edge_weights};
use crate::execution::Execution;
use crate::{Error, ErrorKind, Result, Snapshot};

/// How [`page_rank`] ranks.
#[derive(Debug, Clone, Copy)]
pub struct PageRankOptions<'a> {
    /// Probability of following an edge rather than jumping to a node, in `[0, 1)`. Default 0.85.
    pub damping: f64,
    /// Sum of the absolute changes of all scores at which iteration stops; 0 runs all iterations. Default 1e-6.
    pub tolerance: f64,
    /// Iterations after which it stops in any case. Default 100.
    pub max_iterations: u32,
    /// Where jumps go. Default: to every node alike.
    pub personalization: Option<Personalization<'a>>,
    /// How likely each edge is to be followed, finite and not negative. Default: all alike.
    pub weights: Weights<'a>,
}

impl Default for PageRankOptions<'_> {
    fn default() -> Self {
        Self {
            damping: 0.85,
            tolerance: 1e-6,
            max_iterations: 100,
            personalization: None,
            weights: Weights::Unit,
        }
    }
}

/// What [`page_rank`] found.
#[derive(Debug, Clone, PartialEq)]
pub struct PageRankResult {
    /// Score of each node id, `node_bound` entries that sum to 1; removed ids hold NaN.
    pub scores: Vec<f64>,
    /// Iterations that ran.
    pub iterations: u32,
    /// Sum of the absolute changes in the last iteration.
    pub residual: f64,
    /// Whether `residual` fell below the tolerance. Not having converged is no error.
    pub converged: bool,
}

/// Ranks nodes by the stationary probability of a damped random walk.
///
/// The walk starts anywhere. Mass at nodes without out-edges (or whose out-edges weigh nothing) is spread like the
/// jumps, so scores sum to 1. Parallel edges add up; an undirected edge is followed both ways, an undirected
/// self-loop counts once. All of this is as in NetworkX, whose tolerance is multiplied by the number of nodes.
///
/// Cost: `O(iterations * (n + m))` time; 32 bytes a node, with weights 1, 4 or 8 bytes an arc more.
/// Method: Page, Brin, Motwani, Winograd (1999); each node pulls, Jacobi's iteration, so that the scores have the
/// same bits for any number of threads.
///
/// # Errors
/// `InvalidArgument` for a damping outside `[0, 1)`, a negative or NaN tolerance, an unfit weight or
/// personalization; `NodeNotFound` for a node of the personalization that is not live; `OutOfMemory`;
/// `Cancelled`.
pub fn page_rank(
    snapshot: &Snapshot,
    options: &PageRankOptions<'_>,
    execution: &Execution<'_>,
) -> Result<PageRankResult> {
    check_options(options)?;
    execution.progress(0.0, "preparing");
    let weights = edge_weights(snapshot, options.weights, Accepted::NonNegativeFinite, execution)?;
    let adjacency = snapshot.adjacency(execution)?;
    let inward = adjacency.inward();
    let Some(weights) = weights else {
        let out = adjacency.out();
        return rank(snapshot, Unit, |node, _| out.range(node).len() as f64, options, execution);
    };
    match weights.width(execution)? {
        Width::Byte => rank_weighted(
            snapshot,
            arc_weights::<u8>(inward, &weights, execution)?,
            &weights,
            options,
            execution,
        ),
        Width::Single => rank_weighted(
            snapshot,
            arc_weights::<f32>(inward, &weights, execution)?,
            &weights,
            options,
            execution,
        ),
        Width::Double => rank_weighted(
            snapshot,
            arc_weights::<f64>(inward, &weights, execution)?,
            &weights,
            options,
            execution,
        ),
    }
}

fn rank_weighted<W: Weight>(
    snapshot: &Snapshot,
    inward_weights: Vec<W>,
    weights: &EdgeWeights<'_>,
    options: &PageRankOptions<'_>,
    execution: &Execution<'_>,
) -> Result<PageRankResult> {
    let adjacency = snapshot.adjacency(execution)?;
    let (out, values) = (adjacency.out(), weights.values());
    if snapshot.directed() {
        let strength = |node, _: &_| out.edges_of(node).iter().map(|&edge| values[edge as usize]).sum();
        rank(snapshot, inward_weights, strength, options, execution)
    } else {
        // Rows in and out are the same.
        let strength = |node, weights: &Vec<W>| weights.sum(out.range(node));
        rank(snapshot, inward_weights, strength, options, execution)
    }
}

fn rank<R: RowWeights>(
    snapshot: &Snapshot,
    inward_weights: R,
    strength: impl Fn(u32, &R) -> f64 + Sync,
    options: &PageRankOptions<'_>,
    execution: &Execution<'_>,
) -> Result<PageRankResult> {
    let teleport = Teleport::new(snapshot, options.personalization, execution)?;
    let inward = snapshot.adjacency(execution)?.inward();
    let is_live = |node: u32| snapshot.has_node(node);
    let live = (snapshot.node_count(), &is_live);
    let mut ranks = Ranks::new(inward, inward_weights, strength, live, execution)?;
    let outcome = iterate(&mut ranks, &teleport, options, execution)?;
    if snapshot.node_count() < snapshot.node_bound() {
        execution.for_each_chunk_mut(&mut ranks.scores, 1 << 14, |start, piece| {
            for (offset, score) in piece.iter_mut().enumerate() {
                if !is_live((start + offset) as u32) {
                    *score = f64::NAN;
                }
            }
        })?;
    }
    Ok(PageRankResult {
        scores: ranks.scores,
        iterations: outcome.iterations,
        residual: outcome.residual,
        converged: outcome.converged,
    })
}

/// Nodes and edges that [`page_rank`] touches, about, for deciding where it should run.
#[must_use]
pub fn work(snapshot: &Snapshot, options: &PageRankOptions<'_>) -> u64 {
    // Each iteration shrinks the change by the damping, or faster.
    let needed = (options.tolerance.ln() / options.damping.ln()).ceil();
    let iterations = if needed >= 1.0 { (needed as u64).min(options.max_iterations.into()) } else { 1 };
    let size = u64::from(snapshot.node_bound()) + u64::from(snapshot.edge_count());
    // Edges are followed in order: half the cost of one that leads anywhere. Seldom are all iterations needed.
    (size / 2).saturating_mul(iterations)
}

fn check_options(options: &PageRankOptions<'_>) -> Result<()> {
    let PageRankOptions { damping, tolerance, .. } = *options;
    if !(0.0..1.0).contains(&damping) {
        return Err(Error::new(
            ErrorKind::InvalidArgument,
            format!("damping is {damping}: it is a probability of at least 0 and below 1, usually 0.85"),
        )
        .with("argument", "damping")
        .with("value", damping));
    }
    if tolerance.is_nan() || tolerance < 0.0 {
        return Err(Error::new(
            ErrorKind::InvalidArgument,
            format!("tolerance is {tolerance}: give 0 to run all iterations, or a small positive number"),
        )
        .with("argument", "tolerance")
        .with("value", tolerance));
    }
    Ok(())
}
