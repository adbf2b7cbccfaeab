//! The lock of an object while the user's code runs in the middle of an operation.
//!
//! Taken and given back here and not by a `finally` of TypeScript, which does not run when the host stops the
//! program (`timeout` of `node:vm`, Ctrl-C in the REPL): a native frame ends whatever happens below it.

use groggy::word;
use napi_sys::{napi_env, napi_value};

use crate::convert::to_u32;
use crate::faults;
use crate::napi::{CallbackInfo, Env, Outcome, Value};

/// `locked(header, word, call)`: what `call()` gives or throws, the lock of `header` being `word` meanwhile.
///
/// A frame, not an operation: it takes no state, so that `call` may cross again, and is not counted.
///
/// # Safety
/// `raw` and `info` are what Node passed to the running callback.
pub unsafe extern "C" fn locked(raw: napi_env, info: CallbackInfo) -> napi_value {
    // SAFETY: as the caller vouches; Node keeps the handle scope of a callback open until it returns.
    let env = unsafe { Env::from_raw(raw) };
    // SAFETY: as the caller vouches.
    let Ok((arguments, _)) = (unsafe { env.arguments::<3>(info) }) else { return std::ptr::null_mut() };
    // What was thrown is pending, and Node throws it on; a stop stays one.
    call_locked(env, arguments).map_or(std::ptr::null_mut(), Value::raw)
}

fn call_locked<'s>(env: Env<'s>, [header, word, call]: [Value<'s>; 3]) -> Outcome<Value<'s>> {
    let word = to_u32(env, word, "word")?;
    let previous = env.exchange(header, word::LOCK, word)?;
    let result = env.call_function(call, &[]);
    // Nothing to unlock once `call` has closed the object, which detaches the header.
    if let Some(previous) = previous
        && !(result.is_err() && faults::planted("lock-left-by-stop"))
    {
        env.exchange(header, word::LOCK, previous)?;
    }
    result
}
