//! `Arc`, `Mutex` and `OnceLock` for ThreadSanitizer, which sees neither what the compiled standard library orders nor
//! fences, by one of which the last owner of an `Arc` sees what the others did.
//!
//! All are `std`'s, and repeat the order that `std` gives with an atomic of their own, compiled with the checks: what
//! they guard has no false report, and what they do not guard has its true one. Only `npm run test:tsan` compiles
//! this (`--cfg groggy_tsan`).

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{LockResult, MutexGuard, PoisonError};

/// As `std::sync::Arc`.
pub struct Arc<T>(std::sync::Arc<Shared<T>>);

/// As `std::sync::Weak`.
pub struct Weak<T>(std::sync::Weak<Shared<T>>);

struct Shared<T> {
    /// Counted up by each owner that goes, read before the value goes.
    gone: AtomicUsize,
    value: T,
}

impl<T> Arc<T> {
    pub fn new(value: T) -> Self {
        Self(std::sync::Arc::new(Shared { gone: AtomicUsize::new(0), value }))
    }

    pub fn get_mut(this: &mut Self) -> Option<&mut T> {
        std::sync::Arc::get_mut(&mut this.0).map(|shared| &mut shared.value)
    }

    pub fn strong_count(this: &Self) -> usize {
        std::sync::Arc::strong_count(&this.0)
    }

    pub fn ptr_eq(this: &Self, other: &Self) -> bool {
        std::sync::Arc::ptr_eq(&this.0, &other.0)
    }

    pub fn downgrade(this: &Self) -> Weak<T> {
        Weak(std::sync::Arc::downgrade(&this.0))
    }
}

impl<T> Clone for Arc<T> {
    fn clone(&self) -> Self {
        Self(std::sync::Arc::clone(&self.0))
    }
}

impl<T> Deref for Arc<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.value
    }
}

impl<T> Drop for Arc<T> {
    fn drop(&mut self) {
        self.0.gone.fetch_add(1, Ordering::Release);
    }
}

impl<T> Drop for Shared<T> {
    fn drop(&mut self) {
        self.gone.load(Ordering::Acquire);
    }
}

impl<T> Weak<T> {
    pub const fn new() -> Self {
        Self(std::sync::Weak::new())
    }

    pub fn upgrade(&self) -> Option<Arc<T>> {
        self.0.upgrade().map(Arc)
    }
}

/// As `std::sync::Mutex`.
#[derive(Default)]
pub(crate) struct Mutex<T> {
    /// Written before each release of the lock, read after each acquisition.
    released: AtomicBool,
    value: std::sync::Mutex<T>,
}

/// As `std::sync::MutexGuard`.
pub(crate) struct Guard<'a, T> {
    released: &'a AtomicBool,
    value: MutexGuard<'a, T>,
}

impl<T> Mutex<T> {
    pub const fn new(value: T) -> Self {
        Self { released: AtomicBool::new(false), value: std::sync::Mutex::new(value) }
    }

    pub fn lock(&self) -> LockResult<Guard<'_, T>> {
        let guard = |value| {
            self.released.load(Ordering::Acquire);
            Guard { released: &self.released, value }
        };
        match self.value.lock() {
            Ok(value) => Ok(guard(value)),
            Err(poisoned) => Err(PoisonError::new(guard(poisoned.into_inner()))),
        }
    }

    pub fn into_inner(self) -> LockResult<T> {
        self.value.into_inner()
    }
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T> Drop for Guard<'_, T> {
    /// Runs before the lock is given up, as the fields are dropped after it.
    fn drop(&mut self) {
        self.released.store(true, Ordering::Release);
    }
}

/// As `std::sync::OnceLock`.
pub(crate) struct OnceLock<T> {
    /// Set after the value was written, read before it is.
    ready: AtomicBool,
    value: std::sync::OnceLock<T>,
}

impl<T> OnceLock<T> {
    pub const fn new() -> Self {
        Self { ready: AtomicBool::new(false), value: std::sync::OnceLock::new() }
    }

    pub fn get(&self) -> Option<&T> {
        if self.ready.load(Ordering::Acquire) { self.value.get() } else { None }
    }

    pub fn set(&self, value: T) -> Result<(), T> {
        let refused = self.value.set(value);
        if refused.is_ok() {
            self.ready.store(true, Ordering::Release);
        }
        refused
    }

    pub fn get_or_init(&self, make: impl FnOnce() -> T) -> &T {
        let mut made = false;
        let value = self.value.get_or_init(|| {
            made = true;
            make()
        });
        if made {
            self.ready.store(true, Ordering::Release);
        }
        // Another thread's value: it is about to say so.
        while !self.ready.load(Ordering::Acquire) {
            std::thread::yield_now();
        }
        value
    }
}
