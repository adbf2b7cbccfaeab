//! Snapshots, shared with other environments of the process by token.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use groggy::Snapshot;
use groggy_host::errors::{HostError, kinds};

/// A snapshot with its holders: handles of any environment, and native code (tasks).
pub struct SharedSnapshot {
    snapshot: Snapshot,
    /// Handles, in all environments.
    handles: AtomicUsize,
    token: OnceLock<u128>,
    poisoned: AtomicBool,
}

impl SharedSnapshot {
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
    pub(crate) fn hold(&self) {
        self.handles.fetch_add(1, Ordering::Relaxed);
    }

    /// One handle fewer.
    pub(crate) fn release(&self) {
        self.handles.fetch_sub(1, Ordering::Relaxed);
    }

    /// Marks the snapshot as one that a panic went through.
    pub(crate) fn poison(&self) {
        self.poisoned.store(true, Ordering::Relaxed);
    }

    /// A token by which other environments of the process [`attach`]: 32 hexadecimal digits. It holds nothing.
    #[must_use]
    pub fn token(self: &Arc<Self>) -> String {
        let token = self.token.get_or_init(|| {
            let token = random_token();
            registry().insert(token, Arc::downgrade(self));
            token
        });
        format!("{token:032x}")
    }

    /// How many handles, and how many holders in native code, keep the snapshot.
    #[must_use]
    pub fn holders(self: &Arc<Self>) -> (usize, usize) {
        let handles = self.handles.load(Ordering::Relaxed);
        (handles, Arc::strong_count(self).saturating_sub(handles))
    }

    /// Whether a panic went through it.
    pub(crate) fn is_poisoned(&self) -> bool {
        self.poisoned.load(Ordering::Relaxed)
    }
}

impl Drop for SharedSnapshot {
    fn drop(&mut self) {
        if let Some(token) = self.token.get() {
            registry().remove(token);
        }
    }
}

/// Snapshots by token, for as long as somebody holds them.
fn registry() -> MutexGuard<'static, HashMap<u128, Weak<SharedSnapshot>>> {
    static REGISTRY: OnceLock<Mutex<HashMap<u128, Weak<SharedSnapshot>>>> = OnceLock::new();
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

/// The snapshot that was shared by this token.
///
/// # Errors
/// `CLOSED` when nobody holds it any more, `INVALID_ARGUMENT` for what is not a token.
pub fn attach(token: &str) -> Result<Arc<SharedSnapshot>, HostError> {
    let number = parse_token(token).ok_or_else(|| not_a_token(token))?;
    // The guard goes before the snapshot can: its drop takes the lock again.
    let found = registry().get(&number).cloned();
    found.and_then(|weak| weak.upgrade()).ok_or_else(|| {
        HostError::new(
            &kinds::CLOSED,
            "expected the token of an open snapshot, got that of a closed one; keep the snapshot open until the other side has attached",
        )
        .with("object", "snapshot")
    })
}

/// The number of a token as [`SharedSnapshot::token`] writes it: 32 lower-case hexadecimal digits.
fn parse_token(token: &str) -> Option<u128> {
    let is_token = token.len() == 32 && token.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if is_token { u128::from_str_radix(token, 16).ok() } else { None }
}

#[cold]
fn not_a_token(token: &str) -> HostError {
    let quoted: String = token.chars().take(40).collect();
    HostError::invalid_argument(format!(
        "expected a token of 32 hexadecimal digits, got {quoted:?}; pass what snapshot.share() returned"
    ))
    .with("argument", "token")
    .with("value", quoted)
    .with("expected", "32 hexadecimal digits")
}
