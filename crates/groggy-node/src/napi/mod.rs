//! Thin safe wrappers over the sys layer of Node-API.
//!
//! What the rest of the crate may rely on, and what makes these wrappers sound:
//! - An [`Env`] exists only while Node calls into this module on the environment's own thread, with a handle
//!   scope open; the lifetime `'s` is that of the scope. Neither [`Env`] nor [`Value`] can leave the thread.
//! - Every [`Value`] belongs to the environment whose `Env` made it. One call sees one environment.
//! - Every status is checked. A pending exception, and every refusal while the environment shuts down, become
//!   [`Failure::Thrown`]: the caller returns quietly.

mod array;
mod array_buffer;
mod channel;
mod error;
mod function;
mod reference;
mod string;
mod transferred;
mod typed_array;
mod value;

pub use array::Array;
pub use array_buffer::{Buffer, RESULTS, tell_panicked};
pub use channel::{Channel, Receiver};
pub use error::{Failure, Outcome};
pub use function::{Callback, CallbackInfo};
pub use reference::Reference;
pub use typed_array::{Kind, TypedArray, TypedElement};
pub use value::{Type, Value};

use std::ffi::c_void;
use std::marker::PhantomData;

use napi_sys as sys;

/// Finds the functions of Node-API, where the linker does not: call it first.
pub fn load() {
    #[cfg(target_env = "msvc")]
    {
        static HOST: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
        HOST.get_or_init(|| {
            // SAFETY: runs once, before any call of Node-API; the handle of the host is never closed.
            let host = unsafe { sys::setup() };
            Box::leak(Box::new(host)) as *const _ as usize
        });
    }
}

/// What Node calls when data that hangs on an environment goes.
pub type Finalize = unsafe extern "C" fn(sys::napi_env, *mut c_void, *mut c_void);

/// What Node calls when an environment ends.
pub type CleanupHook = unsafe extern "C" fn(*mut c_void);

/// The environment during one call, on its own thread, with a handle scope open for `'s`.
#[derive(Clone, Copy)]
pub struct Env<'s> {
    raw: sys::napi_env,
    scope: PhantomData<&'s ()>,
}

impl<'s> Env<'s> {
    /// The environment that Node is calling for.
    ///
    /// # Safety
    /// `raw` is the environment that Node passed to the running callback, on this thread, and the handle scope
    /// of that callback outlives `'s`.
    #[inline]
    pub unsafe fn from_raw(raw: sys::napi_env) -> Self {
        Self { raw, scope: PhantomData }
    }

    /// The pointer for calls of the sys layer.
    #[inline]
    pub(crate) fn raw(self) -> sys::napi_env {
        self.raw
    }

    /// Major version of the running Node.
    pub fn node_major(self) -> Outcome<u32> {
        let mut version: *const sys::napi_node_version = std::ptr::null();
        // SAFETY: the environment is valid for `'s`; the out-pointer is a local.
        self.check(unsafe { sys::napi_get_node_version(self.raw, &mut version) })?;
        // SAFETY: on success Node returns a pointer to a static structure, which is never freed.
        Ok(unsafe { version.as_ref() }.map_or(0, |version| version.major))
    }

    /// Tells V8 that native memory worth `change` more (or fewer) bytes hangs on JavaScript objects.
    pub fn adjust_external_memory(self, change: i64) -> Outcome<()> {
        let mut total = 0;
        // SAFETY: the environment is valid for `'s`; the out-pointer is a local.
        self.check(unsafe { sys::napi_adjust_external_memory(self.raw, change, &mut total) })
    }

    /// Hangs `data` on the environment.
    ///
    /// # Safety
    /// `finalize` may be called with `data` once, at any time after all code of the environment has run.
    pub unsafe fn set_instance_data(self, data: *mut c_void, finalize: Finalize) -> Outcome<()> {
        // SAFETY: the environment is valid for `'s`; the caller vouches for data and finalizer.
        self.check(unsafe {
            sys::napi_set_instance_data(self.raw, data, Some(finalize), std::ptr::null_mut())
        })
    }

    /// Lets Node call `hook` with `data` when the environment ends, before what was registered earlier.
    ///
    /// # Safety
    /// `hook` may be called with `data` once, at the end of the environment.
    pub unsafe fn add_cleanup_hook(self, hook: CleanupHook, data: *mut c_void) -> Outcome<()> {
        // SAFETY: the environment is valid for `'s`; the caller vouches for hook and data.
        self.check(unsafe { sys::napi_add_env_cleanup_hook(self.raw, Some(hook), data) })
    }

    /// Runs `body` with a handle scope of its own, so that a loop does not keep every value alive.
    pub fn scoped<R>(self, body: impl for<'inner> FnOnce(Env<'inner>) -> Outcome<R>) -> Outcome<R> {
        let mut scope = std::ptr::null_mut();
        // SAFETY: the environment is valid for `'s`; the out-pointer is a local.
        self.check(unsafe { sys::napi_open_handle_scope(self.raw, &mut scope) })?;
        let _open = OpenScope { env: self.raw, scope };
        body(Env { raw: self.raw, scope: PhantomData })
    }
}

/// Closes a handle scope, also when a panic goes through it: Node ends the process when a call leaves one open.
struct OpenScope {
    env: sys::napi_env,
    scope: sys::napi_handle_scope,
}

impl Drop for OpenScope {
    fn drop(&mut self) {
        // SAFETY: `Env::scoped` opened the scope, inner ones are closed by now, and its higher-ranked lifetime keeps
        // every value of the scope inside it. Node refuses only what is not open.
        let _: sys::napi_status = unsafe { sys::napi_close_handle_scope(self.env, self.scope) };
    }
}
