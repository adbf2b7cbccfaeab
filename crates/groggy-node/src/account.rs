//! What V8 was told of native memory that it cannot see.
//!
//! V8 counts the bytes of every `ArrayBuffer` by itself, ours over native memory too. The rest of what a graph
//! or a snapshot holds is reported, so that many unreferenced ones make the garbage collector run; exactly what
//! was reported is given back.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use groggy_host::monitor::{self, Token};

use crate::napi::{Env, Outcome};

/// Bytes that V8 was told of, or sees through buffers over graphs and snapshots, in the whole process.
static EXTERNAL: AtomicI64 = AtomicI64::new(0);

/// Bytes of native memory that V8 counts, in the whole process; results that were given away not included.
pub fn external_bytes() -> u64 {
    u64::try_from(EXTERNAL.load(Ordering::Relaxed)).unwrap_or(0)
}

/// What V8 sees of one object by itself.
#[derive(Default)]
pub struct Seen(AtomicUsize);

impl Seen {
    /// A buffer of `length` bytes was made.
    pub fn add(&self, length: usize) {
        self.0.fetch_add(length, Ordering::Relaxed);
        EXTERNAL.fetch_add(length as i64, Ordering::Relaxed);
    }

    /// A buffer of `length` bytes is gone.
    pub fn sub(&self, length: usize) {
        self.0.fetch_sub(length, Ordering::Relaxed);
        EXTERNAL.fetch_sub(length as i64, Ordering::Relaxed);
    }

    fn bytes(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// The account of one graph or snapshot.
#[derive(Default)]
pub struct Account {
    /// Bytes that V8 sees through live buffers over memory of this object.
    seen: Arc<Seen>,
    reported: i64,
    mark: u64,
    token: Token,
}

impl Account {
    /// The bytes that V8 sees by itself, for buffers to keep up to date.
    pub fn seen(&self) -> &Arc<Seen> {
        &self.seen
    }

    /// Tells V8 the difference, if the object may have grown or shrunk since the last time: when `mark` is another
    /// one, or buffers came or went. `native_bytes` is asked only then.
    #[inline]
    pub fn settle(
        &mut self,
        env: Env<'_>,
        environment: u64,
        mark: u64,
        native_bytes: impl FnOnce() -> usize,
    ) -> Outcome<()> {
        let mark = mark.wrapping_add((self.seen.bytes() as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F));
        if mark == self.mark { Ok(()) } else { self.report(env, environment, mark, native_bytes()) }
    }

    #[cold]
    fn report(&mut self, env: Env<'_>, environment: u64, mark: u64, native_bytes: usize) -> Outcome<()> {
        let unseen = native_bytes.saturating_sub(self.seen.bytes());
        let wanted = i64::try_from(unseen).unwrap_or(i64::MAX);
        self.mark = mark;
        if wanted == self.reported {
            return Ok(());
        }
        env.adjust_external_memory(wanted - self.reported)?;
        EXTERNAL.fetch_add(wanted - self.reported, Ordering::Relaxed);
        monitor::shared().external_returned(self.token, self.reported.unsigned_abs());
        self.token = monitor::shared().external_reported("memory", environment, wanted.unsigned_abs());
        self.reported = wanted;
        Ok(())
    }

    /// Gives back what was reported.
    pub fn close(&mut self, env: Env<'_>) -> Outcome<()> {
        let reported = std::mem::take(&mut self.reported);
        EXTERNAL.fetch_sub(reported, Ordering::Relaxed);
        monitor::shared().external_returned(std::mem::take(&mut self.token), reported.unsigned_abs());
        if reported == 0 { Ok(()) } else { env.adjust_external_memory(-reported) }
    }
}
