//! Node as the host of a session.
//!
//! Work that a caller waits for ends when the caller can no longer run. A worker that is terminated, a process that
//! exits and a `vm` script that is out of time stop JavaScript, and cannot stop native code. So the thread of
//! JavaScript, which takes part in the work, calls a function that does nothing every few milliseconds. When V8 refuses
//! to run it, the work is cancelled like any task, and the call returns with the exception that V8 left, untouched.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use groggy::execution::Execution;
use groggy_session::Host;

use crate::environment::NodeHost;
use crate::faults;
use crate::napi::{Env, Failure, Outcome, Reference};

/// How often JavaScript is asked whether it can still run. Asking costs less than a microsecond.
const INTERVAL: Duration = Duration::from_millis(10);

impl Host for NodeHost<'_, '_> {
    type Failure = Failure;

    #[inline]
    fn number(self) -> u64 {
        self.environment.number
    }

    fn report_external_memory(self, change: i64) -> Outcome<()> {
        self.env.adjust_external_memory(change)
    }

    fn keep_alive(self, keep: bool) -> Outcome<()> {
        self.environment.keep_alive(self.env, keep)
    }

    /// A debugger may run JavaScript at a checkpoint: `work` holds no memory of JavaScript, as no task does. It may
    /// hold the session, which is taken as long as the operation runs.
    fn wait<R>(
        self,
        execution: Execution<'_>,
        work: impl FnOnce(&Execution<'_>) -> groggy::Result<R>,
    ) -> Outcome<R> {
        // There is no function before `init`.
        let Some(hooks) = self.environment.hooks.get() else { return Ok(work(&execution)?) };
        let stopped = AtomicBool::new(false);
        let checkpoint = || {
            if is_stopped() {
                stopped.store(true, Ordering::Relaxed);
            }
        };
        let watch =
            Watch { env: self.env.raw(), function: hooks.checkpoint, due: Instant::now() + interval() };
        let _watch = Watching::begin(watch);
        match work(&execution.with_checkpoint(&stopped, &checkpoint)) {
            Err(_) if stopped.load(Ordering::Relaxed) => Err(Failure::Thrown),
            result => Ok(result?),
        }
    }
}

fn interval() -> Duration {
    if faults::planted("stop-late") { Duration::from_secs(20) } else { INTERVAL }
}

thread_local! {
    /// What a checkpoint on this thread asks. The pool's threads have nobody to ask.
    static WATCH: Cell<Option<Watch>> = const { Cell::new(None) };
}

#[derive(Clone, Copy)]
struct Watch {
    env: napi_sys::napi_env,
    function: Reference,
    due: Instant,
}

/// Keeps a [`Watch`] in place while the work runs.
struct Watching {
    outer: Option<Watch>,
}

impl Watching {
    fn begin(watch: Watch) -> Self {
        Self { outer: WATCH.replace(Some(watch)) }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        WATCH.set(self.outer);
    }
}

/// Whether this is the thread of JavaScript, it is time to ask, and JavaScript can no longer run.
fn is_stopped() -> bool {
    let Some(watch) = WATCH.get() else { return false };
    let now = Instant::now();
    if now < watch.due {
        return false;
    }
    WATCH.set(Some(Watch { due: now + interval(), ..watch }));
    // SAFETY: `Watching` keeps the watch only while the call that brought this environment runs, on this thread.
    let env = unsafe { Env::from_raw(watch.env) };
    // A scope of its own: the call may go on for hours.
    matches!(env.scoped(|env| env.call(watch.function, &[]).map(drop)), Err(Failure::Thrown))
}
