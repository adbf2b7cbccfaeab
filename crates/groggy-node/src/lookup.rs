//! Objects by the handle in an argument.

use std::sync::Arc;

use groggy::Graph;
use groggy_host::handles::Handle;
use groggy_session::{Object, SharedSnapshot};

use crate::entry::Call;
use crate::environment::NodeHost;
use crate::napi::{Outcome, Value};

impl<'e, 's> Call<'e, 's> {
    /// The host of the session.
    #[inline]
    pub fn host(&self) -> NodeHost<'e, 's> {
        NodeHost { env: self.env, environment: self.environment }
    }

    /// The handle in an argument; `CLOSED` for a number that is none.
    #[inline]
    pub fn handle(&self, handle: Value<'s>) -> Outcome<Handle> {
        Ok(Handle::from_f64(self.env.to_f64(handle)?)?)
    }

    /// The object of a handle, whatever its state.
    #[inline]
    pub fn object_in_any_state(&mut self, handle: Value<'s>) -> Outcome<&mut Object> {
        let handle = self.handle(handle)?;
        Ok(self.session.object_in_any_state(self.operation, handle)?)
    }

    /// The object of a handle, for reading. `INTERNAL` after a panic.
    #[inline]
    pub fn object(&mut self, handle: Value<'s>) -> Outcome<&mut Object> {
        let handle = self.handle(handle)?;
        Ok(self.session.object(self.operation, handle)?)
    }

    /// Runs `body` on an object that may take memory meanwhile.
    pub fn with_object<R>(
        &mut self,
        handle: Value<'s>,
        body: impl FnOnce(&mut Object) -> Outcome<R>,
    ) -> Outcome<R> {
        let (host, handle) = (self.host(), self.handle(handle)?);
        self.session.with_object(host, self.operation, handle, body)
    }

    /// Runs `body` on an object whose adjacency is brought up to date first.
    pub fn with_adjacency<R>(
        &mut self,
        handle: Value<'s>,
        body: impl FnOnce(&mut Object) -> Outcome<R>,
    ) -> Outcome<R> {
        let (host, handle) = (self.host(), self.handle(handle)?);
        self.session.with_adjacency(host, self.operation, handle, body)
    }

    /// Changes a graph. `BUSY` while its lock is set: TypeScript is in the middle of an operation on it.
    pub fn change<R>(
        &mut self,
        handle: Value<'s>,
        body: impl FnOnce(&mut Graph) -> Outcome<R>,
    ) -> Outcome<R> {
        let (host, handle) = (self.host(), self.handle(handle)?);
        self.session.change(host, self.operation, &self.environment.operations, handle, body)
    }

    /// Takes an object in, tells V8 of its memory, and names it.
    pub fn insert(&mut self, object: Object) -> Outcome<Value<'s>> {
        let handle = self.session.insert(self.host(), object)?;
        self.env.number(handle.to_f64())
    }

    /// This version of a graph, or the snapshot that a handle stands for.
    pub fn share(&mut self, handle: Value<'s>) -> Outcome<Arc<SharedSnapshot>> {
        let (host, handle) = (self.host(), self.handle(handle)?);
        self.session.share(host, self.operation, handle)
    }
}
