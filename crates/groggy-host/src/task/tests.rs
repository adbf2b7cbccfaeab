use std::collections::HashMap;
use std::sync::atomic::AtomicUsize;
use std::sync::{Condvar, Mutex, Weak};
use std::time::{Duration, Instant};

use super::*;
use crate::pool::PoolOptions;

/// Keeps every completion and progress report, in order.
struct Sink {
    done: Mutex<Vec<Completion<u32>>>,
    progress: Mutex<Vec<(TaskId, f64)>>,
    arrived: Condvar,
}

impl Sink {
    fn new() -> Arc<Self> {
        Arc::new(Self { done: Mutex::default(), progress: Mutex::default(), arrived: Condvar::new() })
    }

    fn wait_for(&self, count: usize) -> Vec<(TaskId, String)> {
        let mut done = lock(&self.done);
        while done.len() < count {
            let (guard, timed_out) = self.arrived.wait_timeout(done, Duration::from_secs(600)).unwrap();
            assert!(!timed_out.timed_out(), "{} of {count} completions arrived", guard.len());
            done = guard;
        }
        done.iter().map(|completion| (completion.task, describe(&completion.outcome))).collect()
    }
}

impl CompletionSink<u32> for Sink {
    fn complete(&self, completion: Completion<u32>) {
        lock(&self.done).push(completion);
        self.arrived.notify_all();
    }

    fn progress(&self, task: TaskId, fraction: f64, _stage: &'static str) {
        lock(&self.progress).push((task, fraction));
    }
}

fn describe(outcome: &Outcome<u32>) -> String {
    match outcome {
        Outcome::Done(value) => format!("done {value}"),
        Outcome::Failed(error) => format!("failed {}", error.kind.code),
        Outcome::Cancelled(error) => format!("cancelled {}", error.kind.code),
    }
}

fn pool(threads: usize, queue_limit: usize) -> Pool {
    Pool::new(&PoolOptions { name: "test", threads, queue_limit })
}

fn until_cancelled(context: &TaskContext<'_>) -> Result<u32> {
    loop {
        context.check()?;
        std::thread::sleep(Duration::from_micros(200));
    }
}

#[test]
fn each_end_is_delivered_once() {
    let pool = pool(2, 100);
    let sink = Sink::new();
    let group = TaskGroup::new(&pool, sink.clone());
    let poisoned = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&poisoned);
    let done = group.spawn("work", TaskOptions::default(), |_| Ok(7)).unwrap();
    let failed =
        group.spawn("work", TaskOptions::default(), |_| Err(HostError::invalid_argument("no"))).unwrap();
    let on_panic = Some(Box::new(move |_: &HostError| flag.store(true, Ordering::SeqCst)) as _);
    let panicked = group
        .spawn("work", TaskOptions { on_panic, ..TaskOptions::default() }, |_| panic!("row {}", 3))
        .unwrap();
    let stopped = group.spawn("work", TaskOptions::default(), until_cancelled).unwrap();
    assert!(group.cancel(stopped));
    let ends: HashMap<TaskId, String> = sink.wait_for(4).into_iter().collect();
    assert_eq!(ends[&done], "done 7");
    assert_eq!(ends[&failed], "failed INVALID_ARGUMENT");
    assert_eq!(ends[&panicked], "failed INTERNAL");
    assert_eq!(ends[&stopped], "cancelled CANCELLED");
    assert!(poisoned.load(Ordering::SeqCst));
    group.join();
    assert_eq!(lock(&sink.done).len(), 4);
    let done = lock(&sink.done);
    let panic = done.iter().find(|completion| completion.task == panicked).unwrap();
    let Outcome::Failed(error) = &panic.outcome else { panic!("{panic:?}") };
    assert_eq!((error.operation, &error.details["panic"]), ("work", &"row 3".into()));
    drop(done);
    assert!(!group.cancel(stopped), "a task that is over cannot be cancelled");
}

#[test]
fn a_waiting_task_is_cancelled_at_once_and_frees_its_place() {
    let pool = pool(1, 1);
    let sink = Sink::new();
    let group = TaskGroup::new(&pool, sink.clone());
    let running = group.spawn("first", TaskOptions::default(), until_cancelled).unwrap();
    while pool.waiting() > 0 {
        std::thread::yield_now();
    }
    let owned = Arc::new(());
    let held = Arc::downgrade(&owned);
    let waiting = group
        .spawn("second", TaskOptions::default(), move |_| {
            drop(owned);
            Ok(0)
        })
        .unwrap();
    let full = group.spawn("third", TaskOptions::default(), |_| Ok(0)).unwrap_err();
    assert!(full.is(&kinds::LIMIT_EXCEEDED) && full.operation == "third");
    assert!(full.message.contains("at most 1 waiting tasks"), "{}", full.message);
    assert_eq!(group.tasks().iter().map(|info| info.operation).collect::<Vec<_>>(), ["first", "second"]);
    assert!(group.cancel(waiting));
    // On this thread, before `cancel` returned:
    assert_eq!(sink.wait_for(1), [(waiting, "cancelled CANCELLED".to_owned())]);
    assert!(held.upgrade().is_none());
    assert_eq!((pool.waiting(), group.len()), (0, 1));
    group.spawn("fourth", TaskOptions::default(), |_| Ok(4)).unwrap();
    group.cancel(running);
    assert_eq!(sink.wait_for(3)[2].1, "done 4");
}

#[test]
fn tearing_the_queue_down_answers_those_who_wait() {
    let pool = pool(1, 10);
    let sink = Sink::new();
    let group = TaskGroup::new(&pool, sink.clone());
    let running = group.spawn("first", TaskOptions::default(), until_cancelled).unwrap();
    while pool.waiting() > 0 {
        std::thread::yield_now();
    }
    for _ in 0..3 {
        group.spawn("later", TaskOptions::default(), |_| Ok(0)).unwrap();
    }
    pool.shut_down();
    assert!(sink.wait_for(3).iter().all(|(_, end)| end == "cancelled CANCELLED"));
    let refused = group.spawn("late", TaskOptions::default(), |_| Ok(0)).unwrap_err();
    assert!(refused.is(&kinds::CLOSED));
    group.cancel(running);
    assert_eq!(sink.wait_for(4).len(), 4);
}

#[test]
fn after_a_join_nothing_of_the_group_is_alive() {
    let pool = pool(2, 1000);
    for round in 0..50_u64 {
        let sink = Sink::new();
        let alive: Weak<Sink> = Arc::downgrade(&sink);
        let group = TaskGroup::new(&pool, sink.clone());
        let running = Arc::new(AtomicUsize::new(0));
        let owned = Arc::new(());
        for index in 0..20 {
            let (owned, running) = (Arc::clone(&owned), Arc::clone(&running));
            group
                .spawn("work", TaskOptions { progress: true, ..TaskOptions::default() }, move |context| {
                    let _owned = owned;
                    running.fetch_add(1, Ordering::SeqCst);
                    context.progress(0.5, "half");
                    let result = if index % 3 == 0 { Ok(index) } else { until_cancelled(context) };
                    running.fetch_sub(1, Ordering::SeqCst);
                    result
                })
                .unwrap();
        }
        std::thread::sleep(Duration::from_micros(round * 20));
        group.join();
        assert_eq!(running.load(Ordering::SeqCst), 0);
        assert_eq!(Arc::strong_count(&owned), 1);
        assert_eq!(Arc::strong_count(&group.gate), 1);
        assert_eq!(Arc::strong_count(&sink), 2, "the group and this test");
        assert_eq!(lock(&sink.done).len(), 20);
        assert!(group.spawn("late", TaskOptions::default(), |_| Ok(0)).unwrap_err().is(&kinds::CLOSED));
        drop((group, sink));
        assert!(alive.upgrade().is_none());
    }
}

#[test]
fn a_sink_that_panics_harms_nobody() {
    struct Panics;
    impl CompletionSink<u32> for Panics {
        fn complete(&self, _: Completion<u32>) {
            panic!("in the sink");
        }
        fn progress(&self, _: TaskId, _: f64, _: &'static str) {
            panic!("in the progress");
        }
    }
    let pool = pool(1, 10);
    let group = TaskGroup::new(&pool, Arc::new(Panics));
    for _ in 0..3 {
        let options = TaskOptions { progress: true, ..TaskOptions::default() };
        let work = |context: &TaskContext<'_>| {
            context.progress(0.1, "first");
            Ok(0)
        };
        group.spawn("work", options, work).unwrap();
    }
    group.join();
    let sink = Sink::new();
    let group = TaskGroup::new(&pool, sink.clone());
    group.spawn("work", TaskOptions::default(), |_| Ok(1)).unwrap();
    assert_eq!(sink.wait_for(1)[0].1, "done 1");
}

#[test]
fn the_last_progress_arrives_before_the_completion() {
    let pool = pool(2, 10);
    let sink = Sink::new();
    let group = TaskGroup::new(&pool, sink.clone());
    let options = TaskOptions { progress: true, ..TaskOptions::default() };
    let task = group
        .spawn("work", options, |context| {
            assert!(context.is_watched());
            for step in 0..=1000 {
                context.progress(f64::from(step) / 1000.0, "counting");
            }
            Ok(0)
        })
        .unwrap();
    sink.wait_for(1);
    let progress = lock(&sink.progress);
    assert!(progress.len() <= 10, "{progress:?}");
    assert_eq!(progress.last(), Some(&(task, 1.0)));
    assert!(progress.windows(2).all(|pair| pair[0].1 <= pair[1].1));
}

#[test]
fn tasks_of_two_groups_do_not_see_each_other() {
    let pool = pool(1, 10);
    let (first_sink, second_sink) = (Sink::new(), Sink::new());
    let first = TaskGroup::new(&pool, first_sink.clone());
    let second = TaskGroup::new(&pool, second_sink.clone());
    first.spawn("first", TaskOptions::default(), until_cancelled).unwrap();
    let other = second.spawn("second", TaskOptions::default(), |_| Ok(2)).unwrap();
    assert!(!first.cancel(other));
    first.join();
    assert_eq!(second_sink.wait_for(1), [(other, "done 2".to_owned())]);
    assert_eq!(first_sink.wait_for(1)[0].1, "cancelled CANCELLED");
}

/// A task that waits in a parallel loop must not start another task on its own stack.
#[test]
fn tasks_that_wait_for_each_other_in_parallel_loops_do_not_dead_lock() {
    let pool = pool(2, 100);
    let sink = Sink::new();
    let group = TaskGroup::new(&pool, sink.clone());
    let shared = Arc::new(Mutex::new(0_u32));
    for _ in 0..16 {
        let shared = Arc::clone(&shared);
        group
            .spawn("build", TaskOptions::default(), move |context| {
                let mut built = lock(&shared);
                let workers = context.workers().unwrap();
                let sum = AtomicUsize::new(0);
                workers.in_place_scope(|scope| {
                    for _ in 0..8 {
                        scope.spawn(|_| {
                            std::thread::sleep(Duration::from_micros(100));
                            sum.fetch_add(1, Ordering::Relaxed);
                        });
                    }
                });
                *built += 1;
                Ok(*built)
            })
            .unwrap();
    }
    sink.wait_for(16);
    assert_eq!(*lock(&shared), 16);
}

#[test]
fn running_tasks_keep_their_threads_when_the_number_changes() {
    let pool = pool(2, 100);
    let sink = Sink::new();
    let group = TaskGroup::new(&pool, sink.clone());
    let (started, go) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let (tell, wait) = (Arc::clone(&started), Arc::clone(&go));
    group
        .spawn("old", TaskOptions::default(), move |context| {
            let before = context.workers().unwrap().current_num_threads();
            tell.store(true, Ordering::SeqCst);
            while !wait.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
            assert_eq!(context.workers().unwrap().current_num_threads(), before);
            context.workers().unwrap().install(|| Ok(before as u32))
        })
        .unwrap();
    while !started.load(Ordering::SeqCst) {
        std::thread::yield_now();
    }
    pool.set_threads(3).unwrap();
    group
        .spawn("new", TaskOptions::default(), |context| {
            Ok(context.workers().unwrap().current_num_threads() as u32)
        })
        .unwrap();
    assert_eq!(sink.wait_for(1)[0].1, "done 3");
    go.store(true, Ordering::SeqCst);
    assert_eq!(sink.wait_for(2)[1].1, "done 2");
    pool.set_threads(1).unwrap();
    let deadline = Instant::now() + Duration::from_secs(600);
    group.spawn("again", TaskOptions::default(), |_| Ok(1)).unwrap();
    assert_eq!(sink.wait_for(3)[2].1, "done 1");
    while pool.running() > 0 {
        assert!(Instant::now() < deadline);
        std::thread::yield_now();
    }
}
