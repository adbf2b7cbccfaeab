//! Snapshots: taken, shared with other environments of the process by token, made into graphs.

use groggy::Graph;
use groggy_session::Object;

use crate::entry::Call;
use crate::napi::{Outcome, Value};

/// `snapshot(handle)`: this version of a graph, immutable. O(1) in nodes and edges.
pub fn snapshot<'s>(call: &mut Call<'_, 's>, [handle]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    let shared = call.share(handle)?;
    call.insert(Object::snapshot(shared)?)
}

/// `toGraph(handle)`: a new mutable graph that starts as the snapshot. O(n + m).
pub fn to_graph<'s>(call: &mut Call<'_, 's>, [handle]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    let shared = call.share(handle)?;
    let graph = Graph::from_snapshot(shared.snapshot())?;
    drop(shared);
    call.insert(Object::graph(graph))
}

/// `share(handle)`: a token by which other environments of the process attach. It holds nothing.
pub fn share<'s>(call: &mut Call<'_, 's>, [handle]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    let handle = call.handle(handle)?;
    let token = call.session.snapshot(call.operation, handle)?.token();
    call.env.string(&token)
}

/// `attach(token)`: the snapshot that was shared, in place. `CLOSED` when nobody holds it any more,
/// `INVALID_ARGUMENT` for what is not a token.
pub fn attach<'s>(call: &mut Call<'_, 's>, [token]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    let shared = groggy_session::attach(&call.env.to_text(token)?)?;
    call.insert(Object::snapshot(shared)?)
}

/// `refs(handle)`: how many handles, and how many holders in native code, keep the snapshot.
pub fn refs<'s>(call: &mut Call<'_, 's>, [handle]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    let (env, handle) = (call.env, call.handle(handle)?);
    let (handles, native) = call.session.snapshot(call.operation, handle)?.holders();
    env.array(&[env.number(handles as f64)?, env.number(native as f64)?])
}
