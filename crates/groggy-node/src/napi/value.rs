//! Numbers, booleans, bigints and undefined.

use std::ffi::c_int;
use std::marker::PhantomData;
use std::ptr;

use napi_sys as sys;

use super::{Env, Outcome};

/// A JavaScript value, alive as long as the handle scope `'s`.
#[derive(Clone, Copy)]
pub struct Value<'s> {
    raw: sys::napi_value,
    scope: PhantomData<&'s ()>,
}

/// What `typeof` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// `undefined`, or `null`: both mean missing.
    Missing,
    /// `boolean`.
    Boolean,
    /// `number`.
    Number,
    /// `bigint`.
    BigInt,
    /// `string`.
    String,
    /// Objects, arrays and typed arrays.
    Object,
    /// Functions, symbols, externals.
    Other,
}

impl Type {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "undefined",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::BigInt => "bigint",
            Self::String => "string",
            Self::Object => "object",
            Self::Other => "function or symbol",
        }
    }
}

impl<'s> Value<'s> {
    /// A value that Node gave for the scope of `env`.
    ///
    /// # Safety
    /// `raw` was made in, or passed to, the open handle scope of `env`, and is not null.
    #[inline]
    pub(crate) unsafe fn from_raw(_env: Env<'s>, raw: sys::napi_value) -> Self {
        Self { raw, scope: PhantomData }
    }

    /// The pointer for calls of the sys layer.
    #[inline]
    pub(crate) fn raw(self) -> sys::napi_value {
        self.raw
    }
}

impl<'s> Env<'s> {
    /// Runs a constructor of the sys layer and wraps what it made.
    #[inline]
    pub(super) fn make(
        self,
        constructor: impl FnOnce(sys::napi_env, *mut sys::napi_value) -> sys::napi_status,
    ) -> Outcome<Value<'s>> {
        let mut raw = ptr::null_mut();
        self.check(constructor(self.raw(), &mut raw))?;
        Ok(Value { raw, scope: PhantomData })
    }

    /// `undefined`.
    #[inline]
    pub fn undefined(self) -> Outcome<Value<'s>> {
        // SAFETY: `make` passes a valid environment and out-pointer.
        self.make(|env, out| unsafe { sys::napi_get_undefined(env, out) })
    }

    /// A number.
    #[inline]
    pub fn number(self, value: f64) -> Outcome<Value<'s>> {
        // SAFETY: `make` passes a valid environment and out-pointer.
        self.make(|env, out| unsafe { sys::napi_create_double(env, value, out) })
    }

    /// A number that is an id or a count; cheaper to make than one of any kind.
    #[inline]
    pub fn unsigned(self, value: u32) -> Outcome<Value<'s>> {
        // SAFETY: `make` passes a valid environment and out-pointer.
        self.make(|env, out| unsafe { sys::napi_create_uint32(env, value, out) })
    }

    /// A boolean.
    #[inline]
    pub fn boolean(self, value: bool) -> Outcome<Value<'s>> {
        // SAFETY: `make` passes a valid environment and out-pointer.
        self.make(|env, out| unsafe { sys::napi_get_boolean(env, value, out) })
    }

    /// A bigint.
    pub fn bigint(self, value: i64) -> Outcome<Value<'s>> {
        // SAFETY: `make` passes a valid environment and out-pointer.
        self.make(|env, out| unsafe { sys::napi_create_bigint_int64(env, value, out) })
    }

    /// What `typeof value` says.
    pub fn type_of(self, value: Value<'s>) -> Outcome<Type> {
        let mut code: c_int = 0;
        // SAFETY: environment and value belong to the open scope; the out-pointer is a local.
        self.check(unsafe { sys::napi_typeof(self.raw(), value.raw, &mut code) })?;
        Ok(match code {
            sys::ValueType::napi_undefined | sys::ValueType::napi_null => Type::Missing,
            sys::ValueType::napi_boolean => Type::Boolean,
            sys::ValueType::napi_number => Type::Number,
            sys::ValueType::napi_bigint => Type::BigInt,
            sys::ValueType::napi_string => Type::String,
            sys::ValueType::napi_object => Type::Object,
            _ => Type::Other,
        })
    }

    /// Whether `value` is `undefined` or `null`.
    pub fn is_missing(self, value: Value<'s>) -> Outcome<bool> {
        Ok(self.type_of(value)? == Type::Missing)
    }

    /// The number in `value`; `TYPE_MISMATCH` when it is none.
    #[inline]
    pub fn to_f64(self, value: Value<'s>) -> Outcome<f64> {
        let mut number = 0.0;
        // SAFETY: environment and value belong to the open scope; the out-pointer is a local.
        self.check(unsafe { sys::napi_get_value_double(self.raw(), value.raw, &mut number) })?;
        Ok(number)
    }

    /// The boolean in `value`; `TYPE_MISMATCH` when it is none.
    pub fn to_bool(self, value: Value<'s>) -> Outcome<bool> {
        let mut truth = false;
        // SAFETY: environment and value belong to the open scope; the out-pointer is a local.
        self.check(unsafe { sys::napi_get_value_bool(self.raw(), value.raw, &mut truth) })?;
        Ok(truth)
    }

    /// The bigint in `value`, and whether 64 bits hold it; `TYPE_MISMATCH` when it is none.
    pub fn to_bigint(self, value: Value<'s>) -> Outcome<(i64, bool)> {
        let (mut number, mut lossless) = (0, false);
        // SAFETY: environment and value belong to the open scope; the out-pointers are locals.
        self.check(unsafe {
            sys::napi_get_value_bigint_int64(self.raw(), value.raw, &mut number, &mut lossless)
        })?;
        Ok((number, lossless))
    }
}
