//! Any bytes at all, read as text in every way that `groggy::formats::text::fuzzing` knows.

#![no_main]

use std::sync::LazyLock;

use groggy::execution::Execution;
use groggy::formats::text::fuzzing;

/// Two threads: keys are then numbered by more than one dictionary, which are merged.
static POOL: LazyLock<rayon::ThreadPool> = LazyLock::new(|| {
    rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("the fuzzer needs two threads")
});

libfuzzer_sys::fuzz_target!(|text: &[u8]| {
    // What is done follows from the input: the same input does the same again. Handing work to threads takes longer
    // than the work, so only some inputs do.
    let chunks = [1 + text.len() % 5, 1 + text.len() % 61];
    let executions = [Execution::inline(), Execution::on(&POOL)];
    let used = if text.len() % 8 == 0 { &executions[..] } else { &executions[..1] };
    fuzzing::check(text, &chunks, used);
});
