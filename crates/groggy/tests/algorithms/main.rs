//! Promise: every algorithm gives what its plain textbook form gives, on graphs of every shape, and the same bits
//! for any number of threads.
#![expect(clippy::unwrap_used, reason = "a test fails where a result is not what it expects")]

mod cases;
mod components;
mod execution;
mod paths;
mod rank;
mod reference;
mod search;
mod weights;
