//! The first call of an environment.

use groggy_host::errors::HostError;
use groggy_host::pool;

use crate::entry::Call;
use crate::hooks::Hooks;
use crate::napi::{Outcome, Value};

/// `init(hooks, inPlace)`: the first call takes the hooks and says what this module is.
pub fn init<'s>(call: &mut Call<'_, 's>, [hooks, in_place]: [Value<'s>; 2]) -> Outcome<Value<'s>> {
    let (env, environment) = (call.env, call.environment);
    if environment.hooks.get().is_some() {
        return Err(HostError::invalid_argument(
            "expected the first call of init in this environment, got another; call it once",
        )
        .with("argument", "hooks")
        .into());
    }
    environment.hooks.set(Some(Hooks::new(env, hooks)?));
    let in_place = env.to_bool(in_place)? && env.allows_external_buffers()?;
    environment.in_place.set(in_place);
    let names = environment.operations.iter().map(groggy_host::Operation::name);
    let answer = env.object()?;
    env.set_named(answer, "inPlace", env.boolean(in_place)?)?;
    env.set_named(answer, "operations", env.strings(names)?)?;
    env.set_named(answer, "warnings", env.strings(pool::threads_warning().iter().map(String::as_str))?)?;
    env.set_named(answer, "version", env.string(env!("CARGO_PKG_VERSION"))?)?;
    env.set_named(answer, "testing", env.boolean(cfg!(feature = "testing"))?)?;
    Ok(answer)
}
