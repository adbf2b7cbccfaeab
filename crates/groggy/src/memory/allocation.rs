//! One allocation, shared by `Arc`: the unit that host buffers and snapshots keep alive.

use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::ptr::NonNull;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::committed::Committed;
use super::pages;
use crate::{Error, Result};

/// What an allocation is for; live bytes are counted by it, in every build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(usize)]
pub enum Owner {
    /// Edge endpoints, degrees and removal bitmaps.
    Topology,
    /// Compressed adjacency of snapshots and of the live graph.
    Adjacency,
    /// Values and validity of columns.
    Columns,
    /// Text of dictionaries.
    Text,
    /// Headers: counters that a host reads in place.
    Headers,
}

impl Owner {
    /// Every owner, in the order of [`live_bytes_by_owner`].
    pub const ALL: [Self; 5] = [Self::Topology, Self::Adjacency, Self::Columns, Self::Text, Self::Headers];

    /// The name that diagnostics show.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Topology => "topology",
            Self::Adjacency => "adjacency",
            Self::Columns => "columns",
            Self::Text => "text",
            Self::Headers => "headers",
        }
    }
}

static LIVE: [AtomicUsize; Owner::ALL.len()] = [const { AtomicUsize::new(0) }; Owner::ALL.len()];

/// Bytes of native memory that the whole process holds in segments right now.
#[must_use]
pub fn live_bytes() -> usize {
    LIVE.iter().map(|bytes| bytes.load(Ordering::Relaxed)).sum()
}

/// Bytes held right now, by owner.
#[must_use]
pub fn live_bytes_by_owner() -> [(Owner, usize); Owner::ALL.len()] {
    Owner::ALL.map(|owner| (owner, LIVE[owner as usize].load(Ordering::Relaxed)))
}

static GROWTHS: AtomicUsize = AtomicUsize::new(0);

/// How often an allocation has grown at its place, in the whole process: while that is one number, every
/// [`byte_len`](Allocation::byte_len) is too.
#[must_use]
pub fn growths() -> usize {
    GROWTHS.load(Ordering::Acquire)
}

/// Segments past this size live in reserved address space.
const RESERVE_FROM: usize = 4 << 20;
/// How far ahead of the first need a reservation reaches.
const RESERVE_AHEAD: usize = 8;
/// What Node 20 can show of one segment; larger ones are read by copies and flat calls.
const LARGEST_RESERVATION: usize = 64 << 30;

/// Alignment of every allocation: a cache line, and Arrow's recommendation.
const ALIGN: usize = 64;

/// Zero-initialised memory of a fixed address. Grows in place when it lies in a reservation.
///
/// `Allocation` hands out a raw pointer and a size only. Who may read and write which part is the business
/// of [`Segment`](super::Segment) and of the host that shows it.
pub struct Allocation {
    start: NonNull<u8>,
    /// Bytes that may be touched. Grows, never shrinks.
    committed: Committed,
    /// Bytes of address space, 0 for an ordinary allocation.
    reserved: usize,
    owner: Owner,
}

// SAFETY: an `Allocation` is an address and two sizes; it touches its memory only when it is dropped, and
// then nobody else holds it. `committed` is atomic. Access to the bytes is governed by `Segment`.
unsafe impl Send for Allocation {}
// SAFETY: as above: no method reads or writes the bytes.
unsafe impl Sync for Allocation {}

impl Allocation {
    /// At least `bytes` of zeroed memory. `growable` asks for reserved address space when it is large.
    ///
    /// # Errors
    /// `OutOfMemory` when the allocator refuses.
    pub fn new(owner: Owner, bytes: usize, growable: bool) -> Result<Self> {
        let bytes = bytes.max(1).checked_next_multiple_of(ALIGN).ok_or_else(|| refused(owner, bytes))?;
        let ahead = if growable { RESERVE_AHEAD } else { 1 };
        if bytes >= RESERVE_FROM
            && pages::CAN_RESERVE
            && let Some(allocation) = Self::reserved(owner, bytes, ahead)
        {
            return Ok(allocation);
        }
        let layout = Layout::from_size_align(bytes, ALIGN).map_err(|_| refused(owner, bytes))?;
        // SAFETY: the layout has a non-zero size.
        let start = NonNull::new(unsafe { alloc_zeroed(layout) }).ok_or_else(|| refused(owner, bytes))?;
        LIVE[owner as usize].fetch_add(bytes, Ordering::Relaxed);
        Ok(Self { start, committed: Committed::new(bytes), reserved: 0, owner })
    }

    fn reserved(owner: Owner, bytes: usize, ahead: usize) -> Option<Self> {
        let committed = bytes.checked_next_multiple_of(pages::PAGE)?;
        let reserved = committed.checked_mul(ahead)?.min(LARGEST_RESERVATION).max(committed);
        let start = pages::reserve(reserved)?;
        // SAFETY: the range starts a fresh reservation, is a multiple of the page and not committed.
        if !unsafe { pages::commit(start, 0, committed) } {
            // SAFETY: the reservation was just made and nothing refers to it.
            unsafe { pages::release(start, reserved) };
            return None;
        }
        LIVE[owner as usize].fetch_add(committed, Ordering::Relaxed);
        Some(Self { start, committed: Committed::new(committed), reserved, owner })
    }

    /// Makes at least `bytes` usable at the same address. False when that is not possible.
    ///
    /// Only the one writer of a segment calls this.
    pub fn grow_in_place(&self, bytes: usize) -> bool {
        let committed = self.committed.get();
        if bytes <= committed {
            return true;
        }
        let Some(wanted) = bytes.checked_next_multiple_of(pages::PAGE) else { return false };
        if wanted > self.reserved {
            return false;
        }
        // SAFETY: `committed` is a multiple of the page within our reservation, and past it nothing is
        // committed: there is one writer, so nobody commits at the same time.
        if !unsafe { pages::commit(self.start, committed, wanted - committed) } {
            return false;
        }
        self.committed.grow_to(wanted);
        GROWTHS.fetch_add(1, Ordering::Release);
        LIVE[self.owner as usize].fetch_add(wanted - committed, Ordering::Relaxed);
        true
    }

    /// Where the memory starts; aligned to 64 bytes.
    #[must_use]
    pub fn start(&self) -> NonNull<u8> {
        self.start
    }

    /// Bytes that may be touched now: at least what was asked for.
    #[must_use]
    pub fn byte_len(&self) -> usize {
        self.committed.get()
    }
}

static FREED: OnceLock<fn(usize)> = OnceLock::new();

/// Has the start of each allocation told to `tell`, just before its memory is given back: for a monitor of those who
/// look at it. The first one to ask is told, from then on; returns whether that was the caller.
pub fn tell_freed(tell: fn(usize)) -> bool {
    FREED.set(tell).is_ok()
}

impl Drop for Allocation {
    fn drop(&mut self) {
        if let Some(tell) = FREED.get() {
            tell(self.start.addr().get());
        }
        let committed = self.committed.get();
        LIVE[self.owner as usize].fetch_sub(committed, Ordering::Relaxed);
        if self.reserved > 0 {
            // SAFETY: start and size are those of our reservation; the last owner is gone.
            unsafe { pages::release(self.start, self.reserved) };
        } else if let Ok(layout) = Layout::from_size_align(committed, ALIGN) {
            // SAFETY: allocated by `alloc_zeroed` with this very layout, and the last owner is gone.
            unsafe { dealloc(self.start.as_ptr(), layout) };
        }
    }
}

fn refused(owner: Owner, bytes: usize) -> Error {
    Error::out_of_memory(owner.name(), bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_ones_do_not_grow_in_place_and_large_ones_do() -> Result<()> {
        let small = Allocation::new(Owner::Headers, 100, true)?;
        assert_eq!(small.byte_len(), 128);
        assert!(small.grow_in_place(128));
        assert!(!small.grow_in_place(129));

        let large = Allocation::new(Owner::Headers, RESERVE_FROM, true)?;
        let before = large.start();
        if pages::CAN_RESERVE {
            assert!(large.grow_in_place(RESERVE_FROM * 3));
            assert_eq!(large.start(), before);
            assert!(large.byte_len() >= RESERVE_FROM * 3);
            assert!(!large.grow_in_place(RESERVE_FROM * RESERVE_AHEAD + 1));
        }
        Ok(())
    }

    #[test]
    fn what_cannot_be_had_is_an_error() {
        let error = Allocation::new(Owner::Columns, usize::MAX - 10, true).err();
        assert_eq!(error.map(|e| e.kind()), Some(crate::ErrorKind::OutOfMemory));
    }
}
