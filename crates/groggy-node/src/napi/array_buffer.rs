//! `ArrayBuffer`s: copies in memory of V8, and buffers over native memory that their finalizer lets go.
//!
//! What keeps the native memory alive stands in a table of the thread, under a number that is never used
//! twice; Node gets the number, not a pointer. So a finalizer that Node runs late, or for a buffer whose
//! creation failed half-way, finds nothing and harms nothing, and an owner is dropped exactly once.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::c_void;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::{self, NonNull};
use std::sync::OnceLock;

use groggy_host::errors::{HostError, kinds};
use groggy_host::faults::planted;
use groggy_host::handles::Handle;
use groggy_host::memory;
use napi_sys as sys;

use super::transferred::{self, Owner, WeakBuffer};
use super::{Env, Outcome, Reference, TypedElement, Value};

/// Bytes of results that live in native memory and belong to JavaScript.
pub static RESULTS: memory::Owner = memory::Owner::new("results");

thread_local! {
    /// Owners of the memory behind live external buffers of this thread, by number.
    static OWNERS: RefCell<Owners> = const { RefCell::new(Owners { next: 1, by_number: BTreeMap::new(), sentinels: BTreeMap::new(), movable: true }) };
}

struct Owners {
    next: usize,
    by_number: BTreeMap<usize, Owned>,
    /// The number of the sentinel, by the address of its environment.
    sentinels: BTreeMap<usize, usize>,
    /// Whether JavaScript here can move the memory of a buffer into another.
    movable: bool,
}

/// What is known of the memory behind a buffer.
struct Owned {
    owner: Box<dyn Owner>,
    /// The object whose memory it is, if any.
    object: Option<Handle>,
    role: Role,
}

/// Who has a buffer.
enum Role {
    /// The library, or nobody any more.
    Private,
    /// JavaScript outside the library: it is looked at when the environment ends.
    HandedOut(WeakBuffer),
    /// This module: the end of the environment finalizes it before all that were handed out.
    Sentinel(Reference),
}

impl Role {
    /// Gives back what it holds.
    ///
    /// # Safety
    /// `env` is the environment of the buffer.
    unsafe fn end(self, env: Env<'_>) {
        match self {
            Self::Private => {}
            // SAFETY: as the caller vouches; the role was its only user.
            Self::HandedOut(watch) => unsafe { watch.release() },
            // SAFETY: as the caller vouches; the role was its only user.
            Self::Sentinel(reference) => unsafe { reference.release(env) },
        }
    }
}

/// Native memory on its way to becoming an `ArrayBuffer`.
pub struct Buffer {
    start: NonNull<u8>,
    length: usize,
    owner: Box<dyn Owner>,
    object: Option<Handle>,
    handed_out: bool,
}

impl Buffer {
    /// Memory that stays at `start`, readable and writable for `length` bytes, until `owner` is dropped.
    ///
    /// # Safety
    /// As said: the caller vouches that `owner` keeps the memory, that it is initialised, and that no Rust
    /// reference to it is live while JavaScript runs, other than shared ones to bytes that neither side writes.
    pub unsafe fn new(start: NonNull<u8>, length: usize, owner: impl Send + 'static) -> Self {
        Self { start, length, owner: Box::new(owner), object: None, handed_out: false }
    }

    /// Memory of that object: a panic while it is let go is the object's.
    #[must_use]
    pub fn of(self, object: Handle) -> Self {
        Self { object: Some(object), ..self }
    }

    /// A buffer for JavaScript outside the library, which may move the memory into another buffer: see
    /// [`transferred`](super::transferred). One that stays inside costs less.
    #[must_use]
    pub fn handed_out(self) -> Self {
        Self { handed_out: true, ..self }
    }

    /// The elements of a vector, which the buffer takes over.
    #[must_use]
    pub fn from_vec<T: TypedElement>(mut elements: Vec<T>) -> Self {
        let start = NonNull::from(elements.as_mut_slice()).cast();
        let length = size_of_val(elements.as_slice());
        let charge = RESULTS.charge(length);
        // SAFETY: the heap block of a vector stays in place while the vector is not touched, and nobody touches
        // it before it is dropped; its elements are initialised plain numbers.
        unsafe { Self::new(start, length, (elements, charge)) }
    }

    /// The bytes, for a copy.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: as `new` demands; JavaScript has no buffer over this memory, or does not run now.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.length) }
    }
}

impl<'s> Env<'s> {
    /// An `ArrayBuffer` over native memory. The memory comes back as `Err` where the host refuses such buffers.
    ///
    /// V8 counts the bytes as external memory for as long as the buffer lives.
    pub fn external_buffer(self, buffer: Buffer) -> Outcome<Result<Value<'s>, Buffer>> {
        if buffer.length == 0 {
            return self.empty_buffer().map(Ok);
        }
        let limit = self.largest_buffer()?;
        if buffer.length as u64 > limit {
            return Err(too_large(buffer.length, limit));
        }
        let Buffer { start, length, owner, object, handed_out } = buffer;
        let number = keep(Owned { owner, object, role: Role::Private });
        let mut raw = ptr::null_mut();
        // SAFETY: `start` is readable and writable for `length` bytes until the owner that stands under `number`
        // is dropped, which is in the finalizer, or here when the buffer does not come to be.
        let status = unsafe {
            sys::napi_create_external_arraybuffer(
                self.raw(),
                start.as_ptr().cast(),
                length,
                Some(finalize),
                ptr::without_provenance_mut(number),
                &mut raw,
            )
        };
        if status == sys::Status::napi_ok {
            // SAFETY: on success Node put the buffer into the open scope.
            let buffer = unsafe { Value::from_raw(self, raw) };
            let movable = OWNERS.with_borrow(|owners| owners.movable);
            if handed_out
                && movable
                && let Err(failure) = self.watch(number, buffer)
            {
                // Nobody has seen it yet, and nobody will.
                self.detach(buffer)?;
                return Err(failure);
            }
            return Ok(Ok(buffer));
        }
        let owned = forget(number);
        if status == sys::Status::napi_no_external_buffers_allowed
            && let Some(Owned { owner, object, .. }) = owned
        {
            return Ok(Err(Buffer { start, length, owner, object, handed_out }));
        }
        self.check(status).and_then(|()| self.empty_buffer().map(Ok))
    }

    /// A new `ArrayBuffer` in memory of V8 with a copy of `elements`.
    pub fn copied_buffer<T: Copy>(self, elements: &[T]) -> Outcome<Value<'s>> {
        let length = size_of_val(elements);
        let limit = self.largest_buffer()?;
        if length as u64 > limit {
            return Err(too_large(length, limit));
        }
        let mut start: *mut c_void = ptr::null_mut();
        // SAFETY: `make` passes a valid environment and out-pointer; `start` is a local.
        let buffer =
            self.make(|env, out| unsafe { sys::napi_create_arraybuffer(env, length, &mut start, out) })?;
        if length > 0 && !start.is_null() {
            // SAFETY: V8 gave `length` fresh bytes at `start`, which cannot overlap `elements`.
            unsafe { ptr::copy_nonoverlapping(elements.as_ptr().cast::<u8>(), start.cast::<u8>(), length) };
        }
        Ok(buffer)
    }

    /// Whether `length` bytes fit into one `ArrayBuffer` of this Node.
    pub fn fits_buffer(self, length: usize) -> Outcome<bool> {
        Ok(length as u64 <= self.largest_buffer()?)
    }

    /// Whether this host lets native memory be shown as an `ArrayBuffer`; Electron does not.
    pub fn allows_external_buffers(self) -> Outcome<bool> {
        let Ok(buffer) = self.external_buffer(Buffer::from_vec(vec![0_u8; 8]))? else { return Ok(false) };
        // Node 20 can only move memory when it was started so.
        let movable = self.node_major()? > 20 || !self.is_missing(self.get_named(buffer, "transfer")?)?;
        OWNERS.with_borrow_mut(|owners| owners.movable = movable);
        Ok(true)
    }

    /// Has the buffer looked at when the environment ends, before Node lets its memory go.
    fn watch(self, number: usize, buffer: Value<'s>) -> Outcome<()> {
        let watch = WeakBuffer::new(self, buffer)?;
        OWNERS.with_borrow_mut(|owners| owners.set_role(number, Role::HandedOut(watch)));
        self.scoped(|env| env.post_sentinel())
    }

    /// Makes a sentinel that is younger than all other buffers: at the end of an environment Node finalizes them from
    /// the youngest to the oldest, and before any hook runs.
    fn post_sentinel(self) -> Outcome<()> {
        let mut byte = Box::new(0_u8);
        // SAFETY: the box keeps its byte in place, which is initialised and which nobody uses.
        let buffer = unsafe { Buffer::new(NonNull::from(&mut *byte), 1, byte) };
        let number = OWNERS.with_borrow(|owners| owners.next);
        let Ok(buffer) = self.external_buffer(buffer)? else { return Ok(()) };
        let sentinel = Role::Sentinel(Reference::new(self, buffer)?);
        let former = OWNERS.with_borrow_mut(|owners| {
            owners.set_role(number, sentinel);
            let former = owners.sentinels.insert(self.raw().addr(), number)?;
            owners.set_role(former, Role::Private)
        });
        if let Some(former) = former {
            // SAFETY: it was the sentinel of this environment.
            unsafe { former.end(self) };
        }
        Ok(())
    }

    fn empty_buffer(self) -> Outcome<Value<'s>> {
        self.copied_buffer::<u8>(&[])
    }

    /// Bytes that one buffer may have in this version of Node.
    fn largest_buffer(self) -> Outcome<u64> {
        Ok(if self.node_major()? < 22 { 1 << 32 } else { 1 << 53 })
    }

    /// Takes the memory away from an `ArrayBuffer`; views over it have length 0 from now on.
    ///
    /// Other values, and buffers that cannot be detached, are left alone.
    pub fn detach(self, buffer: Value<'s>) -> Outcome<()> {
        let mut is_array_buffer = false;
        // SAFETY: environment and value belong to the open scope; the out-pointer is a local.
        self.check(unsafe { sys::napi_is_arraybuffer(self.raw(), buffer.raw(), &mut is_array_buffer) })?;
        if !is_array_buffer {
            return Ok(());
        }
        // SAFETY: an `ArrayBuffer` of the open scope.
        let status = unsafe { sys::napi_detach_arraybuffer(self.raw(), buffer.raw()) };
        if status == sys::Status::napi_detachable_arraybuffer_expected { Ok(()) } else { self.check(status) }
    }

    /// Whether the memory of an `ArrayBuffer` was taken away.
    pub fn is_detached(self, buffer: Value<'s>) -> Outcome<bool> {
        let mut detached = false;
        // SAFETY: environment and value belong to the open scope; the out-pointer is a local.
        self.check(unsafe { sys::napi_is_detached_arraybuffer(self.raw(), buffer.raw(), &mut detached) })?;
        Ok(detached)
    }
}

impl Owners {
    /// Gives a buffer another role; what it had before.
    fn set_role(&mut self, number: usize, role: Role) -> Option<Role> {
        Some(mem::replace(&mut self.by_number.get_mut(&number)?.role, role))
    }
}

/// Puts an owner into the table of this thread.
fn keep(owner: Owned) -> usize {
    OWNERS.with_borrow_mut(|owners| {
        let number = owners.next;
        owners.next += 1;
        owners.by_number.insert(number, owner);
        number
    })
}

/// Takes an owner out of the table of this thread. After the end of the thread there is none.
fn forget(number: usize) -> Option<Owned> {
    OWNERS.try_with(|owners| owners.try_borrow_mut().ok()?.by_number.remove(&number)).ok().flatten()
}

/// Takes owners out of the table whose memory may be in another buffer by now, and keeps them.
fn keep_what_was_transferred(env: Env<'_>) {
    let transferred =
        |owned: &Owned| matches!(&owned.role, Role::HandedOut(watch) if watch.may_be_transferred(env));
    let kept: Vec<_> = OWNERS
        .with_borrow_mut(|owners| owners.by_number.extract_if(.., |_, owned| transferred(owned)).collect());
    for (_, Owned { owner, role, .. }) in kept {
        transferred::keep(owner);
        // SAFETY: the environment is ending, and has not ended.
        unsafe { role.end(env) };
    }
}

/// Told of a panic in a finalizer: the object whose memory it was, if any, and what the panic said.
pub type TellPanicked = fn(Option<Handle>, &(dyn Any + Send));

static TELL_PANICKED: OnceLock<TellPanicked> = OnceLock::new();

/// Says who is told of panics in finalizers, in the whole process. The first to say so is.
pub fn tell_panicked(tell: TellPanicked) {
    TELL_PANICKED.get_or_init(|| tell);
}

/// Lets the memory behind a buffer go. Node calls it on the thread that made the buffer.
///
/// # Safety
/// Only Node calls it, as a finalizer. The pointer is a number, and one that is unknown is ignored.
unsafe extern "C" fn finalize(env: sys::napi_env, _: *mut c_void, number: *mut c_void) {
    let Some(Owned { owner, object, role }) = forget(number.addr()) else { return };
    if !matches!(role, Role::Private) {
        // SAFETY: Node passes the environment that made the buffer. Values are made in the scope below only.
        let env = unsafe { Env::from_raw(env) };
        let ended = catch_unwind(AssertUnwindSafe(|| {
            if let Role::Sentinel(_) = role {
                OWNERS.with_borrow_mut(|owners| owners.sentinels.remove(&env.raw().addr()));
                drop(env.scoped(|env| {
                    keep_what_was_transferred(env);
                    Ok(())
                }));
            }
            // SAFETY: Node finalizes buffers before their environment has ended.
            unsafe { role.end(env) };
        }));
        drop(ended);
    }
    if planted("panic-leaves-finalizer") {
        return drop(owner);
    }
    // A panic must not leave for Node, which would end the process; what was being dropped may leak.
    let released = catch_unwind(AssertUnwindSafe(|| drop(owner)));
    if let (Err(payload), Some(tell)) = (released, TELL_PANICKED.get())
        && !planted("finalizer-panic-untold")
    {
        drop(catch_unwind(AssertUnwindSafe(|| tell(object, &*payload))));
    }
}

#[cold]
fn too_large(bytes: usize, limit: u64) -> super::Failure {
    HostError::new(&kinds::LIMIT_EXCEEDED,
        format!(
            "expected at most {limit} bytes for one ArrayBuffer of this Node, got {bytes}; read by id, or use Node 22"
        ),
    )
    .with("what", "bytes of one ArrayBuffer")
    .with("requested", bytes)
    .with("limit", limit)
    .into()
}
