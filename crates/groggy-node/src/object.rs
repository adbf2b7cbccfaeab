//! What handles stand for: graphs and snapshots, with what the host was told of their memory.

use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use groggy::{Graph, Header, Snapshot, word};
use groggy_host::errors::{HostError, kinds};
use groggy_host::handles::Handle;
use groggy_host::memory::reserve;
use groggy_host::{monitor, object_lock};

use crate::account::Account;
use crate::entry::Call;
use crate::environment::State;
use crate::faults;
use crate::napi::{Env, Outcome, Value};
use crate::snapshot::Shared;

/// An object that JavaScript holds by handle.
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
    pub account: Account,
}

/// A snapshot that this environment looks at.
pub struct LiveSnapshot {
    /// The snapshot, counted by holder.
    shared: Arc<Shared>,
    /// The snapshot's counters as this environment sees them: TypeScript writes the lock word, and the snapshot
    /// may be open on other threads.
    header: Header,
    /// Its bytes, and of what state of it.
    bytes: Option<(SnapshotState, usize)>,
    /// What the host was told of its memory.
    pub account: Account,
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
    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// The snapshot itself.
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
macro_rules! on_either {
    ($object:expr, $either:ident => $do:expr) => {
        match $object {
            $crate::object::Object::Graph(live) => {
                let $either = &mut live.graph;
                $do
            }
            $crate::object::Object::Snapshot(live) => {
                let $either = live.snapshot();
                $do
            }
        }
    };
}
pub(crate) use on_either;

impl Object {
    /// A new graph, not yet known to the host.
    pub fn graph(graph: Graph) -> Self {
        Self::Graph(Box::new(LiveGraph { graph, account: Account::default() }))
    }

    /// A snapshot, held once more. `OUT_OF_MEMORY` when its counters cannot be copied.
    pub fn snapshot(shared: Arc<Shared>) -> Outcome<Self> {
        let header = shared.snapshot().header().try_clone()?;
        shared.hold();
        Ok(Self::Snapshot(Box::new(LiveSnapshot {
            shared,
            header,
            bytes: None,
            account: Account::default(),
        })))
    }

    /// The counters that the host reads in place.
    #[inline]
    pub fn header(&self) -> &Header {
        match self {
            Self::Graph(live) => live.graph.header(),
            Self::Snapshot(live) => &live.header,
        }
    }

    /// What the host was told of its memory.
    pub fn account(&mut self) -> &mut Account {
        match self {
            Self::Graph(live) => &mut live.account,
            Self::Snapshot(live) => &mut live.account,
        }
    }

    /// Tells the host how the object's memory changed, if it did.
    #[inline]
    pub fn settle(&mut self, env: Env<'_>, environment: u64) -> Outcome<()> {
        match self {
            Self::Graph(live) => {
                let LiveGraph { graph, account } = &mut **live;
                account.settle(env, environment, mark_of(graph.header()), || graph.native_bytes())
            }
            Self::Snapshot(live) => {
                let LiveSnapshot { shared, bytes, account, .. } = &mut **live;
                let snapshot = shared.snapshot();
                let mark = 1 + u64::from(snapshot.has_adjacency());
                account.settle(env, environment, mark, || {
                    let state = SnapshotState::of(snapshot);
                    match *bytes {
                        Some((counted, bytes)) if counted == state => bytes,
                        _ => bytes.insert((state, snapshot.native_bytes())).1,
                    }
                })
            }
        }
    }

    #[inline]
    fn check_sound(&self) -> Outcome<()> {
        let is_poisoned = match self {
            Self::Graph(live) => live.graph.is_poisoned(),
            Self::Snapshot(live) => live.shared.is_poisoned(),
        };
        if is_poisoned { Err(poisoned()) } else { Ok(()) }
    }
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

#[cold]
fn poisoned() -> crate::napi::Failure {
    HostError::internal(
        "an earlier call panicked while it worked on this object, which refuses further work: go on from a snapshot taken before, snapshot.toGraph()",
    )
    .into()
}

impl State {
    /// Names an object that JavaScript has yet to look at.
    pub fn take_in(&mut self, env: Env<'_>, object: Object) -> Outcome<Handle> {
        self.close_unclaimed(env)?;
        let handle = self.objects.insert(object)?;
        self.unclaimed = Some(handle);
        Ok(handle)
    }

    /// Closes what was made last and never looked at: the host has stopped the JavaScript that had asked for it.
    pub fn close_unclaimed(&mut self, env: Env<'_>) -> Outcome<()> {
        match self.unclaimed.take() {
            Some(handle) if !faults::planted("unclaimed-kept") => self.close(env, handle).map(drop),
            _ => Ok(()),
        }
    }

    /// Lets an object go; whether it was still there.
    pub fn close(&mut self, env: Env<'_>, handle: Handle) -> Outcome<bool> {
        let Ok(mut object) = self.objects.remove(handle) else { return Ok(false) };
        let settled = object.account().close(env);
        drop(object);
        settled.map(|()| true)
    }

    /// Lets a graph take over the adjacency that work on a snapshot of it has built.
    pub fn adopt(&mut self, env: Env<'_>, environment: u64, graph: Handle) -> Outcome<()> {
        match self.objects.get_mut(graph) {
            Ok(object) => {
                if let Object::Graph(live) = object {
                    live.graph.adopt();
                }
                object.settle(env, environment)
            }
            // Closed meanwhile.
            Err(_) => Ok(()),
        }
    }

    /// Marks an object as broken, if it is still open: a panic went through work on it.
    #[cold]
    pub fn poison(&mut self, handle: Handle) {
        if faults::planted("panic-not-poisoned") {
            return;
        }
        match self.objects.get_mut(handle) {
            Ok(Object::Graph(live)) => live.graph.poison(),
            Ok(Object::Snapshot(live)) => live.shared.poison(),
            Err(_) => {}
        }
    }
}

impl<'s> Call<'_, 's> {
    /// The handle in an argument; `CLOSED` for a number that is none.
    #[inline]
    pub fn handle(&self, handle: Value<'s>) -> Outcome<Handle> {
        Ok(Handle::from_f64(self.env.to_f64(handle)?)?)
    }

    /// The object of a handle, whatever its state.
    #[inline]
    pub fn object_as_it_is(&mut self, handle: Value<'s>) -> Outcome<&mut Object> {
        let handle = self.handle(handle)?;
        self.state.touched = Some(handle);
        match self.state.objects.get_mut(handle) {
            Ok(object) => Ok(object),
            Err(error) => {
                monitor::shared().stale_handle_used(self.operation.name(), handle.to_u64());
                Err(error.into())
            }
        }
    }

    /// The object of a handle, for reading. `INTERNAL` after a panic.
    #[inline]
    pub fn object(&mut self, handle: Value<'s>) -> Outcome<&mut Object> {
        let object = self.object_as_it_is(handle)?;
        object.check_sound()?;
        Ok(object)
    }

    /// Reads an object in a way that may make it take memory.
    pub fn read<R>(&mut self, handle: Value<'s>, body: impl FnOnce(&mut Object) -> Outcome<R>) -> Outcome<R> {
        let (env, environment) = (self.env, self.environment.number);
        let object = self.object(handle)?;
        let result = body(object);
        // Also what failed may have grown memory.
        object.settle(env, environment)?;
        result
    }

    /// Changes a graph. `BUSY` while its lock is set: TypeScript is in the middle of an operation on it.
    pub fn change<R>(
        &mut self,
        handle: Value<'s>,
        body: impl FnOnce(&mut Graph) -> Outcome<R>,
    ) -> Outcome<R> {
        let (env, environment, operation) = (self.env, self.environment, self.operation);
        reserve::check()?;
        let object = self.object(handle)?;
        // The word is only looked at: no JavaScript runs until this call returns.
        let lock = AtomicU32::new(object.header().get(word::LOCK));
        drop(object_lock::take(&lock, operation, &environment.operations)?);
        let Object::Graph(live) = object else { return Err(immutable()) };
        let result = body(&mut live.graph);
        if result.is_err() {
            faults::when_a_change_failed(&mut live.graph);
        }
        // Also what failed may have grown memory.
        object.settle(env, environment.number)?;
        result
    }

    /// Takes an object in, tells the host of its memory, and names it.
    pub fn insert(&mut self, mut object: Object) -> Outcome<Value<'s>> {
        reserve::check()?;
        object.settle(self.env, self.environment.number)?;
        let handle = self.state.take_in(self.env, object)?;
        self.env.number(handle.to_f64())
    }
}

#[cold]
fn immutable() -> crate::napi::Failure {
    HostError::new(
        &kinds::INVALID_ARGUMENT,
        "a snapshot cannot be changed: make a graph from it with toGraph() and change that",
    )
    .into()
}
