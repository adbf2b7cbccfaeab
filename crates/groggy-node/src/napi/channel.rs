//! The way back from other threads: one threadsafe function per environment.

use std::ffi::c_void;
use std::ptr;

use napi_sys as sys;

use super::{Env, Outcome};

/// What happens on the environment's thread after a [`Channel::wake`].
pub trait Receiver {
    /// Runs with a handle scope open, never while an operation runs.
    fn receive(&self, env: Env<'_>);
}

/// Wakes the environment's thread. Copies may be used on any thread until [`close`](Self::close).
#[derive(Clone, Copy)]
pub struct Channel(sys::napi_threadsafe_function);

// SAFETY: Node allows calls of a threadsafe function from every thread while it is not closed; that nobody
// wakes a closed one is what `close` demands.
unsafe impl Send for Channel {}
// SAFETY: as above.
unsafe impl Sync for Channel {}

impl Channel {
    /// A channel whose wake-ups run `receiver`. It does not keep the event loop alive until asked to.
    ///
    /// # Safety
    /// `receiver` stays at its place until the environment has ended or the channel was closed.
    pub unsafe fn open<R: Receiver>(env: Env<'_>, name: &str, receiver: *const R) -> Outcome<Self> {
        let name = env.string(name)?;
        let mut raw = ptr::null_mut();
        // SAFETY: without a function, Node calls `receive::<R>` with the context alone; out-pointers are locals.
        env.check(unsafe {
            sys::napi_create_threadsafe_function(
                env.raw(),
                ptr::null_mut(),
                ptr::null_mut(),
                name.raw(),
                0,
                1,
                ptr::null_mut(),
                None,
                receiver.cast_mut().cast::<c_void>(),
                Some(receive::<R>),
                &mut raw,
            )
        })?;
        let channel = Self(raw);
        channel.keep_loop_alive(env, false)?;
        Ok(channel)
    }

    /// Asks for one run of the receiver. While the environment shuts down nothing happens.
    pub fn wake(self) {
        // SAFETY: the function is not closed: every thread that holds a channel was joined before `close`.
        let _: sys::napi_status = unsafe {
            sys::napi_call_threadsafe_function(
                self.0,
                ptr::null_mut(),
                sys::ThreadsafeFunctionCallMode::nonblocking,
            )
        };
    }

    /// Whether the process waits for this channel before it ends by itself.
    pub fn keep_loop_alive(self, env: Env<'_>, keep: bool) -> Outcome<()> {
        // SAFETY: called on the environment's thread with a function that is not closed.
        env.check(unsafe {
            if keep {
                sys::napi_ref_threadsafe_function(env.raw(), self.0)
            } else {
                sys::napi_unref_threadsafe_function(env.raw(), self.0)
            }
        })
    }

    /// Closes the channel: wake-ups that are still queued are dropped.
    ///
    /// # Safety
    /// Nobody uses a copy of this channel afterwards, on any thread.
    pub unsafe fn close(self) {
        // SAFETY: the one acquisition, from `open`, is given back once, as the caller vouches.
        let _: sys::napi_status = unsafe {
            sys::napi_release_threadsafe_function(self.0, sys::ThreadsafeFunctionReleaseMode::abort)
        };
    }
}

/// Node's call for one wake-up. During shutdown it comes without an environment.
///
/// # Safety
/// Only Node calls it, with the context that `open` registered, which outlives the channel.
unsafe extern "C" fn receive<R: Receiver>(
    env: sys::napi_env,
    _function: sys::napi_value,
    context: *mut c_void,
    _data: *mut c_void,
) {
    if env.is_null() {
        return;
    }
    // SAFETY: `open` was given a receiver that stays in place while the environment runs, and Node passes it
    // back as the context, on the environment's thread.
    let receiver = unsafe { &*context.cast_const().cast::<R>() };
    // A panic must not leave for Node, which would end the process.
    drop(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        // SAFETY: Node opened a handle scope around this call.
        receiver.receive(unsafe { Env::from_raw(env) });
    })));
}
