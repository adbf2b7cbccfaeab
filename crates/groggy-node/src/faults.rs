//! What a fault of this crate does, when `GROGGY_FAULT` names it: see [`groggy::faults`].
//!
//! Each function is called where a bug of its kind would be. Without the feature `testing` it does nothing.

use std::hint::black_box;
use std::mem;

pub use groggy_host::faults::planted;

use crate::napi::{TypedArray, TypedElement};

/// `leaked-block` loses 16 bytes.
#[inline]
pub fn in_every_call() {
    if planted("leaked-block") {
        mem::forget(black_box(Box::new([0_u8; 16])));
    }
}

/// `use-after-free` reads a block that was freed.
#[inline]
pub fn in_validate() {
    if planted("use-after-free") {
        let freed = std::ptr::from_ref(&*black_box(Box::new(7_u8)));
        // SAFETY: none: the box is gone. It is there for AddressSanitizer to see.
        unsafe { freed.read_volatile() };
    }
}

/// `input-read-twice` takes the caller's memory for a copy of it, so that it is read where it is, as often as the
/// work wants to.
#[inline]
pub fn when_an_array_is_read<T: TypedElement>(array: TypedArray<'_>) -> Option<Vec<T>> {
    if !planted("input-read-twice") {
        return None;
    }
    let (start, length) = array.place::<T>()?;
    // SAFETY: none: the memory is the caller's, who may write it. It is there for the test of racing input to see;
    // the vector neither grows nor is it dropped (below).
    Some(unsafe { Vec::from_raw_parts(start.cast_mut(), length, length) })
}

/// `input-read-twice` lets go of what is not ours.
#[cfg(feature = "testing")]
#[inline]
pub fn when_an_input_goes<T>(elements: &mut Vec<T>) {
    if planted("input-read-twice") {
        mem::forget(mem::take(elements));
    }
}
