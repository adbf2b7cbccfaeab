//! One environment of Node: a main thread or a worker, with its handles, tasks and hooks.
//!
//! Everything that belongs to an environment hangs on its instance data, so this module loads in any number of
//! workers. The order of its end: the clean-up hook cancels and joins the tasks, closes the channel, releases
//! the hooks and drops every handle; later Node finalizes the instance data, which by then is an empty shell;
//! finalizers of buffers may run before or after either, and touch neither.

use std::cell::{Cell, UnsafeCell};
use std::collections::HashMap;
use std::ffi::c_void;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use groggy_host::handles::{Handle, HandleTable};
use groggy_host::offload::{self, OffloadPolicy};
use groggy_host::operations::Operations;
use groggy_host::task::{TaskGroup, TaskId};
use groggy_host::{monitor, panics, pool};

use crate::faults;
use crate::inbox::{Answer, Inbox};
use crate::napi::{Channel, Env, Outcome, Receiver, Reference};
use crate::object::Object;
use crate::operations::{Op, names};

/// The instance data: the state of an environment, and who is using it.
pub struct Environment {
    /// Counted and checked at every crossing, also while the state is taken.
    pub operations: Operations,
    /// What the monitor calls this environment.
    pub number: u64,
    raw: napi_sys::napi_env,
    /// The functions of the TypeScript side, from `init` to the end of the environment.
    pub hooks: Cell<Option<Hooks>>,
    stage: Cell<Stage>,
    state: UnsafeCell<Option<State>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// No operation runs.
    Free,
    /// An operation has the state.
    Taken,
    /// The clean-up hook ran.
    Ended,
}

/// What an environment owns, while it runs.
pub struct State {
    /// Graphs and snapshots by handle.
    pub objects: HandleTable<Object>,
    /// The object that was made last, until JavaScript has looked at its header: who looks has seen to its end.
    pub unclaimed: Option<Handle>,
    /// The object that the running operation looked up last: a panic poisons it.
    pub touched: Option<Handle>,
    /// Whether native memory is shown in place, or copied.
    pub in_place: bool,
    /// Decides what leaves the loop.
    pub policy: OffloadPolicy,
    /// Tasks that run, and where their answers arrive.
    pub tasks: Tasks,
}

/// The functions of the TypeScript side that native code calls.
#[derive(Clone, Copy)]
pub struct Hooks {
    /// `(code, operation, message, detailsJson, causes) => Error`
    pub make_error: Reference,
    /// `(task, status, value) => void`
    pub complete: Reference,
    /// `(task, fraction, stage) => void`
    pub progress: Reference,
    /// `(error) => void`: a panic that no call and no task can be told of.
    pub panicked: Reference,
    /// `() => void`: does nothing, which shows that JavaScript can still run.
    pub checkpoint: Reference,
}

/// The tasks of an environment.
pub struct Tasks {
    /// Runs and cancels them.
    pub group: TaskGroup<Answer>,
    /// Where completions wait for the environment's thread.
    pub inbox: Arc<Inbox>,
    /// What is to be done when a task has been answered.
    pub pending: HashMap<TaskId, Pending>,
    channel: Channel,
    in_flight: usize,
}

/// What is kept of a task until it is answered.
pub struct Pending {
    /// What it does.
    pub operation: &'static str,
    /// The policy wants to know how long it took.
    pub measured: Option<offload::Call>,
    /// The graph or snapshot that it ran on, if any: a graph takes over the adjacency that the task built.
    pub object: Option<Handle>,
    /// Whether its failure was told already: nobody waits for its answer.
    pub settled: bool,
}

impl Tasks {
    /// One more task runs: the process waits for it before it ends by itself.
    pub fn started(&mut self, env: Env<'_>) -> Outcome<()> {
        self.in_flight += 1;
        if self.in_flight == 1 { self.channel.keep_loop_alive(env, true) } else { Ok(()) }
    }

    /// A task was answered.
    pub fn ended(&mut self, env: Env<'_>) -> Outcome<()> {
        self.in_flight = self.in_flight.saturating_sub(1);
        if self.in_flight == 0 { self.channel.keep_loop_alive(env, false) } else { Ok(()) }
    }
}

impl Environment {
    /// Makes the environment's state and hangs it on `env`. It lives until Node finalizes it.
    pub fn create(env: Env<'_>) -> Outcome<*const Self> {
        // Every entry point, hook and finalizer of the environment catches.
        panics::are_caught_on_this_thread();
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let environment = Box::into_raw(Box::new(Self {
            operations: operations(),
            number: NEXT.fetch_add(1, Ordering::Relaxed),
            raw: env.raw(),
            hooks: Cell::new(None),
            stage: Cell::new(Stage::Free),
            state: UnsafeCell::new(None),
        }));
        // SAFETY: the box was just made; Node calls `finalize` once, when no code of the environment runs again.
        unsafe { env.set_instance_data(environment.cast(), finalize) }?;
        // SAFETY: the instance data outlives the channel, which the clean-up hook closes.
        let channel = unsafe { Channel::open(env, "groggy", environment.cast_const()) }?;
        let inbox = Inbox::of_this_thread(channel);
        let group = TaskGroup::new(pool::shared(), Arc::clone(&inbox) as _);
        // SAFETY: nobody else knows the environment yet.
        unsafe {
            *(*environment).state.get() = Some(State {
                objects: HandleTable::new("graph"),
                unclaimed: None,
                touched: None,
                in_place: true,
                policy: OffloadPolicy::default(),
                tasks: Tasks { group, inbox, pending: HashMap::new(), channel, in_flight: 0 },
            });
        }
        // After the channel, since Node runs hooks in reverse: ours must come before the channel's own.
        // SAFETY: the instance data outlives the hook, which runs once.
        unsafe { env.add_cleanup_hook(end, environment.cast()) }?;
        Ok(environment.cast_const())
    }

    /// Takes the state for one operation. `None` while another one has it, and after the end.
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

/// The state, for one operation; free again when this is dropped.
pub struct Taken<'e>(&'e Environment);

impl Deref for Taken<'_> {
    type Target = Option<State>;

    #[inline]
    fn deref(&self) -> &Option<State> {
        // SAFETY: the stage says `Taken` from the making of this value to its drop, and `take` gives no second
        // one meanwhile; environments never leave their thread, so nobody else looks.
        unsafe { &*self.0.state.get() }
    }
}

impl DerefMut for Taken<'_> {
    #[inline]
    fn deref_mut(&mut self) -> &mut Option<State> {
        // SAFETY: as above, and `&mut self` excludes a second borrow through this value.
        unsafe { &mut *self.0.state.get() }
    }
}

impl Drop for Taken<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.stage.set(Stage::Free);
    }
}

/// All operations, those switched off that may be.
fn operations() -> Operations {
    let operations = Operations::from_env(&names().collect::<Vec<_>>());
    // Without these the module does not load, and memory does not come back.
    for needed in [Op::init, Op::close, Op::detach] {
        if let Ok(operation) = operations.get(needed as usize) {
            operation.set_disabled(false);
        }
    }
    operations
}

impl Receiver for Environment {
    fn receive(&self, env: Env<'_>) {
        crate::inbox::deliver(self, env);
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
        let state = environment.take().and_then(|mut state| state.take());
        environment.stage.set(Stage::Ended);
        // SAFETY: an environment is valid until its instance data was finalized, which is after its hooks. No
        // scope is open: nothing in here makes a value.
        let env = unsafe { Env::from_raw(environment.raw) };
        if let Some(state) = state {
            state.end(env);
        }
        if let Some(Hooks { make_error, complete, progress, panicked, checkpoint }) = environment.hooks.take()
        {
            for reference in [make_error, complete, progress, panicked, checkpoint] {
                // SAFETY: no JavaScript of the environment runs any more, so nobody uses a copy of the hooks.
                unsafe { reference.release(env) };
            }
        }
    }));
    // A panic here is a bug that was counted as one already; there is nobody left to tell.
    drop(ended);
}

impl State {
    fn end(self, env: Env<'_>) {
        let Self { mut objects, tasks, .. } = self;
        faults::when_an_environment_ends(&mut objects);
        tasks.group.join();
        tasks.inbox.clear();
        // SAFETY: the tasks were joined, so no other thread wakes the channel; the inbox goes with its group.
        unsafe { tasks.channel.close() };
        drop(tasks);
        for (_, object) in objects.iter_mut() {
            // Refused only when nobody counts any more.
            drop(object.account().close(env));
        }
        drop(objects);
    }
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
