//! What tasks and finalizers tell reaches the hooks.

use groggy_host::errors::HostError;
use groggy_host::task::{Outcome as Ended, TaskId};
use groggy_session::{Found, Session, Status, deliver};

use crate::arguments::found_to_value;
use crate::environment::{Environment, NodeHost};
use crate::napi::{Env, Failure, Outcome, Receiver};

impl Receiver for Environment {
    fn receive(&self, env: Env<'_>) {
        deliver(NodeHost { env, environment: self });
    }
}

impl groggy_session::Receiver for NodeHost<'_, '_> {
    fn with_session<R>(self, body: impl FnOnce(&mut Session) -> R) -> Option<R> {
        self.environment.take()?.as_mut().map(body)
    }

    fn progress(self, task: TaskId, fraction: f64, stage: &str) -> Outcome<()> {
        let hooks = self.environment.hooks.get().ok_or(Failure::Thrown)?;
        self.env.scoped(|env| {
            let arguments = [env.number(task.to_f64())?, env.number(fraction)?, env.string(stage)?];
            env.call(hooks.progress, &arguments).map(drop)
        })
    }

    fn complete(self, task: TaskId, outcome: Ended<Found>) -> Outcome<()> {
        let hooks = self.environment.hooks.get().ok_or(Failure::Thrown)?;
        self.env.scoped(|env| {
            let outcome = match outcome {
                Ended::Done(found) => {
                    let status = if matches!(found, Found::Graph(..)) { Status::Graph } else { Status::Ok };
                    match found_to_value(NodeHost { env, ..self }, found) {
                        Ok(value) => Ended::Done((status, value)),
                        Err(Failure::Error(error)) => Ended::Failed(*error),
                        Err(thrown) => return Err(thrown),
                    }
                }
                Ended::Failed(error) => Ended::Failed(error),
                Ended::Cancelled(error) => Ended::Cancelled(error),
            };
            let (status, value) = match outcome {
                Ended::Done(done) => done,
                Ended::Failed(error) => (Status::Error, hooks.exception(env, &error)?),
                Ended::Cancelled(_) => (Status::Cancelled, env.undefined()?),
            };
            let arguments = [env.number(task.to_f64())?, env.number(f64::from(status as u8))?, value];
            env.call(hooks.complete, &arguments).map(drop)
        })
    }

    fn panicked(self, error: &HostError) -> Outcome<()> {
        let hooks = self.environment.hooks.get().ok_or(Failure::Thrown)?;
        self.env.scoped(|env| env.call(hooks.panicked, &[hooks.exception(env, error)?]).map(drop))
    }
}
