//! What an algorithm is asked for, read from the arguments of `run`.

use groggy::algorithms::{
    self, BfsOptions, PageRankOptions, Personalization, ShortestDistancesOptions, ShortestPathOptions,
    Weights,
};
use groggy::execution::Execution;
use groggy::{Direction, Snapshot};
use groggy_host::errors::HostError;

use crate::convert::{to_direction, to_maybe_array, to_node, to_u32};
use crate::input::Input;
use crate::napi::{Array, Env, Outcome, Type, Value};
use crate::operations::Op;
use crate::tasks::Answer;

/// The weights of edges as the caller gives them.
pub enum WeightsIn {
    /// Every edge weighs 1.
    Unit,
    /// A column of the edges.
    Column(String),
    /// By edge id.
    Values(Input<f64>),
}

impl WeightsIn {
    fn new<'s>(env: Env<'s>, value: Value<'s>) -> Outcome<Self> {
        Ok(match env.type_of(value)? {
            Type::Missing => Self::Unit,
            Type::String => Self::Column(env.to_text(value)?),
            _ => Self::Values(Input::new(env.to_typed_array(value)?)?),
        })
    }

    fn weights(&self) -> Weights<'_> {
        match self {
            Self::Unit => Weights::Unit,
            Self::Column(name) => Weights::Column(name),
            Self::Values(values) => Weights::Values(values),
        }
    }
}

/// An algorithm with its arguments.
pub enum Request {
    /// `[damping, tolerance, maxIterations, personalization, weight]`
    PageRank {
        /// Numbers as they came; the core judges them.
        numbers: (f64, f64, u32),
        /// By node id.
        personalization: Option<Input<f64>>,
        /// Of edges.
        weights: WeightsIn,
    },
    /// `[]`
    ConnectedComponents,
    /// `[source, direction, maxDepth]`
    Bfs(u32, BfsOptions),
    /// `[source, target, weight]`
    ShortestPath(u32, u32, WeightsIn),
    /// `[source, weight, direction]`
    ShortestDistances(u32, WeightsIn, Direction),
}

impl Request {
    /// The arguments of `operation`, which is one that works on a snapshot.
    pub fn new<'s>(env: Env<'s>, operation: Op, arguments: &Array<'s>) -> Outcome<Self> {
        let argument = |index| arguments.get(index);
        Ok(match operation {
            Op::pageRank => Self::PageRank {
                numbers: (
                    env.to_f64(argument(0))?,
                    env.to_f64(argument(1))?,
                    to_u32(env, argument(2), "maxIterations")?,
                ),
                personalization: to_maybe_array(env, argument(3))?.map(Input::new).transpose()?,
                weights: WeightsIn::new(env, argument(4))?,
            },
            Op::connectedComponents => Self::ConnectedComponents,
            Op::bfs => {
                let max_depth = argument(2);
                let max_depth = match env.is_missing(max_depth)? {
                    true => None,
                    false => Some(to_u32(env, max_depth, "maxDepth")?),
                };
                let direction = to_direction(env, argument(1))?;
                Self::Bfs(to_node(env, argument(0))?, BfsOptions { direction, max_depth })
            }
            Op::shortestPath => Self::ShortestPath(
                to_node(env, argument(0))?,
                to_node(env, argument(1))?,
                WeightsIn::new(env, argument(2))?,
            ),
            Op::shortestDistances => Self::ShortestDistances(
                to_node(env, argument(0))?,
                WeightsIn::new(env, argument(1))?,
                to_direction(env, argument(2))?,
            ),
            _ => return Err(HostError::internal("an operation without arguments was asked for them").into()),
        })
    }

    /// Nodes and edges that the call touches, about; the building of a missing adjacency included.
    pub fn units(&self, snapshot: &Snapshot) -> u64 {
        /// Counting, placing and sorting an edge at both its ends, beside following it once.
        const EDGE_BUILT: u64 = 8;
        let build = match snapshot.has_adjacency() {
            true => 0,
            false => u64::from(snapshot.node_bound()) + EDGE_BUILT * u64::from(snapshot.edge_bound()),
        };
        let work = match self {
            Self::PageRank { numbers, personalization, weights } => algorithms::page_rank::work(
                snapshot,
                &page_rank_options(*numbers, personalization.as_deref(), weights),
            ),
            Self::ConnectedComponents => algorithms::connected_components::work(snapshot),
            Self::Bfs(..) => algorithms::bfs::work(snapshot),
            Self::ShortestPath(_, _, weights) => {
                algorithms::shortest_path::work(snapshot, &ShortestPathOptions { weights: weights.weights() })
            }
            Self::ShortestDistances(_, weights, direction) => algorithms::shortest_distances::work(
                snapshot,
                &ShortestDistancesOptions { weights: weights.weights(), direction: *direction },
            ),
        };
        build.saturating_add(work)
    }

    /// Does it.
    pub fn perform(&self, snapshot: &Snapshot, execution: &Execution<'_>) -> groggy::Result<Answer> {
        match self {
            Self::PageRank { numbers, personalization, weights } => {
                let options = page_rank_options(*numbers, personalization.as_deref(), weights);
                algorithms::page_rank(snapshot, &options, execution).map(Answer::PageRank)
            }
            Self::ConnectedComponents => {
                algorithms::connected_components(snapshot, execution).map(Answer::Components)
            }
            Self::Bfs(source, options) => {
                algorithms::bfs(snapshot, *source, options, execution).map(Answer::Bfs)
            }
            Self::ShortestPath(source, target, weights) => {
                let options = ShortestPathOptions { weights: weights.weights() };
                algorithms::shortest_path(snapshot, *source, *target, &options, execution).map(Answer::Path)
            }
            Self::ShortestDistances(source, weights, direction) => {
                let options = ShortestDistancesOptions { weights: weights.weights(), direction: *direction };
                algorithms::shortest_distances(snapshot, *source, &options, execution).map(Answer::Distances)
            }
        }
    }
}

fn page_rank_options<'a>(
    (damping, tolerance, max_iterations): (f64, f64, u32),
    personalization: Option<&'a [f64]>,
    weights: &'a WeightsIn,
) -> PageRankOptions<'a> {
    PageRankOptions {
        damping,
        tolerance,
        max_iterations,
        personalization: personalization.map(Personalization::Dense),
        weights: weights.weights(),
    }
}
