//! What a kernel runs with: threads to share the work, a flag that stops it, and someone who watches it.
//!
//! Work is handed out in chunks from one atomic counter, so a thread that meets heavy nodes takes fewer
//! chunks. The thread that calls takes part; helpers come from the pool it was given and never from rayon's
//! global pool. Without a pool everything runs on the calling thread, in order.
//!
//! A pool that runs kernels should run nothing else that is long: a caller that is itself one of the
//! pool's threads steals other jobs of that pool while it waits for its helpers.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::ThreadPool;

mod hand_out;

use hand_out::HandOut;

use crate::{Error, ErrorKind, Result};

/// Receives how far a kernel is: a fraction in `0..=1` and the name of the stage. Called between chunks by the
/// thread that called the kernel, at most once a pass over the graph; throttling is the receiver's.
pub type ProgressSink<'a> = dyn Fn(f64, &'static str) + Sync + 'a;

/// Runs on whichever thread is about to look whether the work was cancelled, before it looks: a host that must be
/// asked whether the work still makes sense is asked here, and answers by the flag. Called as often as once a chunk.
pub type Checkpoint<'a> = dyn Fn() + Sync + 'a;

/// Where and how a kernel runs. Cheap to copy; borrows all that it is made of.
#[derive(Clone, Copy, Default)]
pub struct Execution<'a> {
    pool: Option<&'a ThreadPool>,
    cancel: Option<&'a AtomicBool>,
    checkpoint: Option<&'a Checkpoint<'a>>,
    progress: Option<&'a ProgressSink<'a>>,
}

impl std::fmt::Debug for Execution<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Execution")
            .field("threads", &self.threads())
            .field("cancelled", &self.cancel.is_some_and(|flag| flag.load(Ordering::Relaxed)))
            .field("watched", &self.progress.is_some())
            .finish()
    }
}

impl<'a> Execution<'a> {
    /// Runs everything on the calling thread.
    #[must_use]
    pub fn inline() -> Self {
        Self::default()
    }

    /// Runs on the calling thread and, so that `pool.current_num_threads()` take part in all, on threads of
    /// `pool`.
    #[must_use]
    pub fn on(pool: &'a ThreadPool) -> Self {
        Self { pool: Some(pool), ..Self::default() }
    }

    /// Stops with [`ErrorKind::Cancelled`] soon after `flag` became true. It is polled once a chunk.
    #[must_use]
    pub fn with_cancel(self, flag: &'a AtomicBool) -> Self {
        Self { cancel: Some(flag), ..self }
    }

    /// Stops with [`ErrorKind::Cancelled`] soon after `checkpoint` set `flag`. The thread that calls the kernel comes
    /// by at least as often as it would poll the flag.
    #[must_use]
    pub fn with_checkpoint(self, flag: &'a AtomicBool, checkpoint: &'a Checkpoint<'a>) -> Self {
        Self { cancel: Some(flag), checkpoint: Some(checkpoint), ..self }
    }

    /// Reports to `sink` how far the work is.
    #[must_use]
    pub fn with_progress(self, sink: &'a ProgressSink<'a>) -> Self {
        Self { progress: Some(sink), ..self }
    }

    /// How many threads share the work, the caller included; at least 1.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.pool.map_or(1, |pool| pool.current_num_threads().max(1))
    }

    fn is_cancelled(&self) -> bool {
        if let Some(checkpoint) = self.checkpoint {
            checkpoint();
        }
        self.cancel.is_some_and(|flag| flag.load(Ordering::Relaxed))
    }

    /// # Errors
    /// `Cancelled` when the flag is set. Sequential loops call this every few thousand steps.
    pub fn check(&self) -> Result<()> {
        if self.is_cancelled() { Err(cancelled()) } else { Ok(()) }
    }

    /// Tells the watcher, if there is one, that `fraction` (0 to 1) of the work is done and `stage` is going on.
    pub fn progress(&self, fraction: f64, stage: &'static str) {
        if let Some(sink) = self.progress {
            sink(fraction.clamp(0.0, 1.0), stage);
        }
    }

    /// One value for each thread that may take part, for [`Execution::for_each_chunk_with`].
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn per_thread<S>(&self, make: impl FnMut() -> S) -> Result<Vec<S>> {
        let mut states = crate::memory::try_with_capacity("threads", self.threads())?;
        states.extend(std::iter::repeat_with(make).take(self.threads()));
        Ok(states)
    }

    /// Calls `body` once for each piece of `0..len`, all but the last of `chunk` items, in any order and from
    /// several threads. Allocates nothing per chunk.
    ///
    /// A panic in `body` stops the hand-out and is resumed here, on the calling thread.
    ///
    /// # Errors
    /// `Cancelled`; some chunks then never ran.
    pub fn for_each_chunk(&self, len: usize, chunk: usize, body: impl Fn(Range<usize>) + Sync) -> Result<()> {
        // A vector of zero-sized values owns no memory.
        self.run(&mut vec![(); self.threads()], len, chunk, &|(): &mut (), range| body(range))
    }

    /// Like [`Execution::for_each_chunk`], where each thread that takes part has one of `states` to itself: a
    /// buffer, a counter. At most `states.len()` threads take part. Which chunks a state saw differs from run to
    /// run; what the states hold together must not.
    ///
    /// # Errors
    /// `Cancelled`; `Internal` when `states` is empty and there is work.
    pub fn for_each_chunk_with<S: Send>(
        &self,
        states: &mut [S],
        len: usize,
        chunk: usize,
        body: impl Fn(&mut S, Range<usize>) + Sync,
    ) -> Result<()> {
        self.run(states, len, chunk, &body)
    }

    /// Maps each chunk of `0..len` to a value; values come back in chunk order, so that a fold over them gives
    /// the same bits for any number of threads.
    ///
    /// # Errors
    /// `Cancelled`; `OutOfMemory` for the slots, one a chunk.
    pub fn map_chunks<T: Send>(
        &self,
        len: usize,
        chunk: usize,
        body: impl Fn(Range<usize>) -> T + Sync,
    ) -> Result<Vec<T>> {
        let chunk = chunk.max(1);
        let chunks = len.div_ceil(chunk);
        let mut slots: Vec<Option<T>> = Vec::new();
        slots
            .try_reserve_exact(chunks)
            .map_err(|_| Error::out_of_memory("results of chunks", chunks.saturating_mul(size_of::<T>())))?;
        slots.resize_with(chunks, || None);
        self.for_each_chunk_mut(&mut slots, 1, |index, slot| {
            let start = index * chunk;
            slot.fill_with(|| Some(body(start..len.min(start + chunk))));
        })?;
        Ok(slots.into_iter().flatten().collect())
    }

    /// Calls `body` with each piece of `items` and the index of its first item, in any order and from several
    /// threads.
    ///
    /// # Errors
    /// `Cancelled`; some pieces were then never visited.
    pub fn for_each_chunk_mut<T: Send>(
        &self,
        items: &mut [T],
        chunk: usize,
        body: impl Fn(usize, &mut [T]) + Sync,
    ) -> Result<()> {
        // A vector of zero-sized values owns no memory.
        let states = &mut vec![(); self.threads()];
        self.for_each_chunk_mut_with(states, items, chunk, |(), start, piece| body(start, piece))
    }

    /// Like [`Execution::for_each_chunk_mut`], where each thread that takes part has one of `states` to itself, as in
    /// [`Execution::for_each_chunk_with`].
    ///
    /// # Errors
    /// As for both.
    pub fn for_each_chunk_mut_with<S: Send, T: Send>(
        &self,
        states: &mut [S],
        items: &mut [T],
        chunk: usize,
        body: impl Fn(&mut S, usize, &mut [T]) + Sync,
    ) -> Result<()> {
        let base = Base(items.as_mut_ptr());
        self.run(states, items.len(), chunk, &|state: &mut S, range: Range<usize>| {
            let start = base.at(range.start);
            // SAFETY: `run` hands out disjoint sub-ranges of `0..items.len()`, each once, so no two of these slices
            // overlap; `items` is borrowed mutably until every thread is done, so nothing else refers to them.
            let piece = unsafe { std::slice::from_raw_parts_mut(start, range.len()) };
            body(state, range.start, piece);
        })
    }

    fn run<S: Send>(
        &self,
        states: &mut [S],
        len: usize,
        chunk: usize,
        body: &(impl Fn(&mut S, Range<usize>) + Sync),
    ) -> Result<()> {
        let chunk = chunk.max(1);
        let chunks = len.div_ceil(chunk);
        if chunks == 0 {
            return self.check();
        }
        let threads = self.threads().min(chunks);
        let Some((first, others)) = states.split_first_mut() else {
            return Err(Error::expected(
                ErrorKind::Internal,
                "a state for each thread",
                "none",
                "this is a bug, please report it",
            ));
        };
        let hand_out = HandOut::new(chunks);
        let work = |state: &mut S| {
            let _stop = StopOnPanic(&hand_out);
            while let Some(index) = hand_out.take(self.is_cancelled()) {
                let start = index * chunk;
                body(state, start..len.min(start + chunk));
            }
        };
        match self.pool {
            Some(pool) if threads > 1 && !others.is_empty() => pool.in_place_scope(|scope| {
                for state in others.iter_mut().take(threads - 1) {
                    scope.spawn(|_| work(state));
                }
                work(first);
            }),
            _ => work(first),
        }
        if hand_out.was_cancelled() { Err(cancelled()) } else { Ok(()) }
    }
}

/// Leaves nothing to take for the other threads when a chunk panics.
struct StopOnPanic<'a>(&'a HandOut);

impl Drop for StopOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop();
        }
    }
}

/// Start of a slice whose disjoint pieces several threads write.
struct Base<T>(*mut T);

impl<T> Base<T> {
    fn at(&self, index: usize) -> *mut T {
        self.0.wrapping_add(index)
    }
}

// SAFETY: `for_each_chunk_mut_with` is the only user; it gives each thread its own disjoint piece of a slice that it
// borrows mutably, which is sending `&mut [T]`, allowed for `T: Send`.
unsafe impl<T: Send> Sync for Base<T> {}

fn cancelled() -> Error {
    Error::new(ErrorKind::Cancelled, "the operation was cancelled before it completed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use std::sync::atomic::AtomicUsize;
    use std::time::Duration;

    fn pool(threads: usize) -> ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
    }

    #[test]
    fn every_index_is_visited_once_for_any_thread_count_and_chunk() {
        for threads in [1, 2, 3, 7] {
            let pool = pool(threads);
            for execution in [Execution::inline(), Execution::on(&pool)] {
                for (len, chunk) in [(0, 4), (1, 4), (1000, 1), (1000, 7), (1000, 5000), (10, 0)] {
                    let seen: Vec<AtomicUsize> = (0..len).map(|_| AtomicUsize::new(0)).collect();
                    execution
                        .for_each_chunk(len, chunk, |range| {
                            range.for_each(|i| {
                                seen[i].fetch_add(1, Ordering::Relaxed);
                            });
                        })
                        .unwrap();
                    assert!(seen.iter().all(|count| count.load(Ordering::Relaxed) == 1));
                }
            }
        }
    }

    #[test]
    fn sums_are_the_same_bits_for_any_thread_count() {
        let sum = |execution: Execution<'_>| {
            let parts =
                execution.map_chunks(100_000, 97, |range| range.map(|i| 1.0 / (i + 1) as f64).sum::<f64>());
            parts.unwrap().iter().sum::<f64>().to_bits()
        };
        let expected = sum(Execution::inline());
        for threads in [1, 2, 3, 7] {
            assert_eq!(sum(Execution::on(&pool(threads))), expected);
        }
    }

    #[test]
    fn pieces_of_a_slice_are_disjoint_and_complete() {
        let pool = pool(3);
        let mut items = vec![0_usize; 1001];
        Execution::on(&pool)
            .for_each_chunk_mut(&mut items, 10, |start, piece| {
                for (i, item) in piece.iter_mut().enumerate() {
                    *item += start + i + 1;
                }
            })
            .unwrap();
        assert!(items.iter().enumerate().all(|(i, &item)| item == i + 1));
        let mut sums = [0; 3];
        Execution::on(&pool)
            .for_each_chunk_mut_with(&mut sums, &mut items, 10, |sum, _, piece| {
                *sum += piece.iter().sum::<usize>()
            })
            .unwrap();
        assert_eq!(sums.iter().sum::<usize>(), items.iter().sum::<usize>());
    }

    #[test]
    fn states_together_saw_everything() {
        let pool = pool(3);
        let execution = Execution::on(&pool);
        let mut states = execution.per_thread(Vec::new).unwrap();
        execution.for_each_chunk_with(&mut states, 1000, 3, |state, range| state.extend(range)).unwrap();
        let mut all = states.concat();
        all.sort_unstable();
        assert_eq!(all, (0..1000).collect::<Vec<_>>());
        let error = execution.for_each_chunk_with(&mut [] as &mut [()], 1, 1, |(), _| ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Internal);
    }

    #[test]
    fn a_pass_may_start_on_a_thread_of_the_pool_and_inside_another_pass() {
        let pool = pool(2);
        let execution = Execution::on(&pool);
        let count = AtomicUsize::new(0);
        let nested = || {
            execution.for_each_chunk(8, 1, |_| {
                let inner = execution.for_each_chunk(8, 1, |_| {
                    count.fetch_add(1, Ordering::Relaxed);
                });
                inner.unwrap();
            })
        };
        nested().unwrap();
        pool.install(nested).unwrap();
        assert_eq!(count.load(Ordering::Relaxed), 128);
    }

    #[test]
    fn cancellation_stops_within_a_chunk_of_each_thread() {
        for threads in [1, 3] {
            let pool = pool(threads);
            let flag = AtomicBool::new(false);
            let execution = Execution::on(&pool).with_cancel(&flag);
            let ran = AtomicUsize::new(0);
            let ran_before = AtomicUsize::new(0);
            let result = execution.for_each_chunk(1_000_000, 1, |_| {
                if ran.fetch_add(1, Ordering::SeqCst) == 10 {
                    flag.store(true, Ordering::SeqCst);
                    ran_before.store(ran.load(Ordering::SeqCst), Ordering::SeqCst);
                }
                std::thread::sleep(Duration::from_micros(200));
            });
            assert_eq!(result.unwrap_err().kind(), ErrorKind::Cancelled);
            assert!(ran.load(Ordering::SeqCst) <= ran_before.load(Ordering::SeqCst) + threads);
            assert_eq!(execution.check().unwrap_err().kind(), ErrorKind::Cancelled);
            assert!(execution.map_chunks(10, 1, |_| ()).is_err());
        }
    }

    #[test]
    fn the_calling_thread_comes_by_the_checkpoint_and_all_stop_when_it_says_so() {
        for threads in [1, 3] {
            let pool = pool(threads);
            let (flag, caller) = (AtomicBool::new(false), std::thread::current().id());
            let (passed, ran) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let checkpoint = || {
                if std::thread::current().id() == caller && passed.fetch_add(1, Ordering::Relaxed) == 10 {
                    flag.store(true, Ordering::Relaxed);
                }
            };
            let execution = Execution::on(&pool).with_checkpoint(&flag, &checkpoint);
            let result = execution.for_each_chunk(1_000_000, 1, |_| {
                ran.fetch_add(1, Ordering::Relaxed);
                std::thread::sleep(Duration::from_micros(200));
            });
            assert_eq!(result.unwrap_err().kind(), ErrorKind::Cancelled);
            assert!(ran.load(Ordering::Relaxed) < 100_000);
        }
    }

    #[test]
    fn a_panic_reaches_the_caller_and_stops_the_others() {
        for threads in [1, 3] {
            let pool = pool(threads);
            let ran = AtomicUsize::new(0);
            let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                let _ = Execution::on(&pool).for_each_chunk(1_000_000, 1, |_| {
                    assert!(ran.fetch_add(1, Ordering::Relaxed) < 5, "the sixth chunk");
                    std::thread::sleep(Duration::from_micros(200));
                });
            }));
            let payload = caught.unwrap_err();
            assert_eq!(payload.downcast_ref::<&str>(), Some(&"the sixth chunk"));
            assert!(ran.load(Ordering::Relaxed) < 100_000);
        }
    }

    #[test]
    fn progress_is_clamped_and_optional() {
        let seen = Mutex::new(Vec::new());
        let sink = |fraction: f64, stage: &'static str| seen.lock().unwrap().push((fraction, stage));
        Execution::inline().with_progress(&sink).progress(1.5, "ranking");
        Execution::inline().progress(0.5, "nobody listens");
        assert_eq!(*seen.lock().unwrap(), [(1.0, "ranking")]);
    }
}
