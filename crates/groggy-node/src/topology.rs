//! Who is next to whom: buffers to read in place, and flat calls where that cannot be.

use groggy::{Direction, HEADER_WORDS};
use groggy_session::{AdjacencyPart, Memory, TopologyPart, View, on_either};

use crate::convert::{to_direction, to_edge, to_index, to_maybe_id, to_node};
use crate::entry::Call;
use crate::napi::{Outcome, Value};

/// `header(handle, mirror?)`: the counters in place; where that cannot be, they are copied into `mirror`.
pub fn header<'s>(call: &mut Call<'_, 's>, [handle, mirror]: [Value<'s>; 2]) -> Outcome<Value<'s>> {
    let env = call.env;
    let claimed = call.handle(handle)?;
    call.session.claim(claimed);
    if call.environment.in_place.get() {
        let object = call.object_in_any_state(handle)?;
        let view = View::private(Memory::of(object.header().allocation()), object);
        return call.map(handle, view);
    }
    let words: [u32; HEADER_WORDS] = {
        let header = call.object_in_any_state(handle)?.header();
        std::array::from_fn(|index| header.get(index))
    };
    if !env.is_missing(mirror)? {
        env.fill(mirror, &words)?;
    }
    env.undefined()
}

/// `topologyView(handle, which)`: degrees, endpoints and removals in place; `undefined` when there is none.
pub fn topology_view<'s>(call: &mut Call<'_, 's>, [handle, which]: [Value<'s>; 2]) -> Outcome<Value<'s>> {
    let env = call.env;
    let part = TopologyPart::from_number(to_index(env, which)?);
    if !call.environment.in_place.get() {
        return env.undefined();
    }
    let object = call.object(handle)?;
    let memory = part.and_then(|part| object.topology_part(part));
    call.map_private(handle, memory)
}

/// `adjacencyView(handle, which)`: rows of neighbours in place, brought up to date first.
pub fn adjacency_view<'s>(call: &mut Call<'_, 's>, [handle, which]: [Value<'s>; 2]) -> Outcome<Value<'s>> {
    let env = call.env;
    let part = AdjacencyPart::from_number(to_index(env, which)?);
    if !call.environment.in_place.get() {
        return env.undefined();
    }
    let memory =
        call.with_adjacency(handle, |object| Ok(part.and_then(|part| object.adjacency_part(part))))?;
    call.map_private(handle, memory)
}

/// `hasNode(handle, id)`: false for what is not the id of a live node.
#[inline]
pub fn has_node<'s>(call: &mut Call<'_, 's>, [handle, id]: [Value<'s>; 2]) -> Outcome<Value<'s>> {
    let env = call.env;
    let id = to_maybe_id(env, id)?;
    let object = call.object(handle)?;
    env.boolean(id.is_some_and(|id| on_either!(object, either => either.has_node(id))))
}

/// `isLiveEdge(handle, edge)`: false for what is not the id of a live edge.
#[inline]
pub fn is_live_edge<'s>(call: &mut Call<'_, 's>, [handle, edge]: [Value<'s>; 2]) -> Outcome<Value<'s>> {
    let env = call.env;
    let edge = to_maybe_id(env, edge)?;
    let object = call.object(handle)?;
    env.boolean(edge.is_some_and(|edge| on_either!(object, either => either.is_live_edge(edge))))
}

/// `degree(handle, id, which)`.
#[inline]
pub fn degree<'s>(call: &mut Call<'_, 's>, [handle, id, which]: [Value<'s>; 3]) -> Outcome<Value<'s>> {
    let env = call.env;
    let (id, direction) = (to_node(env, id)?, to_direction(env, which)?);
    let host = call.host();
    let object = call.object(handle)?;
    object.sync_degrees(host)?;
    on_either!(object, either => match direction {
        Direction::Both => match either.degree(id)? {
            small @ 0..=0xFFFF_FFFF => env.unsigned(small as u32),
            large => env.number(large as f64),
        },
        Direction::Out => env.unsigned(either.out_degree(id)?),
        Direction::In => env.unsigned(either.in_degree(id)?),
    })
}

/// `source(handle, edge)`.
#[inline]
pub fn source<'s>(call: &mut Call<'_, 's>, [handle, edge]: [Value<'s>; 2]) -> Outcome<Value<'s>> {
    let env = call.env;
    let edge = to_edge(env, edge)?;
    env.unsigned(on_either!(call.object(handle)?, either => either.source(edge)?))
}

/// `target(handle, edge)`.
#[inline]
pub fn target<'s>(call: &mut Call<'_, 's>, [handle, edge]: [Value<'s>; 2]) -> Outcome<Value<'s>> {
    let env = call.env;
    let edge = to_edge(env, edge)?;
    env.unsigned(on_either!(call.object(handle)?, either => either.target(edge)?))
}

/// `neighbors(handle, id, which)`: distinct ids, ascending; a copy.
pub fn neighbors<'s>(call: &mut Call<'_, 's>, [handle, id, which]: [Value<'s>; 3]) -> Outcome<Value<'s>> {
    let env = call.env;
    let (id, direction) = (to_node(env, id)?, to_direction(env, which)?);
    let ids = call.with_adjacency(handle, |object| {
        Ok(on_either!(object, either => either.neighbors(id, direction)?))
    })?;
    env.owned_array(ids, call.environment.in_place.get())
}

/// `incidence(handle, id, which)`: neighbour and edge, in turn; a copy.
pub fn incidence<'s>(call: &mut Call<'_, 's>, [handle, id, which]: [Value<'s>; 3]) -> Outcome<Value<'s>> {
    let pairs = call.pairs(handle, id, which)?;
    let mut flat = groggy::memory::try_with_capacity("incidence", pairs.len() * 2)?;
    flat.extend(pairs.iter().flat_map(|&(neighbor, edge)| [neighbor, edge]));
    call.env.owned_array(flat, call.environment.in_place.get())
}

/// `edgesOf(handle, id, which)`: an id for each edge, parallel ones included, self-loops once; a copy.
pub fn edges_of<'s>(call: &mut Call<'_, 's>, [handle, id, which]: [Value<'s>; 3]) -> Outcome<Value<'s>> {
    let pairs = call.pairs(handle, id, which)?;
    let mut edges = groggy::memory::try_with_capacity("edges", pairs.len())?;
    edges.extend(pairs.iter().map(|&(_, edge)| edge));
    call.env.owned_array(edges, call.environment.in_place.get())
}

/// `hasEdge(handle, source, target)`: false when either is not the id of a live node.
pub fn has_edge<'s>(call: &mut Call<'_, 's>, [handle, source, target]: [Value<'s>; 3]) -> Outcome<Value<'s>> {
    let env = call.env;
    let ends = to_maybe_id(env, source)?.zip(to_maybe_id(env, target)?);
    let has = call.with_adjacency(handle, |object| match ends {
        None => Ok(false),
        Some((source, target)) => Ok(on_either!(object, either => either.has_edge(source, target)?)),
    })?;
    env.boolean(has)
}

/// `edgesBetween(handle, source, target)`: ids ascending; a copy.
pub fn edges_between<'s>(
    call: &mut Call<'_, 's>,
    [handle, source, target]: [Value<'s>; 3],
) -> Outcome<Value<'s>> {
    let env = call.env;
    let (source, target) = (to_node(env, source)?, to_node(env, target)?);
    let edges = call.with_adjacency(handle, |object| {
        Ok(on_either!(object, either => either.edges_between(source, target)?))
    })?;
    env.owned_array(edges, call.environment.in_place.get())
}

impl<'s> Call<'_, 's> {
    /// Neighbour and edge for each edge of a node.
    fn pairs(&mut self, handle: Value<'s>, id: Value<'s>, which: Value<'s>) -> Outcome<Vec<(u32, u32)>> {
        let (id, direction) = (to_node(self.env, id)?, to_direction(self.env, which)?);
        self.with_adjacency(handle, |object| {
            Ok(on_either!(object, either => either.incidence(id, direction)?))
        })
    }
}
