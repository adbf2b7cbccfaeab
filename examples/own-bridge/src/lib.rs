//! Series of numbers: held by handle, shown in place, analysed off the event loop.

mod counting;

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::{cell::RefCell, rc::Rc, sync::Arc, sync::LazyLock, sync::mpsc};

use groggy_host::{Completion, CompletionSink, Handle, HandleTable, HostError, Operations, Outcome, Result};
use groggy_host::{TaskContext, TaskGroup, TaskId, TaskOptions, entry, kinds, pool};
use napi::{bindgen_prelude::*, threadsafe_function::*};
use napi_derive::napi;

/// What crosses, by name: `GROGGY_DISABLE=view` switches one off.
static OPERATIONS: LazyLock<Operations> = LazyLock::new(|| {
    Operations::from_env(&["open", "view", "autocorrelation", "cancel", "answers", "close"])
});

/// The bits of each number: JavaScript may write them at any time, since `transfer` takes a view to other threads.
type Values = Rc<[AtomicU64]>;
const NUMBER: fn(&AtomicU64) -> f64 = |bits| f64::from_bits(bits.load(Relaxed));
/// Wakes the event loop from any thread, and does not keep it from ending.
type Wake = ThreadsafeFunction<(), (), (), Status, false, true>;

/// What belongs to one environment, the main thread or a worker, until its clean-up hook takes it.
struct State {
    ended: mpsc::Receiver<Completion<Vec<f64>>>, // dropped first: what ends from now on wakes nobody
    tasks: TaskGroup<Vec<f64>>,                  // dropped next: cancels and joins
    series: HandleTable<Values>,
}

/// Takes what the worker threads made to the event loop.
struct Sink(mpsc::Sender<Completion<Vec<f64>>>, Wake);

impl CompletionSink<Vec<f64>> for Sink {
    fn complete(&self, ended: Completion<Vec<f64>>) {
        if self.0.send(ended).is_ok() {
            self.1.call((), ThreadsafeFunctionCallMode::NonBlocking);
        }
    }
}

#[napi]
pub fn init(env: &Env, wake: Wake) -> napi::Result<()> {
    let (sender, ended) = mpsc::channel();
    let tasks = TaskGroup::new(pool::shared(), Arc::new(Sink(sender, wake)));
    let state = Some(State { ended, tasks, series: HandleTable::new("series") });
    let shared = Rc::new(RefCell::new(state));
    env.set_instance_data(Rc::clone(&shared), (), |_| ())?;
    // Node runs hooks in reverse, so tasks are joined before `wake` is closed.
    env.add_env_cleanup_hook(shared, |shared| drop(shared.take())).map(drop)
}

/// The one way in: counts the call, refuses it when switched off, catches panics; an error crosses as data.
fn enter<T>(env: &Env, name: &str, body: impl FnOnce(&mut State) -> Result<T>) -> napi::Result<T> {
    let shared = env.get_instance_data::<Rc<RefCell<Option<State>>>>()?.cloned().unwrap_or_default();
    let mut state = shared.borrow_mut();
    let state = state.as_mut().ok_or_else(|| napi::Error::from_status(Status::Closing))?;
    let operation = OPERATIONS.find(name).ok_or_else(|| napi::Error::from_status(Status::InvalidArg))?;
    entry::run(operation, || body(state)).map_err(|error| napi::Error::from_reason(to_json(&error)))
}

fn to_json(HostError { kind, operation, message, details, causes }: &HostError) -> String {
    serde_json::json!([kind.code, operation, message, details, causes]).to_string()
}

#[napi]
pub fn open(env: &Env, text: String) -> napi::Result<f64> {
    let number = |(row, word): (usize, &str)| {
        word.parse().map(|number: f64| AtomicU64::new(number.to_bits())).map_err(|cause| {
            let message = format!("number {row} is {word:?}: write it as in 1.5e-3");
            HostError::new(&kinds::PARSE, message).with("row", row).caused_by(&cause)
        })
    };
    enter(env, "open", |state| {
        let values = text.split_whitespace().enumerate().map(number).collect::<Result<_>>()?;
        state.series.insert(values).map(Handle::to_f64)
    })
}

#[napi]
pub fn view(env: &Env, handle: f64, in_place: bool) -> napi::Result<Float64ArraySlice<'_>> {
    let values = enter(env, "view", |state| state.series.get(Handle::from_f64(handle)?).cloned())?;
    if values.is_empty() || !in_place {
        return Float64ArraySlice::copy_from(env, values.iter().map(NUMBER).collect::<Vec<_>>());
    }
    let (start, length) = (values.as_ptr().cast::<f64>().cast_mut(), values.len());
    // SAFETY: the finalizer owns a count of the values, which do not move and live until the last count is gone, and
    // any thread may write them: they are atomics. Node finalizes when the view is gone, or when this environment ends:
    // `index.mjs` asks for this where no other outlives it. A host that refuses makes a copy.
    unsafe { Float64ArraySlice::from_external(env, start, length, values, |_, values| drop(values)) }
}

#[napi]
pub fn autocorrelation(env: &Env, handle: f64, lags: f64) -> napi::Result<f64> {
    enter(env, "autocorrelation", |state| {
        let values: Vec<_> = state.series.get(Handle::from_f64(handle)?)?.iter().map(NUMBER).collect();
        if !(0.0..values.len() as f64).contains(&lags) || lags.fract() != 0.0 {
            let message = format!("lags is {lags}: pass a whole number below {}", values.len());
            return Err(HostError::invalid_argument(message));
        }
        let at = move |lag| values.iter().zip(values.iter().skip(lag)).map(|(a, b)| a * b).sum();
        let lags = 0..=lags as usize;
        let work = move |task: &TaskContext<'_>| lags.map(|lag| task.check().map(|()| at(lag))).collect();
        state.tasks.spawn("autocorrelation", TaskOptions::default(), work).map(TaskId::to_f64)
    })
}

#[napi]
pub fn cancel(env: &Env, task: f64) -> napi::Result<bool> {
    enter(env, "cancel", |state| Ok(state.tasks.cancel(TaskId::from_f64(task))))
}

#[napi]
pub fn answers(env: &Env) -> napi::Result<Vec<(f64, Either<Float64Array, String>)>> {
    let answer = |outcome| match outcome {
        Outcome::Done(values) => Either::A(Float64Array::new(values)),
        Outcome::Failed(error) | Outcome::Cancelled(error) => Either::B(to_json(&error)),
    };
    enter(env, "answers", |state| {
        Ok(state.ended.try_iter().map(|ended| (ended.task.to_f64(), answer(ended.outcome))).collect())
    })
}

#[napi]
pub fn close(env: &Env, handle: f64) -> napi::Result<()> {
    enter(env, "close", |state| state.series.remove(Handle::from_f64(handle)?).map(drop))
}
