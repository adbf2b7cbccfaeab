//! The core on several threads, each result compared with what one thread gets or with a plain model.
//!
//! `cargo run --release -p groggy --example threads [seed, default 1]`
//!
//! `npm run test:tsan` runs it under ThreadSanitizer. For its sake threads are started with `std::thread::spawn` and
//! a pool includes the thread that calls: those hand-overs it understands.

mod adjacency;
mod kernels;
mod model;
mod random;
mod reader;
mod writer;

/// What ends a part early.
type Failure = Box<dyn std::error::Error + Send + Sync>;
/// One part: asserts what it expects.
type Part = fn(u64) -> Result<(), Failure>;

const PARTS: [(&str, Part); 7] = [
    ("readers compare snapshots while the graph is changed", writer::readers_hold_still),
    (
        "a writer writes in place again once others have dropped their snapshots",
        writer::written_after_the_drop,
    ),
    ("a writer appends in place behind what others read", writer::grown_behind_readers),
    ("tasks ask for one adjacency and one key index at once", adjacency::asked_at_once),
    ("kernels on several threads, several at once, watched", kernels::as_on_one_thread),
    ("kernels cancelled by another thread", kernels::cancelled),
    ("text read in parallel", reader::as_on_one_thread),
];

#[expect(clippy::print_stdout, reason = "an example that reports")]
fn main() -> Result<(), Failure> {
    let seed = std::env::args().nth(1).map_or(Ok(1), |text| text.parse())?;
    for (about, part) in PARTS {
        let started = std::time::Instant::now();
        part(seed)?;
        println!("ok: {about} ({:.1} s)", started.elapsed().as_secs_f64());
    }
    Ok(())
}

/// A pool of three threads, the calling one included. A thread can be in one such pool only.
fn pool() -> Result<rayon::ThreadPool, Failure> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(3).use_current_thread().build()?)
}

/// Waits for a thread; what it failed with is ours.
fn join<T>(thread: std::thread::JoinHandle<Result<T, Failure>>) -> Result<T, Failure> {
    thread.join().map_err(|_| "a thread panicked: its message is above")?
}
