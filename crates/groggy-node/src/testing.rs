//! For the safety tests only: allocators that count and refuse, and operations that panic.
//!
//! Exported under the cargo feature `testing`, which no release has.

use std::ptr::NonNull;

use groggy::graph::Invariant;
use groggy_host::errors::HostError;
use groggy_host::memory::failing::{self, Extent};
use groggy_host::memory::reserve::{self, ReserveAllocator};
use groggy_host::memory::{CountingAllocator, live_allocations, live_bytes, total_allocations};
use groggy_host::task::TaskContext;
use groggy_session::{Object, SharedSnapshot, panic_points};

use crate::convert::to_index;
use crate::entry::Call;
use crate::napi::{Buffer, Outcome, Value};

#[global_allocator]
static ALLOCATOR: ReserveAllocator<CountingAllocator> = ReserveAllocator(CountingAllocator);

/// `testAllocations()`: live bytes, live allocations and allocations ever made by native code.
pub fn allocations<'s>(call: &mut Call<'_, 's>, []: [Value<'s>; 0]) -> Outcome<Value<'s>> {
    let env = call.env;
    let counts = [live_bytes(), live_allocations(), total_allocations()];
    env.array(&[env.number(counts[0] as f64)?, env.number(counts[1] as f64)?, env.number(counts[2] as f64)?])
}

/// `testFailAllocation(nth, atLeastBytes, andAfter)`: refuses that request of this thread from now on, and with
/// `andAfter` every later one; 0 refuses none.
pub fn fail_allocation<'s>(
    call: &mut Call<'_, 's>,
    [nth, bytes, after]: [Value<'s>; 3],
) -> Outcome<Value<'s>> {
    let env = call.env;
    let (nth, bytes) = (to_index(env, nth)?, to_index(env, bytes)?);
    let after = !env.is_missing(after)? && env.to_bool(after)?;
    failing::arm(nth as u64, bytes, if after { Extent::AndAfter } else { Extent::One });
    env.undefined()
}

/// `testFailed()`: refuses nothing more; `[requests, refused, slots of the reserve in use]` since then.
pub fn failed<'s>(call: &mut Call<'_, 's>, []: [Value<'s>; 0]) -> Outcome<Value<'s>> {
    let seen = failing::disarm();
    let env = call.env;
    env.array(&[
        env.number(seen.requests as f64)?,
        env.boolean(seen.refused)?,
        env.number(reserve::in_use() as f64)?,
    ])
}

/// `testCorrupt(handle, name)`: breaks that invariant of a graph, or gives a snapshot like that of the handle which
/// breaks it; without a name, all names.
pub fn corrupt<'s>(call: &mut Call<'_, 's>, [handle, name]: [Value<'s>; 2]) -> Outcome<Value<'s>> {
    let env = call.env;
    if env.is_missing(name)? {
        return env.strings(Invariant::ALL.iter().map(|invariant| invariant.name()));
    }
    let name = env.to_text(name)?;
    let Some(invariant) = Invariant::ALL.iter().find(|invariant| invariant.name() == name) else {
        return Err(HostError::invalid_argument(format!("no invariant is called '{name}'")).into());
    };
    if let Object::Snapshot(live) = call.object(handle)? {
        let broken = SharedSnapshot::new(live.snapshot().corrupted(*invariant)?);
        return call.insert(Object::snapshot(broken)?);
    }
    call.change(handle, |graph| Ok(graph.corrupt(*invariant)?))?;
    env.undefined()
}

/// `testPanic(handle)`: panics while it works on a graph or snapshot.
#[expect(clippy::panic, reason = "that is what it is for")]
pub fn panics<'s>(call: &mut Call<'_, 's>, [handle]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    call.object(handle)?;
    panic!("a test asked for this panic")
}

/// Memory that panics when it is let go.
struct Explosive {
    _bytes: Box<[u8; 64]>,
}

impl Drop for Explosive {
    #[expect(clippy::panic, reason = "that is what it is for")]
    fn drop(&mut self) {
        panic!("a test asked for this panic in a finalizer")
    }
}

/// `testPanicAt(place)`: panics when this thread next comes by; see [`panic_points`].
pub fn panics_at<'s>(call: &mut Call<'_, 's>, [place]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    panic_points::ask(call.env.to_text(place)?);
    call.env.undefined()
}

/// `testPanicInFinalizer(handle)`: a buffer over memory of that object, which panics when it is let go.
pub fn panics_in_finalizer<'s>(call: &mut Call<'_, 's>, [handle]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    let handle = call.handle(handle)?;
    let mut bytes = Box::new([7; 64]);
    let (start, length) = (NonNull::from(&mut *bytes).cast(), bytes.len());
    // SAFETY: the owner keeps the box, whose block stays in place and is initialised; nobody else refers to it.
    let buffer = unsafe { Buffer::new(start, length, Explosive { _bytes: bytes }) }.of(handle);
    match call.env.external_buffer(buffer)? {
        Ok(value) => Ok(value),
        Err(refused) => {
            std::mem::forget(refused);
            call.env.undefined()
        }
    }
}

/// `testPanicInTask(handle)`: panics on the pool while it works on a graph or snapshot; returns the task's number.
#[expect(clippy::panic, reason = "that is what it is for")]
pub fn panics_in_task<'s>(call: &mut Call<'_, 's>, [handle]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    let (shared, host) = (call.share(handle)?, call.host());
    let operation = call.operation.name();
    let work = |_: &TaskContext<'_>| panic!("a test asked for this panic in a task");
    let task = call.session.spawn(host, operation, false, None, Some(shared), work)?;
    call.env.number(task.to_f64())
}
