//! Objects by handle, for reading and for changing.

use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use groggy::{Graph, word};
use groggy_host::errors::{HostError, kinds};
use groggy_host::handles::Handle;
use groggy_host::memory::reserve;
use groggy_host::operations::{Operation, Operations};
use groggy_host::{monitor, object_lock};

use crate::faults;
use crate::host::Host;
use crate::object::Object;
use crate::session::Session;
use crate::shared_snapshot::SharedSnapshot;

impl Session {
    /// The object of a handle, whatever its state.
    ///
    /// # Errors
    /// `CLOSED` when it is gone.
    #[inline]
    pub fn object_in_any_state(
        &mut self,
        operation: &Operation,
        handle: Handle,
    ) -> Result<&mut Object, HostError> {
        self.touched = Some(handle);
        match self.objects.get_mut(handle) {
            Ok(object) => Ok(object),
            Err(error) => {
                monitor::shared().stale_handle_used(operation.name(), handle.to_u64());
                Err(error)
            }
        }
    }

    /// The object of a handle, for reading.
    ///
    /// # Errors
    /// `CLOSED` when it is gone, `INTERNAL` after a panic.
    #[inline]
    pub fn object(&mut self, operation: &Operation, handle: Handle) -> Result<&mut Object, HostError> {
        let object = self.object_in_any_state(operation, handle)?;
        if object.is_poisoned() { Err(poisoned()) } else { Ok(object) }
    }

    /// Runs `body` on an object that may take memory meanwhile.
    ///
    /// # Errors
    /// As [`object`](Self::object), and those of `body`.
    pub fn with_object<H: Host, R>(
        &mut self,
        host: H,
        operation: &Operation,
        handle: Handle,
        body: impl FnOnce(&mut Object) -> Result<R, H::Failure>,
    ) -> Result<R, H::Failure> {
        let object = self.object(operation, handle)?;
        let result = body(object);
        // Also what failed may have grown memory.
        object.report_memory(host)?;
        result
    }

    /// Runs `body` on an object whose adjacency is brought up to date first.
    ///
    /// # Errors
    /// As [`object`](Self::object), and those of `body`.
    pub fn with_adjacency<H: Host, R>(
        &mut self,
        host: H,
        operation: &Operation,
        handle: Handle,
        body: impl FnOnce(&mut Object) -> Result<R, H::Failure>,
    ) -> Result<R, H::Failure> {
        self.with_object(host, operation, handle, |object| {
            object.sync_adjacency(host)?;
            body(object)
        })
    }

    /// Changes a graph.
    ///
    /// # Errors
    /// `BUSY` while its lock is set: the host is in the middle of an operation on it. As [`object`](Self::object), and
    /// those of `body`.
    pub fn change<H: Host, R>(
        &mut self,
        host: H,
        operation: &Operation,
        operations: &Operations,
        handle: Handle,
        body: impl FnOnce(&mut Graph) -> Result<R, H::Failure>,
    ) -> Result<R, H::Failure> {
        reserve::check()?;
        let object = self.object(operation, handle)?;
        // The word is only looked at: no code of the user runs until this returns.
        let lock = AtomicU32::new(object.header().get(word::LOCK));
        drop(object_lock::take(&lock, operation, operations)?);
        let Object::Graph(live) = object else { return Err(immutable().into()) };
        let result = body(&mut live.graph);
        if result.is_err() {
            faults::when_a_change_failed(&mut live.graph);
        }
        // Also what failed may have grown memory.
        object.report_memory(host)?;
        result
    }

    /// Takes an object in, tells the host of its memory, and names it.
    ///
    /// # Errors
    /// `OUT_OF_MEMORY` while the reserve is low; the table or the host refuses.
    pub fn insert<H: Host>(&mut self, host: H, mut object: Object) -> Result<Handle, H::Failure> {
        reserve::check()?;
        object.report_memory(host)?;
        self.take_in(host, object)
    }

    /// This version of a graph, or the snapshot that a handle stands for.
    ///
    /// # Errors
    /// As [`object`](Self::object); `OUT_OF_MEMORY`.
    pub fn share<H: Host>(
        &mut self,
        host: H,
        operation: &Operation,
        handle: Handle,
    ) -> Result<Arc<SharedSnapshot>, H::Failure> {
        self.with_object(host, operation, handle, |object| match object {
            Object::Graph(live) => Ok(SharedSnapshot::new(live.graph.snapshot()?)),
            Object::Snapshot(live) => Ok(Arc::clone(live.shared())),
        })
    }

    /// The snapshot that a handle stands for.
    ///
    /// # Errors
    /// As [`object`](Self::object); `INVALID_ARGUMENT` for a graph.
    pub fn snapshot(
        &mut self,
        operation: &Operation,
        handle: Handle,
    ) -> Result<&Arc<SharedSnapshot>, HostError> {
        match self.object(operation, handle)? {
            Object::Snapshot(live) => Ok(live.shared()),
            Object::Graph(_) => Err(not_a_snapshot()),
        }
    }
}

#[cold]
fn poisoned() -> HostError {
    HostError::internal(
        "expected a sound object, got one in whose use native code panicked; go on from an earlier snapshot, snapshot.toGraph()",
    )
}

#[cold]
fn immutable() -> HostError {
    HostError::new(
        &kinds::INVALID_ARGUMENT,
        "expected a graph, got a snapshot, which cannot be changed; snapshot.toGraph() gives a graph",
    )
}

#[cold]
fn not_a_snapshot() -> HostError {
    HostError::invalid_argument("expected a snapshot, got a graph; take a snapshot with graph.snapshot()")
        .with("argument", "handle")
}
