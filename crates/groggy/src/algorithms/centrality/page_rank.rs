//! PageRank.

use crate::algorithms::arc_weights::{Weight, Width, arc_weights};
use crate::algorithms::buffer::nan_at_removed;
use crate::algorithms::declaration::Range;
use crate::algorithms::personalization::{Personalization, Teleport};
use crate::algorithms::pull::{RowWeights, Unit};
use crate::algorithms::rank_iteration::Ranks;
use crate::algorithms::weights::{Accepted, EdgeWeights, Weights, edge_weights};
use crate::execution::Execution;
use crate::{Result, Snapshot};

options! {
    /// How [`page_rank`] ranks.
    PageRankOptions<'a> {
        /// Probability of following an edge rather than jumping to a node.
        damping: f64 = 0.85, Range::below(0.0, 1.0);
        /// Sum of the absolute changes of all scores at which iteration stops; 0 runs all iterations.
        tolerance: f64 = 1e-6, Range::from(0.0);
        /// The most iterations.
        max_iterations: u32 = 100;
        /// Where jumps go: a share for each node, not negative, not all 0; evenly when left out.
        personalization: Option<Personalization<'a>> = None;
        /// How likely each edge is to be followed, finite and not negative; all alike when left out.
        weight: Weights<'a> = Weights::Unit;
    }
}

result! {
    /// Scores of nodes, and how iteration went.
    PageRankResult, assigned scores {
        /// Probability by node id, `node_bound` entries that sum to 1. Removed ids hold NaN.
        per_node scores: Vec<f64>;
        /// Iterations that ran.
        value iterations: u32;
        /// Sum of the absolute changes in the last iteration.
        value residual: f64;
        /// Whether the residual fell to the tolerance. Not having converged is not an error.
        value converged: bool;
    }
}

algorithm! {
    /// Ranks nodes by the stationary probability of a damped random walk.
    ///
    /// The walk starts anywhere. Mass at nodes without out-edges (or whose out-edges weigh nothing) is spread like the
    /// jumps: evenly, or as the personalization says. So scores sum to 1. Parallel edges add up; an undirected edge is
    /// followed both ways, an undirected self-loop counts once. All of this is as in NetworkX, whose tolerance is
    /// multiplied by the number of nodes.
    ///
    /// Cost: `O(iterations * (n + m))` time; 32 bytes a node, with weights 1, 4 or 8 bytes an arc more.
    ///
    /// Method: Page, Brin, Motwani, Winograd (1999); each node pulls, Jacobi's iteration, so that the scores have the
    /// same bits for any number of threads.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for a damping outside `[0, 1)`, a negative or NaN tolerance, an unfit weight or
    /// personalization; `AttributeNotFound` for an unknown weight column; `TypeMismatch` for a weight column that is not numeric;
    /// `OutOfMemory`; `Cancelled`.
    page_rank() with options: PageRankOptions<'_> => PageRankResult
    { kernel: kernel, work: work }
}

fn kernel(
    snapshot: &Snapshot,
    options: &PageRankOptions<'_>,
    execution: &Execution<'_>,
) -> Result<PageRankResult> {
    execution.progress(0.0, "preparing");
    let weights = edge_weights(snapshot, &options.weight, Accepted::NonNegativeFinite, execution)?;
    let adjacency = snapshot.adjacency(execution)?;
    let inward = adjacency.inward();
    let Some(weights) = weights else {
        let out = adjacency.out();
        return rank(snapshot, Unit, |node, _| out.range(node).len() as f64, options, execution);
    };
    match Width::of(&weights, execution)? {
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
    let teleport = Teleport::new(snapshot, options.personalization.as_ref(), execution)?;
    let inward = snapshot.adjacency(execution)?.inward();
    let is_live = |node: u32| snapshot.has_node(node);
    let live = (snapshot.node_count(), &is_live);
    let mut ranks = Ranks::new(inward, inward_weights, strength, live, execution)?;
    let outcome = iterate(&mut ranks, &teleport, options, execution)?;
    nan_at_removed(&mut ranks.scores, snapshot, execution)?;
    Ok(PageRankResult {
        scores: ranks.scores,
        iterations: outcome.iterations,
        residual: outcome.residual,
        converged: outcome.converged,
    })
}

/// How the iteration ended.
struct Outcome {
    iterations: u32,
    residual: f64,
    converged: bool,
}

/// Runs until the change is below the tolerance or the iterations are used up.
fn iterate<R: RowWeights>(
    ranks: &mut Ranks<'_, R>,
    teleport: &Teleport,
    options: &PageRankOptions<'_>,
    execution: &Execution<'_>,
) -> Result<Outcome> {
    let &PageRankOptions { damping, tolerance, max_iterations, .. } = options;
    let mut outcome = Outcome { iterations: 0, residual: f64::INFINITY, converged: false };
    while outcome.iterations < max_iterations && !outcome.converged {
        let jump = 1.0 - damping + damping * ranks.dangling();
        let change = match teleport {
            Teleport::Even(share) => ranks.update(execution, |_, pulled| share * jump + damping * pulled)?,
            Teleport::Given(share) => {
                ranks.update(execution, |node, pulled| share[node as usize] * jump + damping * pulled)?
            }
        };
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

/// Nodes and edges that [`page_rank`] touches, about, for deciding where it should run.
fn work(snapshot: &Snapshot, (): &(), options: &PageRankOptions<'_>) -> u64 {
    // Each iteration shrinks the change by the damping, or faster.
    let needed = (options.tolerance.ln() / options.damping.ln()).ceil();
    let iterations = if needed >= 1.0 { (needed as u64).min(options.max_iterations.into()) } else { 1 };
    let size = u64::from(snapshot.node_bound()) + u64::from(snapshot.edge_count());
    // Edges are followed in order: half the cost of one that leads anywhere. Seldom are all iterations needed.
    (size / 2).saturating_mul(iterations)
}
