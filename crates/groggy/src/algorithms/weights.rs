//! Edge weights: where they come from, and what makes them unfit.

use std::borrow::Cow;
use std::ops::Range;

use super::buffer::try_filled;
use crate::bits::Bits;
use crate::column::{Column, ColumnSet, column_word};
use crate::error::Quoted;
use crate::execution::Execution;
use crate::{Error, ErrorKind, Result, Snapshot, View};

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

    /// The word of a column's header that says below which row all are known to be accepted.
    fn word(self) -> usize {
        match self {
            Self::NonNegative => column_word::NON_NEGATIVE_BELOW,
            Self::NonNegativeFinite => column_word::FINITE_BELOW,
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

/// Checked weights where they stand. What stands at removed edges is arbitrary.
#[derive(Clone, Copy)]
pub(crate) enum Fit<'a> {
    Values(&'a [f64]),
    Column(&'a Column),
}

impl Fit<'_> {
    #[inline]
    pub(crate) fn of(self, edge: u32) -> f64 {
        match self {
            Self::Values(values) => values[edge as usize],
            Self::Column(column) => column.number(edge as usize).unwrap_or(f64::NAN),
        }
    }
}

/// The edges that weights are of.
#[derive(Clone, Copy)]
pub(crate) struct Edges<'a> {
    columns: &'a ColumnSet,
    bound: usize,
    removed: Option<&'a Bits>,
}

impl<'a> From<&'a Snapshot> for Edges<'a> {
    fn from(snapshot: &'a Snapshot) -> Self {
        let bound = snapshot.edge_bound() as usize;
        Self { columns: snapshot.edges(), bound, removed: snapshot.removed_edges() }
    }
}

impl<'a> From<&View<'a>> for Edges<'a> {
    fn from(view: &View<'a>) -> Self {
        Self { columns: view.edges, bound: view.edge_bound as usize, removed: view.removed_edges }
    }
}

/// The weights of `snapshot`, checked, or none when every edge weighs 1.
///
/// Borrows `float64` columns and arrays; other numeric columns are converted into an array of 8 bytes an edge.
/// Cost: `O(m)`.
///
/// # Errors
/// As [`fit_weights`].
pub(crate) fn edge_weights<'a>(
    snapshot: &'a Snapshot,
    weights: &'a Weights<'_>,
    accepted: Accepted,
    execution: &Execution<'_>,
) -> Result<Option<EdgeWeights<'a>>> {
    let values = match fit_weights(snapshot.into(), weights, accepted, execution)? {
        None => return Ok(None),
        Some(Fit::Values(values)) => Cow::Borrowed(values),
        Some(Fit::Column(column)) => {
            let mut values = try_filled("weights", snapshot.edge_bound() as usize, 0.0, execution)?;
            execution.for_each_chunk_mut(&mut values, CHUNK, |start, piece| {
                for (offset, value) in piece.iter_mut().enumerate() {
                    *value = column.number(start + offset).unwrap_or(0.0);
                }
            })?;
            Cow::Owned(values)
        }
    };
    Ok(Some(EdgeWeights(values)))
}

/// The weights of `edges`, checked, where they stand, or none when every edge weighs 1.
///
/// Cost: O(1) for a column that was checked before and has had no unfit value since; `O(m)` else.
///
/// # Errors
/// `AttributeNotFound` for an unknown column; `TypeMismatch` for one that is not numeric; `InvalidArgument` for an
/// array of the wrong length, and for the first live edge whose weight is missing, NaN or not `accepted`;
/// `OutOfMemory`; `Cancelled`.
pub(crate) fn fit_weights<'a>(
    edges: Edges<'a>,
    weights: &'a Weights<'_>,
    accepted: Accepted,
    execution: &Execution<'_>,
) -> Result<Option<Fit<'a>>> {
    let is_live = |edge: usize| !edges.removed.is_some_and(|bits| bits.get(edge));
    match weights {
        Weights::Unit => Ok(None),
        Weights::Values(values) => {
            if values.len() != edges.bound {
                return Err(wrong_length(values.len(), edges.bound));
            }
            check_all(values, is_live, accepted, execution)?;
            Ok(Some(Fit::Values(values)))
        }
        Weights::Column(name) => {
            let name = name.as_ref();
            let column = edges.columns.require(name)?;
            if !column.is_numeric() {
                return Err(not_numeric(name, &column.ty().to_string()));
            }
            let floats = column.as_f64().and_then(|values| values.get(..edges.bound));
            let known = column.known_below(accepted.word());
            if known < edges.bound {
                match floats {
                    Some(values) if known == 0 && column.validity().is_none() => {
                        check_all(values, is_live, accepted, execution)?;
                    }
                    _ => check(known..edges.bound, |edge| column.number(edge), is_live, accepted, execution)?,
                }
                column.note_known(accepted.word(), edges.bound);
            }
            Ok(Some(floats.map_or(Fit::Column(column), Fit::Values)))
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
        return check(0..values.len(), |edge| Some(values[edge]), is_live, accepted, execution);
    }
    Ok(())
}

/// Fails on the first live edge whose weight is missing or not accepted.
fn check(
    edges: Range<usize>,
    weight: impl Fn(usize) -> Option<f64> + Sync,
    is_live: impl Fn(usize) -> bool + Sync,
    accepted: Accepted,
    execution: &Execution<'_>,
) -> Result<()> {
    let unfit = |edge: usize| !weight(edge).is_some_and(|weight| accepted.contains(weight)) && is_live(edge);
    let start = edges.start;
    let first = execution.map_chunks(edges.len(), CHUNK, |range| {
        (range.start + start..range.end + start).find(|&edge| unfit(edge))
    })?;
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
