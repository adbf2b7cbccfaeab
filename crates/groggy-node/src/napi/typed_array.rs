//! Typed arrays: read by pointer within the call, made by copy or over memory that the array takes with it.

use std::ffi::c_void;
use std::marker::PhantomData;
use std::ops::Range;
use std::ptr;

use groggy_host::errors::{HostError, kinds};
use napi_sys as sys;

use super::{Buffer, Env, Outcome, Value};

/// Which typed array it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `Uint8Array`.
    Uint8,
    /// `Int32Array`.
    Int32,
    /// `Uint32Array`.
    Uint32,
    /// `Float32Array`.
    Float32,
    /// `Float64Array`.
    Float64,
    /// `BigInt64Array`.
    BigInt64,
}

impl Kind {
    fn from_code(code: sys::napi_typedarray_type) -> Option<Self> {
        Some(match code {
            sys::TypedarrayType::uint8_array => Self::Uint8,
            sys::TypedarrayType::int32_array => Self::Int32,
            sys::TypedarrayType::uint32_array => Self::Uint32,
            sys::TypedarrayType::float32_array => Self::Float32,
            sys::TypedarrayType::float64_array => Self::Float64,
            sys::TypedarrayType::bigint64_array => Self::BigInt64,
            _ => return None,
        })
    }

    const fn code(self) -> sys::napi_typedarray_type {
        match self {
            Self::Uint8 => sys::TypedarrayType::uint8_array,
            Self::Int32 => sys::TypedarrayType::int32_array,
            Self::Uint32 => sys::TypedarrayType::uint32_array,
            Self::Float32 => sys::TypedarrayType::float32_array,
            Self::Float64 => sys::TypedarrayType::float64_array,
            Self::BigInt64 => sys::TypedarrayType::bigint64_array,
        }
    }

    /// The constructor's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Uint8 => "Uint8Array",
            Self::Int32 => "Int32Array",
            Self::Uint32 => "Uint32Array",
            Self::Float32 => "Float32Array",
            Self::Float64 => "Float64Array",
            Self::BigInt64 => "BigInt64Array",
        }
    }
}

/// What the elements of a typed array are in Rust.
///
/// # Safety
/// The type has the size and alignment of the elements of `KIND`, and every bit pattern is a value of it.
pub unsafe trait TypedElement: Copy + Send + 'static {
    /// The typed array that holds such elements.
    const KIND: Kind;
}

macro_rules! elements {
    ($($ty:ty => $kind:ident),* $(,)?) => {$(
        // SAFETY: a primitive number of the width that ECMAScript gives the elements of this kind.
        unsafe impl TypedElement for $ty { const KIND: Kind = Kind::$kind; }
    )*};
}
elements!(u8 => Uint8, i32 => Int32, u32 => Uint32, f32 => Float32, f64 => Float64, i64 => BigInt64);

/// A typed array of the caller, to be read before the call returns.
#[derive(Clone, Copy)]
pub struct TypedArray<'s> {
    kind: Kind,
    start: *const u8,
    length: usize,
    scope: PhantomData<&'s [u8]>,
}

impl<'s> TypedArray<'s> {
    /// Which typed array it is.
    #[must_use]
    pub fn kind(self) -> Kind {
        self.kind
    }

    /// Addresses of its memory.
    #[must_use]
    pub fn addresses<T: TypedElement>(self) -> Range<usize> {
        self.start.addr()..self.start.addr() + self.length * size_of::<T>()
    }

    /// A copy of its elements; `TYPE_MISMATCH` when they are of another type. For memory of which another thread may
    /// have a buffer too, and write it meanwhile: each element is read once.
    pub fn read_once<T: TypedElement>(self) -> Outcome<Vec<T>> {
        self.check_kind::<T>()?;
        let start = self.start.cast::<T>();
        let mut copy = groggy::memory::try_with_capacity("input", self.length)?;
        // SAFETY: as in `elements`, without a reference to what may change.
        copy.extend((0..self.length).map(|index| unsafe { start.add(index).read_volatile() }));
        Ok(copy)
    }

    fn check_kind<T: TypedElement>(self) -> Outcome<()> {
        if self.kind == T::KIND {
            return Ok(());
        }
        Err(HostError::new(
            &kinds::TYPE_MISMATCH,
            format!("the native call expected a {}, not a {}", T::KIND.name(), self.kind.name()),
        )
        .with("argument", "native call")
        .with("expected", T::KIND.name())
        .with("found", self.kind.name())
        .into())
    }

    /// Its elements, in place; `TYPE_MISMATCH` when they are of another type.
    ///
    /// The slice lives as long as the call. Nothing moves or frees the memory meanwhile, since no JavaScript runs:
    /// an operation has read its plain arrays before (see [`Array`](super::Array)), and calls no function (see
    /// [`Env::call`]).
    pub fn elements<T: TypedElement>(self) -> Outcome<&'s [T]> {
        self.check_kind::<T>()?;
        if self.length == 0 {
            return Ok(&[]);
        }
        // SAFETY: `to_typed_array` checked that the array lies over an `ArrayBuffer` that is neither shared nor
        // detached, so `length` elements are readable there until JavaScript runs again, which is after `'s`.
        // ECMAScript aligns the offset to the element and V8 the buffer to 8 bytes or more. Memory that this
        // module shows to JavaScript is copied by the caller before anything writes it (`views::Input`).
        Ok(unsafe { std::slice::from_raw_parts(self.start.cast::<T>(), self.length) })
    }
}

impl<'s> Env<'s> {
    /// Sets a word of a `Uint32Array` of ours; what it was, `None` when the array has no such word (any more).
    /// Works while an exception is pending.
    pub fn exchange(self, array: Value<'s>, index: usize, value: u32) -> Outcome<Option<u32>> {
        let (mut code, mut length, mut start) = (0, 0, ptr::null_mut());
        // SAFETY: a value of this environment; out-pointers are locals, null where nothing is asked.
        self.check(unsafe {
            sys::napi_get_typedarray_info(
                self.raw(),
                array.raw(),
                &mut code,
                &mut length,
                &mut start,
                ptr::null_mut(),
                ptr::null_mut(),
            )
        })?;
        if Kind::from_code(code) != Some(Kind::Uint32) || index >= length {
            return Ok(None);
        }
        // SAFETY: Node just said that `length` words are there, and no JavaScript ran since. Aligned as ECMAScript
        // demands; environments never leave their thread, and no reference to the memory is held.
        Ok(Some(unsafe { start.cast::<u32>().add(index).replace(value) }))
    }

    /// `value` as a typed array. Refused: what is none, shared memory, and detached buffers.
    pub fn to_typed_array(self, value: Value<'s>) -> Outcome<TypedArray<'s>> {
        let mut is_typed_array = false;
        // SAFETY: environment and value belong to the open scope; the out-pointer is a local.
        self.check(unsafe { sys::napi_is_typedarray(self.raw(), value.raw(), &mut is_typed_array) })?;
        if !is_typed_array {
            return Err(HostError::new(&kinds::TYPE_MISMATCH, "the native call expected a typed array")
                .with("argument", "native call")
                .with("expected", "a typed array")
                .with("found", "another type")
                .into());
        }
        let (mut code, mut length, mut offset) = (0, 0, 0);
        let mut start: *mut c_void = ptr::null_mut();
        let mut buffer = ptr::null_mut();
        // SAFETY: `value` is a typed array of the open scope; the out-pointers are locals.
        self.check(unsafe {
            sys::napi_get_typedarray_info(
                self.raw(),
                value.raw(),
                &mut code,
                &mut length,
                &mut start,
                &mut buffer,
                &mut offset,
            )
        })?;
        let mut is_array_buffer = false;
        // SAFETY: on success Node put the buffer into the open scope.
        self.check(unsafe { sys::napi_is_arraybuffer(self.raw(), buffer, &mut is_array_buffer) })?;
        if !is_array_buffer {
            return Err(HostError::new(&kinds::INVALID_ARGUMENT,
                "a typed array over a SharedArrayBuffer can change while it is read: pass a copy, array.slice()",
            )
            .with("argument", "native call")
            .with("value", "shared")
            .into());
        }
        // SAFETY: as above, and an `ArrayBuffer` it is.
        let buffer = unsafe { Value::from_raw(self, buffer) };
        if self.is_detached(buffer)? {
            return Err(HostError::new(&kinds::INVALID_ARGUMENT,
                "the typed array lies over a buffer that was transferred or detached: pass one that holds data",
            )
            .with("argument", "native call")
            .with("value", "detached")
            .into());
        }
        let Some(kind) = Kind::from_code(code) else {
            return Err(HostError::new(
                &kinds::TYPE_MISMATCH,
                "no operation takes a typed array of this kind",
            )
            .with("argument", "native call")
            .with("expected", "a typed array of 32 or 64 bits an element, or of bytes")
            .with("found", "another typed array")
            .into());
        };
        Ok(TypedArray { kind, start: start.cast(), length, scope: PhantomData })
    }

    /// Writes `elements` into a typed array of the caller, as many as both have.
    pub fn fill<T: TypedElement>(self, array: Value<'s>, elements: &[T]) -> Outcome<()> {
        let array = self.to_typed_array(array)?;
        let count = array.elements::<T>()?.len().min(elements.len());
        if count > 0 {
            // SAFETY: `elements` found `count` elements of this type there; no slice of them is alive, V8's
            // memory does not overlap with Rust's, and no JavaScript runs meanwhile.
            unsafe { ptr::copy_nonoverlapping(elements.as_ptr(), array.start.cast_mut().cast::<T>(), count) };
        }
        Ok(())
    }

    /// A new typed array with a copy of `elements`, in memory of V8.
    pub fn copied_array<T: TypedElement>(self, elements: &[T]) -> Outcome<Value<'s>> {
        let buffer = self.copied_buffer(elements)?;
        self.array_over::<T>(buffer, elements.len())
    }

    /// A new typed array that takes over the memory of `elements`, or copies it where `in_place` is false, where
    /// the host refuses, and where a copy is cheaper.
    pub fn owned_array<T: TypedElement>(self, elements: Vec<T>, in_place: bool) -> Outcome<Value<'s>> {
        /// Up to here a copy costs less than an external buffer with its finalizer.
        const COPY_BELOW: usize = 64 * 1024;
        if !in_place || size_of_val(&*elements) < COPY_BELOW {
            return self.copied_array(&elements);
        }
        let length = elements.len();
        match self.external_buffer(Buffer::from_vec(elements).handed_out())? {
            Ok(buffer) => self.array_over::<T>(buffer, length),
            Err(refused) => {
                let elements = refused.bytes();
                let buffer = self.copied_buffer(elements)?;
                self.array_over::<T>(buffer, length)
            }
        }
    }

    /// A typed array over the first `length` elements of a buffer that holds as many.
    fn array_over<T: TypedElement>(self, buffer: Value<'s>, length: usize) -> Outcome<Value<'s>> {
        // SAFETY: buffer and environment belong to the open scope; Node checks that the range lies within.
        self.make(|env, out| unsafe {
            sys::napi_create_typedarray(env, T::KIND.code(), length, buffer.raw(), 0, out)
        })
    }
}
