//! Where the walk of PageRank jumps to.

use std::borrow::Cow;

use super::buffer::{try_filled, try_zeroed};
use crate::execution::Execution;
use crate::{Error, ErrorKind, Result, Snapshot};

/// Nodes that a thread takes at a time.
const CHUNK: usize = 1 << 14;

/// How likely a jump leads to each node, before scaling to a sum of 1.
#[derive(Debug, Clone, PartialEq)]
pub enum Personalization<'a> {
    /// One value a node, by node id, `node_bound` of them. Those of removed ids are not looked at.
    Dense(Cow<'a, [f64]>),
    /// Some nodes and the value of each, 0 for all others. Values of a node that is named twice add up.
    Sparse {
        /// Live nodes.
        nodes: Cow<'a, [u32]>,
        /// As many values.
        values: Cow<'a, [f64]>,
    },
}

/// Probability that a jump leads to a node.
pub(crate) enum Teleport {
    /// The same for all nodes.
    Even(f64),
    /// By node id; 0 for removed ids.
    Given(Vec<f64>),
}

impl Teleport {
    /// Checks and scales `personalization`.
    ///
    /// # Errors
    /// `InvalidArgument` for a wrong length, a value that is negative or not finite, and a sum that is 0 or not
    /// finite; `NodeNotFound`; `OutOfMemory`; `Cancelled`.
    pub(crate) fn new(
        snapshot: &Snapshot,
        personalization: Option<&Personalization<'_>>,
        execution: &Execution<'_>,
    ) -> Result<Self> {
        let nodes = snapshot.node_bound() as usize;
        let live = snapshot.node_count();
        let mut share = match personalization {
            None if live == snapshot.node_bound() => return Ok(Self::Even(1.0 / f64::from(live.max(1)))),
            None => try_filled("personalization", nodes, 1.0, execution)?,
            Some(Personalization::Dense(values)) => dense(snapshot, values, execution)?,
            Some(Personalization::Sparse { nodes, values }) => sparse(snapshot, nodes, values)?,
        };
        if live == 0 {
            return Ok(Self::Even(0.0));
        }
        if live < snapshot.node_bound() {
            execution.for_each_chunk_mut(&mut share, CHUNK, |start, piece| {
                for (offset, value) in piece.iter_mut().enumerate() {
                    if !snapshot.has_node((start + offset) as u32) {
                        *value = 0.0;
                    }
                }
            })?;
        }
        let parts = execution.map_chunks(nodes, CHUNK, |range| share[range].iter().sum::<f64>())?;
        let sum = parts.iter().sum::<f64>();
        if !sum.is_normal() {
            return Err(unfit_sum(sum));
        }
        execution.for_each_chunk_mut(&mut share, CHUNK, |_, piece| {
            for value in piece {
                *value /= sum;
            }
        })?;
        Ok(Self::Given(share))
    }
}

fn dense(snapshot: &Snapshot, values: &[f64], execution: &Execution<'_>) -> Result<Vec<f64>> {
    let nodes = snapshot.node_bound() as usize;
    if values.len() != nodes {
        return Err(wrong_length(values.len(), nodes, "node id (nodeBound)"));
    }
    let unfit = |node: usize| !is_fit(values[node]) && snapshot.has_node(node as u32);
    let first = execution.map_chunks(nodes, CHUNK, |mut range| range.find(|&node| unfit(node)))?;
    if let Some(node) = first.into_iter().flatten().next() {
        return Err(unfit_value(node as u32, values[node]));
    }
    let mut share = try_zeroed("personalization", nodes)?;
    execution.for_each_chunk_mut(&mut share, CHUNK, |start, piece| {
        piece.copy_from_slice(&values[start..start + piece.len()]);
    })?;
    Ok(share)
}

fn sparse(snapshot: &Snapshot, nodes: &[u32], values: &[f64]) -> Result<Vec<f64>> {
    if values.len() != nodes.len() {
        return Err(wrong_length(values.len(), nodes.len(), "named node"));
    }
    let mut share: Vec<f64> = try_zeroed("personalization", snapshot.node_bound() as usize)?;
    for (&node, &value) in nodes.iter().zip(values) {
        snapshot.check_node(node)?;
        if !is_fit(value) {
            return Err(unfit_value(node, value));
        }
        share[node as usize] += value;
    }
    Ok(share)
}

fn is_fit(value: f64) -> bool {
    (0.0..f64::INFINITY).contains(&value)
}

fn unfit_value(node: u32, value: f64) -> Error {
    Error::expected(
        ErrorKind::InvalidArgument,
        format_args!("a finite number from 0 as the personalization of node {node}"),
        value,
        "correct it",
    )
    .with("argument", "personalization")
    .with("node", node)
    .with("value", value)
}

fn unfit_sum(sum: f64) -> Error {
    Error::expected(
        ErrorKind::InvalidArgument,
        "a personalization with a positive, finite sum",
        sum,
        "give at least one node a positive value of moderate size",
    )
    .with("argument", "personalization")
    .with("value", sum)
}

fn wrong_length(found: usize, expected: usize, of: &str) -> Error {
    Error::expected(
        ErrorKind::InvalidArgument,
        format_args!("{expected} personalization values"),
        found,
        format_args!("give one for each {of}"),
    )
    .with("argument", "personalization")
    .with("value", found)
    .with("expected", expected)
}
