//! Address space by the page: reserved ahead, committed as it is needed, so that large arrays never move.

use std::ptr::NonNull;

/// Pages can be reserved on this system.
pub const CAN_RESERVE: bool = true;

/// Bytes of a page; a multiple of every page size in use, so that rounding to it is always right.
pub const PAGE: usize = 64 * 1024;

/// Reserves `bytes` of address space without memory behind it. `None` when the system refuses.
pub fn reserve(bytes: usize) -> Option<NonNull<u8>> {
    // SAFETY: an anonymous private mapping at an address of the kernel's choice touches no memory of ours.
    let address = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            bytes,
            libc::PROT_NONE,
            libc::MAP_PRIVATE | libc::MAP_ANON | libc::MAP_NORESERVE,
            -1,
            0,
        )
    };
    if address == libc::MAP_FAILED {
        return None;
    }
    // Large arrays are read at random: fewer, larger pages make both first use and reading cheaper. A refusal
    // changes nothing.
    #[cfg(target_os = "linux")]
    // SAFETY: the range was just mapped and is ours; advice does not change what it holds.
    unsafe {
        libc::madvise(address, bytes, libc::MADV_HUGEPAGE);
    }
    NonNull::new(address.cast())
}

/// Puts zeroed memory behind `bytes` at `start + offset` of a reservation. False when the system refuses.
///
/// # Safety
/// The range is page-aligned, lies within one reservation made by [`reserve`], and is not committed yet.
pub unsafe fn commit(start: NonNull<u8>, offset: usize, bytes: usize) -> bool {
    // SAFETY: the caller vouches that the range is ours; making it accessible invalidates nothing.
    unsafe {
        libc::mprotect(start.as_ptr().add(offset).cast(), bytes, libc::PROT_READ | libc::PROT_WRITE) == 0
    }
}

/// Gives a reservation of `bytes` back.
///
/// # Safety
/// `start` and `bytes` are those of one call of [`reserve`], and nothing refers to the memory any more.
pub unsafe fn release(start: NonNull<u8>, bytes: usize) {
    // SAFETY: as the caller vouches. A failure would leave the range mapped: a leak, never a dangling use.
    unsafe {
        libc::munmap(start.as_ptr().cast(), bytes);
    }
}
