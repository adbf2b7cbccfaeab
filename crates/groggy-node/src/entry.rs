//! The one way in: every exported function is a trampoline to [`call`].
//!
//! A call costs one `napi_get_cb_info`, the host layer's handler (count, switched off?, monitor, panics) and
//! what the operation itself reads and makes; nothing is allocated. What goes wrong leaves through [`fail`]:
//! `hooks.makeError` turns the error into the host's exception, which is thrown when the call returns.

use std::cell::Cell;
use std::ptr;

use groggy_host::errors::{HostError, kinds};
use groggy_host::operations::Operation;
use groggy_host::{entry, monitor};
use groggy_session::{Session, panic_points};
use napi_sys::{napi_env, napi_value};

use crate::environment::Environment;
use crate::faults;
use crate::napi::{CallbackInfo, Env, Failure, Outcome, Value};

/// What an operation works with: the environment during this call, its session, and the operation itself.
pub struct Call<'e, 's> {
    /// The environment of Node.
    pub env: Env<'s>,
    /// What it owns.
    pub session: &'e mut Session,
    /// Which operation runs.
    pub operation: &'e Operation,
    /// All operations, for what one may say about another.
    pub environment: &'e Environment,
}

/// Runs `body` as operation number `index` with the first `N` arguments.
///
/// # Safety
/// `raw` and `info` are what Node passed to the running callback, and the function was made with the
/// environment's instance data as its data.
#[inline]
pub unsafe fn call<const N: usize>(
    raw: napi_env,
    info: CallbackInfo,
    index: usize,
    body: impl for<'e, 's> FnOnce(&mut Call<'e, 's>, [Value<'s>; N]) -> Outcome<Value<'s>>,
) -> napi_value {
    // SAFETY: as the caller vouches.
    unsafe { call_as(raw, info, |_, _| index, body) }
}

/// The same where the arguments say which operation it is.
///
/// # Safety
/// As [`call`].
#[inline]
pub unsafe fn call_as<const N: usize>(
    raw: napi_env,
    info: CallbackInfo,
    index: impl for<'s> FnOnce(Env<'s>, &[Value<'s>; N]) -> usize,
    body: impl for<'e, 's> FnOnce(&mut Call<'e, 's>, [Value<'s>; N]) -> Outcome<Value<'s>>,
) -> napi_value {
    // SAFETY: as the caller vouches; Node keeps the handle scope of a callback open until it returns.
    let env = unsafe { Env::from_raw(raw) };
    // SAFETY: as the caller vouches.
    let Ok((arguments, data)) = (unsafe { env.arguments::<N>(info) }) else { return ptr::null_mut() };
    // SAFETY: the data is the instance data, which Node finalizes after all JavaScript of the environment.
    let environment = unsafe { &*data.cast_const().cast::<Environment>() };
    let index = index(env, &arguments);
    enter(environment, env, index, |call| body(call, arguments))
}

thread_local! {
    /// The operation that this thread runs, kept only while the monitor records.
    static RUNNING: Cell<&'static str> = const { Cell::new("") };
}

/// The name of the operation that runs; known while the monitor records.
pub fn running() -> &'static str {
    if monitor::shared().is_on() { RUNNING.get() } else { "" }
}

/// Takes the environment's session, runs `body` in the host layer's handler and answers for how it went.
#[inline]
pub fn enter<'s>(
    environment: &Environment,
    env: Env<'s>,
    index: usize,
    body: impl FnOnce(&mut Call<'_, 's>) -> Outcome<Value<'s>>,
) -> napi_value {
    let Ok(operation) = environment.operations.get(index) else { return ptr::null_mut() };
    let Some(mut taken) = environment.take() else { return nested(environment, env, operation) };
    let Some(session) = taken.as_mut() else { return ptr::null_mut() };
    session.begin();
    faults::in_every_call();
    if monitor::shared().is_on() {
        RUNNING.set(operation.name());
    }
    let mut panicked = false;
    let result = entry::run_or_poison(
        operation,
        || {
            panic_points::pass(operation.name());
            match body(&mut Call { env, session, operation, environment }) {
                Ok(value) => Ok(value.raw()),
                Err(Failure::Thrown) => Ok(ptr::null_mut()),
                Err(Failure::Error(error)) => Err(*error),
            }
        },
        |_| panicked = true,
    );
    match result {
        Ok(value) => value,
        Err(error) => {
            if panicked {
                session.poison_touched();
            }
            drop(taken);
            fail(environment, env, &error)
        }
    }
}

/// An operation called from within another one, or after the end of its environment.
#[cold]
fn nested(environment: &Environment, env: Env<'_>, operation: &Operation) -> napi_value {
    if environment.has_ended() {
        return ptr::null_mut();
    }
    let error = HostError::new(
        &kinds::BUSY,
        format!(
            "expected no other native call to run, got a call of {} within one; call it after that returns",
            operation.name()
        ),
    )
    .in_operation(operation.name());
    fail(environment, env, &error)
}

/// Throws `error` as the host's own exception.
#[cold]
fn fail(environment: &Environment, env: Env<'_>, error: &HostError) -> napi_value {
    match environment.hooks.get() {
        None => env.throw_plain(error.kind.code, &error.message),
        Some(hooks) => {
            // A failure in here leaves the exception of the hook, or means that nobody is left to tell.
            if let Ok(exception) = hooks.exception(env, error) {
                env.throw(exception);
            }
        }
    }
    ptr::null_mut()
}
