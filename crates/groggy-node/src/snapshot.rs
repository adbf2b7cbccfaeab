//! Snapshots: taken, shared with other environments of the process by token, made into graphs.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use groggy::{Graph, Snapshot};
use groggy_host::errors::{HostError, kinds};

use crate::entry::Call;
use crate::napi::{Failure, Outcome, Value};
use crate::object::Object;

/// A snapshot with its holders: handles of any environment, and native code (tasks).
pub struct Shared {
    snapshot: Snapshot,
    /// Handles, in all environments.
    handles: AtomicUsize,
    token: OnceLock<u128>,
    poisoned: AtomicBool,
}

impl Shared {
    /// A snapshot that nobody holds yet.
    #[must_use]
    pub fn new(snapshot: Snapshot) -> Arc<Self> {
        Arc::new(Self {
            snapshot,
            handles: AtomicUsize::new(0),
            token: OnceLock::new(),
            poisoned: AtomicBool::new(false),
        })
    }

    /// The snapshot itself.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// One more handle.
    pub fn hold(&self) {
        self.handles.fetch_add(1, Ordering::Relaxed);
    }

    /// One handle fewer.
    pub fn release(&self) {
        self.handles.fetch_sub(1, Ordering::Relaxed);
    }

    /// Marks the snapshot as one that a panic went through.
    pub fn poison(&self) {
        self.poisoned.store(true, Ordering::Relaxed);
    }

    /// Whether a panic went through it.
    #[must_use]
    pub fn is_poisoned(&self) -> bool {
        self.poisoned.load(Ordering::Relaxed)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if let Some(token) = self.token.get() {
            registry().remove(token);
        }
    }
}

/// Snapshots by token, for as long as somebody holds them.
fn registry() -> MutexGuard<'static, HashMap<u128, Weak<Shared>>> {
    static REGISTRY: OnceLock<Mutex<HashMap<u128, Weak<Shared>>>> = OnceLock::new();
    REGISTRY.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

/// 128 bits that cannot be guessed: a counter under two keyed hashes (SipHash), whose keys the standard library
/// draws from the system.
fn random_token() -> u128 {
    static KEYS: OnceLock<(RandomState, RandomState)> = OnceLock::new();
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let (high, low) = KEYS.get_or_init(Default::default);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let half = |keys: &RandomState| {
        let mut hasher = keys.build_hasher();
        hasher.write_u64(number);
        u128::from(hasher.finish())
    };
    half(high) << 64 | half(low)
}

/// `snapshot(handle)`: this version of a graph, immutable. O(1) in nodes and edges.
pub fn snapshot<'s>(call: &mut Call<'_, 's>, [handle]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    let shared = share_of(call, handle)?;
    call.insert(Object::snapshot(shared)?)
}

/// This version of a graph, or the snapshot that a handle stands for.
pub fn share_of<'s>(call: &mut Call<'_, 's>, handle: Value<'s>) -> Outcome<Arc<Shared>> {
    call.read(handle, |object| match object {
        Object::Graph(live) => Ok(Shared::new(live.graph.snapshot()?)),
        Object::Snapshot(live) => Ok(Arc::clone(live.shared())),
    })
}

/// `toGraph(handle)`: a new mutable graph that starts as the snapshot. O(n + m).
pub fn to_graph<'s>(call: &mut Call<'_, 's>, [handle]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    let shared = share_of(call, handle)?;
    let graph = Graph::from_snapshot(shared.snapshot())?;
    drop(shared);
    call.insert(Object::graph(graph))
}

/// `share(handle)`: a token by which other environments of the process attach. It holds nothing.
pub fn share<'s>(call: &mut Call<'_, 's>, [handle]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    let env = call.env;
    let Object::Snapshot(live) = call.object(handle)? else { return Err(not_a_snapshot()) };
    let shared = live.shared();
    let token = *shared.token.get_or_init(|| {
        let token = random_token();
        registry().insert(token, Arc::downgrade(shared));
        token
    });
    env.string(&format!("{token:032x}"))
}

/// `attach(token)`: the snapshot that was shared, in place. `CLOSED` when nobody holds it any more,
/// `INVALID_ARGUMENT` for what is not a token.
pub fn attach<'s>(call: &mut Call<'_, 's>, [token]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    let token = call.env.to_text(token)?;
    let number = parse_token(&token).ok_or_else(|| not_a_token(&token))?;
    // The guard goes before the snapshot can: its drop takes the lock again.
    let found = registry().get(&number).cloned();
    let shared = found.and_then(|weak| weak.upgrade()).ok_or_else(|| {
        HostError::new(
            &kinds::CLOSED,
            "no open snapshot has this token: keep the snapshot open until the other side has attached",
        )
        .with("object", "snapshot")
    })?;
    call.insert(Object::snapshot(shared)?)
}

/// `refs(handle)`: how many handles, and how many holders in native code, keep the snapshot.
pub fn refs<'s>(call: &mut Call<'_, 's>, [handle]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    let env = call.env;
    let Object::Snapshot(live) = call.object(handle)? else { return Err(not_a_snapshot()) };
    let shared = live.shared();
    let host = shared.handles.load(Ordering::Relaxed);
    let native = Arc::strong_count(shared).saturating_sub(host);
    env.array(&[env.number(host as f64)?, env.number(native as f64)?])
}

/// The number of a token as [`share`] writes it: 32 lower-case hexadecimal digits.
fn parse_token(token: &str) -> Option<u128> {
    let is_token = token.len() == 32 && token.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if is_token { u128::from_str_radix(token, 16).ok() } else { None }
}

#[cold]
fn not_a_token(token: &str) -> Failure {
    let shown: String = token.chars().take(40).collect();
    HostError::invalid_argument(format!("{shown:?} is not a token: pass what snapshot.share() returned"))
        .with("argument", "token")
        .with("value", shown)
        .with("expected", "32 hexadecimal digits")
        .into()
}

#[cold]
fn not_a_snapshot() -> Failure {
    HostError::invalid_argument("only a snapshot can be shared: take one with graph.snapshot()")
        .with("argument", "handle")
        .into()
}
