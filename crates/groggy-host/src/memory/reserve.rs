//! Memory kept back for small requests, so that a library survives the system's refusal.
//!
//! # Why
//! What a user's numbers size is asked for fallibly and answered with `OUT_OF_MEMORY`. Beside it a program makes
//! small requests of fixed size (the counters of an `Arc`, a boxed error, a message) whose refusal ends a Rust
//! process: stable Rust has neither `Arc::try_new` nor a hook that unwinds, and a panic from within an allocator is
//! undefined behaviour. Making each of them fallible by hand would mean an `Arc`, a `HashMap` and a formatter of
//! our own, and the error that reports the refusal needs memory too. So small requests that the system refuses
//! are served from here, and when little is left, [`check`] refuses new work until some is given back.
//!
//! # How
//! Slots of three sizes in one static region, taken and given back by the bits of atomic words: no lock, no list,
//! nothing to initialise, and pages that were never used take no memory. A request that the system grants costs
//! one comparison with null more than without, a release one comparison of addresses.
//!
//! Requests aligned to more than [`ALIGN`] are the graph's data, which is asked for fallibly: they are left out, so
//! that an operation without memory fails early instead of using up the reserve.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::UnsafeCell;

use super::slots::Slots;
use crate::errors::{HostError, Result, kinds};

/// The largest alignment that is served.
pub const ALIGN: usize = 16;
/// The largest request that is served.
pub const LARGEST: usize = 8 << 10;
/// How much must be had from the system for work to go on when the reserve is low.
const PROBE: usize = 1 << 20;

/// What each size of slot has: bytes of all slots together. A third of the reserve each.
const SHARE: usize = 128 << 10;
const SMALL: usize = 64;
const MIDDLE: usize = 1024;
const BYTES: usize = 3 * SHARE;

static SMALL_SLOTS: Slots<{ SHARE / SMALL / 64 }> = Slots::new(64);
static MIDDLE_SLOTS: Slots<{ SHARE / MIDDLE / 64 }> = Slots::new(64);
static LARGE_SLOTS: Slots<1> = Slots::new(SHARE / LARGEST);

#[repr(align(4096))]
struct Region(UnsafeCell<[u8; BYTES]>);

// SAFETY: the region is only handed out slot by slot; `Slots` gives each slot to one owner at a time, and orders
// what the last owner did before what the next one does.
unsafe impl Sync for Region {}

static REGION: Region = Region(UnsafeCell::new([0; BYTES]));

/// An allocator that serves small requests from the reserve when `A` refuses them.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReserveAllocator<A = System>(pub A);

/// Where the region starts.
fn start() -> *mut u8 {
    REGION.0.get().cast()
}

/// The place of a pointer in the region, if it points there.
#[inline]
fn offset_of(pointer: *mut u8) -> Option<usize> {
    let offset = (pointer as usize).wrapping_sub(start() as usize);
    (offset < BYTES).then_some(offset)
}

/// A slot for `layout`, its contents undefined; null when none fits or is free.
#[cold]
fn take(layout: Layout) -> *mut u8 {
    if layout.align() > ALIGN || layout.size() > LARGEST {
        return std::ptr::null_mut();
    }
    let size = layout.size();
    let small = || (size <= SMALL).then(|| SMALL_SLOTS.take()).flatten().map(|slot| slot * SMALL);
    let middle = || (size <= MIDDLE).then(|| MIDDLE_SLOTS.take()).flatten().map(|slot| SHARE + slot * MIDDLE);
    let large = || LARGE_SLOTS.take().map(|slot| 2 * SHARE + slot * LARGEST);
    match small().or_else(middle).or_else(large) {
        // SAFETY: the offset of a slot lies in the region.
        Some(offset) => unsafe { start().add(offset) },
        None => std::ptr::null_mut(),
    }
}

/// Gives the slot at `offset` back.
#[cold]
fn give_back(offset: usize) {
    match offset / SHARE {
        0 => SMALL_SLOTS.give_back(offset / SMALL),
        1 => MIDDLE_SLOTS.give_back((offset - SHARE) / MIDDLE),
        _ => LARGE_SLOTS.give_back((offset - 2 * SHARE) / LARGEST),
    }
}

/// How many slots are in use: 0 unless the system refused memory that somebody still holds.
#[must_use]
pub fn in_use() -> usize {
    SMALL_SLOTS.taken() + MIDDLE_SLOTS.taken() + LARGE_SLOTS.taken()
}

/// Refuses new work while the reserve is low and the system still gives nothing. To be asked by every operation
/// that makes or changes something; costs three relaxed loads.
///
/// # Errors
/// `OUT_OF_MEMORY`.
#[inline]
pub fn check() -> Result<()> {
    let low = SMALL_SLOTS.is_low() || MIDDLE_SLOTS.is_low() || LARGE_SLOTS.is_low();
    if low { probe() } else { Ok(()) }
}

#[cold]
fn probe() -> Result<()> {
    let mut probe: Vec<u8> = Vec::new();
    if probe.try_reserve_exact(PROBE).is_ok() {
        return Ok(());
    }
    Err(HostError::new(
        &kinds::OUT_OF_MEMORY,
        "cannot allocate memory: the system has none left, and the library's reserve is low; close unused graphs and snapshots",
    )
    .with("reserved", in_use()))
}

// SAFETY: a request goes to `A` unchanged, or gets a slot that is large and aligned enough and nobody else's until
// it is given back; a pointer goes back to where it came from, told by its address. Nothing here unwinds.
unsafe impl<A: GlobalAlloc> GlobalAlloc for ReserveAllocator<A> {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller upholds `alloc`'s contract, passed on unchanged.
        let pointer = unsafe { self.0.alloc(layout) };
        if pointer.is_null() { take(layout) } else { pointer }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as in `alloc`.
        let pointer = unsafe { self.0.alloc_zeroed(layout) };
        if !pointer.is_null() {
            return pointer;
        }
        let slot = take(layout);
        if !slot.is_null() {
            // SAFETY: the slot holds at least `size` bytes and is ours alone.
            unsafe { slot.write_bytes(0, layout.size()) };
        }
        slot
    }

    #[inline]
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        match offset_of(pointer) {
            Some(offset) => give_back(offset),
            // SAFETY: it is not a slot, so it came from `A` with this layout.
            None => unsafe { self.0.dealloc(pointer, layout) },
        }
    }

    #[inline]
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        if offset_of(pointer).is_none() {
            // SAFETY: it is not a slot, so it came from `A` with this layout.
            let moved = unsafe { self.0.realloc(pointer, layout, new_size) };
            if !moved.is_null() {
                return moved;
            }
        }
        // SAFETY: the caller says that the size is not zero and, rounded up to the alignment, does not overflow.
        let wanted = unsafe { Layout::from_size_align_unchecked(new_size, layout.align()) };
        // SAFETY: the layout's size is not zero.
        let moved = unsafe { self.alloc(wanted) };
        if !moved.is_null() {
            // SAFETY: both hold so many bytes, and a fresh allocation overlaps none that is alive. The old one is the
            // caller's, who gives it up by this call.
            unsafe {
                std::ptr::copy_nonoverlapping(pointer, moved, layout.size().min(new_size));
                self.dealloc(pointer, layout);
            }
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An allocator without memory.
    struct Refusing;

    // SAFETY: it answers null, which the contract allows, and is never given anything back.
    unsafe impl GlobalAlloc for Refusing {
        unsafe fn alloc(&self, _: Layout) -> *mut u8 {
            std::ptr::null_mut()
        }
        unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
    }

    const EMPTY: ReserveAllocator<Refusing> = ReserveAllocator(Refusing);

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, 8).unwrap()
    }

    /// One test, since the region is one for the process.
    #[test]
    fn small_requests_are_served_until_the_reserve_is_used_up_and_again_after() {
        for round in 0..2 {
            let mut taken = Vec::new();
            for size in [1, SMALL, SMALL + 1, MIDDLE, MIDDLE + 1, LARGEST] {
                // SAFETY: the size is not zero.
                let pointer = unsafe { EMPTY.alloc_zeroed(layout(size)) };
                assert!(!pointer.is_null() && (pointer as usize).is_multiple_of(ALIGN));
                // SAFETY: so many bytes were asked for.
                let bytes = unsafe { std::slice::from_raw_parts_mut(pointer, size) };
                assert!(bytes.iter().all(|&byte| byte == 0), "round {round}");
                bytes.fill(7);
                taken.push((pointer, size));
            }
            // SAFETY: taken above; it becomes larger in another slot.
            unsafe {
                let (pointer, size) = taken[2];
                let moved = EMPTY.realloc(pointer, layout(size), 2 * MIDDLE);
                assert!(std::slice::from_raw_parts(moved, size).iter().all(|&byte| byte == 7));
                taken[2] = (moved, 2 * MIDDLE);
                assert!(EMPTY.alloc(layout(LARGEST + 1)).is_null());
                assert!(EMPTY.alloc(Layout::from_size_align(64, 64).unwrap()).is_null());
            }
            assert_eq!(in_use(), taken.len());
            assert!(check().is_ok());
            loop {
                // SAFETY: the size is not zero.
                let pointer = unsafe { EMPTY.alloc(layout(8)) };
                if pointer.is_null() {
                    break;
                }
                taken.push((pointer, 8));
            }
            assert_eq!(in_use(), SHARE / SMALL + SHARE / MIDDLE + SHARE / LARGEST);
            assert!(check().is_ok(), "the system has memory");
            for (pointer, size) in taken {
                // SAFETY: taken above with this layout.
                unsafe { EMPTY.dealloc(pointer, layout(size)) };
            }
            assert_eq!(in_use(), 0);
        }
    }
}
