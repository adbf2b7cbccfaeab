//! Plain arrays: the only compound that crosses besides typed arrays.

use std::ptr;

use groggy_host::errors::{HostError, kinds};
use napi_sys as sys;

use super::{Env, Outcome, Value};

/// A plain array that the TypeScript side built: dense, without accessors.
#[derive(Clone, Copy)]
pub struct Array<'s> {
    value: Value<'s>,
    length: u32,
}

impl<'s> Array<'s> {
    /// How many elements it has.
    #[must_use]
    pub fn len(self) -> u32 {
        self.length
    }

    /// Element `index`; `undefined` past the end.
    pub fn get(self, env: Env<'s>, index: u32) -> Outcome<Value<'s>> {
        // SAFETY: environment and array belong to the open scope; `make` passes the out-pointer.
        env.make(|raw, out| unsafe { sys::napi_get_element(raw, self.value.raw(), index, out) })
    }
}

impl<'s> Env<'s> {
    /// `value` as an array; `TYPE_MISMATCH` when it is none.
    pub fn to_array(self, value: Value<'s>) -> Outcome<Array<'s>> {
        if !self.is_array(value)? {
            return Err(HostError::new(&kinds::TYPE_MISMATCH, "the native call expected an array").into());
        }
        let mut length = 0;
        // SAFETY: environment and value belong to the open scope; the out-pointer is a local.
        self.check(unsafe { sys::napi_get_array_length(self.raw(), value.raw(), &mut length) })?;
        Ok(Array { value, length })
    }

    /// Whether `value` is a plain array.
    pub fn is_array(self, value: Value<'s>) -> Outcome<bool> {
        let mut is_array = false;
        // SAFETY: environment and value belong to the open scope; the out-pointer is a local.
        self.check(unsafe { sys::napi_is_array(self.raw(), value.raw(), &mut is_array) })?;
        Ok(is_array)
    }

    /// A new array with these elements.
    pub fn array(self, elements: &[Value<'s>]) -> Outcome<Value<'s>> {
        // SAFETY: `make` passes a valid environment and out-pointer.
        let array =
            self.make(|env, out| unsafe { sys::napi_create_array_with_length(env, elements.len(), out) })?;
        for (index, element) in (0..).zip(elements) {
            // SAFETY: array and element belong to the open scope.
            self.check(unsafe { sys::napi_set_element(self.raw(), array.raw(), index, element.raw()) })?;
        }
        Ok(array)
    }

    /// A new array of strings.
    pub fn strings<'t>(self, texts: impl ExactSizeIterator<Item = &'t str>) -> Outcome<Value<'s>> {
        let length = texts.len();
        // SAFETY: `make` passes a valid environment and out-pointer.
        let array = self.make(|env, out| unsafe { sys::napi_create_array_with_length(env, length, out) })?;
        for (index, text) in (0..).zip(texts) {
            self.scoped(|inner| {
                let element = inner.string(text)?;
                // SAFETY: the array belongs to an outer scope that is still open, the element to this one.
                inner.check(unsafe { sys::napi_set_element(inner.raw(), array.raw(), index, element.raw()) })
            })?;
        }
        Ok(array)
    }

    /// A new plain object.
    pub fn object(self) -> Outcome<Value<'s>> {
        // SAFETY: `make` passes a valid environment and out-pointer.
        self.make(|env, out| unsafe { sys::napi_create_object(env, out) })
    }

    /// Sets a property of an object; `name` holds no NUL.
    pub fn set_named(self, object: Value<'s>, name: &str, value: Value<'s>) -> Outcome<()> {
        let key = self.string(name)?;
        // SAFETY: all values belong to the open scope.
        self.check(unsafe { sys::napi_set_property(self.raw(), object.raw(), key.raw(), value.raw()) })
    }

    /// A property of an object; `undefined` when there is none.
    pub fn get_named(self, object: Value<'s>, name: &str) -> Outcome<Value<'s>> {
        let key = self.string(name)?;
        let mut raw = ptr::null_mut();
        // SAFETY: all values belong to the open scope; the out-pointer is a local.
        self.check(unsafe { sys::napi_get_property(self.raw(), object.raw(), key.raw(), &mut raw) })?;
        // SAFETY: on success Node put the value into the open scope.
        Ok(unsafe { Value::from_raw(self, raw) })
    }
}
