//! Text.

use std::ffi::c_char;
use std::ptr;

use groggy_host::errors::{HostError, kinds};
use napi_sys as sys;

use super::{Env, Outcome, Value};

impl<'s> Env<'s> {
    /// A string with this text.
    pub fn string(self, text: &str) -> Outcome<Value<'s>> {
        let length = isize::try_from(text.len()).unwrap_or(isize::MAX);
        // SAFETY: `text` is `length` readable bytes, which Node copies; `make` passes the rest.
        self.make(|env, out| unsafe {
            sys::napi_create_string_utf8(env, text.as_ptr().cast::<c_char>(), length, out)
        })
    }

    /// The text of a string, copied; `TYPE_MISMATCH` when `value` is none.
    ///
    /// TypeScript refuses lone surrogates before they cross; one that comes all the same arrives as U+FFFD.
    pub fn to_text(self, value: Value<'s>) -> Outcome<String> {
        let mut length = 0;
        // SAFETY: without a buffer Node only reports the length.
        self.check(unsafe {
            sys::napi_get_value_string_utf8(self.raw(), value.raw(), ptr::null_mut(), 0, &mut length)
        })?;
        let mut bytes: Vec<u8> = Vec::new();
        let room = length.saturating_add(1);
        bytes.try_reserve_exact(room).map_err(|_| HostError::out_of_memory("text", room as u64))?;
        let mut written = 0;
        // SAFETY: the buffer has `room` bytes, the last of which is for the terminator.
        self.check(unsafe {
            sys::napi_get_value_string_utf8(
                self.raw(),
                value.raw(),
                bytes.as_mut_ptr().cast::<c_char>(),
                room,
                &mut written,
            )
        })?;
        // SAFETY: Node wrote `written <= length` bytes and a terminator, so these are initialised.
        unsafe { bytes.set_len(written.min(length)) };
        String::from_utf8(bytes).map_err(|error| {
            HostError::new(
                &kinds::TYPE_MISMATCH,
                "expected UTF-8, got another encoding; report this as a bug",
            )
            .caused_by(&error)
            .into()
        })
    }
}
