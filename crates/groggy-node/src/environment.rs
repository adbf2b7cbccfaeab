//! One environment of Node: a main thread or a worker, with its handles, tasks and hooks.
//!
//! Everything that belongs to an environment hangs on its instance data, so this module loads in any number of
//! workers. The order of its end: the clean-up hook cancels and joins the tasks, closes the channel, releases
//! the hooks and drops every handle; later Node finalizes the instance data, which by then is an empty shell;
//! finalizers of buffers may run before or after either, and touch neither.

use std::cell::{Cell, UnsafeCell};
use std::ffi::c_void;
use std::ops::{Deref, DerefMut};

use groggy_host::operations::Operations;
use groggy_host::{monitor, panics};
use groggy_session::Session;

use crate::hooks::Hooks;
use crate::napi::{Channel, Env, Outcome, Receiver};

/// The instance data: the session of an environment, and who is using it.
pub struct Environment {
    /// Counted and checked at every crossing, also while the state is taken.
    pub operations: Operations,
    /// What the monitor calls this environment.
    pub number: u64,
    /// Whether native memory is mapped into buffers, or copied.
    pub in_place: Cell<bool>,
    raw: napi_sys::napi_env,
    /// The functions of the TypeScript side, from `init` to the end of the environment.
    pub hooks: Cell<Option<Hooks>>,
    channel: Cell<Option<Channel>>,
    stage: Cell<Stage>,
    session: UnsafeCell<Option<Session>>,
}

/// Node during one call, or between two.
#[derive(Clone, Copy)]
pub struct NodeHost<'e, 's> {
    /// Its environment, with a scope open.
    pub env: Env<'s>,
    /// What this module keeps for it.
    pub environment: &'e Environment,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// No operation runs.
    Free,
    /// An operation has the session.
    Taken,
    /// The clean-up hook ran.
    Ended,
}

impl Environment {
    /// Makes the environment and hangs it on `env`. It lives until Node finalizes it.
    pub fn create(env: Env<'_>, operations: Operations) -> Outcome<*const Self>
    where
        Self: Receiver,
    {
        // Every entry point, hook and finalizer of the environment catches.
        panics::are_caught_on_this_thread();
        let environment = Box::into_raw(Box::new(Self {
            operations,
            number: Session::next_number(),
            in_place: Cell::new(true),
            raw: env.raw(),
            hooks: Cell::new(None),
            channel: Cell::new(None),
            stage: Cell::new(Stage::Free),
            session: UnsafeCell::new(None),
        }));
        // SAFETY: the box was just made; Node calls `finalize` once, when no code of the environment runs again.
        unsafe { env.set_instance_data(environment.cast(), finalize) }?;
        // SAFETY: the instance data outlives the channel, which the clean-up hook closes.
        let channel = unsafe { Channel::open(env, "groggy", environment.cast_const()) }?;
        // SAFETY: nobody else knows the environment yet.
        unsafe {
            (*environment).channel.set(Some(channel));
            *(*environment).session.get() = Some(Session::new(move || channel.wake()));
        }
        // After the channel, since Node runs hooks in reverse: ours must come before the channel's own.
        // SAFETY: the instance data outlives the hook, which runs once.
        unsafe { env.add_cleanup_hook(end, environment.cast()) }?;
        Ok(environment.cast_const())
    }

    /// Whether the process waits for this environment before it ends by itself.
    pub fn keep_alive(&self, env: Env<'_>, keep: bool) -> Outcome<()> {
        self.channel.get().map_or(Ok(()), |channel| channel.keep_loop_alive(env, keep))
    }

    /// Takes the session for one operation. `None` while another one has it, and after the end.
    #[inline]
    pub fn take(&self) -> Option<Taken<'_>> {
        if self.stage.get() != Stage::Free {
            return None;
        }
        self.stage.set(Stage::Taken);
        Some(Taken(self))
    }

    /// Whether the clean-up hook ran: a caller should return quietly.
    pub fn has_ended(&self) -> bool {
        self.stage.get() == Stage::Ended
    }
}

/// The session, for one operation; free again when this is dropped.
pub struct Taken<'e>(&'e Environment);

impl Deref for Taken<'_> {
    type Target = Option<Session>;

    #[inline]
    fn deref(&self) -> &Option<Session> {
        // SAFETY: the stage says `Taken` from the making of this value to its drop, and `take` gives no second
        // one meanwhile; environments never leave their thread, so nobody else looks.
        unsafe { &*self.0.session.get() }
    }
}

impl DerefMut for Taken<'_> {
    #[inline]
    fn deref_mut(&mut self) -> &mut Option<Session> {
        // SAFETY: as above, and `&mut self` excludes a second borrow through this value.
        unsafe { &mut *self.0.session.get() }
    }
}

impl Drop for Taken<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.stage.set(Stage::Free);
    }
}

/// The clean-up hook: nothing of the environment is alive on any thread when it returns.
///
/// # Safety
/// Only Node calls it, once, with the instance data that `create` registered.
unsafe extern "C" fn end(environment: *mut c_void) {
    // SAFETY: `create` registered the hook with the instance data, which Node finalizes after its hooks ran.
    let environment = unsafe { &*environment.cast_const().cast::<Environment>() };
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let session = environment.take().and_then(|mut session| session.take());
        environment.stage.set(Stage::Ended);
        // SAFETY: an environment is valid until its instance data was finalized, which is after its hooks. No
        // scope is open: nothing in here makes a value.
        let env = unsafe { Env::from_raw(environment.raw) };
        let channel = environment.channel.take();
        if let Some(session) = session {
            session.end(NodeHost { env, environment }, || {
                if let Some(channel) = channel {
                    // SAFETY: the tasks were joined, so no other thread wakes the channel; what is left of the session
                    // does not.
                    unsafe { channel.close() };
                }
            });
        }
        if let Some(hooks) = environment.hooks.take() {
            // SAFETY: no JavaScript of the environment runs any more, so nobody uses a copy of the hooks.
            unsafe { hooks.release(env) };
        }
    }));
    // A panic here is a bug that was counted as one already; there is nobody left to tell.
    drop(ended);
}

/// Node's last call for an environment.
///
/// # Safety
/// Only Node calls it, once, after all hooks, with the box that `create` set as instance data.
unsafe extern "C" fn finalize(_: napi_sys::napi_env, environment: *mut c_void, _: *mut c_void) {
    // SAFETY: `create` made the box and set it as instance data, which Node finalizes once, after all hooks.
    let environment = unsafe { Box::from_raw(environment.cast::<Environment>()) };
    // The instance data is finalized last: what has not been given back by now never will be.
    let number = environment.number;
    drop(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        drop(environment);
        monitor::shared().environment_ended(number);
    })));
}
