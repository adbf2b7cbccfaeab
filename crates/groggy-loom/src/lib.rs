//! The product's own source files of hand-written protocols between threads, compiled with loom's atomics in the
//! place of the standard library's, and run under every interleaving and every value that the memory model
//! allows.
//!
//! `GROGGY_FAULT=loom-NAME` weakens one of them: its test must then fail. What is not here needs no test of this
//! kind: plain counters, flags that order nothing, and what `Mutex`, `Arc` and `OnceLock` of std guard.

#![cfg(test)]

mod sync {
    pub(crate) use loom::sync::{Arc, atomic};
}

mod faults {
    /// As in the product, with its feature `faults`.
    pub fn planted(name: &str) -> bool {
        // Not `loom::lazy_static`: the answer is the same in every interleaving.
        static PLANTED: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
        PLANTED.get_or_init(|| std::env::var("GROGGY_FAULT").ok()).as_deref() == Some(name)
    }
}

#[path = "../../groggy/src/memory/committed.rs"]
mod committed;
#[path = "../../groggy/src/algorithms/forest.rs"]
mod forest;
#[path = "../../groggy/src/execution/hand_out.rs"]
mod hand_out;
#[path = "../../groggy-host/src/object_lock/word.rs"]
mod object_lock;
#[path = "../../groggy/src/memory/readers.rs"]
mod readers;
#[path = "../../groggy-host/src/memory/slots.rs"]
mod slots;

mod tests;
