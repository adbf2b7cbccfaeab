//! Arguments of algorithms, read by kind, and their answers as values: no algorithm is named here.

use groggy::algorithms::declaration::{Answer, Arguments, Field, Job, Kind, camel_case};
use groggy::algorithms::{ALGORITHMS, Weights};
use groggy::{Direction, Error, ErrorKind, Result};
use groggy_session::Found;

use crate::convert::{to_direction, to_node, to_u32};
use crate::environment::NodeHost;
use crate::faults;
use crate::input::Input;
use crate::napi::{Array, Env, Failure, Outcome, Type, Value};
use crate::read_file::assumed_to_value;

/// The job of algorithm `number` with the values in `array`, one for each argument and option, in order.
pub fn to_job<'s>(env: Env<'s>, number: usize, array: &Array<'s>) -> Outcome<Box<dyn Job>> {
    let Some(algorithm) = ALGORITHMS.get(number) else {
        return Err(Error::new(ErrorKind::Internal, format!("no algorithm has the number {number}")).into());
    };
    let mut arguments = Given { env, array, next: 0, failure: None };
    let job = (algorithm.read)(&mut arguments);
    match arguments.failure {
        Some(failure) => Err(failure),
        None => Ok(job?),
    }
}

/// The values of one call.
struct Given<'a, 's> {
    env: Env<'s>,
    array: &'a Array<'s>,
    next: usize,
    /// Why the host refused a value: what the core is told is only that it did.
    failure: Option<Failure>,
}

impl<'s> Given<'_, 's> {
    /// The next value through `read`; `None` when it was left out.
    fn take<T>(&mut self, read: impl FnOnce(Env<'s>, Value<'s>) -> Outcome<T>) -> Result<Option<T>> {
        let value = self.array.get(self.next);
        self.next += 1;
        let env = self.env;
        let taken = env.is_missing(value).and_then(|missing| match missing {
            true => Ok(None),
            false => read(env, value).map(Some),
        });
        taken.map_err(|failure| {
            self.failure = Some(failure);
            Error::new(ErrorKind::Internal, "the host refused a value")
        })
    }
}

impl Arguments for Given<'_, '_> {
    fn spell(&self, name: &'static str) -> String {
        camel_case(name)
    }

    fn number(&mut self, _: &Field) -> Result<Option<f64>> {
        self.take(|env, value| env.to_f64(value))
    }

    fn whole(&mut self, field: &Field) -> Result<Option<u32>> {
        self.take(|env, value| match field.kind {
            Kind::Node => to_node(env, value),
            _ => to_u32(env, value, field.name),
        })
    }

    fn direction(&mut self, _: &Field) -> Result<Option<Direction>> {
        self.take(to_direction)
    }

    fn weights(&mut self, _: &Field) -> Result<Option<Weights<'static>>> {
        self.take(|env, value| {
            Ok(match env.type_of(value)? {
                Type::String => Weights::column(env.to_text(value)?),
                _ => Weights::values(Input::new(env.to_typed_array(value)?)?.into_vec()),
            })
        })
    }

    fn per_node(&mut self, _: &Field) -> Result<Option<Vec<f64>>> {
        self.take(|env, value| Ok(Input::new(env.to_typed_array(value)?)?.into_vec()))
    }
}

/// What work found, as TypeScript takes it.
pub fn found_to_value<'s>(host: NodeHost<'_, 's>, found: Found) -> Outcome<Value<'s>> {
    match found {
        Found::Answer(answer) => to_value(host.env, answer, host.environment.in_place.get()),
        Found::Graph(graph, assumed) => {
            let env = host.env;
            env.array(&[env.number(graph.to_f64())?, assumed_to_value(env, assumed.as_deref())?])
        }
        Found::Table(table, assumed) => {
            let env = host.env;
            env.array(&[env.unsigned(table)?, assumed_to_value(env, assumed.as_deref())?])
        }
        Found::Assumed(assumed) => assumed_to_value(host.env, assumed.as_deref()),
    }
}

/// An answer as TypeScript takes it. Small arrays are copied, large ones given away.
fn to_value<'s>(env: Env<'s>, answer: Answer, in_place: bool) -> Outcome<Value<'s>> {
    match answer {
        Answer::Missing => env.undefined(),
        Answer::Number(number) => env.number(number + f64::from(u8::from(faults::planted("wrong-answer")))),
        Answer::Flag(flag) => env.boolean(flag),
        Answer::Float64(values) => env.owned_array(values, in_place),
        Answer::Uint32(values) => env.owned_array(values, in_place),
        Answer::Int32(values) => env.owned_array(values, in_place),
        Answer::Fields(fields) => {
            let mut values = groggy::memory::try_with_capacity("fields", fields.len())?;
            for field in fields {
                values.push(to_value(env, field, in_place)?);
            }
            env.array(&values)
        }
    }
}
