//! `run`: algorithms and the reader, begun in one crossing.

use groggy_host::errors::HostError;
use groggy_session::{Launched, Mode, Work};
use napi_sys::{napi_env, napi_value};

use crate::arguments::{found_to_value, to_job};
use crate::convert::to_index;
use crate::entry::{self, Call};
use crate::napi::{CallbackInfo, Env, Outcome, Value};
use crate::operations::{Op, algorithm};
use crate::read_file::{makes_graph, to_read_request};

/// `run(operation, handle, mode, progress, arguments)`: `[result]` when it was done at once, else a task's number,
/// about which `hooks.complete` hears later.
///
/// # Safety
/// As [`entry::call`].
pub unsafe extern "C" fn run(raw: napi_env, info: CallbackInfo) -> napi_value {
    let index = |env: Env<'_>, arguments: &[Value<'_>; 5]| named(env, arguments[0]);
    // SAFETY: as the caller vouches.
    unsafe { entry::call_as(raw, info, index, start) }
}

/// The operation that the first argument of `run` names; `run` itself when it names none.
fn named<'s>(env: Env<'s>, operation: Value<'s>) -> usize {
    let number = env.to_f64(operation).unwrap_or(f64::INFINITY) as usize;
    let reads = [Op::read, Op::readNodes, Op::readEdges, Op::sniff].map(|op| op as usize);
    if reads.contains(&number) || algorithm(number).is_some() { number } else { Op::run as usize }
}

fn start<'s>(
    call: &mut Call<'_, 's>,
    [operation, handle, mode, progress, arguments]: [Value<'s>; 5],
) -> Outcome<Value<'s>> {
    let env = call.env;
    let operation = named(env, operation);
    let mode = Mode::from_number(to_index(env, mode)?).unwrap_or(Mode::Auto);
    let progress = env.to_bool(progress)?;
    let arguments = env.to_array(arguments)?;
    let work = match algorithm(operation) {
        Some(place) => {
            let job = to_job(env, place, &arguments)?;
            let (host, subject) = (call.host(), call.handle(handle)?);
            if let Some(found) = call.session.launch_near(host, call.operation, subject, mode, &*job)? {
                return env.array(&[found_to_value(host, found)?]);
            }
            Work::Algorithm(job, call.share(handle)?)
        }
        None if operation != Op::run as usize => {
            let request = Box::new(to_read_request(env, &arguments)?);
            match operation {
                _ if operation == Op::sniff as usize => Work::Sniff(request),
                _ if makes_graph(env, &arguments)? => Work::ReadGraph(request),
                _ => Work::ReadTable(request),
            }
        }
        None => {
            return Err(HostError::invalid_argument(
                "expected the number of an algorithm or of the reader, got another; report this as a bug",
            )
            .with("argument", "operation")
            .into());
        }
    };
    let host = call.host();
    match call.session.launch(host, call.operation.name(), mode, progress, work)? {
        Launched::Done(found) => env.array(&[found_to_value(host, found)?]),
        Launched::Task(task) => env.number(task.to_f64()),
    }
}
