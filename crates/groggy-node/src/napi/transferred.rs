//! Memory that JavaScript transferred into a buffer that Node does not know.
//!
//! Node refuses to post an external buffer to another thread. But `buffer.transfer()` moves its memory into a new
//! buffer, which goes anywhere, while at the end of an environment Node finalizes each external buffer that was made
//! there, even when something reads the memory by then. It does so from the youngest to the oldest, before any hook. So each
//! buffer that is handed out is followed by a small one of ours, the sentinel, whose finalizer looks at all of them
//! first. One that is alive and attached has its memory still, and takes it along. Of any other nobody can tell: its
//! memory was transferred, or it was collected so shortly before that Node has not heard of it. That memory is kept until
//! the process ends, and stays in the books.

use std::ptr;
use std::sync::{Mutex, PoisonError};

use groggy_host::faults::planted;
use napi_sys as sys;

use super::{Env, Outcome, Value};

/// What keeps the memory of a buffer readable and at its place until it is dropped.
pub(super) trait Owner: Send {}
impl<T: Send> Owner for T {}

/// Where a buffer that was handed out can be looked at: a weak reference to it.
pub(super) struct WeakBuffer {
    env: sys::napi_env,
    reference: sys::napi_ref,
}

impl WeakBuffer {
    /// A reference that does not keep `buffer`.
    pub fn new(env: Env<'_>, buffer: Value<'_>) -> Outcome<Self> {
        let mut reference = ptr::null_mut();
        // SAFETY: environment and buffer belong to the open scope; the out-pointer is a local.
        env.check(unsafe { sys::napi_create_reference(env.raw(), buffer.raw(), 0, &mut reference) })?;
        Ok(Self { env: env.raw(), reference })
    }

    /// Whether the buffer is of this environment, and lost its memory or is gone itself.
    pub fn may_be_transferred(&self, env: Env<'_>) -> bool {
        if self.env != env.raw() || planted("transfer-freed") {
            return false;
        }
        let mut raw = ptr::null_mut();
        // SAFETY: the reference is of this environment and live until `release`; the out-pointer is a local.
        let status = unsafe { sys::napi_get_reference_value(env.raw(), self.reference, &mut raw) };
        if status != sys::Status::napi_ok || raw.is_null() {
            return true;
        }
        // SAFETY: on success Node put the buffer into the open scope.
        env.is_detached(unsafe { Value::from_raw(env, raw) }).unwrap_or(true)
    }

    /// Gives the reference back.
    ///
    /// # Safety
    /// The environment has not ended, and this is its thread.
    pub unsafe fn release(self) {
        // SAFETY: as the caller vouches; it happens once, since this takes the reference. A refusal leaves nothing
        // to do.
        let _: sys::napi_status = unsafe { sys::napi_delete_reference(self.env, self.reference) };
    }
}

/// Keeps an owner until the process ends: in a list, where a leak checker sees that it is held.
pub(super) fn keep(owner: Box<dyn Owner>) {
    static KEPT: Mutex<Vec<Box<dyn Owner>>> = Mutex::new(Vec::new());
    KEPT.lock().unwrap_or_else(PoisonError::into_inner).push(owner);
}
