//! The mutable graph: one writer, changed in place, captured as immutable snapshots.

mod add_table;
mod attributes;
mod compact;
#[cfg(feature = "faults")]
mod corrupt;
mod edges;
mod from_table;
mod invariant;
mod kept_rows;
mod live;
mod nodes;
mod read;
pub(crate) use nodes::{check_key_type, key_not_found, lost_key, no_key};
pub(crate) use read::{edge_not_found, node_not_found};
mod remove;
mod validate;

pub use add_table::{Added, OnKnownNode};
pub use compact::Mapping;
pub use edges::{EdgeIds, Endpoints, OnDuplicate};
pub use from_table::DEFAULT_KEY;
pub use invariant::{Invariant, Violation};
use live::Live;

use crate::bits::Bits;
use crate::column::{ColumnSet, ColumnType};
use crate::error::Quoted;
use crate::header::{Header, flag, word};
use crate::key_index::KeyIndex;
use crate::memory::{Owner, Segment};
use crate::snapshot::{Snapshot, SnapshotInner};
use crate::sync::{Arc, Weak};
use crate::topology::Topology;
use crate::{Error, ErrorKind, Result};

/// What kind of graph to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphOptions {
    /// Whether edges have a direction. Default true.
    pub directed: bool,
    /// Whether two nodes may have several edges between them. Default true.
    pub multi: bool,
    /// Whether an edge may lead back to its source. Default true.
    pub self_loops: bool,
    /// The unique column that names nodes, if any.
    pub key: Option<KeySpec>,
}

impl Default for GraphOptions {
    fn default() -> Self {
        Self { directed: true, multi: true, self_loops: true, key: None }
    }
}

impl GraphOptions {
    /// The same for a graph without a key.
    fn without_key(&self) -> Self {
        Self { directed: self.directed, multi: self.multi, self_loops: self.self_loops, key: None }
    }

    /// The options with these bits of [`flag`] and this key.
    #[must_use]
    pub fn from_flags(flags: u32, key: Option<KeySpec>) -> Self {
        Self {
            directed: flags & flag::DIRECTED != 0,
            multi: flags & flag::MULTI != 0,
            self_loops: flags & flag::SELF_LOOPS != 0,
            key,
        }
    }

    /// As the header shows them: bits of [`flag`].
    fn flags(&self) -> u32 {
        let bit = |set: bool, flag: u32| if set { flag } else { 0 };
        bit(self.directed, flag::DIRECTED)
            | bit(self.multi, flag::MULTI)
            | bit(self.self_loops, flag::SELF_LOOPS)
            | bit(self.key.is_some(), flag::KEYED)
    }
}

/// The key column of a graph: every node has a key, no two the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySpec {
    /// The column's name.
    pub name: String,
    /// `Utf8` or `Int64`.
    pub ty: ColumnType,
}

numbered! {
    /// Nodes or edges.
    #[derive(Hash)]
    pub enum Side {
        /// Columns with a row for each node.
        Nodes = 0,
        /// Columns with a row for each edge.
        Edges = 1,
    }
}

numbered! {
    /// Along which end of directed edges to go; undirected edges go both ways.
    #[derive(Hash, Default)]
    pub enum Direction {
        /// Either way.
        Both = 0,
        /// From source to target.
        #[default]
        Out = 1,
        /// From target to source.
        In = 2,
    }
}

impl Direction {
    /// The other way.
    pub(crate) fn reversed(self) -> Self {
        match self {
            Self::Out => Self::In,
            Self::In => Self::Out,
            Self::Both => Self::Both,
        }
    }
}

/// The key column's position and index.
struct KeyState {
    position: usize,
    index: KeyIndex,
}

/// A mutable graph with stable dense ids, typed columns, and snapshots that share its memory.
///
/// It belongs to one thread at a time. Every operation either happens whole or changes nothing.
pub struct Graph {
    options: Arc<GraphOptions>,
    header: Header,
    sources: Segment<u32>,
    targets: Segment<u32>,
    /// Degrees outwards; both ways when undirected, self-loops counted twice.
    out_degrees: Segment<u32>,
    /// Degrees inwards, of directed graphs.
    in_degrees: Option<Segment<u32>>,
    removed_nodes: Option<Bits>,
    removed_edges: Option<Bits>,
    nodes: ColumnSet,
    edges: ColumnSet,
    key: Option<KeyState>,
    live: Live,
    /// The newest version whose topology was captured, and whether nothing changed since.
    captured: Option<Arc<Topology>>,
    captured_is_current: bool,
    latest: Weak<SnapshotInner>,
}

impl Graph {
    /// An empty graph.
    ///
    /// # Errors
    /// `InvalidArgument` for a key column that is neither `utf8` nor `int64`; `OutOfMemory`.
    pub fn new(options: GraphOptions) -> Result<Self> {
        let mut header = Header::new()?;
        header.set(word::FLAGS, options.flags());
        let mut nodes = ColumnSet::default();
        let key = match &options.key {
            None => None,
            Some(spec) if !KeyIndex::can_index(spec.ty) => {
                return Err(Error::expected(
                    ErrorKind::InvalidArgument,
                    format_args!("type utf8 or int64 for the key {}", Quoted(&spec.name)),
                    spec.ty,
                    "change the type of the key",
                )
                .with("argument", "key")
                .with("value", spec.ty.to_string())
                .with("expected", "utf8 or int64"));
            }
            Some(spec) => {
                let (position, _) = nodes.define(&spec.name, spec.ty, 0, false)?;
                Some(KeyState { position, index: KeyIndex::new() })
            }
        };
        let topology = Owner::Topology;
        Ok(Self {
            header,
            sources: Segment::new(topology)?,
            targets: Segment::new(topology)?,
            out_degrees: Segment::new(topology)?,
            in_degrees: options.directed.then(|| Segment::new(topology)).transpose()?,
            removed_nodes: None,
            removed_edges: None,
            nodes,
            edges: ColumnSet::default(),
            key,
            live: Live::new(options.directed)?,
            captured: None,
            captured_is_current: false,
            latest: Weak::new(),
            options: Arc::new(options),
        })
    }

    /// The options it was made with.
    #[must_use]
    pub fn options(&self) -> &GraphOptions {
        &self.options
    }

    /// Whether edges have a direction.
    #[must_use]
    pub fn directed(&self) -> bool {
        self.options.directed
    }

    /// Live nodes.
    #[must_use]
    pub fn node_count(&self) -> u32 {
        self.header.get(word::NODE_COUNT)
    }

    /// One past the largest node id given: the length of every per-node result.
    #[must_use]
    pub fn node_bound(&self) -> u32 {
        self.header.get(word::NODE_BOUND)
    }

    /// Live edges.
    #[must_use]
    pub fn edge_count(&self) -> u32 {
        self.header.get(word::EDGE_COUNT)
    }

    /// One past the largest edge id given.
    #[must_use]
    pub fn edge_bound(&self) -> u32 {
        self.header.get(word::EDGE_BOUND)
    }

    /// Counts changes; never falls.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.header.version()
    }

    /// Counters at a fixed address, for hosts to read in place.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The columns of one side.
    #[must_use]
    pub fn columns(&self, side: Side) -> &ColumnSet {
        match side {
            Side::Nodes => &self.nodes,
            Side::Edges => &self.edges,
        }
    }

    fn columns_mut(&mut self, side: Side) -> &mut ColumnSet {
        match side {
            Side::Nodes => &mut self.nodes,
            Side::Edges => &mut self.edges,
        }
    }

    /// Source of every edge ever given, for hosts to show.
    #[must_use]
    pub fn sources(&self) -> &Segment<u32> {
        &self.sources
    }

    /// Target of every edge ever given.
    #[must_use]
    pub fn targets(&self) -> &Segment<u32> {
        &self.targets
    }

    /// Degrees outwards by node; both ways when undirected.
    #[must_use]
    pub fn out_degrees(&self) -> &Segment<u32> {
        &self.out_degrees
    }

    /// Degrees inwards by node; both ways when undirected.
    #[must_use]
    pub fn in_degrees(&self) -> &Segment<u32> {
        self.in_degrees.as_ref().unwrap_or(&self.out_degrees)
    }

    /// Nodes that are gone, if ever one was removed.
    #[must_use]
    pub fn removed_nodes(&self) -> Option<&Bits> {
        self.removed_nodes.as_ref()
    }

    /// Edges that are gone, if ever one was removed.
    #[must_use]
    pub fn removed_edges(&self) -> Option<&Bits> {
        self.removed_edges.as_ref()
    }

    /// Whether a panic was caught while the graph was being used.
    #[must_use]
    pub fn is_poisoned(&self) -> bool {
        self.header.get(word::POISONED) != 0
    }

    /// Marks the graph as one that must not be used any more; its earlier snapshots are sound.
    pub fn poison(&mut self) {
        self.header.set(word::POISONED, 1);
    }

    /// Captures this version: O(1) in nodes and edges, O(c) in columns.
    ///
    /// Later changes do not show in the snapshot. The first change of a column after a capture copies that
    /// column; appending does not. A column whose memory a host shows to its users is copied at once. The adjacency
    /// is built when first needed, once per version.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn snapshot(&mut self) -> Result<Snapshot> {
        let version = self.version();
        if let Some(latest) = self.latest.upgrade()
            && latest.version() == version
        {
            return Ok(Snapshot::from_inner(latest));
        }
        let topology = self.topology()?;
        let snapshot = Snapshot::capture(
            &self.options,
            &self.header,
            topology,
            (self.nodes.freeze()?, self.edges.freeze()?),
            self.key.as_ref().map(|key| key.position),
        )?;
        self.latest = snapshot.downgrade();
        Ok(snapshot)
    }

    /// A mutable graph that starts as `snapshot`, ids included. Memory is shared until one side writes.
    ///
    /// Cost: O(n + m) for degrees and the key index.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn from_snapshot(snapshot: &Snapshot) -> Result<Self> {
        let mut graph = Self::new(snapshot.options().without_key())?;
        let topology = snapshot.topology();
        graph.options = Arc::clone(snapshot.shared_options());
        graph.sources = topology.sources.share()?;
        graph.targets = topology.targets.share()?;
        graph.removed_nodes = topology.removed_nodes.as_ref().map(Bits::share).transpose()?;
        graph.removed_edges = topology.removed_edges.as_ref().map(Bits::share).transpose()?;
        graph.nodes = snapshot.nodes().share()?;
        graph.edges = snapshot.edges().share()?;
        for index in [word::NODE_COUNT, word::NODE_BOUND, word::EDGE_COUNT, word::EDGE_BOUND, word::FLAGS] {
            graph.header.set(index, snapshot.header().get(index));
        }
        graph.reserve_nodes(snapshot.node_bound() as usize)?;
        graph.out_degrees.extend_zeroed(snapshot.node_bound() as usize);
        if let Some(degrees) = &mut graph.in_degrees {
            degrees.extend_zeroed(snapshot.node_bound() as usize);
        }
        for edge in (0..graph.edge_bound()).filter(|&edge| topology.is_live_edge(edge)) {
            graph.count_degrees(topology.sources[edge as usize], topology.targets[edge as usize], 1);
        }
        if let Some(position) = snapshot.key_position()
            && let Some(column) = graph.nodes.at(position)
        {
            let index = KeyIndex::build(column, |id| topology.is_live_node(id))?;
            graph.key = Some(KeyState { position, index });
        }
        if let Some(adjacency) = topology.built() {
            graph.live.adopt_unchanged(Arc::clone(adjacency));
        }
        Ok(graph)
    }

    /// Bytes of native memory that the graph holds, shared ones included.
    #[must_use]
    pub fn native_bytes(&self) -> usize {
        let bits = |bits: &Option<Bits>| bits.as_ref().map_or(0, |bits| bits.words().allocation().byte_len());
        self.header.allocation().byte_len()
            + self.sources.allocation().byte_len()
            + self.targets.allocation().byte_len()
            + self.out_degrees.allocation().byte_len()
            + self.in_degrees.as_ref().map_or(0, |degrees| degrees.allocation().byte_len())
            + bits(&self.removed_nodes)
            + bits(&self.removed_edges)
            + self.nodes.native_bytes()
            + self.edges.native_bytes()
            + self.key.as_ref().map_or(0, |key| key.index.native_bytes())
            + self.live.native_bytes()
    }

    /// The topology of this version, captured now unless nothing changed since the last time.
    fn topology(&mut self) -> Result<Arc<Topology>> {
        self.adopt();
        if self.captured_is_current
            && let Some(captured) = &self.captured
        {
            return Ok(Arc::clone(captured));
        }
        let topology = Arc::new(Topology::new(
            self.options.directed,
            self.node_bound(),
            (self.sources.freeze()?, self.targets.freeze()?),
            (
                self.removed_nodes.as_mut().map(Bits::freeze).transpose()?,
                self.removed_edges.as_mut().map(Bits::freeze).transpose()?,
            ),
            Some(Arc::clone(self.live.base())),
        ));
        if self.live.is_exact(self.edge_bound(), self.node_bound()) {
            topology.set_adjacency(Arc::clone(self.live.base()));
        }
        self.captured = Some(Arc::clone(&topology));
        self.captured_is_current = true;
        Ok(topology)
    }

    /// To be called after every change of nodes or edges.
    fn topology_changed(&mut self) {
        self.captured_is_current = false;
        self.header.bump_version();
    }

    fn count_degrees(&mut self, source: u32, target: u32, change: i32) {
        let add = |degrees: &mut Segment<u32>, node: u32| {
            let degree = degrees[node as usize];
            degrees.set(node as usize, degree.wrapping_add_signed(change));
        };
        add(&mut self.out_degrees, source);
        add(self.in_degrees.as_mut().unwrap_or(&mut self.out_degrees), target);
    }
}
