//! Strong references to JavaScript functions.

use std::ptr;

use napi_sys as sys;

use super::{Env, Outcome, Value};

/// Keeps a JavaScript value alive until it is released. A copy is the same reference.
#[derive(Clone, Copy)]
pub struct Reference(sys::napi_ref);

impl Reference {
    /// A strong reference to an object or a function.
    pub fn new(env: Env<'_>, value: Value<'_>) -> Outcome<Self> {
        let mut raw = ptr::null_mut();
        // SAFETY: environment and value belong to the open scope; the out-pointer is a local.
        env.check(unsafe { sys::napi_create_reference(env.raw(), value.raw(), 1, &mut raw) })?;
        Ok(Self(raw))
    }

    /// The value, in the open scope.
    pub fn get<'s>(self, env: Env<'s>) -> Outcome<Value<'s>> {
        // SAFETY: a reference is used with the environment that made it and, as `release` demands, before that;
        // strong references always have their value.
        env.make(|raw, out| unsafe { sys::napi_get_reference_value(raw, self.0, out) })
    }

    /// Gives the reference back.
    ///
    /// # Safety
    /// Neither this reference nor a copy of it is used afterwards.
    pub unsafe fn release(self, env: Env<'_>) {
        // SAFETY: the reference is live: it is released once, as the caller vouches. A refusal leaves nothing to do.
        let _: sys::napi_status = unsafe { sys::napi_delete_reference(env.raw(), self.0) };
    }
}
