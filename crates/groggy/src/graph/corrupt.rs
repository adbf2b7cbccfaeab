//! Breaks the graph's invariants on purpose, one at a time: for the tests of `validate`.
//!
//! The `match` has an arm for each invariant, so a new one does not compile without a way to break it.

use super::{Graph, GraphOptions, Invariant, Side};
use crate::header::word;
use crate::key_index::key_in;
use crate::sync::Arc;
use crate::{Error, ErrorKind, Result};

impl Graph {
    /// Breaks `invariant` and, as far as that can be, nothing else.
    ///
    /// # Errors
    /// `InvalidArgument` when the graph holds nothing that could break it; `OutOfMemory`.
    pub fn corrupt(&mut self, invariant: Invariant) -> Result<()> {
        let done = match invariant {
            Invariant::Flags => {
                self.header.set(word::FLAGS, self.options.flags() ^ 1);
                true
            }
            Invariant::NodeCount => {
                self.header.bump(word::NODE_COUNT);
                true
            }
            Invariant::EdgeCount => {
                self.header.bump(word::EDGE_COUNT);
                true
            }
            Invariant::Endpoints => self.lead_first_edge(|_| u32::MAX)?,
            Invariant::Simple => {
                let strict = GraphOptions { self_loops: false, multi: false, ..(*self.options).clone() };
                self.options = Arc::new(strict);
                self.header.set(word::FLAGS, self.options.flags());
                self.lead_first_edge(|source| source)?
            }
            Invariant::Degrees => {
                let is_any = !self.out_degrees.is_empty();
                if is_any {
                    self.out_degrees.set(0, self.out_degrees[0].wrapping_add(1));
                }
                is_any
            }
            Invariant::Adjacency => {
                self.sync()?;
                self.live.out.reserve(0)?;
                self.live.out.add(0, u32::MAX, u32::MAX);
                true
            }
            Invariant::DirtyNodes => {
                self.sync()?;
                self.live.forget_dirty()?;
                true
            }
            Invariant::ColumnNames
            | Invariant::ColumnLength
            | Invariant::NullCount
            | Invariant::FrozenRows
            | Invariant::DictionaryCodes
            | Invariant::Texts => {
                self.columns_mut(Side::Edges).corrupt(invariant)?
                    || self.columns_mut(Side::Nodes).corrupt(invariant)?
            }
            Invariant::KeyIndex => {
                let node = (0..self.node_bound()).find(|&node| self.has_node(node));
                match (&mut self.key, node) {
                    (Some(key), Some(node)) => {
                        let value = self.nodes.at(key.position).and_then(|column| key_in(column, node));
                        value.is_some_and(|value| {
                            key.index.forget(value, node);
                            true
                        })
                    }
                    _ => false,
                }
            }
        };
        if done {
            return Ok(());
        }
        let name = invariant.name();
        Err(Error::expected(
            ErrorKind::InvalidArgument,
            format_args!("a graph in which {name:?} can be broken"),
            "one without anything to break",
            "add nodes, edges and columns first",
        ))
    }

    /// Lets the first live edge end elsewhere.
    fn lead_first_edge(&mut self, target: impl Fn(u32) -> u32) -> Result<bool> {
        let Some(edge) = (0..self.edge_bound()).find(|&edge| self.is_live_edge(edge)) else {
            return Ok(false);
        };
        self.targets.make_writable(0)?;
        self.targets.set(edge as usize, target(self.sources[edge as usize]));
        Ok(true)
    }
}
