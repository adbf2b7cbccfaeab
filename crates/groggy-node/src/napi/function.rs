//! Functions: ours, that JavaScript calls, and JavaScript's, that we call.

use std::ffi::{c_char, c_void};
use std::ptr;

use napi_sys as sys;

use super::{Env, Outcome, Reference, Value};

/// What Node calls: one per exported operation.
pub type Callback = unsafe extern "C" fn(sys::napi_env, sys::napi_callback_info) -> sys::napi_value;

/// What Node says about a running call.
pub type CallbackInfo = sys::napi_callback_info;

impl<'s> Env<'s> {
    /// A function with this name that runs `callback` with `data`.
    ///
    /// # Safety
    /// `callback` may be called with `data` for as long as JavaScript of this environment can run.
    pub unsafe fn function(self, name: &str, callback: Callback, data: *mut c_void) -> Outcome<Value<'s>> {
        let length = isize::try_from(name.len()).unwrap_or(0);
        // SAFETY: `name` is `length` readable bytes, which Node copies; the caller vouches for the rest.
        self.make(|env, out| unsafe {
            sys::napi_create_function(env, name.as_ptr().cast::<c_char>(), length, Some(callback), data, out)
        })
    }

    /// The first `N` arguments of the running call (`undefined` where fewer were passed) and its data.
    ///
    /// # Safety
    /// `info` is what Node passed to the running callback together with this environment.
    #[inline]
    pub unsafe fn arguments<const N: usize>(
        self,
        info: CallbackInfo,
    ) -> Outcome<([Value<'s>; N], *mut c_void)> {
        let mut values = [ptr::null_mut(); N];
        let mut count = N;
        let mut data = ptr::null_mut();
        // SAFETY: there is room for `count` values, all of which Node sets; out-pointers are locals.
        self.check(unsafe {
            sys::napi_get_cb_info(
                self.raw(),
                info,
                &mut count,
                values.as_mut_ptr(),
                ptr::null_mut(),
                &mut data,
            )
        })?;
        // SAFETY: Node filled every element with a value of the open scope.
        Ok((values.map(|raw| unsafe { Value::from_raw(self, raw) }), data))
    }

    /// Calls a JavaScript function, with `undefined` as `this`. What it throws stays pending.
    ///
    /// JavaScript runs in here, and may call back into this module or detach any buffer: nothing borrowed from
    /// JavaScript or from the environment's state may be held across. Operations therefore do not call it; the
    /// entry handler does when an operation has ended, the channel between two of them, and a checkpoint
    /// ([`crate::host`]), whose work holds nothing of JavaScript and keeps the state taken.
    pub fn call(self, function: Reference, arguments: &[Value<'s>]) -> Outcome<Value<'s>> {
        self.call_function(function.get(self)?, arguments)
    }

    /// The same for a function that was passed as an argument.
    pub fn call_function(self, function: Value<'s>, arguments: &[Value<'s>]) -> Outcome<Value<'s>> {
        let this = self.undefined()?;
        let raw: Vec<sys::napi_value> = arguments.iter().map(|argument| argument.raw()).collect();
        // SAFETY: all values belong to the open scope; the array holds as many as is said.
        self.make(|env, out| unsafe {
            sys::napi_call_function(env, this.raw(), function.raw(), raw.len(), raw.as_ptr(), out)
        })
    }
}
