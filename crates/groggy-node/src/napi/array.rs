//! Plain arrays: the only compound that crosses besides typed arrays.

use std::ptr;

use groggy_host::errors::{HostError, kinds};
use napi_sys as sys;

use super::{Env, Outcome, Value};

/// The longest array that the TypeScript side has reason to pass: columns, buffers to detach.
const LONGEST: u32 = 1 << 20;

/// The elements of a plain array, all read at once.
///
/// Reading an element can run JavaScript: an accessor, or one that somebody put on `Array.prototype` under a
/// hole. So the memory of a typed array is looked at and copied in one go, with no array read in between.
pub struct Array<'s> {
    elements: Vec<Value<'s>>,
    missing: Value<'s>,
}

impl<'s> Array<'s> {
    /// How many elements it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Element `index`; `undefined` past the end.
    #[must_use]
    pub fn get(&self, index: usize) -> Value<'s> {
        self.elements.get(index).copied().unwrap_or(self.missing)
    }

    /// The elements.
    pub fn iter(&self) -> impl Iterator<Item = Value<'s>> {
        self.elements.iter().copied()
    }
}

impl<'s> Env<'s> {
    /// The elements of an array; `TYPE_MISMATCH` when `value` is none. See [`Array`] for when to call it.
    pub fn to_array(self, value: Value<'s>) -> Outcome<Array<'s>> {
        if !self.is_array(value)? {
            return Err(HostError::new(
                &kinds::TYPE_MISMATCH,
                "expected an array, got another type; pass an array",
            )
            .into());
        }
        let mut length = 0;
        // SAFETY: environment and value belong to the open scope; the out-pointer is a local.
        self.check(unsafe { sys::napi_get_array_length(self.raw(), value.raw(), &mut length) })?;
        if length > LONGEST {
            return Err(HostError::invalid_argument(format!(
                "expected an array of at most {LONGEST} elements, got {length}; pass a typed array"
            ))
            .into());
        }
        let mut elements = Vec::new();
        let room = length as usize;
        elements
            .try_reserve_exact(room)
            .map_err(|_| HostError::out_of_memory("arguments", room as u64 * 8))?;
        for index in 0..length {
            // SAFETY: environment and array belong to the open scope; `make` passes the out-pointer.
            elements
                .push(self.make(|raw, out| unsafe { sys::napi_get_element(raw, value.raw(), index, out) })?);
        }
        Ok(Array { elements, missing: self.undefined()? })
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
