//! Systems on which address space is not reserved ahead: arrays are replaced when they grow.

use std::ptr::NonNull;

/// Pages cannot be reserved on this system.
pub const CAN_RESERVE: bool = false;

/// Rounding unit of commits; unused here.
pub const PAGE: usize = 64 * 1024;

/// Always refuses: the caller falls back to an ordinary allocation.
pub fn reserve(_bytes: usize) -> Option<NonNull<u8>> {
    None
}

/// Never commits.
///
/// # Safety
/// None needed: nothing was ever reserved.
pub unsafe fn commit(_start: NonNull<u8>, _offset: usize, _bytes: usize) -> bool {
    false
}

/// Nothing to release.
///
/// # Safety
/// None needed: nothing was ever reserved.
pub unsafe fn release(_start: NonNull<u8>, _bytes: usize) {}
