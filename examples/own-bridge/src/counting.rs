//! For the leak tests: every live allocation of this addon, counted.
#![cfg(feature = "counting")]

use groggy_host::memory::{CountingAllocator, live_allocations, live_bytes};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// Live bytes and live allocations of the process's native code in this addon.
#[napi_derive::napi]
pub fn live() -> (f64, f64) {
    (live_bytes() as f64, live_allocations() as f64)
}
