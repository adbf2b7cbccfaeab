//! The run-time safety monitor: who borrows, who looks, who holds the thread, and what went wrong.
//!
//! Off, which is how it starts, it costs one relaxed load for each thing that it would record; without the cargo
//! feature `safety-monitoring` not even that. On, it takes a lock for each thing that it records.
//! A binding reports what it does; [`Monitor::validate`] names each promise that was broken since `start`.

use std::cell::Cell;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::clock::{Clock, SystemClock};
use crate::lock;

mod record;
mod report;

use record::{Item, Record};
pub use report::{
    BorrowReport, HolderReport, MonitorReport, ReferenceReport, TaskReport, ViewReport, Violation,
    ViolationKind,
};

/// How long a native reference to a host object may be held, unless told otherwise.
pub const DEFAULT_REFERENCE_LIMIT_NS: u64 = 60_000_000_000;

/// The monitor that entry points and tasks of this process report to.
pub fn shared() -> &'static Monitor {
    static CLOCK: SystemClock = SystemClock;
    static SHARED: Monitor = Monitor::new(&CLOCK);
    &SHARED
}

/// The number of the calling thread, from 1, in the order in which threads first asked.
pub(crate) fn thread_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    thread_local!(static NUMBER: Cell<u64> = const { Cell::new(0) });
    NUMBER.with(|number| {
        if number.get() == 0 {
            number.set(NEXT.fetch_add(1, Ordering::Relaxed));
        }
        number.get()
    })
}

/// Names something that was recorded, until it ends. Nothing was recorded while the monitor was off, and
/// ending that is ignored. Plain data: a binding may keep it beside a host's finalizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Token(u64);

/// Records what a binding does. All methods may be called from any thread.
pub struct Monitor {
    on: AtomicBool,
    clock: &'static dyn Clock,
    reference_limit_ns: AtomicU64,
    record: Mutex<Record>,
}

impl Monitor {
    /// A monitor that is off.
    #[must_use]
    pub const fn new(clock: &'static dyn Clock) -> Self {
        Self {
            on: AtomicBool::new(false),
            clock,
            reference_limit_ns: AtomicU64::new(DEFAULT_REFERENCE_LIMIT_NS),
            record: Mutex::new(Record::new()),
        }
    }

    /// Forgets what was recorded and starts recording. False when the monitor was left out of this build.
    pub fn start(&self) -> bool {
        if cfg!(not(feature = "safety-monitoring")) {
            return false;
        }
        let now = self.clock.now_ns();
        lock(&self.record).restart(now);
        self.on.store(true, Ordering::Release);
        true
    }

    /// Stops recording. What was recorded can still be read, and what ends from now on is still noted.
    pub fn stop(&self) {
        self.on.store(false, Ordering::Release);
    }

    /// Whether the monitor records. One relaxed load.
    #[inline]
    #[must_use]
    pub fn is_on(&self) -> bool {
        cfg!(feature = "safety-monitoring") && self.on.load(Ordering::Relaxed)
    }

    /// How long a native reference to a host object may be held before it is a violation.
    pub fn set_reference_limit_ns(&self, limit: u64) {
        self.reference_limit_ns.store(limit, Ordering::Relaxed);
    }

    #[cold]
    fn begin(&self, item: Item) -> Token {
        let now = self.clock.now_ns();
        Token(lock(&self.record).begin(now, item))
    }

    #[cold]
    fn end(&self, token: Token) {
        lock(&self.record).end(token.0);
    }

    #[cold]
    fn note(&self, change: impl FnOnce(&mut Record, u64)) {
        let now = self.clock.now_ns();
        change(&mut lock(&self.record), now);
    }

    /// `operation` holds the calling thread, the host's event loop or interpreter, until the guard goes.
    #[inline]
    pub fn hold_thread(&self, operation: &'static str) -> Holding<'_> {
        let token = if self.is_on() {
            self.begin(Item::Holder { operation, thread: thread_number() })
        } else {
            Token::default()
        };
        Holding { monitor: self, token }
    }

    /// `operation` reads or writes `bytes` of the host's memory until the guard goes. The guard may be moved
    /// to another thread; that it was is a violation.
    #[inline]
    pub fn borrow(&self, operation: &'static str, bytes: u64) -> Borrowing<'_> {
        let token = if self.is_on() {
            self.begin(Item::Borrow { operation, thread: thread_number(), bytes })
        } else {
            Token::default()
        };
        Borrowing { monitor: self, token }
    }

    /// A task of `operation` was started; it is over when the guard goes.
    #[inline]
    pub fn task(&self, operation: &'static str) -> TaskWatch<'_> {
        let token = if self.is_on() { self.begin(Item::Task { operation }) } else { Token::default() };
        TaskWatch { monitor: self, token }
    }

    /// The host was given a view of `bytes` that `owner` (a number of the binding's choice) keeps alive.
    #[inline]
    #[must_use = "give the token back with view_returned"]
    pub fn view_given(&self, operation: &'static str, owner: u64, bytes: u64) -> Token {
        if self.is_on() { self.begin(Item::View { operation, owner, bytes }) } else { Token::default() }
    }

    /// The host can no longer reach the view: it was collected or detached.
    #[inline]
    pub fn view_returned(&self, token: Token) {
        if token.0 != 0 {
            self.end(token);
        }
    }

    /// The memory of `owner` was given back to the allocator. Views of it that are still out dangle.
    #[inline]
    pub fn memory_freed(&self, owner: u64) {
        if self.is_on() {
            self.note(|record, now| record.memory_freed(now, owner));
        }
    }

    /// `operation` was called with a handle whose object is gone.
    #[inline]
    pub fn stale_handle_used(&self, operation: &'static str, handle: u64) {
        if self.is_on() {
            self.note(|record, now| record.stale_handle_used(now, operation, handle));
        }
    }

    /// A finalizer was attached to a host object of `environment`: it must run before that ends.
    #[inline]
    #[must_use = "give the token back with finalizer_ran"]
    pub fn finalizer_attached(&self, operation: &'static str, environment: u64) -> Token {
        if self.is_on() { self.begin(Item::Finalizer { operation, environment }) } else { Token::default() }
    }

    /// The finalizer ran.
    #[inline]
    pub fn finalizer_ran(&self, token: Token) {
        if token.0 != 0 {
            self.end(token);
        }
    }

    /// A finalizer panicked while it let the memory of `object` go, and said why.
    #[inline]
    pub fn finalizer_panicked(&self, operation: &'static str, object: u64, why: &str) {
        if self.is_on() {
            self.note(|record, _| record.finalizer_panicked(operation, object, why));
        }
    }

    /// The host of `environment` was told of `bytes` that its own accounts do not see.
    #[inline]
    #[must_use = "give the token back with external_returned"]
    pub fn external_reported(&self, operation: &'static str, environment: u64, bytes: u64) -> Token {
        if self.is_on() {
            self.begin(Item::External { operation, environment, bytes })
        } else {
            Token::default()
        }
    }

    /// The host was told that `bytes` are gone: exactly what was reported, or it is a violation.
    #[inline]
    pub fn external_returned(&self, token: Token, bytes: u64) {
        if token.0 != 0 {
            self.note(|record, now| record.external_returned(now, token.0, bytes));
        }
    }

    /// `operation` keeps a reference to a host object.
    #[inline]
    #[must_use = "give the token back with reference_dropped"]
    pub fn reference_held(&self, operation: &'static str, environment: u64) -> Token {
        if self.is_on() { self.begin(Item::Reference { operation, environment }) } else { Token::default() }
    }

    /// The reference was given up.
    #[inline]
    pub fn reference_dropped(&self, token: Token) {
        if token.0 != 0 {
            self.end(token);
        }
    }

    /// `environment` has ended: finalizers that have not run by now never will, and bytes that were not
    /// returned stay counted.
    #[inline]
    pub fn environment_ended(&self, environment: u64) {
        if self.is_on() {
            self.note(|record, now| record.environment_ended(now, environment));
        }
    }

    /// What is going on now, and how much was recorded since `start`.
    #[must_use]
    pub fn report(&self) -> MonitorReport {
        let violations = self.validate().len();
        lock(&self.record).report(self.is_on(), self.clock.now_ns(), violations)
    }

    /// Every promise broken since `start`, oldest first. Empty when all is well.
    #[must_use]
    pub fn validate(&self) -> Vec<Violation> {
        let limit = self.reference_limit_ns.load(Ordering::Relaxed);
        lock(&self.record).validate(self.clock.now_ns(), limit)
    }
}

/// An operation that holds the thread; over when dropped.
#[must_use = "the operation counts as over when this is dropped"]
pub struct Holding<'a> {
    monitor: &'a Monitor,
    token: Token,
}

impl Drop for Holding<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.token.0 != 0 {
            self.monitor.end(self.token);
        }
    }
}

/// A borrow of host memory; over when dropped.
#[must_use = "the borrow counts as over when this is dropped"]
pub struct Borrowing<'a> {
    monitor: &'a Monitor,
    token: Token,
}

impl Borrowing<'_> {
    /// The memory is used here and now: on another thread than the one that borrowed it, a violation.
    #[inline]
    pub fn used(&self) {
        if self.token.0 != 0 {
            self.monitor.note(|record, now| record.borrow_used(now, self.token.0, thread_number()));
        }
    }
}

impl Drop for Borrowing<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.token.0 != 0 {
            self.used();
            self.monitor.end(self.token);
        }
    }
}

/// A task that was started; over when dropped.
#[must_use = "the task counts as over when this is dropped"]
pub struct TaskWatch<'a> {
    monitor: &'a Monitor,
    token: Token,
}

impl Drop for TaskWatch<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.token.0 != 0 {
            self.monitor.end(self.token);
        }
    }
}

#[cfg(all(test, feature = "safety-monitoring"))]
mod tests;

#[cfg(all(test, not(feature = "safety-monitoring")))]
mod left_out {
    use super::*;

    #[test]
    fn a_monitor_that_was_left_out_never_starts() {
        assert!(!shared().start() && !shared().is_on());
        assert_eq!(shared().view_given("column", 7, 80), Token::default());
        assert_eq!(shared().report(), MonitorReport::default());
    }
}
