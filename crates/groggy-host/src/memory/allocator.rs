//! A global allocator that counts. For test builds: each allocation costs three relaxed additions.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering};

static LIVE_BYTES: AtomicU64 = AtomicU64::new(0);
static LIVE_ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static TOTAL_ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

/// The system's allocator, counted. Install it with
/// `#[global_allocator] static ALLOCATOR: CountingAllocator = CountingAllocator;`.
#[derive(Debug, Clone, Copy, Default)]
pub struct CountingAllocator;

/// Bytes that are allocated now; 0 when the allocator is not installed.
#[must_use]
pub fn live_bytes() -> u64 {
    LIVE_BYTES.load(Ordering::Relaxed)
}

/// Allocations that are live now.
#[must_use]
pub fn live_allocations() -> u64 {
    LIVE_ALLOCATIONS.load(Ordering::Relaxed)
}

/// Allocations ever made.
#[must_use]
pub fn total_allocations() -> u64 {
    TOTAL_ALLOCATIONS.load(Ordering::Relaxed)
}

fn counted(pointer: *mut u8, bytes: usize) -> *mut u8 {
    if !pointer.is_null() {
        LIVE_BYTES.fetch_add(bytes as u64, Ordering::Relaxed);
        LIVE_ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        TOTAL_ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
    }
    pointer
}

#[cfg(feature = "failing-allocator")]
use super::failing::refuses;

#[cfg(not(feature = "failing-allocator"))]
const fn refuses(_bytes: usize) -> bool {
    false
}

// SAFETY: every request goes to `System` unchanged, with the layout that the caller gave, or is answered
// with null, which the contract of `GlobalAlloc` allows; counting neither allocates nor unwinds.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if refuses(layout.size()) {
            return std::ptr::null_mut();
        }
        // SAFETY: the caller upholds `alloc`'s contract (a layout of non-zero size), passed on unchanged.
        counted(unsafe { System.alloc(layout) }, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if refuses(layout.size()) {
            return std::ptr::null_mut();
        }
        // SAFETY: as in `alloc`.
        counted(unsafe { System.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller says that `pointer` came from this allocator, hence from `System`, with `layout`.
        unsafe { System.dealloc(pointer, layout) };
        LIVE_BYTES.fetch_sub(layout.size() as u64, Ordering::Relaxed);
        LIVE_ALLOCATIONS.fetch_sub(1, Ordering::Relaxed);
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        if refuses(new_size) {
            return std::ptr::null_mut();
        }
        // SAFETY: as in `dealloc`; the caller says that `new_size` is not zero and does not overflow.
        let moved = unsafe { System.realloc(pointer, layout, new_size) };
        if !moved.is_null() {
            LIVE_BYTES.fetch_add(new_size as u64, Ordering::Relaxed);
            LIVE_BYTES.fetch_sub(layout.size() as u64, Ordering::Relaxed);
            TOTAL_ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[global_allocator]
    static ALLOCATOR: CountingAllocator = CountingAllocator;

    /// Other tests allocate meanwhile, so only bounds hold here; an exact count needs a process of its own.
    #[test]
    fn a_large_block_is_seen_and_forgotten() {
        const BIG: usize = 1 << 30;
        let total = total_allocations();
        let mut block: Vec<u8> = Vec::with_capacity(BIG);
        assert!(live_bytes() >= BIG as u64 && total_allocations() > total && live_allocations() > 0);
        block.reserve_exact(BIG + 1);
        drop(block);
        assert!(live_bytes() < BIG as u64);
    }
}
