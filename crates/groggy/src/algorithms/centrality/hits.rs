//! Hubs and authorities.

use crate::adjacency::Csr;
use crate::algorithms::arc_weights::arc_weights;
use crate::algorithms::buffer::{nan_at_removed, try_zeroed};
use crate::algorithms::declaration::Range;
use crate::algorithms::pull::{RowWeights, Unit};
use crate::algorithms::weights::{Accepted, Weights, edge_weights};
use crate::execution::Execution;
use crate::{Error, ErrorKind, Result, Snapshot};

/// Nodes whose rows a thread reads at a time.
const ROWS: usize = 1 << 10;
/// Nodes that a thread takes at a time where arcs are not looked at.
const CHUNK: usize = 1 << 13;

options! {
    /// How [`hits`] ranks.
    HitsOptions<'a> {
        /// Sum of the absolute changes of all hub scores at which iteration stops; 0 runs all iterations.
        tolerance: f64 = 1e-8, Range::from(0.0);
        /// The most iterations.
        max_iterations: u32 = 100;
        /// How much each edge counts, finite and not negative; 1 each when left out.
        weight: Weights<'a> = Weights::Unit;
    }
}

result! {
    /// Scores of nodes as hubs and as authorities, and how iteration went.
    HitsResult {
        /// How good the nodes are that a node leads to, by node id, `node_bound` entries that sum to 1. Removed ids hold
        /// NaN.
        per_node hubs: Vec<f64>;
        /// How good the nodes are that lead to a node, by node id, `node_bound` entries that sum to 1. Removed ids hold
        /// NaN.
        per_node authorities: Vec<f64>;
        /// Iterations that ran.
        value iterations: u32;
        /// Sum of the absolute changes of all hub scores in the last iteration.
        value residual: f64;
        /// Whether the residual fell to the tolerance. Not having converged is not an error.
        value converged: bool;
    }
}

algorithm! {
    /// Ranks nodes as hubs and as authorities: good hubs lead to good authorities, and good authorities are led to by
    /// good hubs.
    ///
    /// Parallel edges add up; an undirected edge is followed both ways, an undirected self-loop counts once, and then both
    /// scores are one. Where no edge has weight all nodes score the same. The rest is as in NetworkX. Where more than one
    /// solution exists, as in a cycle, it is the one that iteration from even scores leads to.
    ///
    /// Cost: `O(iterations * (n + m))` time; besides the result 8 bytes a node, with weights 8 bytes an arc more.
    ///
    /// Method: Kleinberg (1999), by power iteration.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for a negative or NaN tolerance and for an unfit weight; `AttributeNotFound` for an unknown
    /// weight column; `TypeMismatch` for one that is not numeric; `OutOfMemory`; `Cancelled`.
    hits() with options: HitsOptions<'_> => HitsResult
    { kernel: kernel, work: work }
}

fn kernel(snapshot: &Snapshot, options: &HitsOptions<'_>, execution: &Execution<'_>) -> Result<HitsResult> {
    execution.progress(0.0, "preparing");
    let weights = edge_weights(snapshot, &options.weight, Accepted::NonNegativeFinite, execution)?;
    let adjacency = snapshot.adjacency(execution)?;
    let (out, inward) = (adjacency.out(), adjacency.inward());
    let Some(weights) = weights else {
        return iterate(snapshot, (out, &Unit), (inward, &Unit), options, execution);
    };
    let out_weights = arc_weights::<f64>(out, &weights, execution)?;
    if !snapshot.directed() {
        return iterate(snapshot, (out, &out_weights), (out, &out_weights), options, execution);
    }
    let inward_weights = arc_weights::<f64>(inward, &weights, execution)?;
    iterate(snapshot, (out, &out_weights), (inward, &inward_weights), options, execution)
}

/// Nodes and edges that [`hits`] touches, about, for deciding where it should run.
fn work(snapshot: &Snapshot, (): &(), options: &HitsOptions<'_>) -> u64 {
    /// Seldom are more needed.
    const LIKELY: u32 = 30;
    let size = u64::from(snapshot.node_bound()) + u64::from(snapshot.edge_count());
    // Edges are followed in order: half the cost of one that leads anywhere, but from both ends.
    size.saturating_mul(options.max_iterations.clamp(1, LIKELY).into())
}

fn iterate<R: RowWeights>(
    snapshot: &Snapshot,
    out: (Csr<'_>, &R),
    inward: (Csr<'_>, &R),
    options: &HitsOptions<'_>,
    execution: &Execution<'_>,
) -> Result<HitsResult> {
    let even = Even(snapshot);
    let nodes = snapshot.node_bound() as usize;
    let [mut hubs, mut authorities, mut next] =
        [try_zeroed("scores", nodes)?, try_zeroed("scores", nodes)?, try_zeroed("scores", nodes)?];
    even.fill(&mut hubs, execution)?;
    even.fill(&mut authorities, execution)?;
    let (mut iterations, mut residual, mut converged, mut done) = (0, f64::INFINITY, false, 0.0_f64);
    while iterations < options.max_iterations && !converged {
        even.pull(inward, &hubs, &mut authorities, execution)?;
        even.pull(out, &authorities, &mut next, execution)?;
        std::mem::swap(&mut hubs, &mut next);
        residual = sum(nodes, |node| (hubs[node] - next[node]).abs(), execution)?;
        converged = residual < options.tolerance;
        iterations += 1;
        // The change shrinks from at most 2 towards the tolerance, about as fast in each iteration.
        let by_change = (residual / 2.0).ln() / (options.tolerance / 2.0).ln();
        let by_count = f64::from(iterations) / f64::from(options.max_iterations);
        done = done.max(by_count).max(if by_change.is_finite() { by_change } else { 0.0 });
        execution.progress(done, "ranking");
    }
    nan_at_removed(&mut hubs, snapshot, execution)?;
    nan_at_removed(&mut authorities, snapshot, execution)?;
    Ok(HitsResult { hubs, authorities, iterations, residual, converged })
}

/// The scores of the live nodes when all are alike.
struct Even<'a>(&'a Snapshot);

impl Even<'_> {
    fn fill(&self, scores: &mut [f64], execution: &Execution<'_>) -> Result<()> {
        let share = 1.0 / f64::from(self.0.node_count().max(1));
        execution.for_each_chunk_mut(scores, CHUNK, |start, piece| {
            for (node, score) in (start as u32..).zip(piece) {
                *score = if self.0.has_node(node) { share } else { 0.0 };
            }
        })
    }

    /// Gives each node the sum of `scores` over its row, scaled so that all sum to 1.
    fn pull<R: RowWeights>(
        &self,
        (rows, weights): (Csr<'_>, &R),
        scores: &[f64],
        into: &mut [f64],
        execution: &Execution<'_>,
    ) -> Result<()> {
        execution.for_each_chunk_mut(into, ROWS, |start, piece| {
            for (node, score) in (start as u32..).zip(piece) {
                *score = weights.pull(scores, rows.neighbors(node), rows.range(node));
            }
        })?;
        let total = sum(into.len(), |node| into[node], execution)?;
        if total == 0.0 {
            return self.fill(into, execution);
        }
        if !total.is_normal() {
            return Err(unfit_sum(total));
        }
        execution.for_each_chunk_mut(into, CHUNK, |_, piece| {
            for score in piece {
                *score /= total;
            }
        })
    }
}

/// The sum of `value` for all nodes, always added in the same order.
fn sum(nodes: usize, value: impl Fn(usize) -> f64 + Sync, execution: &Execution<'_>) -> Result<f64> {
    let parts = execution.map_chunks(nodes, CHUNK, |range| range.map(&value).sum::<f64>())?;
    Ok(parts.iter().sum())
}

fn unfit_sum(sum: f64) -> Error {
    let found = format!("a sum of weighted scores of {sum}");
    let remedy = "scale all weights to a moderate size";
    Error::expected(ErrorKind::InvalidArgument, "weights of moderate size", found, remedy)
        .with("argument", "weight")
        .with("value", sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithms::cases::{Case, cases, large, on_all_threads, runs_under_an_execution, same_bits};
    use proptest::prelude::*;

    fn same(a: &HitsResult, b: &HitsResult) -> bool {
        same_bits(&a.hubs, &b.hubs)
            && same_bits(&a.authorities, &b.authorities)
            && same_bits(&[a.residual], &[b.residual])
            && (a.iterations, a.converged) == (b.iterations, b.converged)
    }

    /// As many iterations as were run, from the definition.
    fn reference(case: &Case, weighted: bool, iterations: u32) -> (Vec<f64>, Vec<f64>) {
        let count = case.live_nodes().count() as f64;
        let even: Vec<f64> =
            (0..case.nodes).map(|node| if case.has_node(node) { 1.0 / count } else { 0.0 }).collect();
        let (mut hubs, mut authorities) = (even.clone(), even.clone());
        for _ in 0..iterations {
            let [mut into, mut out] = [vec![0.0; even.len()], vec![0.0; even.len()]];
            let scale = |scores: &mut Vec<f64>| match scores.iter().sum::<f64>() {
                0.0 => scores.clone_from(&even),
                sum => scores.iter_mut().for_each(|score| *score /= sum),
            };
            for (from, to, weight, _) in case.arcs() {
                into[to as usize] += hubs[from as usize] * if weighted { weight } else { 1.0 };
            }
            scale(&mut into);
            for (from, to, weight, _) in case.arcs() {
                out[from as usize] += into[to as usize] * if weighted { weight } else { 1.0 };
            }
            scale(&mut out);
            (hubs, authorities) = (out, into);
        }
        for node in (0..case.nodes).filter(|&node| !case.has_node(node)) {
            hubs[node as usize] = f64::NAN;
            authorities[node as usize] = f64::NAN;
        }
        (hubs, authorities)
    }

    fn check(case: &Case, options: &HitsOptions<'_>) {
        let snapshot = case.snapshot();
        let found = on_all_threads(|e| hits(&snapshot, options, e).unwrap(), same);
        let (hubs, authorities) = reference(case, options.weight != Weights::Unit, found.iterations);
        for (found, expected) in [(&found.hubs, hubs), (&found.authorities, authorities)] {
            for (node, (found, expected)) in found.iter().zip(&expected).enumerate() {
                let close = (found - expected).abs() <= 1e-9 || found.is_nan() && expected.is_nan();
                assert!(close, "node {node} has {found}, not {expected}");
            }
            if case.live_nodes().next().is_some() {
                let sum: f64 = found.iter().filter(|score| !score.is_nan()).sum();
                assert!((sum - 1.0).abs() < 1e-9, "scores sum to {sum}");
            }
        }
        assert_eq!(found.converged, found.residual < options.tolerance);
        assert!(found.converged || found.iterations == options.max_iterations);
    }

    proptest! {
        #[test]
        fn as_iterated_arc_by_arc(
            case in cases(), weighted in any::<bool>(), tolerance in prop_oneof![Just(1e-8), Just(0.0)],
            max_iterations in 0_u32..40,
        ) {
            let weight = if weighted { Weights::column("w") } else { Weights::Unit };
            check(&case, &HitsOptions { tolerance, max_iterations, weight });
        }
    }

    #[test]
    fn large_graphs() {
        for case in large() {
            check(&case, &HitsOptions::default());
            check(&case, &HitsOptions { weight: Weights::column("w"), ..HitsOptions::default() });
        }
    }

    #[test]
    fn weights_that_overflow_are_refused() {
        let edges = vec![(0, 1, f64::MAX), (1, 0, f64::MAX), (0, 1, f64::MAX)];
        let case = Case { directed: true, nodes: 2, edges, removed_nodes: vec![], removed_edges: vec![] };
        let options = HitsOptions { weight: Weights::column("w"), ..HitsOptions::default() };
        let error = hits(&case.snapshot(), &options, &Execution::inline()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    }

    #[test]
    fn cancellation_and_progress() {
        runs_under_an_execution("hits", large(), |snapshot, execution| {
            hits(snapshot, &HitsOptions::default(), execution).map(drop)
        });
    }
}
