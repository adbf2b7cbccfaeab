//! Live native bytes, by owner: what a host shows its user and what a leak test compares.
//!
//! A binding has one `static` [`Owner`] for each kind of thing that owns memory, and charges it where the
//! memory is taken. Counting costs one relaxed addition. Behind the feature `counting-allocator` every
//! allocation of the process is counted as well.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use serde::Serialize;

#[cfg(feature = "counting-allocator")]
mod allocator;
#[cfg(feature = "failing-allocator")]
pub mod failing;
pub mod reserve;
mod slots;

#[cfg(feature = "counting-allocator")]
pub use allocator::{CountingAllocator, live_allocations, live_bytes, total_allocations};

/// A kind of thing that owns native memory. Made to be a `static`.
#[derive(Debug)]
pub struct Owner {
    name: &'static str,
    live: AtomicI64,
    imbalances: AtomicU64,
}

impl Owner {
    /// An owner of nothing yet.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, live: AtomicI64::new(0), imbalances: AtomicU64::new(0) }
    }

    /// Its name in reports.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// `bytes` more are live.
    #[inline]
    pub fn add(&self, bytes: usize) {
        self.live.fetch_add(signed(bytes), Ordering::Relaxed);
    }

    /// `bytes` fewer are live. Taking away more than is there fails an assertion in debug builds; a release
    /// build counts it as an imbalance, and reports never show less than 0.
    #[inline]
    pub fn sub(&self, bytes: usize) {
        let before = self.live.fetch_sub(signed(bytes), Ordering::Relaxed);
        if before < signed(bytes) {
            self.unbalanced(bytes, before);
        }
    }

    #[cold]
    fn unbalanced(&self, bytes: usize, before: i64) {
        self.imbalances.fetch_add(1, Ordering::Relaxed);
        debug_assert!(false, "{bytes} bytes taken from {}, which owned {before}", self.name);
    }

    /// Sets the account to `bytes` where it was `before`: after growth or shrinking.
    #[inline]
    pub fn change(&self, before: usize, bytes: usize) {
        self.add(bytes);
        self.sub(before);
    }

    /// Charges `bytes` until the result is dropped.
    pub fn charge(&'static self, bytes: usize) -> Charge {
        self.add(bytes);
        Charge { owner: self, bytes }
    }

    /// How many bytes are live.
    #[must_use]
    pub fn live(&self) -> u64 {
        u64::try_from(self.live.load(Ordering::Relaxed)).unwrap_or(0)
    }

    /// How often more was taken away than was there: 0 in a sound program.
    #[must_use]
    pub fn imbalances(&self) -> u64 {
        self.imbalances.load(Ordering::Relaxed)
    }
}

fn signed(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// Bytes charged to an owner for as long as this lives: kept beside the memory, they go together.
#[must_use = "the bytes are given back as soon as this is dropped"]
#[derive(Debug)]
pub struct Charge {
    owner: &'static Owner,
    bytes: usize,
}

impl Charge {
    /// The memory grew or shrank to `bytes`.
    pub fn set(&mut self, bytes: usize) {
        self.owner.change(self.bytes, bytes);
        self.bytes = bytes;
    }

    /// How many bytes are charged.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.owner.sub(self.bytes);
    }
}

/// One owner's account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnerBytes {
    /// Its name.
    pub owner: &'static str,
    /// What it owns now.
    pub live_bytes: u64,
    /// See [`Owner::imbalances`].
    pub imbalances: u64,
}

/// The accounts of all owners.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MemoryReport {
    /// The sum over the owners.
    pub live_bytes: u64,
    /// Each owner.
    pub by_owner: Vec<OwnerBytes>,
    /// What the host was told of and not yet given back.
    pub external_bytes: u64,
    /// Live allocations of the whole process, in builds with the counting allocator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live_allocations: Option<u64>,
    /// Live bytes of all those allocations, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allocated_bytes: Option<u64>,
}

/// The accounts of `owners`, with what `external` says the host was told of.
#[must_use]
pub fn report<'a>(owners: impl IntoIterator<Item = &'a Owner>, external: Option<&Owner>) -> MemoryReport {
    #[cfg(feature = "counting-allocator")]
    let (live_allocations, allocated_bytes) = (Some(live_allocations()), Some(live_bytes()));
    #[cfg(not(feature = "counting-allocator"))]
    let (live_allocations, allocated_bytes) = (None, None);
    let by_owner: Vec<OwnerBytes> = owners
        .into_iter()
        .map(|owner| OwnerBytes {
            owner: owner.name,
            live_bytes: owner.live(),
            imbalances: owner.imbalances(),
        })
        .collect();
    MemoryReport {
        live_bytes: by_owner.iter().map(|owner| owner.live_bytes).sum(),
        by_owner,
        external_bytes: external.map_or(0, Owner::live),
        live_allocations,
        allocated_bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charge_goes_with_its_owner() {
        static COLUMNS: Owner = Owner::new("columns");
        static EXTERNAL: Owner = Owner::new("external");
        let mut charge = COLUMNS.charge(100);
        let other = COLUMNS.charge(1);
        charge.set(40);
        EXTERNAL.add(7);
        let made = report([&COLUMNS], Some(&EXTERNAL));
        assert_eq!((made.live_bytes, made.external_bytes), (41, 7));
        assert_eq!(charge.bytes(), 40);
        drop((charge, other));
        assert_eq!(COLUMNS.live(), 0);
        assert_eq!(COLUMNS.imbalances(), 0);
    }

    #[test]
    fn taking_away_too_much_is_seen() {
        static OWNER: Owner = Owner::new("owner");
        let caught = std::panic::catch_unwind(|| OWNER.sub(1));
        assert_eq!(caught.is_err(), cfg!(debug_assertions));
        assert_eq!((OWNER.live(), OWNER.imbalances()), (0, 1));
    }

    #[test]
    fn threads_balance() {
        static OWNER: Owner = Owner::new("threads");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..1000).for_each(|bytes| drop(OWNER.charge(bytes))));
            }
        });
        assert_eq!(OWNER.live(), 0);
    }
}
