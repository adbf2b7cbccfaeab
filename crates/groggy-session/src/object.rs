//! What handles stand for: graphs and snapshots, with what the host was told of their memory.

use std::sync::Arc;

use groggy::column::{Column, ColumnSet};
use groggy::execution::Execution;
use groggy::{Graph, Header, Side, Snapshot, word};
use groggy_host::errors::{HostError, kinds};
use groggy_host::pool;

use crate::external_memory::ExternalMemory;
use crate::faults;
use crate::host::Host;
use crate::shared_snapshot::SharedSnapshot;

/// An object that a user holds by handle.
pub enum Object {
    /// Mutable; belongs to this environment.
    Graph(Box<LiveGraph>),
    /// Immutable; may be held by others too.
    Snapshot(Box<LiveSnapshot>),
}

/// A graph of this environment.
pub struct LiveGraph {
    /// The graph itself.
    pub graph: Graph,
    /// What the host was told of its memory.
    memory: ExternalMemory,
}

/// A snapshot that this environment looks at.
pub struct LiveSnapshot {
    /// The snapshot, counted by holder.
    shared: Arc<SharedSnapshot>,
    /// The snapshot's counters as this environment sees them: the host writes the lock word, and the snapshot may be
    /// open on other threads.
    header: Header,
    /// Its bytes, and of what state of it.
    bytes: Option<(SnapshotState, usize)>,
    /// What the host was told of its memory.
    memory: ExternalMemory,
}

/// While this is the same, a snapshot holds as much memory. All else that it has, it has from the start.
#[derive(Clone, Copy, PartialEq, Eq)]
struct SnapshotState {
    has_adjacency: bool,
    has_key_index: bool,
    /// Its graph may have grown what the two share.
    growths: usize,
}

impl SnapshotState {
    fn of(snapshot: &Snapshot) -> Self {
        Self {
            has_adjacency: snapshot.has_adjacency(),
            has_key_index: snapshot.has_key_index(),
            growths: groggy::memory::growths(),
        }
    }
}

impl LiveSnapshot {
    /// The snapshot with its holders.
    #[must_use]
    pub fn shared(&self) -> &Arc<SharedSnapshot> {
        &self.shared
    }

    /// The snapshot itself.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        self.shared.snapshot()
    }
}

impl Drop for LiveSnapshot {
    fn drop(&mut self) {
        faults::when_a_snapshot_goes(&self.shared);
        self.shared.release();
    }
}

/// Evaluates the same expression for the graph, or for the snapshot, in an `&mut Object`.
#[macro_export]
macro_rules! on_either {
    ($object:expr, $either:ident => $do:expr) => {
        match $object {
            $crate::Object::Graph(live) => {
                let $either = &mut live.graph;
                $do
            }
            $crate::Object::Snapshot(live) => {
                let $either = live.snapshot();
                $do
            }
        }
    };
}
impl Object {
    /// A new graph, not yet known to the host.
    #[must_use]
    pub fn graph(graph: Graph) -> Self {
        Self::Graph(Box::new(LiveGraph { graph, memory: ExternalMemory::default() }))
    }

    /// A snapshot, held once more.
    ///
    /// # Errors
    /// `OutOfMemory` when its counters cannot be copied.
    pub fn snapshot(shared: Arc<SharedSnapshot>) -> groggy::Result<Self> {
        let header = shared.snapshot().header().try_clone()?;
        shared.hold();
        Ok(Self::Snapshot(Box::new(LiveSnapshot {
            shared,
            header,
            bytes: None,
            memory: ExternalMemory::default(),
        })))
    }

    /// The counters that the host reads in place.
    #[inline]
    #[must_use]
    pub fn header(&self) -> &Header {
        match self {
            Self::Graph(live) => live.graph.header(),
            Self::Snapshot(live) => &live.header,
        }
    }

    /// What the host was told of its memory.
    pub(crate) fn external_memory(&mut self) -> &mut ExternalMemory {
        match self {
            Self::Graph(live) => &mut live.memory,
            Self::Snapshot(live) => &mut live.memory,
        }
    }

    /// Tells the host how the object's memory changed, if it did.
    ///
    /// # Errors
    /// The host refuses.
    #[inline]
    pub fn report_memory<H: Host>(&mut self, host: H) -> Result<(), H::Failure> {
        match self {
            Self::Graph(live) => {
                let LiveGraph { graph, memory } = &mut **live;
                memory.report(host, mark_of(graph.header()), || graph.native_bytes())
            }
            Self::Snapshot(live) => {
                let LiveSnapshot { shared, bytes, memory, .. } = &mut **live;
                let snapshot = shared.snapshot();
                let mark = 1 + u64::from(snapshot.has_adjacency());
                memory.report(host, mark, || {
                    let state = SnapshotState::of(snapshot);
                    match *bytes {
                        Some((counted, bytes)) if counted == state => bytes,
                        _ => bytes.insert((state, snapshot.native_bytes())).1,
                    }
                })
            }
        }
    }

    /// Brings the adjacency up to date, on all threads where that may take long.
    ///
    /// # Errors
    /// `OUT_OF_MEMORY`, or the caller was stopped.
    #[inline]
    pub fn sync_adjacency<H: Host>(&mut self, host: H) -> Result<(), H::Failure> {
        match self {
            Self::Graph(live) if !live.graph.is_build_due() => Ok(live.graph.sync()?),
            Self::Graph(live) => {
                let edges = live.graph.edge_bound();
                with_threads(host, edges, |execution| live.graph.sync_with(execution))
            }
            Self::Snapshot(live) if live.snapshot().has_adjacency() => Ok(()),
            Self::Snapshot(live) => {
                let snapshot = live.snapshot();
                with_threads(host, snapshot.edge_bound(), |execution| snapshot.adjacency(execution).map(drop))
            }
        }
    }

    /// Brings the degrees of a snapshot up to date, which come with its adjacency; those of a graph always are.
    ///
    /// # Errors
    /// `OUT_OF_MEMORY`, or the caller was stopped.
    #[inline]
    pub fn sync_degrees<H: Host>(&mut self, host: H) -> Result<(), H::Failure> {
        if let Self::Snapshot(live) = &*self
            && !live.snapshot().has_adjacency()
        {
            self.sync_adjacency(host)?;
            self.report_memory(host)?;
        }
        Ok(())
    }

    /// The columns of one side.
    #[must_use]
    pub fn columns(&self, side: Side) -> &ColumnSet {
        match self {
            Self::Graph(live) => live.graph.columns(side),
            Self::Snapshot(live) => live.snapshot().columns(side),
        }
    }

    /// The column at `position`.
    ///
    /// # Errors
    /// `ATTRIBUTE_NOT_FOUND` when it was dropped.
    #[inline]
    pub fn column(&self, side: Side, position: usize) -> Result<&Column, HostError> {
        self.columns(side).at(position).ok_or_else(|| no_column(position))
    }

    #[inline]
    pub(crate) fn is_poisoned(&self) -> bool {
        match self {
            Self::Graph(live) => live.graph.is_poisoned(),
            Self::Snapshot(live) => live.shared.is_poisoned(),
        }
    }

    pub(crate) fn poison(&mut self) {
        match self {
            Self::Graph(live) => live.graph.poison(),
            Self::Snapshot(live) => live.shared.poison(),
        }
    }
}

/// `ATTRIBUTE_NOT_FOUND` for a column that was dropped.
#[cold]
#[must_use]
pub fn no_column(position: usize) -> HostError {
    HostError::new(
        &kinds::ATTRIBUTE_NOT_FOUND,
        "expected a column of the schema, got one that was dropped; take the column again",
    )
    .with("attribute", position)
}

#[cold]
fn with_threads<H: Host>(
    host: H,
    edges: u32,
    body: impl FnOnce(&Execution<'_>) -> groggy::Result<()>,
) -> Result<(), H::Failure> {
    /// Fewer edges are done sooner than threads wake up.
    const INLINE_BELOW: u32 = 1 << 14;
    if edges < INLINE_BELOW {
        return Ok(body(&Execution::inline())?);
    }
    // Where the system has no threads left, this one does it alone.
    let workers = pool::shared().workers().ok();
    let execution = workers.as_deref().map_or_else(Execution::inline, Execution::on);
    host.wait(execution, body)
}

/// A number that differs whenever a graph's memory came or went: segments replaced or grown, and every
/// thousandth change, for what grows beside segments.
#[inline]
fn mark_of(header: &Header) -> u64 {
    const EPOCHS: [usize; 4] =
        [word::TOPOLOGY_EPOCH, word::COLUMN_EPOCH, word::SCHEMA_EPOCH, word::ADJACENCY_EPOCH];
    let epochs = EPOCHS.iter().fold(1, |mark: u64, &epoch| {
        mark.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(u64::from(header.get(epoch)))
    });
    epochs.wrapping_add(header.version() >> 10)
}
