//! Edge weights: where they come from, and what makes them unfit.

use std::borrow::Cow;

use super::buffer::try_filled;
use crate::error::Quoted;
use crate::execution::Execution;
use crate::{Error, ErrorKind, Result, Snapshot};

/// Edges that a thread looks at at a time.
const CHUNK: usize = 1 << 15;

/// The weight of each edge.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Weights<'a> {
    /// Every edge weighs 1.
    #[default]
    Unit,
    /// A numeric column of the edges.
    Column(Cow<'a, str>),
    /// One number an edge, by edge id, `edge_bound` of them. Those of removed edges are not looked at.
    Values(Cow<'a, [f64]>),
}

impl<'a> Weights<'a> {
    /// A numeric column of the edges.
    #[must_use]
    pub fn column(name: impl Into<Cow<'a, str>>) -> Self {
        Self::Column(name.into())
    }

    /// One number an edge, by edge id.
    #[must_use]
    pub fn values(values: impl Into<Cow<'a, [f64]>>) -> Self {
        Self::Values(values.into())
    }
}

/// Which weights a method accepts; NaN and missing ones never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accepted {
    /// Zero, positive, infinite.
    NonNegative,
    /// Zero and positive.
    NonNegativeFinite,
}

impl Accepted {
    #[inline]
    fn contains(self, weight: f64) -> bool {
        match self {
            Self::NonNegative => weight >= 0.0,
            Self::NonNegativeFinite => (0.0..f64::INFINITY).contains(&weight),
        }
    }

    fn wanted(self) -> &'static str {
        match self {
            Self::NonNegative => "a number that is not negative",
            Self::NonNegativeFinite => "a finite number that is not negative",
        }
    }
}

/// Checked weights by edge id, `edge_bound` of them. What stands at removed edges is arbitrary.
pub(crate) struct EdgeWeights<'a>(Cow<'a, [f64]>);

impl EdgeWeights<'_> {
    pub(crate) fn values(&self) -> &[f64] {
        &self.0
    }
}

/// The weights of `snapshot`, checked, or none when every edge weighs 1.
///
/// Borrows `float64` columns and arrays; other numeric columns are converted into an array of 8 bytes an edge.
/// Cost: `O(m)`.
///
/// # Errors
/// `AttributeNotFound` for an unknown column; `TypeMismatch` for one that is not numeric; `InvalidArgument` for an
/// array of the wrong length, and for the first live edge whose weight is missing, NaN or not `accepted`;
/// `OutOfMemory`; `Cancelled`.
pub(crate) fn edge_weights<'a>(
    snapshot: &'a Snapshot,
    weights: &'a Weights<'_>,
    accepted: Accepted,
    execution: &Execution<'_>,
) -> Result<Option<EdgeWeights<'a>>> {
    let edges = snapshot.edge_bound() as usize;
    let is_live = |edge: usize| snapshot.is_live_edge(edge as u32);
    match weights {
        Weights::Unit => Ok(None),
        Weights::Values(values) => {
            if values.len() != edges {
                return Err(wrong_length(values.len(), edges));
            }
            check_all(values, is_live, accepted, execution)?;
            Ok(Some(EdgeWeights(Cow::Borrowed(values))))
        }
        Weights::Column(name) => {
            let name = name.as_ref();
            let column = snapshot.edges().require(name)?;
            if !column.is_numeric() {
                return Err(not_numeric(name, &column.ty().to_string()));
            }
            let complete = column.validity().is_none();
            if let Some(values) = column.as_f64().and_then(|values| values.get(..edges)) {
                if complete {
                    check_all(values, is_live, accepted, execution)?;
                } else {
                    check(edges, |edge| column.number(edge), is_live, accepted, execution)?;
                }
                return Ok(Some(EdgeWeights(Cow::Borrowed(values))));
            }
            check(edges, |edge| column.number(edge), is_live, accepted, execution)?;
            let mut values = try_filled("weights", edges, 0.0, execution)?;
            execution.for_each_chunk_mut(&mut values, CHUNK, |start, piece| {
                for (offset, value) in piece.iter_mut().enumerate() {
                    *value = column.number(start + offset).unwrap_or(0.0);
                }
            })?;
            Ok(Some(EdgeWeights(Cow::Owned(values))))
        }
    }
}

/// As [`check`], for weights none of which is missing.
fn check_all(
    values: &[f64],
    is_live: impl Fn(usize) -> bool + Sync,
    accepted: Accepted,
    execution: &Execution<'_>,
) -> Result<()> {
    // Without branches the usual case, all fit, goes several at a time.
    let all_fit = |values: &[f64]| values.iter().fold(true, |fit, &weight| fit & accepted.contains(weight));
    let parts = execution.map_chunks(values.len(), CHUNK, |range| all_fit(&values[range]))?;
    if parts.contains(&false) {
        return check(values.len(), |edge| Some(values[edge]), is_live, accepted, execution);
    }
    Ok(())
}

/// Fails on the first live edge whose weight is missing or not accepted.
fn check(
    edges: usize,
    weight: impl Fn(usize) -> Option<f64> + Sync,
    is_live: impl Fn(usize) -> bool + Sync,
    accepted: Accepted,
    execution: &Execution<'_>,
) -> Result<()> {
    let unfit = |edge: usize| !weight(edge).is_some_and(|weight| accepted.contains(weight)) && is_live(edge);
    let first = execution.map_chunks(edges, CHUNK, |mut range| range.find(|&edge| unfit(edge)))?;
    match first.into_iter().flatten().next() {
        Some(edge) => Err(unfit_weight(edge, weight(edge), accepted)),
        None => Ok(()),
    }
}

fn unfit_weight(edge: usize, weight: Option<f64>, accepted: Accepted) -> Error {
    let found = weight.map_or_else(|| "none".to_owned(), |weight| weight.to_string());
    let error = Error::expected(
        ErrorKind::InvalidArgument,
        format_args!("{} as the weight of edge {edge}", accepted.wanted()),
        found,
        "set it, or remove the edge",
    )
    .with("argument", "weight")
    .with("edge", edge);
    match weight {
        Some(weight) => error.with("value", weight),
        None => error.with("value", "null"),
    }
}

fn wrong_length(found: usize, expected: usize) -> Error {
    Error::expected(
        ErrorKind::InvalidArgument,
        format_args!("{expected} weights"),
        found,
        "give one for each edge id (edgeBound), removed edges included",
    )
    .with("argument", "weight")
    .with("value", found)
    .with("expected", expected)
}

fn not_numeric(name: &str, found: &str) -> Error {
    Error::expected(
        ErrorKind::TypeMismatch,
        "a numeric edge column for the weights",
        format_args!("{} of type {found}", Quoted(name)),
        "name a numeric column",
    )
    .with("attribute", name)
    .with("found", found)
    .with("expected", "a numeric column")
}
