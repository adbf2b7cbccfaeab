//! What a call that did not succeed carries back to the entry handler.

use groggy_host::errors::{HostError, kinds};
use napi_sys as sys;

use super::{Env, Value};

/// Why a call has no result.
#[derive(Debug)]
pub enum Failure {
    /// An error of ours, to be translated into the host's exception. Boxed, so that success stays small.
    Error(Box<HostError>),
    /// A JavaScript exception is pending, or the environment is shutting down: return, touch nothing.
    Thrown,
}

/// Result of whatever may fail inside a call.
pub type Outcome<T> = Result<T, Failure>;

impl From<HostError> for Failure {
    #[cold]
    fn from(error: HostError) -> Self {
        Self::Error(Box::new(error))
    }
}

impl From<groggy::Error> for Failure {
    #[cold]
    fn from(error: groggy::Error) -> Self {
        HostError::from(error).into()
    }
}

impl groggy_session::Failure for Failure {
    fn into_error(self) -> Result<HostError, Self> {
        match self {
            Self::Error(error) => Ok(*error),
            Self::Thrown => Err(self),
        }
    }
}

impl<'s> Env<'s> {
    /// A status as a result.
    #[inline]
    pub(crate) fn check(self, status: sys::napi_status) -> Outcome<()> {
        if status == sys::Status::napi_ok { Ok(()) } else { Err(refused(status)) }
    }

    /// Throws `value` when the running call returns. During shutdown nothing happens.
    pub fn throw(self, value: Value<'s>) {
        // SAFETY: environment and value belong to the running call. A refusal means that an exception is
        // pending already, or that nobody is left to see one.
        let _: sys::napi_status = unsafe { sys::napi_throw(self.raw(), value.raw()) };
    }

    /// Throws a plain error: for what happens before there are hooks. Text after a NUL is cut.
    pub fn throw_plain(self, code: &str, message: &str) {
        let terminated = |text: &str| {
            let mut bytes: Vec<u8> = text.bytes().take_while(|&byte| byte != 0).collect();
            bytes.push(0);
            bytes
        };
        let (code, message) = (terminated(code), terminated(message));
        // SAFETY: both texts end in NUL and outlive the call; a refusal leaves nothing to do.
        let _: sys::napi_status =
            unsafe { sys::napi_throw_error(self.raw(), code.as_ptr().cast(), message.as_ptr().cast()) };
    }

    /// Whether an exception waits to be thrown when the running call returns.
    #[must_use]
    pub fn is_exception_pending(self) -> bool {
        let mut pending = false;
        // SAFETY: the environment is valid for `'s`; the out-pointer is a local.
        let status = unsafe { sys::napi_is_exception_pending(self.raw(), &mut pending) };
        status == sys::Status::napi_ok && pending
    }
}

#[cold]
fn refused(status: sys::napi_status) -> Failure {
    let expected = match status {
        sys::Status::napi_pending_exception
        | sys::Status::napi_closing
        | sys::Status::napi_cannot_run_js
        | sys::Status::napi_cancelled => return Failure::Thrown,
        sys::Status::napi_string_expected => "a string",
        sys::Status::napi_number_expected => "a number",
        sys::Status::napi_boolean_expected => "a boolean",
        sys::Status::napi_bigint_expected => "a bigint",
        sys::Status::napi_array_expected => "an array",
        sys::Status::napi_arraybuffer_expected => "an ArrayBuffer",
        sys::Status::napi_function_expected => "a function",
        sys::Status::napi_object_expected => "an object",
        sys::Status::napi_invalid_arg => "an argument of another type",
        other => {
            return HostError::internal(format!(
                "expected Node-API to succeed, got status {other}; report this with the call that caused it"
            ))
            .with("status", other)
            .into();
        }
    };
    HostError::new(&kinds::TYPE_MISMATCH, format!("expected {expected}, got another type; pass {expected}"))
        .with("argument", "native call")
        .with("expected", expected)
        .with("found", "another type")
        .into()
}
