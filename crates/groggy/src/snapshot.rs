//! An immutable version of a graph, read by any number of threads.

use crate::Result;
use crate::adjacency::Adjacency;
use crate::column::ColumnSet;
use crate::execution::Execution;
use crate::graph::GraphOptions;
use crate::header::{Header, word};
use crate::key_index::{Key, KeyIndex, key_in};
use crate::sync::{Arc, OnceLock, Weak};
use crate::topology::Topology;

/// A version of a [`Graph`](crate::Graph): never changes, `Send` and `Sync`, cheap to clone.
///
/// Ids are those of the graph, also after removals. Memory is shared with the graph until the graph writes.
#[derive(Clone)]
pub struct Snapshot(Arc<SnapshotInner>);

pub(crate) struct SnapshotInner {
    options: Arc<GraphOptions>,
    header: Header,
    topology: Arc<Topology>,
    nodes: ColumnSet,
    edges: ColumnSet,
    key_position: Option<usize>,
    /// Built when a key is first looked up.
    key_index: OnceLock<KeyIndex>,
}

impl SnapshotInner {
    pub fn version(&self) -> u64 {
        self.header.version()
    }
}

impl Snapshot {
    pub(crate) fn capture(
        options: &Arc<GraphOptions>,
        header: &Header,
        topology: Arc<Topology>,
        (nodes, edges): (ColumnSet, ColumnSet),
        key_position: Option<usize>,
    ) -> Result<Self> {
        let mut header = header.try_clone()?;
        header.set(word::LOCK, 0);
        header.set(word::POISONED, 0);
        header.set(word::ADJACENCY_STALE, 0);
        let options = Arc::clone(options);
        let key_index = OnceLock::new();
        Ok(Self(Arc::new(SnapshotInner { options, header, topology, nodes, edges, key_position, key_index })))
    }

    pub(crate) fn from_inner(inner: Arc<SnapshotInner>) -> Self {
        Self(inner)
    }

    pub(crate) fn downgrade(&self) -> Weak<SnapshotInner> {
        Arc::downgrade(&self.0)
    }

    pub(crate) fn topology(&self) -> &Arc<Topology> {
        &self.0.topology
    }

    pub(crate) fn key_position(&self) -> Option<usize> {
        self.0.key_position
    }

    pub(crate) fn key_index(&self) -> Option<&KeyIndex> {
        self.0.key_index.get()
    }

    /// Gives it an index of keys, unless it has one.
    #[cfg(feature = "faults")]
    pub(crate) fn set_key_index(&self, index: Option<KeyIndex>) {
        if let Some(index) = index {
            self.0.key_index.get_or_init(|| index);
        }
    }

    pub(crate) fn shared_options(&self) -> &Arc<GraphOptions> {
        &self.0.options
    }

    /// The options of the graph it was taken from.
    #[must_use]
    pub fn options(&self) -> &GraphOptions {
        &self.0.options
    }

    /// Counters at a fixed address, for hosts to read in place.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.0.header
    }

    /// Whether edges have a direction.
    #[must_use]
    pub fn directed(&self) -> bool {
        self.0.options.directed
    }

    /// The version of the graph that was captured.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.0.version()
    }

    /// Live nodes.
    #[must_use]
    pub fn node_count(&self) -> u32 {
        self.0.header.get(word::NODE_COUNT)
    }

    /// One past the largest node id: the length of every per-node result.
    #[must_use]
    pub fn node_bound(&self) -> u32 {
        self.0.header.get(word::NODE_BOUND)
    }

    /// Live edges.
    #[must_use]
    pub fn edge_count(&self) -> u32 {
        self.0.header.get(word::EDGE_COUNT)
    }

    /// One past the largest edge id.
    #[must_use]
    pub fn edge_bound(&self) -> u32 {
        self.0.header.get(word::EDGE_BOUND)
    }

    /// Whether `node` is live.
    #[must_use]
    #[inline]
    pub fn has_node(&self, node: u32) -> bool {
        self.0.topology.is_live_node(node)
    }

    /// Whether `edge` is live.
    #[must_use]
    #[inline]
    pub fn is_live_edge(&self, edge: u32) -> bool {
        self.0.topology.is_live_edge(edge)
    }

    /// # Errors
    /// `NodeNotFound` when `node` is not live.
    pub fn check_node(&self, node: u32) -> Result<()> {
        if self.has_node(node) {
            return Ok(());
        }
        Err(crate::graph::node_not_found(u64::from(node), self.node_bound(), node < self.node_bound()))
    }

    /// # Errors
    /// `EdgeNotFound` when `edge` is not live.
    pub fn check_edge(&self, edge: u32) -> Result<()> {
        if self.is_live_edge(edge) {
            return Ok(());
        }
        Err(crate::graph::edge_not_found(u64::from(edge), self.edge_bound(), edge < self.edge_bound()))
    }

    /// Where `edge` starts. O(1).
    ///
    /// # Errors
    /// `EdgeNotFound`.
    pub fn source(&self, edge: u32) -> Result<u32> {
        self.check_edge(edge)?;
        Ok(self.0.topology.sources[edge as usize])
    }

    /// Where `edge` ends. O(1).
    ///
    /// # Errors
    /// `EdgeNotFound`.
    pub fn target(&self, edge: u32) -> Result<u32> {
        self.check_edge(edge)?;
        Ok(self.0.topology.targets[edge as usize])
    }

    /// Source of every edge id, removed ones included.
    #[must_use]
    pub fn sources(&self) -> &crate::memory::Segment<u32> {
        &self.0.topology.sources
    }

    /// Target of every edge id, removed ones included.
    #[must_use]
    pub fn targets(&self) -> &crate::memory::Segment<u32> {
        &self.0.topology.targets
    }

    /// Nodes that are gone, if ever one was removed.
    #[must_use]
    pub fn removed_nodes(&self) -> Option<&crate::bits::Bits> {
        self.0.topology.removed_nodes.as_ref()
    }

    /// Edges that are gone, if ever one was removed.
    #[must_use]
    pub fn removed_edges(&self) -> Option<&crate::bits::Bits> {
        self.0.topology.removed_edges.as_ref()
    }

    /// The node columns as they were.
    #[must_use]
    pub fn nodes(&self) -> &ColumnSet {
        &self.0.nodes
    }

    /// The edge columns as they were.
    #[must_use]
    pub fn edges(&self) -> &ColumnSet {
        &self.0.edges
    }

    /// Who is next to whom; built now if nobody did, at most once per version, and shared by all its
    /// snapshots and the graph.
    ///
    /// Cost: O(n + m) the first time; after few changes a merge of the last one, several times cheaper.
    ///
    /// # Errors
    /// `OutOfMemory`, `Cancelled`; it can be asked again.
    pub fn adjacency(&self, execution: &Execution<'_>) -> Result<&Adjacency> {
        self.0.topology.adjacency(execution).map(|built| &**built)
    }

    /// The adjacency, if somebody built it already.
    #[must_use]
    pub fn built_adjacency(&self) -> Option<&Adjacency> {
        self.0.topology.built().map(|built| &**built)
    }

    /// Whether the adjacency is there already.
    #[must_use]
    pub fn has_adjacency(&self) -> bool {
        self.0.topology.built().is_some()
    }

    /// Whether a node was looked up by key before, so that the index of keys is there.
    #[must_use]
    pub fn has_key_index(&self) -> bool {
        self.key_index().is_some()
    }

    /// The live node with `key`. O(1); the first look-up of a snapshot indexes all keys, O(n).
    ///
    /// # Errors
    /// `KeyNotFound`; `InvalidArgument` on a graph without a key; `TypeMismatch`; `OutOfMemory`.
    pub fn node_by_key(&self, key: Key<'_>) -> Result<u32> {
        let column = self.key_column()?;
        self.find_key(key)?.ok_or_else(|| crate::graph::key_not_found(column, key))
    }

    /// Whether a live node has `key`. Cost as [`node_by_key`](Self::node_by_key).
    ///
    /// # Errors
    /// As [`node_by_key`](Self::node_by_key), but for `KeyNotFound`.
    pub fn has_key(&self, key: Key<'_>) -> Result<bool> {
        Ok(self.find_key(key)?.is_some())
    }

    /// The key of `node`. O(1).
    ///
    /// # Errors
    /// `NodeNotFound`; `InvalidArgument` on a graph without a key.
    pub fn key_of(&self, node: u32) -> Result<Key<'_>> {
        let column = self.key_column()?;
        self.check_node(node)?;
        key_in(column, node).ok_or_else(|| crate::graph::lost_key(node))
    }

    fn key_column(&self) -> Result<&crate::column::Column> {
        self.0.key_position.and_then(|position| self.0.nodes.at(position)).ok_or_else(crate::graph::no_key)
    }

    fn find_key(&self, key: Key<'_>) -> Result<Option<u32>> {
        let column = self.key_column()?;
        crate::graph::check_key_type(column, key)?;
        let index = match self.key_index() {
            Some(index) => index,
            None => {
                let built = KeyIndex::build(column, |id| self.has_node(id))?;
                self.0.key_index.get_or_init(|| built)
            }
        };
        Ok(index.find(column, key))
    }

    /// Bytes of native memory that it keeps alive, shared ones included.
    #[must_use]
    pub fn native_bytes(&self) -> usize {
        self.0.header.allocation().byte_len()
            + self.0.topology.native_bytes()
            + self.0.topology.built().map_or(0, |adjacency| adjacency.native_bytes())
            + self.0.nodes.native_bytes()
            + self.0.edges.native_bytes()
            + self.key_index().map_or(0, KeyIndex::native_bytes)
    }
}
