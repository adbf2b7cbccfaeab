//! The process's own worker threads: runners that take tasks from a bounded queue, and a rayon pool that
//! lends its threads to their parallel loops. Neither libuv's threads nor rayon's global pool is used.
//!
//! Why two kinds of thread: a rayon thread that waits for its helpers takes any other job of its pool
//! meanwhile. Were whole tasks jobs of that pool, a task waiting in a parallel loop could start a second
//! task on its own stack, and dead-lock when that one needs what the first is building. So tasks run on
//! runners, and only loop bodies, which wait for nobody, run on the rayon pool.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock};

use crate::errors::{HostError, Result, kinds};
use crate::gate::{Departure, Ticket};
use crate::lock;
use crate::panics;

/// The most threads that a pool takes.
pub const MAX_THREADS: usize = 1024;
/// The environment variable that says how many threads there are.
pub const THREADS_VARIABLE: &str = "GROGGY_THREADS";
/// How many tasks may wait, unless the options say otherwise.
pub const DEFAULT_QUEUE_LIMIT: usize = 4096;

/// What a pool is made of.
#[derive(Debug, Clone)]
pub struct PoolOptions {
    /// First part of the threads' names, at most 7 characters to fit what Linux shows.
    pub name: &'static str,
    /// Threads for one parallel loop, and tasks that run at once; clamped to `1..=MAX_THREADS`.
    pub threads: usize,
    /// Tasks that may wait for a runner.
    pub queue_limit: usize,
}

impl Default for PoolOptions {
    /// `groggy`, [`default_threads`], [`DEFAULT_QUEUE_LIMIT`].
    fn default() -> Self {
        Self { name: "groggy", threads: default_threads(), queue_limit: DEFAULT_QUEUE_LIMIT }
    }
}

/// The number of threads that `GROGGY_THREADS` asks for, else the machine's parallelism.
#[must_use]
pub fn default_threads() -> usize {
    threads_from(threads_variable().as_deref())
}

/// What is wrong with `GROGGY_THREADS`, a sentence for the host to show; `None` when it is not set or can be kept.
#[must_use]
pub fn threads_warning() -> Option<String> {
    warning_about(threads_variable().as_deref())
}

/// Its text; what is not Unicode is as wrong as any other text.
fn threads_variable() -> Option<String> {
    std::env::var_os(THREADS_VARIABLE).map(|text| text.to_string_lossy().into_owned())
}

fn warning_about(variable: Option<&str>) -> Option<String> {
    let text = variable.filter(|text| !text.trim().is_empty())?;
    let threads = threads_from(variable);
    (text.trim().parse() != Ok(threads)).then(|| {
        format!("{THREADS_VARIABLE}: expected a whole number from 1 to {MAX_THREADS}, got {text:?}; using {threads} threads")
    })
}

/// What the variable means: a whole number from 1; anything else is as if it were not set.
fn threads_from(variable: Option<&str>) -> usize {
    let asked = variable.and_then(|text| text.trim().parse::<usize>().ok()).filter(|&threads| threads > 0);
    asked
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get))
        .min(MAX_THREADS)
}

/// The pool that everything in this process shares. Its threads start with the first task.
pub fn shared() -> &'static Pool {
    static SHARED: OnceLock<Pool> = OnceLock::new();
    SHARED.get_or_init(|| Pool::new(&PoolOptions::default()))
}

/// Worker threads and the queue before them. A clone is another reference to the same pool; when the last one
/// goes, the pool is shut down as by [`Pool::shut_down`] and its threads end.
#[derive(Clone)]
pub struct Pool {
    shared: Arc<Shared>,
    /// Held only to be dropped. The runners have none: they keep what they share alive, and not the pool.
    _owner: Option<Arc<Owner>>,
}

/// Shuts the pool down when the last owner goes.
struct Owner(Arc<Shared>);

impl Drop for Owner {
    fn drop(&mut self) {
        Pool { shared: Arc::clone(&self.0), _owner: None }.shut_down();
    }
}

struct Shared {
    name: &'static str,
    queue_limit: usize,
    /// As in the state, where it counts: to be asked without the lock.
    threads: AtomicUsize,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    threads: usize,
    /// Made when a task first asks for it; replaced when the number of threads changes.
    workers: Option<Arc<rayon::ThreadPool>>,
    queue: VecDeque<Job>,
    runners: usize,
    idle: usize,
    next_ticket: u64,
    closed: bool,
}

/// A task in the queue. Dropped without having run, it tells its sink so; `departure` goes last, when all
/// else that belongs to the task is freed.
pub(crate) struct Job {
    ticket: Ticket,
    run: Box<dyn FnOnce(&Pool) + Send>,
    departure: Departure,
}

impl Job {
    pub(crate) fn new(ticket: Ticket, run: Box<dyn FnOnce(&Pool) + Send>, departure: Departure) -> Self {
        Self { ticket, run, departure }
    }

    fn run(self, pool: &Pool) {
        let Self { run, departure, .. } = self;
        // A task catches its own panics; this keeps the runner alive whatever else may happen.
        let _ = catch_unwind(AssertUnwindSafe(|| run(pool)));
        drop(departure);
    }
}

impl Pool {
    /// A pool of its own, for tests and for hosts that want several. No thread starts yet.
    #[must_use]
    pub fn new(options: &PoolOptions) -> Self {
        let threads = options.threads.clamp(1, MAX_THREADS);
        let shared = Arc::new(Shared {
            name: options.name,
            queue_limit: options.queue_limit,
            threads: AtomicUsize::new(threads),
            state: Mutex::new(State {
                threads,
                workers: None,
                queue: VecDeque::new(),
                runners: 0,
                idle: 0,
                next_ticket: 0,
                closed: false,
            }),
            changed: Condvar::new(),
        });
        Self { _owner: Some(Arc::new(Owner(Arc::clone(&shared)))), shared }
    }

    /// How many threads a parallel loop has, and how many tasks run at once.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.shared.threads.load(Ordering::Relaxed)
    }

    /// Changes the number of threads for the tasks that start from now on; running ones finish on the
    /// threads that they have.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` outside `1..=MAX_THREADS`.
    pub fn set_threads(&self, threads: usize) -> Result<()> {
        if !(1..=MAX_THREADS).contains(&threads) {
            return Err(HostError::expected(
                &kinds::INVALID_ARGUMENT,
                format_args!("from 1 to {MAX_THREADS} threads"),
                threads,
                "pass a whole number in that range",
            )
            .with("argument", "threads")
            .with("value", threads));
        }
        let replaced = {
            let mut state = lock(&self.shared.state);
            if state.threads == threads {
                return Ok(());
            }
            state.threads = threads;
            self.shared.threads.store(threads, Ordering::Relaxed);
            state.workers.take()
        };
        drop(replaced);
        self.shared.changed.notify_all();
        Ok(())
    }

    /// The threads for parallel loops as they are set now. Starts them when nobody did before.
    ///
    /// Run only loop bodies on them, never whole tasks: see the top of this file.
    ///
    /// # Errors
    /// `LIMIT_EXCEEDED` when the system refuses to start the threads.
    pub fn workers(&self) -> Result<Arc<rayon::ThreadPool>> {
        let mut state = lock(&self.shared.state);
        if let Some(workers) = &state.workers {
            return Ok(Arc::clone(workers));
        }
        let name = self.shared.name;
        let made = rayon::ThreadPoolBuilder::new()
            .num_threads(state.threads)
            .thread_name(move |index| format!("{name}-work-{index}"))
            .start_handler(|_| prepare_worker_thread())
            .build()
            .map_err(|error| no_threads(state.threads).caused_by(&error))?;
        let workers = Arc::new(made);
        state.workers = Some(Arc::clone(&workers));
        Ok(workers)
    }

    /// Whether a task would find a thread to run on. Starts the first one where none runs yet.
    #[must_use]
    pub fn has_runner(&self) -> bool {
        let mut state = lock(&self.shared.state);
        if state.runners == 0 && !state.closed && self.start_runner(0).is_ok() {
            state.runners = 1;
        }
        state.runners > 0
    }

    /// How many tasks wait for a runner.
    #[must_use]
    pub fn waiting(&self) -> usize {
        lock(&self.shared.state).queue.len()
    }

    /// How many tasks run now.
    #[must_use]
    pub fn running(&self) -> usize {
        let state = lock(&self.shared.state);
        state.runners.saturating_sub(state.idle)
    }

    /// Takes no more tasks and cancels those that wait; running ones finish. Does not wait for them.
    pub fn shut_down(&self) {
        let waiting = {
            let mut state = lock(&self.shared.state);
            state.closed = true;
            std::mem::take(&mut state.queue)
        };
        self.shared.changed.notify_all();
        // Outside the lock: a job that is dropped tells its sink, which is foreign code.
        drop(waiting);
    }

    /// Queues what `make` makes. When this fails, `make` was not called.
    pub(crate) fn submit(&self, make: impl FnOnce(Ticket) -> Job) -> Result<Ticket> {
        let mut state = lock(&self.shared.state);
        if state.closed {
            return Err(HostError::expected(
                &kinds::CLOSED,
                "running worker threads",
                "a pool that was shut down",
                "start the task before shutdown",
            )
            .with("object", "pool"));
        }
        if state.queue.len() >= self.shared.queue_limit {
            return Err(queue_full(self.shared.queue_limit));
        }
        let waiting = state.queue.len();
        state.queue.try_reserve(1).map_err(|error| {
            let bytes = size_of::<Job>().saturating_mul(waiting + 1) as u64;
            HostError::out_of_memory("the queue of tasks", bytes).caused_by(&error)
        })?;
        if waiting >= state.idle && state.runners < state.threads {
            match self.start_runner(state.runners) {
                Ok(()) => state.runners += 1,
                Err(error) if state.runners == 0 => return Err(error),
                // Those that run already will come to it.
                Err(_) => {}
            }
        }
        let ticket = Ticket(state.next_ticket);
        state.next_ticket += 1;
        let job = make(ticket);
        state.queue.push_back(job);
        drop(state);
        self.shared.changed.notify_one();
        Ok(ticket)
    }

    /// Takes a task that has not started out of the queue.
    pub(crate) fn retract(&self, ticket: Ticket) -> Option<Job> {
        let mut state = lock(&self.shared.state);
        // Tickets rise along the queue.
        let at = state.queue.binary_search_by_key(&ticket.0, |job| job.ticket.0).ok()?;
        state.queue.remove(at)
    }

    fn start_runner(&self, index: usize) -> Result<()> {
        let pool = Self { shared: Arc::clone(&self.shared), _owner: None };
        std::thread::Builder::new()
            .name(format!("{}-task-{index}", self.shared.name))
            .spawn(move || pool.run_tasks())
            .map(drop)
            .map_err(|error| no_threads(1).caused_by(&error))
    }

    fn run_tasks(&self) {
        prepare_worker_thread();
        let mut state = lock(&self.shared.state);
        while !state.closed && state.runners <= state.threads {
            if let Some(job) = state.queue.pop_front() {
                drop(state);
                job.run(self);
                state = lock(&self.shared.state);
            } else {
                state.idle += 1;
                state = self.shared.changed.wait(state).unwrap_or_else(std::sync::PoisonError::into_inner);
                state.idle -= 1;
            }
        }
        state.runners -= 1;
        drop(state);
        // Whatever woke this runner may have been meant for one that stays.
        self.shared.changed.notify_one();
    }
}

#[cold]
fn queue_full(limit: usize) -> HostError {
    HostError::expected(
        &kinds::LIMIT_EXCEEDED,
        format_args!("at most {limit} waiting tasks"),
        "one more",
        "wait for some of them before starting more, or raise the number of threads",
    )
    .with("what", "waiting tasks")
    .with("limit", limit)
}

#[cold]
fn no_threads(threads: usize) -> HostError {
    HostError::new(
        &kinds::LIMIT_EXCEEDED,
        format!("cannot start {threads} worker threads: the system refused; set GROGGY_THREADS to fewer"),
    )
    .with("what", "threads")
    .with("requested", threads)
    .with("limit", MAX_THREADS)
}

/// Runs once on each thread that works here, before its first task: gives way to the host's thread.
///
/// Linux schedules each thread by its own niceness, and lowering one's own needs no privilege. Measured on two
/// cores with two or three busy workers beside a loop that wakes each millisecond and works for 0.3 ms: the
/// 99th percentile of its delay falls from 15 ms at niceness 0 to 7 ms at 5 and 5 ms at 10. At 5 the workers keep
/// a third of the share of an ordinary thread where other programs compete, at 10 a tenth: so 5. Elsewhere
/// niceness belongs to the whole process, and nothing is done. A refusal is not an error: the threads work all the
/// same.
fn prepare_worker_thread() {
    panics::are_caught_on_this_thread();
    #[cfg(target_os = "linux")]
    {
        const NICENESS: libc::c_int = 5;
        // SAFETY: both calls take integers and touch no memory of this program; 0 names the calling thread, whose
        // own niceness is all that Linux reads and changes. It only ever gives way, never takes.
        unsafe {
            if libc::getpriority(libc::PRIO_PROCESS, 0) < NICENESS {
                libc::setpriority(libc::PRIO_PROCESS, 0, NICENESS);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_threads_that_cannot_be_is_told() {
        for text in ["0", "-1", "abc", "1.5", "9999999", "\u{fffd}"] {
            let warning = warning_about(Some(text)).unwrap();
            assert!(warning.contains(text) && warning.contains("from 1 to 1024"), "{warning}");
        }
        for fine in [None, Some(""), Some(" 3 "), Some("1024")] {
            assert_eq!(warning_about(fine), None);
        }
    }

    #[test]
    fn the_variable_is_a_number_of_threads_or_ignored() {
        let machine = threads_from(None);
        assert!(machine >= 1);
        assert_eq!(threads_from(Some("3")), 3);
        assert_eq!(threads_from(Some(" 3 ")), 3);
        assert_eq!(threads_from(Some("9999999")), MAX_THREADS);
        for text in ["0", "-1", "many", "", "1.5"] {
            assert_eq!(threads_from(Some(text)), machine, "{text:?}");
        }
    }

    #[test]
    fn no_thread_starts_before_it_is_needed() {
        let pool = Pool::new(&PoolOptions { threads: 2, ..PoolOptions::default() });
        let state = lock(&pool.shared.state);
        assert!(state.runners == 0 && state.workers.is_none());
    }

    #[test]
    fn workers_are_named_counted_and_replaced() {
        let pool = Pool::new(&PoolOptions { name: "mine", threads: 2, queue_limit: 1 });
        let first = pool.workers().unwrap();
        assert_eq!(first.current_num_threads(), 2);
        let name = first.install(|| std::thread::current().name().map(str::to_owned)).unwrap();
        assert!(name.starts_with("mine-work-"), "{name}");
        assert!(Arc::ptr_eq(&first, &pool.workers().unwrap()));
        pool.set_threads(3).unwrap();
        assert_eq!(pool.workers().unwrap().current_num_threads(), 3);
        // Holders of the old threads can still use them.
        assert_eq!(first.install(|| 1), 1);
    }

    #[test]
    fn threads_end_with_the_last_reference() {
        let pool = Pool::new(&PoolOptions { threads: 2, ..PoolOptions::default() });
        let shared = Arc::downgrade(&pool.shared);
        for index in 0..2 {
            pool.start_runner(index).unwrap();
            lock(&pool.shared.state).runners += 1;
        }
        let other = pool.clone();
        drop(pool);
        assert_eq!(other.threads(), 2);
        drop(other);
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(600);
        while shared.upgrade().is_some() {
            assert!(std::time::Instant::now() < deadline, "the runners are still there");
            std::thread::yield_now();
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn workers_give_way_to_the_threads_of_the_host() {
        fn niceness() -> i32 {
            let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
            let after_name = stat.rsplit_once(") ").unwrap().1;
            // Field 19 of the whole line; the first after the name is field 3.
            after_name.split(' ').nth(16).unwrap().parse().unwrap()
        }
        let own = niceness();
        let pool = Pool::new(&PoolOptions { threads: 1, ..PoolOptions::default() });
        assert_eq!(pool.workers().unwrap().install(niceness), own.max(5));
        assert_eq!(niceness(), own);
    }

    #[test]
    fn impossible_numbers_of_threads_are_refused() {
        let pool = Pool::new(&PoolOptions { threads: 2, ..PoolOptions::default() });
        for threads in [0, MAX_THREADS + 1] {
            assert!(pool.set_threads(threads).unwrap_err().is(&kinds::INVALID_ARGUMENT));
        }
        assert_eq!(pool.threads(), 2);
    }
}
