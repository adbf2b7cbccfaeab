//! Tasks that run, as JavaScript sees them.

use groggy_host::task::TaskId;

use crate::entry::Call;
use crate::napi::{Outcome, Value};

/// `cancel(task)`: asks a task to stop; it is answered within a chunk of its work.
pub fn cancel<'s>(call: &mut Call<'_, 's>, [task]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    let task = TaskId::from_f64(call.env.to_f64(task)?);
    call.session.tasks.group.cancel(task);
    call.env.undefined()
}
