//! Typed arrays: read once, made by copy or over memory that the array takes with it.

use std::ffi::c_void;
use std::marker::PhantomData;
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

/// A typed array of the caller, to be read before JavaScript runs again, which could take its memory away.
#[derive(Clone, Copy)]
pub struct TypedArray<'s> {
    kind: Kind,
    start: *const u8,
    length: usize,
    scope: PhantomData<&'s [u8]>,
}

impl TypedArray<'_> {
    /// Which typed array it is.
    #[must_use]
    pub fn kind(self) -> Kind {
        self.kind
    }

    /// How many bytes its elements take.
    #[must_use]
    pub fn byte_length<T: TypedElement>(self) -> usize {
        self.length * size_of::<T>()
    }

    /// Where its elements are, and how many; `None` when there is none of this type. For planted faults alone.
    pub fn place<T: TypedElement>(self) -> Option<(*const T, usize)> {
        (self.kind == T::KIND && self.length > 0).then(|| (self.start.cast(), self.length))
    }

    /// Its elements, in memory of ours: each byte is read once. `TYPE_MISMATCH` when they are of another type,
    /// `OUT_OF_MEMORY` when there is no room for them.
    ///
    /// There is no way to look at them in place. JavaScript stands still during a call; the threads of libuv do
    /// not, and they write plain buffers (`crypto.randomFill(array, done)`, `fs.read(file, array, done)`). What was
    /// checked in such memory may be something else when it is used.
    pub fn read_once<T: TypedElement>(self) -> Outcome<Vec<T>> {
        self.check_kind::<T>()?;
        let mut copy: Vec<T> = groggy::memory::try_with_capacity("input", self.length)?;
        if self.length > 0 {
            // SAFETY: `to_typed_array` checked that the array lies over an `ArrayBuffer` that is neither shared nor
            // detached, so its bytes are readable there until JavaScript runs again, which nobody lets it before
            // this (see the type). The copy has room for them, and memory that was just allocated overlaps none.
            unsafe { copy_once(self.start, copy.as_mut_ptr().cast(), self.byte_length::<T>()) };
            // SAFETY: all elements were written, and every bit pattern is a value of them.
            unsafe { copy.set_len(self.length) };
        }
        Ok(copy)
    }

    fn check_kind<T: TypedElement>(self) -> Outcome<()> {
        if self.kind == T::KIND {
            return Ok(());
        }
        Err(HostError::new(
            &kinds::TYPE_MISMATCH,
            format!("expected a {}, got a {}; convert the array first", T::KIND.name(), self.kind.name()),
        )
        .with("argument", "native call")
        .with("expected", T::KIND.name())
        .with("found", self.kind.name())
        .into())
    }
}

/// Copies memory that other threads may be writing: each byte is read once, so that nothing can be seen as two
/// things. By words: slower than `memcpy` in the cache, where a bulk call spends little.
///
/// # Safety
/// `length` bytes are readable at `from` and writable at `to`, where nobody else looks; reading has no effect on
/// anything.
unsafe fn copy_once(from: *const u8, to: *mut u8, length: usize) {
    type Word = usize;
    let head = from.align_offset(size_of::<Word>()).min(length);
    let words = (length - head) / size_of::<Word>();
    let tail = head + words * size_of::<Word>();
    let byte = |at: usize| {
        // SAFETY: `at` is below `length`. Memory of V8 lies outside of all Rust allocations, where a volatile read is
        // an event like a system call: what others write there meanwhile is in its result or not, and makes it no
        // race of Rust's. Memory of ours that users may write as well was given to them as a buffer; a plain load,
        // made once, is as much as can be asked there.
        unsafe { to.add(at).write(from.add(at).read_volatile()) };
    };
    (0..head).for_each(byte);
    for at in (head..tail).step_by(size_of::<Word>()) {
        // SAFETY: as for a byte; `head` aligns the words that are read, and those that are written need not be.
        unsafe { to.add(at).cast::<Word>().write_unaligned(from.add(at).cast::<Word>().read_volatile()) };
    }
    (tail..length).for_each(byte);
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

    /// `value` as a typed array. Refused: other values, shared memory, and detached buffers.
    pub fn to_typed_array(self, value: Value<'s>) -> Outcome<TypedArray<'s>> {
        let mut is_typed_array = false;
        // SAFETY: environment and value belong to the open scope; the out-pointer is a local.
        self.check(unsafe { sys::napi_is_typedarray(self.raw(), value.raw(), &mut is_typed_array) })?;
        if !is_typed_array {
            return Err(HostError::new(
                &kinds::TYPE_MISMATCH,
                "expected a typed array, got another type; pass a typed array",
            )
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
                "expected memory that no other thread writes, got a typed array over a SharedArrayBuffer; pass a copy, array.slice()",
            )
            .with("argument", "native call")
            .with("value", "shared")
            .into());
        }
        // SAFETY: as above, and an `ArrayBuffer` it is.
        let buffer = unsafe { Value::from_raw(self, buffer) };
        if self.is_detached(buffer)? {
            return Err(HostError::new(&kinds::INVALID_ARGUMENT,
                "expected a typed array with its buffer, got one whose buffer was transferred or detached; pass one that holds data",
            )
            .with("argument", "native call")
            .with("value", "detached")
            .into());
        }
        let Some(kind) = Kind::from_code(code) else {
            return Err(HostError::new(
                &kinds::TYPE_MISMATCH,
                "expected a typed array that an operation takes, got one of another kind; convert the array first",
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
        array.check_kind::<T>()?;
        let count = array.length.min(elements.len());
        if count > 0 {
            // SAFETY: `to_typed_array` found as many elements there, and they are of this type; no slice of them is
            // ever made, V8's memory does not overlap with Rust's, and no JavaScript runs meanwhile.
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
