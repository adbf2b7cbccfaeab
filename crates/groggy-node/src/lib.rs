//! The Node-API binding of Groggy: convert, call, translate. No logic.
//!
//! `packages/groggy/src/bridge/native.ts` declares what this module exports; nothing else imports it.
//!
//! One call, from TypeScript to the core and back: Node calls a trampoline of [`operations`], which goes
//! through the one handler in [`entry`], which takes the session of the [`environment`] and runs the
//! operation. Arguments are converted by [`convert`] through the wrappers of [`napi`]; the object behind a handle
//! is looked up by [`lookup`]; memory becomes buffers in [`views`]; long work leaves through [`run`] and comes
//! back through [`receiver`]. Everything else is `groggy-session`'s, for which [`host`] stands for Node.

mod arguments;
mod columns;
mod convert;
mod entry;
mod environment;
mod faults;
mod graph;
mod hooks;
mod host;
mod init;
mod input;
mod locked;
mod lookup;
#[cfg(feature = "testing")]
mod misbehavior;
mod monitor;
mod napi;
mod operations;
mod read_file;
mod receiver;
mod run;
mod runtime;
mod snapshot;
mod tasks;
#[cfg(feature = "testing")]
mod testing;
mod topology;
mod views;

#[cfg(not(feature = "testing"))]
use std::alloc::System;
use std::ffi::c_void;

#[cfg(not(feature = "testing"))]
use groggy_host::memory::reserve::ReserveAllocator;
use napi_sys::{napi_env, napi_value};

use environment::Environment;
use napi::{Env, Outcome, Value};

/// Small requests survive the system's refusal; see [`groggy_host::memory::reserve`].
#[cfg(not(feature = "testing"))]
#[global_allocator]
static ALLOCATOR: ReserveAllocator = ReserveAllocator(System);

/// The version of Node-API that this module needs: Node 20 has it.
const NODE_API_VERSION: i32 = 9;

/// Node asks for this before it loads the module.
// SAFETY: Node looks this name up in this module alone; nothing else in the process defines it.
#[unsafe(no_mangle)]
pub extern "C" fn node_api_module_get_api_version_v1() -> i32 {
    NODE_API_VERSION
}

/// Node calls this once for each environment that loads the module.
///
/// # Safety
/// Called by Node alone, with a valid environment and exports object, on the environment's thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn napi_register_module_v1(raw: napi_env, exports: napi_value) -> napi_value {
    napi::load();
    // SAFETY: Node passes its own environment and keeps a handle scope open until this returns.
    let env = unsafe { Env::from_raw(raw) };
    // SAFETY: Node passes a valid object of the open scope.
    let exports = unsafe { Value::from_raw(env, exports) };
    let registered = std::panic::catch_unwind(|| register(env, exports));
    if !matches!(registered, Ok(Ok(()))) && !env.is_exception_pending() {
        env.throw_plain("INTERNAL", "the native module could not be set up in this environment");
    }
    exports.raw()
}

fn register<'s>(env: Env<'s>, exports: Value<'s>) -> Outcome<()> {
    // Told once in a process, by whichever environment is first.
    groggy::memory::tell_freed(|start| groggy_host::monitor::shared().memory_freed(start as u64));
    napi::tell_panicked(groggy_session::finalizer_panicked);
    let data: *mut c_void = Environment::create(env, operations::operations())?.cast_mut().cast();
    let define = |name: &str, callback| {
        // SAFETY: every callback of this module takes the instance data, which Node frees after all JavaScript of
        // the environment has run.
        let function = unsafe { env.function(name, callback, data) }?;
        env.set_named(exports, name, function)
    };
    for &(name, callback) in operations::FUNCTIONS {
        define(name, callback)?;
    }
    define("run", run::run)?;
    define("locked", locked::locked)?;
    Ok(())
}
