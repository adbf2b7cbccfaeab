//! Typed arrays of the caller, in memory of ours.

use std::ops::Deref;

use groggy_host::monitor;

use crate::napi::{Outcome, TypedArray, TypedElement};
use crate::{entry, faults};

/// The elements of a caller's typed array, as they were when they were read.
///
/// Always a copy: what is checked must be what is used, and other threads may go on writing the array (see
/// [`TypedArray::read_once`]), which may also be a view of the very column that the call is about to write. Even
/// buffers that TypeScript packed itself: it asked methods for them that anybody can replace.
pub struct Input<T: TypedElement>(Vec<T>);

impl<T: TypedElement> Input<T> {
    /// The elements of `array`; `TYPE_MISMATCH` when they are of another type, `OUT_OF_MEMORY` without room.
    pub fn new(array: TypedArray<'_>) -> Outcome<Self> {
        // The host's memory is ours to read until this ends; the monitor knows of it.
        let _reading = monitor::shared().borrow(entry::running(), array.byte_length::<T>() as u64);
        faults::when_an_array_is_read(array).map_or_else(|| array.read_once(), Ok).map(Self)
    }
}

impl<T: TypedElement> Input<T> {
    /// The elements, given away.
    pub fn into_vec(mut self) -> Vec<T> {
        std::mem::take(&mut self.0)
    }
}

impl<T: TypedElement> Deref for Input<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        &self.0
    }
}

#[cfg(feature = "testing")]
impl<T: TypedElement> Drop for Input<T> {
    fn drop(&mut self) {
        faults::when_an_input_goes(&mut self.0);
    }
}
