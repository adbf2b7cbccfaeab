//! The core's memory on its way into buffers of the host: what makes reading a graph cost what reading an array costs.
//!
//! The memory is an [`Allocation`] that the core never frees while an `Arc` of it lives, and each buffer holds one.
//! The same memory may be mapped several times: into the library's own buffers, which `close` and growth detach, and
//! into those that the user holds, which stay readable. Library and user never share a buffer.
//!
//! Who writes: the library's own buffers are written by the host only where the column's header says that no snapshot
//! reads the rows; a buffer that the user holds carries an [`ExportGuard`], which makes snapshots copy instead of
//! sharing; topology and adjacency are never written from outside.

use std::ptr::NonNull;
use std::sync::Arc;

use groggy::memory::{Allocation, ExportGuard};
use groggy_host::monitor::{self, Token};

use crate::external_memory::MappedBytes;
use crate::faults;
use crate::object::Object;

/// The first bytes of an allocation.
pub struct Memory {
    allocation: Arc<Allocation>,
    length: usize,
}

impl Memory {
    /// All memory of an allocation that may be touched now.
    #[must_use]
    pub fn of(allocation: &Arc<Allocation>) -> Self {
        Self::first(allocation, usize::MAX)
    }

    /// The first `length` bytes of an allocation, or all of a shorter one.
    #[must_use]
    pub fn first(allocation: &Arc<Allocation>, length: usize) -> Self {
        Self { allocation: Arc::clone(allocation), length: length.min(allocation.byte_len()) }
    }

    /// The bytes, for a copy that is made before code of the host runs again.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: an allocation is zeroed when it is made, and `length` bytes of it are committed as long as it
        // lives, which is longer than the slice. Nobody writes on this thread while the slice is used, and
        // threads only ever read.
        unsafe { std::slice::from_raw_parts(self.allocation.start().as_ptr(), self.length) }
    }
}

/// What to map into a buffer, and for whom.
pub struct View {
    memory: Memory,
    export: Option<ExportGuard>,
    mapped: Arc<MappedBytes>,
}

impl View {
    /// Memory of `object` for the library's own reads.
    pub fn private(memory: Memory, object: &mut Object) -> Self {
        Self { memory, export: None, mapped: Arc::clone(object.external_memory().mapped()) }
    }

    /// Memory of `object` for the user, who could write through it: while it lives, snapshots copy instead of sharing.
    pub fn exported(memory: Memory, object: &mut Object, guard: ExportGuard) -> Self {
        Self { export: Some(guard), ..Self::private(memory, object) }
    }

    /// How many bytes there are.
    #[must_use]
    pub fn byte_len(&self) -> usize {
        self.memory.length
    }

    /// Whether it is for the user.
    #[must_use]
    pub fn is_exported(&self) -> bool {
        self.export.is_some()
    }

    /// What keeps the memory for one buffer, made by `operation` of environment `environment`.
    #[must_use]
    pub fn map(self, operation: &'static str, environment: u64) -> Mapping {
        let Self { memory: Memory { allocation, length }, export, mapped } = self;
        if export.is_some() {
            faults::when_a_view_is_given(&allocation);
        }
        faults::when_memory_is_mapped(&allocation);
        mapped.add(length);
        let start = allocation.start().addr().get() as u64;
        Mapping {
            allocation,
            _export: export,
            mapped,
            length,
            view: monitor::shared().view_given(operation, start, length as u64),
            finalizer: monitor::shared().finalizer_attached(operation, environment),
        }
    }
}

/// Keeps the memory behind one buffer, and counts it. All that a finalizer does is drop this.
///
/// The bytes are committed, zeroed when they were made, and never move or go before this does. Rust code writes them
/// through raw pointers of the core's segments, on the environment's thread, between two runs of the host's code;
/// threads read only frozen rows, which the host does not write (see the head of this file).
pub struct Mapping {
    allocation: Arc<Allocation>,
    _export: Option<ExportGuard>,
    mapped: Arc<MappedBytes>,
    length: usize,
    view: Token,
    finalizer: Token,
}

impl Mapping {
    /// Where the bytes are.
    #[must_use]
    pub fn start(&self) -> NonNull<u8> {
        self.allocation.start()
    }

    /// How many there are.
    #[must_use]
    pub fn byte_len(&self) -> usize {
        self.length
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        faults::in_a_finalizer();
        self.mapped.sub(self.length);
        monitor::shared().view_returned(self.view);
        monitor::shared().finalizer_ran(self.finalizer);
    }
}
