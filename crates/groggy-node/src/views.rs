//! Buffers over the core's memory: what makes reading a graph cost what reading an array costs.
//!
//! The memory is an [`Allocation`] that the core never frees while an `Arc` of it lives, and each buffer holds
//! one. The same memory may be shown several times: the library's own buffers, which `close` and growth
//! detach, and those that the user holds, which stay readable. Library and user never share a buffer.
//!
//! Who writes: the library's own buffers are written by TypeScript only where the column's header says that no
//! snapshot reads the rows; a buffer that the user holds carries an [`ExportGuard`], which makes snapshots copy
//! instead of sharing; topology and adjacency are never written from outside.

use std::sync::Arc;

use groggy::memory::{Allocation, ExportGuard};
use groggy_host::handles::Handle;
use groggy_host::monitor::{self, Token};

use crate::account::{Account, Seen};
use crate::entry::Call;
use crate::faults;
use crate::napi::{Buffer, Outcome, Value};

/// The first bytes of an allocation.
pub struct Memory {
    allocation: Arc<Allocation>,
    length: usize,
}

impl Memory {
    /// All memory of an allocation that may be touched now.
    pub fn of(allocation: &Arc<Allocation>) -> Self {
        Self::first(allocation, usize::MAX)
    }

    /// The first `length` bytes of an allocation, or all of a shorter one.
    pub fn first(allocation: &Arc<Allocation>, length: usize) -> Self {
        Self { allocation: Arc::clone(allocation), length: length.min(allocation.byte_len()) }
    }

    /// The bytes, for a copy that is made before JavaScript runs again.
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: an allocation is zeroed when it is made, and `length` bytes of it are committed as long as it
        // lives, which is longer than the slice. Nobody writes on this thread while the slice is used, and
        // threads only ever read.
        unsafe { std::slice::from_raw_parts(self.allocation.start().as_ptr(), self.length) }
    }
}

/// What to show, and to whom.
pub struct View {
    memory: Memory,
    export: Option<ExportGuard>,
    seen: Arc<Seen>,
}

impl View {
    /// For the library's own reads.
    pub fn private(memory: Memory, account: &Account) -> Self {
        Self { memory, export: None, seen: Arc::clone(account.seen()) }
    }

    /// For the user, who could write through it: while it lives, snapshots copy instead of sharing.
    pub fn exported(memory: Memory, account: &Account, guard: ExportGuard) -> Self {
        Self { memory, export: Some(guard), seen: Arc::clone(account.seen()) }
    }
}

/// Keeps the memory behind one buffer, and the books about it. All that a finalizer does is drop this.
struct Shown {
    /// The buffer's bytes are in there.
    _allocation: Arc<Allocation>,
    _export: Option<ExportGuard>,
    seen: Arc<Seen>,
    length: usize,
    view: Token,
    finalizer: Token,
}

impl Drop for Shown {
    fn drop(&mut self) {
        faults::in_a_finalizer();
        self.seen.sub(self.length);
        monitor::shared().view_returned(self.view);
        monitor::shared().finalizer_ran(self.finalizer);
    }
}

impl<'s> Call<'_, 's> {
    /// An `ArrayBuffer` over memory of the object of `handle`; `undefined` where the host refuses, and for the
    /// library's own reads, which then are flat calls, also where the memory is too large for a buffer.
    pub fn show(&mut self, handle: Value<'s>, view: View) -> Outcome<Value<'s>> {
        if view.export.is_none() && !self.env.fits_buffer(view.memory.length)? {
            return self.env.undefined();
        }
        let shown = self.buffer_over(view, self.handle(handle)?)?;
        let (env, environment) = (self.env, self.environment.number);
        // V8 sees these bytes by itself from now on.
        self.object_as_it_is(handle)?.settle(env, environment)?;
        Ok(shown)
    }

    fn buffer_over(&self, view: View, object: Handle) -> Outcome<Value<'s>> {
        let View { memory: Memory { allocation, length }, export, seen } = view;
        if export.is_some() {
            faults::when_a_view_is_given(&allocation);
        }
        faults::when_memory_is_shown(&allocation);
        let start = allocation.start();
        let (operation, environment) = (self.operation.name(), self.environment.number);
        let is_exported = export.is_some();
        seen.add(length);
        let shown = Shown {
            _allocation: allocation,
            _export: export,
            seen,
            length,
            view: monitor::shared().view_given(operation, start.addr().get() as u64, length as u64),
            finalizer: monitor::shared().finalizer_attached(operation, environment),
        };
        // SAFETY: `Shown` keeps the allocation, whose first `byte_len` bytes are committed, zeroed when they were
        // made, and never move or go while an `Arc` lives. Rust code writes them through raw pointers of the
        // core's segments, on this thread, between two runs of JavaScript; threads read only frozen rows, which
        // TypeScript does not write (see the head of this file).
        let buffer = unsafe { Buffer::new(start, length, shown) }.of(object);
        let buffer = if is_exported { buffer.handed_out() } else { buffer };
        match self.env.external_buffer(buffer)? {
            Ok(buffer) => Ok(buffer),
            Err(_refused) => self.env.undefined(),
        }
    }
}
