//! Graphs: made, changed, closed.

use groggy::graph::{EdgeIds, Endpoints, OnKnownNode};
use groggy::memory::try_with_capacity;
use groggy::{Graph, GraphOptions, KeySpec, Side};
use groggy_host::errors::{HostError, kinds};
use groggy_session::{Object, creates_missing, on_duplicate};

use crate::columns::Row;
use crate::convert::{Columns, End, Ends, to_column_type, to_ids, to_u32};
use crate::entry::Call;
use crate::faults;
use crate::napi::{Env, Outcome, Value};

/// `createGraph(flags, key?, keyType?)`: an empty graph. Crosses once; O(1).
pub fn create<'s>(call: &mut Call<'_, 's>, [flags, key, key_type]: [Value<'s>; 3]) -> Outcome<Value<'s>> {
    let env = call.env;
    let key = if env.is_missing(key)? {
        None
    } else {
        Some(KeySpec { name: env.to_text(key)?, ty: to_column_type(env, key_type)? })
    };
    let graph = Graph::new(GraphOptions::from_flags(to_u32(env, flags, "flags")?, key))?;
    call.insert(Object::graph(graph))
}

/// `close(handle, privateBuffers?)`: lets the object go; false when it was gone. Works while it is busy.
///
/// Detaches the library's own buffers, so that memory returns within a turn of the event loop; what the user
/// holds, and what tasks read, stays.
pub fn close<'s>(call: &mut Call<'_, 's>, [handle, buffers]: [Value<'s>; 2]) -> Outcome<Value<'s>> {
    let env = call.env;
    let was_open = match call.handle(handle) {
        Ok(handle) => call.session.close(call.host(), handle),
        Err(_) => Ok(false),
    };
    detach_all(env, buffers)?;
    call.session.close_unclaimed(call.host())?;
    env.boolean(was_open?)
}

/// `detach(buffers)`: takes the memory away from buffers of the library.
pub fn detach<'s>(call: &mut Call<'_, 's>, [buffers]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    detach_all(call.env, buffers)?;
    call.env.undefined()
}

fn detach_all<'s>(env: Env<'s>, buffers: Value<'s>) -> Outcome<()> {
    if env.is_missing(buffers)? {
        return Ok(());
    }
    let buffers = env.to_array(buffers)?;
    buffers.iter().try_for_each(|buffer| env.detach(buffer))
}

/// `addNodes(handle, count, columns)`: the first id; ids are contiguous. Atomic; copies the columns.
pub fn add_nodes<'s>(
    call: &mut Call<'_, 's>,
    [handle, count, columns]: [Value<'s>; 3],
) -> Outcome<Value<'s>> {
    let env = call.env;
    let count = to_u32(env, count, "count")?;
    let columns = Columns::new(env, columns)?;
    let first = call.change(handle, |graph| Ok(graph.add_nodes(count, &columns.inputs()?)?))?;
    env.unsigned(first)
}

/// `addNode(handle, row?)`: the id. `row` as `assign` takes it.
pub fn add_node<'s>(call: &mut Call<'_, 's>, [handle, row]: [Value<'s>; 2]) -> Outcome<Value<'s>> {
    let env = call.env;
    let row = Row::new(env, call.object(handle)?.columns(Side::Nodes), row)?;
    let id = call.change(handle, |graph| Ok(graph.add_nodes(1, &row.inputs()?)?))?;
    env.unsigned(id)
}

/// `addEdge(handle, source, target, row, flags)`: the id, or 0xFFFFFFFF when it was skipped. Ends are ids or keys, `row` is
/// as `assign` takes it.
pub fn add_edge<'s>(
    call: &mut Call<'_, 's>,
    [handle, source, target, row, flags]: [Value<'s>; 5],
) -> Outcome<Value<'s>> {
    let env = call.env;
    let (source, target) = (End::new(env, source)?, End::new(env, target)?);
    let row = Row::new(env, call.object(handle)?.columns(Side::Edges), row)?;
    let flags = to_u32(env, flags, "flags")?;
    let ids = call.change(handle, |graph| {
        let (from, to, row) = (source.endpoints(), target.endpoints(), row.inputs()?);
        Ok(match (from, to) {
            (Endpoints::Ids(from), Endpoints::Ids(to)) => {
                graph.add_edges(from, to, &row, on_duplicate(flags))?
            }
            _ => graph.add_edges_between(from, to, &row, on_duplicate(flags), creates_missing(flags))?,
        })
    })?;
    env.unsigned(match ids {
        EdgeIds::Contiguous(ids) => ids.start,
        EdgeIds::Listed(ids) => ids.first().copied().unwrap_or(groggy::NONE),
    })
}

/// `addEdges(handle, source, target, columns, flags)`: the first id, or each id where some were skipped.
pub fn add_edges<'s>(
    call: &mut Call<'_, 's>,
    [handle, source, target, columns, flags]: [Value<'s>; 5],
) -> Outcome<Value<'s>> {
    let env = call.env;
    let (source, target) = (Ends::new(env, source)?, Ends::new(env, target)?);
    let columns = Columns::new(env, columns)?;
    let flags = to_u32(env, flags, "flags")?;
    let ids = call.change(handle, |graph| {
        let inputs = columns.inputs()?;
        Ok(match (&source, &target) {
            (Ends::Ids(source), Ends::Ids(target)) => {
                graph.add_edges(source, target, &inputs, on_duplicate(flags))?
            }
            _ => graph.add_edges_between(
                source.endpoints(),
                target.endpoints(),
                &inputs,
                on_duplicate(flags),
                creates_missing(flags),
            )?,
        })
    })?;
    match ids {
        EdgeIds::Contiguous(ids) => env.unsigned(ids.start),
        EdgeIds::Listed(ids) => env.owned_array(ids, call.environment.in_place.get()),
    }
}

/// `addTable(handle, table, flags)`: adds rows that were read, of edges where flags are given, else of nodes; returns
/// how many nodes and edges are new, nodes changed, and rows left out. Atomic.
pub fn add_table<'s>(
    call: &mut Call<'_, 's>,
    [handle, table, options]: [Value<'s>; 3],
) -> Outcome<Value<'s>> {
    let env = call.env;
    let number = to_u32(env, table, "table")?;
    let options = env.to_array(options)?;
    let is_edges = env.to_bool(options.get(0))?;
    let flags = to_u32(env, options.get(1), "flags")?;
    let table = call.session.take_table(number).ok_or_else(|| {
        HostError::new(&kinds::INTERNAL, "expected rows that were read, got none; report this as a bug")
    })?;
    let added = call.change(handle, |graph| {
        Ok(if is_edges {
            graph.add_edge_table(&table, on_duplicate(flags), creates_missing(flags))?
        } else {
            graph.add_node_table(
                &table,
                OnKnownNode::from_number(flags as usize).unwrap_or(OnKnownNode::Fail),
            )?
        })
    })?;
    let counts = [added.nodes, added.edges, added.updated, added.skipped];
    let values = counts.map(|count| env.unsigned(count));
    let [nodes, edges, updated, skipped] = values;
    env.array(&[nodes?, edges?, updated?, skipped?])
}

/// `dropTable(table)`: lets go of rows that were read.
pub fn drop_table<'s>(call: &mut Call<'_, 's>, [table]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    drop(call.session.take_table(to_u32(call.env, table, "table")?));
    call.env.undefined()
}

/// `removeNodes(handle, ids)`: takes nodes and their edges out. Atomic.
pub fn remove_nodes<'s>(call: &mut Call<'_, 's>, [handle, ids]: [Value<'s>; 2]) -> Outcome<Value<'s>> {
    let ids = to_ids(call.env, ids)?;
    call.change(handle, |graph| Ok(graph.remove_nodes(&ids)?))?;
    call.env.undefined()
}

/// `removeEdges(handle, ids)`: takes edges out. Atomic.
pub fn remove_edges<'s>(call: &mut Call<'_, 's>, [handle, ids]: [Value<'s>; 2]) -> Outcome<Value<'s>> {
    let ids = to_ids(call.env, ids)?;
    call.change(handle, |graph| Ok(graph.remove_edges(&ids)?))?;
    call.env.undefined()
}

/// `compact(handle)`: renumbers ids, in new memory; returns the new id of each old node and edge.
pub fn compact<'s>(call: &mut Call<'_, 's>, [handle]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    let (env, in_place) = (call.env, call.environment.in_place.get());
    let mapping = call.change(handle, |graph| Ok(graph.compact()?))?;
    env.array(&[env.owned_array(mapping.nodes, in_place)?, env.owned_array(mapping.edges, in_place)?])
}

/// `validate(handle)`: a sentence for each broken invariant. O(n + m).
pub fn validate<'s>(call: &mut Call<'_, 's>, [handle]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    let env = call.env;
    faults::in_validate();
    let found = match call.object_in_any_state(handle)? {
        Object::Graph(live) => live.graph.validate()?,
        Object::Snapshot(live) => live.snapshot().validate()?,
    };
    let mut violations = try_with_capacity("violations", found.len())?;
    violations.extend(found.iter().map(ToString::to_string));
    env.strings(violations.iter().map(String::as_str))
}
