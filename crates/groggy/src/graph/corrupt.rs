//! Breaks the graph's invariants on purpose, one at a time: for the tests of `validate`.
//!
//! The `match` has an arm for each invariant, so a new one does not compile without a way to break it.

use super::{Graph, GraphOptions, Invariant, Side};
use crate::adjacency::Adjacency;
use crate::bits::Bits;
use crate::execution::Execution;
use crate::header::word;
use crate::key_index::{KeyIndex, key_in};
use crate::memory::Segment;
use crate::sync::Arc;
use crate::topology::Topology;
use crate::{Error, ErrorKind, Result, Snapshot};

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
                self.options = Arc::new(strict(&self.options));
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
        if done { Ok(()) } else { Err(cannot_break(invariant)) }
    }

    /// Lets the first live edge end elsewhere.
    fn lead_first_edge(&mut self, target: impl Fn(u32) -> u32) -> Result<bool> {
        let first = (0..self.edge_bound()).find(|&edge| self.is_live_edge(edge));
        lead(first, &self.sources, &mut self.targets, target)
    }
}

impl Snapshot {
    /// A snapshot like this one that breaks `invariant` and, as far as that can be, nothing else. Its adjacency and
    /// its index of keys are built.
    ///
    /// # Errors
    /// `InvalidArgument` when the snapshot holds nothing that could break it; `OutOfMemory`.
    pub fn corrupted(&self, invariant: Invariant) -> Result<Self> {
        let topology = self.topology();
        let mut options = Arc::clone(self.shared_options());
        let mut header = self.header().try_clone()?;
        let mut targets = topology.targets.share()?;
        let (mut nodes, mut edges) = (self.nodes().share()?, self.edges().share()?);
        let mut adjacency = Adjacency::build(topology, &Execution::inline())?;
        let key = self.key_position().and_then(|position| self.nodes().at(position));
        let mut keys = key.map(|key| KeyIndex::build(key, |node| self.has_node(node))).transpose()?;
        let first = (0..self.edge_bound()).find(|&edge| self.is_live_edge(edge));
        let done = match invariant {
            Invariant::Flags => {
                header.set(word::FLAGS, options.flags() ^ 1);
                true
            }
            Invariant::NodeCount => {
                header.bump(word::NODE_COUNT);
                true
            }
            Invariant::EdgeCount => {
                header.bump(word::EDGE_COUNT);
                true
            }
            Invariant::Endpoints => lead(first, &topology.sources, &mut targets, |_| u32::MAX)?,
            Invariant::Simple => {
                options = Arc::new(strict(&options));
                header.set(word::FLAGS, options.flags());
                lead(first, &topology.sources, &mut targets, |source| source)?
            }
            Invariant::Degrees | Invariant::Adjacency => adjacency.corrupt(invariant),
            // Of live graphs only.
            Invariant::DirtyNodes => false,
            Invariant::ColumnNames
            | Invariant::ColumnLength
            | Invariant::NullCount
            | Invariant::FrozenRows
            | Invariant::DictionaryCodes
            | Invariant::Texts => edges.corrupt(invariant)? || nodes.corrupt(invariant)?,
            Invariant::KeyIndex => {
                let node = (0..self.node_bound()).find(|&node| self.has_node(node));
                match (&mut keys, node, node.and_then(|node| key_in(key?, node))) {
                    (Some(keys), Some(node), Some(value)) => {
                        keys.forget(value, node);
                        true
                    }
                    _ => false,
                }
            }
        };
        if !done {
            return Err(cannot_break(invariant));
        }
        let removed = [&topology.removed_nodes, &topology.removed_edges];
        let [removed_nodes, removed_edges] = removed.map(|bits| bits.as_ref().map(Bits::share).transpose());
        let broken = Topology::new(
            topology.directed,
            topology.node_bound,
            (topology.sources.share()?, targets),
            (removed_nodes?, removed_edges?),
            None,
        );
        broken.set_adjacency(Arc::new(adjacency));
        let snapshot =
            Self::capture(&options, &header, Arc::new(broken), (nodes, edges), self.key_position())?;
        snapshot.set_key_index(keys);
        Ok(snapshot)
    }
}

/// The same options without parallel edges and self-loops.
fn strict(options: &GraphOptions) -> GraphOptions {
    GraphOptions { self_loops: false, multi: false, ..options.clone() }
}

/// Lets an edge end where `target` says of its source. False when there is none.
fn lead(
    edge: Option<u32>,
    sources: &[u32],
    targets: &mut Segment<u32>,
    target: impl Fn(u32) -> u32,
) -> Result<bool> {
    let Some(edge) = edge else { return Ok(false) };
    targets.make_writable(0)?;
    targets.set(edge as usize, target(sources[edge as usize]));
    Ok(true)
}

fn cannot_break(invariant: Invariant) -> Error {
    let name = invariant.name();
    Error::expected(
        ErrorKind::InvalidArgument,
        format_args!("a graph or snapshot in which {name:?} can be broken"),
        "one without anything to break",
        "add nodes, edges and columns first",
    )
}
