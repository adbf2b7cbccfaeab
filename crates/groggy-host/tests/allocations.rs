//! What must not allocate does not, and what is over has freed everything: exact, to the byte. The counters are
//! the process's, so this is a program of its own, without a test harness that allocates beside it.

use std::sync::Arc;
use std::time::Duration;

use groggy_host::memory::{CountingAllocator, live_allocations, live_bytes, total_allocations};
use groggy_host::offload::{OffloadPolicy, Place, Wish};
use groggy_host::pool::PoolOptions;
use groggy_host::{
    Completion, CompletionSink, HandleTable, HostError, Operation, Pool, TaskGroup, TaskOptions, entry,
};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

struct Ignores;
impl CompletionSink<Vec<u8>> for Ignores {
    fn complete(&self, _: Completion<Vec<u8>>) {}
}

/// Live bytes and allocations more after `body` than before.
fn growth(body: impl FnOnce()) -> (i64, i64) {
    let before = (live_bytes() as i64, live_allocations() as i64);
    body();
    (live_bytes() as i64 - before.0, live_allocations() as i64 - before.1)
}

fn tasks(pool: &Pool, rounds: usize) {
    for round in 0..rounds {
        let group = TaskGroup::new(pool, Arc::new(Ignores));
        for kind in 0..10 {
            let owned = vec![1_u8; 1000];
            let spawned = group.spawn("work", TaskOptions::default(), move |context| match kind % 5 {
                0 => Ok(owned),
                1 => Err(HostError::invalid_argument("no").with("bytes", owned.len())),
                // Resumed rather than raised, so that no panic hook prints ten thousand times.
                2 => std::panic::resume_unwind(Box::new(String::from("on purpose"))),
                _ => loop {
                    context.check()?;
                    std::thread::sleep(Duration::from_micros(20));
                },
            });
            assert!(spawned.is_ok());
        }
        if round % 2 == 0 {
            group.cancel_all();
        }
        group.join();
    }
    // A runner that is still starting holds what a thread starts with.
    while pool.running() > 0 {
        std::thread::yield_now();
    }
}

fn main() -> groggy_host::Result<()> {
    the_hot_path_allocates_nothing()?;
    errors_leave_nothing();
    tasks_leave_nothing();
    Ok(())
}

fn the_hot_path_allocates_nothing() -> groggy_host::Result<()> {
    let operation = Operation::new("degree");
    let mut table = HandleTable::new("graph");
    let handle = table.insert(7_u32)?;
    let mut policy = OffloadPolicy::default();
    let warm_up = policy.begin("rank", 10, Wish::Auto);
    policy.finish_inline(warm_up);

    let total = total_allocations();
    let mut sum = 0_u64;
    for _ in 0..10_000 {
        sum += entry::run(&operation, || table.get(handle).map(|value| u64::from(*value))).unwrap_or(0);
        let call = policy.begin("rank", 10, Wish::Auto);
        if call.place() == Place::Inline { policy.finish_inline(call) } else { policy.forget(call) }
    }
    assert_eq!((sum, operation.crossings()), (70_000, 10_000));
    assert_eq!(total_allocations() - total, 0, "entry, look-up and decision allocate nothing on success");
    Ok(())
}

fn errors_leave_nothing() {
    let operation = Operation::new("degree");
    let errors = || {
        for _ in 0..10_000 {
            drop(entry::run::<()>(&operation, || Err(HostError::out_of_memory("a column", 1 << 40))));
            drop(groggy_host::Handle::from_f64(f64::NAN));
        }
    };
    errors();
    assert_eq!(growth(errors), (0, 0), "an error that is dropped leaves nothing");
}

fn tasks_leave_nothing() {
    let pool = Pool::new(&PoolOptions { threads: 2, ..PoolOptions::default() });
    tasks(&pool, 200);
    assert_eq!(growth(|| tasks(&pool, 1000)), (0, 0), "10 000 tasks of every end leave nothing");
}
