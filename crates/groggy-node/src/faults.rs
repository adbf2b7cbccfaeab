//! What a fault of this crate does, when `GROGGY_FAULT` names it: see [`groggy::faults`].

pub use groggy_host::faults::planted;

/// Called by every operation: `leaked-block` loses 16 bytes.
#[inline]
pub fn in_every_call() {
    if planted("leaked-block") {
        std::mem::forget(std::hint::black_box(Box::new([0_u8; 16])));
    }
}

/// Called by `validate`: `use-after-free` reads a block that was freed.
#[inline]
pub fn in_validate() {
    #[cfg(feature = "testing")]
    if planted("use-after-free") {
        let freed = std::ptr::from_ref(&*Box::new(7_u8));
        // SAFETY: none: the box is gone. It is there for AddressSanitizer to see.
        unsafe { freed.read_volatile() };
    }
}
