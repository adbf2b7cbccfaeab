//! The functions of the TypeScript side that native code calls.

use groggy_host::errors::HostError;

use crate::napi::{Env, Outcome, Reference, Value};

/// The functions, from `init` to the end of the environment.
#[derive(Clone, Copy)]
pub struct Hooks {
    /// `(code, operation, message, detailsJson, causes) => Error`
    pub make_error: Reference,
    /// `(task, status, value) => void`
    pub complete: Reference,
    /// `(task, fraction, stage) => void`
    pub progress: Reference,
    /// `(error) => void`: a panic that no call and no task can be told of.
    pub panicked: Reference,
    /// `() => void`: does nothing, which shows that JavaScript can still run.
    pub checkpoint: Reference,
}

impl Hooks {
    /// Takes the functions from the properties of `object`.
    pub fn new<'s>(env: Env<'s>, object: Value<'s>) -> Outcome<Self> {
        let function = |name| Reference::new(env, env.get_named(object, name)?);
        Ok(Self {
            make_error: function("makeError")?,
            complete: function("complete")?,
            progress: function("progress")?,
            panicked: function("panicked")?,
            checkpoint: function("checkpoint")?,
        })
    }

    /// Gives the functions back.
    ///
    /// # Safety
    /// No copy of them is used afterwards.
    pub unsafe fn release(self, env: Env<'_>) {
        let Self { make_error, complete, progress, panicked, checkpoint } = self;
        for reference in [make_error, complete, progress, panicked, checkpoint] {
            // SAFETY: as the caller vouches.
            unsafe { reference.release(env) };
        }
    }

    /// The host's own exception for `error`. JavaScript runs in here.
    pub fn exception<'s>(self, env: Env<'s>, error: &HostError) -> Outcome<Value<'s>> {
        let arguments = [
            env.string(error.kind.code)?,
            env.string(error.operation)?,
            env.string(&error.message)?,
            env.string(&error.details_json())?,
            env.strings(error.causes.iter().map(String::as_str))?,
        ];
        env.call(self.make_error, &arguments)
    }
}
