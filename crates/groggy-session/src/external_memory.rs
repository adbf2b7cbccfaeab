//! Native memory that the host's garbage collector is told of.
//!
//! A collector counts the bytes of buffers over native memory by itself. The rest of what a graph or a snapshot holds
//! is reported, so that many unreferenced ones make it run; exactly what was reported is given back.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use groggy_host::monitor::{self, Token};

use crate::host::Host;

/// Bytes that hosts were told of, or see through buffers over graphs and snapshots, in the whole process.
static EXTERNAL: AtomicI64 = AtomicI64::new(0);

/// Bytes of graphs and snapshots that collectors count, in the whole process.
#[must_use]
pub fn external_bytes() -> u64 {
    u64::try_from(EXTERNAL.load(Ordering::Relaxed)).unwrap_or(0)
}

/// Bytes of one object that live buffers show.
#[derive(Default)]
pub(crate) struct MappedBytes(AtomicUsize);

impl MappedBytes {
    /// A buffer of `length` bytes was made.
    pub(crate) fn add(&self, length: usize) {
        self.0.fetch_add(length, Ordering::Relaxed);
        EXTERNAL.fetch_add(length as i64, Ordering::Relaxed);
    }

    /// A buffer of `length` bytes is gone.
    pub(crate) fn sub(&self, length: usize) {
        self.0.fetch_sub(length, Ordering::Relaxed);
        EXTERNAL.fetch_sub(length as i64, Ordering::Relaxed);
    }

    fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// What the host was told of one graph or snapshot.
#[derive(Default)]
pub struct ExternalMemory {
    mapped: Arc<MappedBytes>,
    reported: i64,
    mark: u64,
    token: Token,
}

impl ExternalMemory {
    /// The bytes that buffers show, for the buffers to keep up to date.
    pub(crate) fn mapped(&self) -> &Arc<MappedBytes> {
        &self.mapped
    }

    /// Reports the difference, if the object may have grown or shrunk since the last time: when `mark` is another one,
    /// or buffers came or went. `native_bytes` is called only then.
    #[inline]
    pub(crate) fn report<H: Host>(
        &mut self,
        host: H,
        mark: u64,
        native_bytes: impl FnOnce() -> usize,
    ) -> Result<(), H::Failure> {
        let mark = mark.wrapping_add((self.mapped.get() as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F));
        if mark == self.mark { Ok(()) } else { self.report_change(host, mark, native_bytes()) }
    }

    #[cold]
    fn report_change<H: Host>(&mut self, host: H, mark: u64, native_bytes: usize) -> Result<(), H::Failure> {
        let unmapped = native_bytes.saturating_sub(self.mapped.get());
        let wanted = i64::try_from(unmapped).unwrap_or(i64::MAX);
        self.mark = mark;
        if wanted == self.reported {
            return Ok(());
        }
        host.report_external_memory(wanted - self.reported)?;
        EXTERNAL.fetch_add(wanted - self.reported, Ordering::Relaxed);
        monitor::shared().external_returned(self.token, self.reported.unsigned_abs());
        self.token = monitor::shared().external_reported("memory", host.number(), wanted.unsigned_abs());
        self.reported = wanted;
        Ok(())
    }

    /// Gives back what was reported.
    pub(crate) fn close<H: Host>(&mut self, host: H) -> Result<(), H::Failure> {
        let reported = std::mem::take(&mut self.reported);
        EXTERNAL.fetch_sub(reported, Ordering::Relaxed);
        monitor::shared().external_returned(std::mem::take(&mut self.token), reported.unsigned_abs());
        if reported == 0 { Ok(()) } else { host.report_external_memory(-reported) }
    }
}
