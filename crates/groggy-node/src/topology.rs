//! Who is next to whom: buffers to read in place, and flat calls where that cannot be.

use groggy::adjacency::{Adjacency, AdjacencyPart};
use groggy::bits::Bits;
use groggy::execution::Execution;
use groggy::memory::{Element, Segment};
use groggy::{Direction, HEADER_WORDS};
use groggy_host::pool;

use crate::attended::Caller;
use crate::convert::{to_direction, to_edge, to_index, to_maybe_id, to_node};
use crate::entry::Call;
use crate::napi::{Outcome, Value};
use crate::object::{Object, on_either};
use crate::views::{Memory, View};

/// `header(handle, mirror?)`: the counters in place; where that cannot be, they are copied into `mirror`.
pub fn header<'s>(call: &mut Call<'_, 's>, [handle, mirror]: [Value<'s>; 2]) -> Outcome<Value<'s>> {
    let env = call.env;
    let shown = call.handle(handle)?;
    call.state.unclaimed.take_if(|handle| *handle == shown);
    if call.state.in_place {
        let object = call.object_as_it_is(handle)?;
        let view = View::private(Memory::of(object.header().allocation()), object.account());
        return call.show(handle, view);
    }
    let words: [u32; HEADER_WORDS] = {
        let header = call.object_as_it_is(handle)?.header();
        std::array::from_fn(|index| header.get(index))
    };
    if !env.is_missing(mirror)? {
        env.fill(mirror, &words)?;
    }
    env.undefined()
}

/// Which topology buffer; see `topologyView` in native.ts.
mod part {
    pub const OUT_DEGREE: usize = 0;
    pub const IN_DEGREE: usize = 1;
    pub const SOURCE: usize = 2;
    pub const TARGET: usize = 3;
    pub const REMOVED_NODES: usize = 4;
    pub const REMOVED_EDGES: usize = 5;
}

/// `topologyView(handle, which)`: degrees, endpoints and removals in place; `undefined` when there is none.
///
/// Of a graph it shows all committed memory, so that it stays good while the arrays grow within it.
pub fn topology_view<'s>(call: &mut Call<'_, 's>, [handle, which]: [Value<'s>; 2]) -> Outcome<Value<'s>> {
    let env = call.env;
    let which = to_index(env, which)?;
    if !call.state.in_place {
        return env.undefined();
    }
    let memory = match call.object(handle)? {
        Object::Graph(live) => {
            let graph = &live.graph;
            match which {
                part::OUT_DEGREE => Some(whole(graph.out_degrees())),
                part::IN_DEGREE => Some(whole(graph.in_degrees())),
                part::SOURCE => Some(whole(graph.sources())),
                part::TARGET => Some(whole(graph.targets())),
                part::REMOVED_NODES => graph.removed_nodes().map(bits),
                part::REMOVED_EDGES => graph.removed_edges().map(bits),
                _ => None,
            }
        }
        Object::Snapshot(live) => {
            let snapshot = live.snapshot();
            match which {
                // Degrees come with the adjacency, which may be long in the building: the flat call is exact.
                part::OUT_DEGREE => {
                    snapshot.built_adjacency().and_then(|built| part_of(built, AdjacencyPart::OutDegrees))
                }
                part::IN_DEGREE => snapshot.built_adjacency().and_then(|built| {
                    part_of(built, AdjacencyPart::InDegrees)
                        .or_else(|| part_of(built, AdjacencyPart::OutDegrees))
                }),
                part::SOURCE => Some(exact(snapshot.sources())),
                part::TARGET => Some(exact(snapshot.targets())),
                part::REMOVED_NODES => snapshot.removed_nodes().map(bits),
                part::REMOVED_EDGES => snapshot.removed_edges().map(bits),
                _ => None,
            }
        }
    };
    show_private(call, handle, memory)
}

/// `adjacencyView(handle, which)`: rows of neighbours in place, brought up to date first.
pub fn adjacency_view<'s>(call: &mut Call<'_, 's>, [handle, which]: [Value<'s>; 2]) -> Outcome<Value<'s>> {
    /// The graph's bitmap of nodes whose row is not the whole truth.
    const DIRTY_NODES: usize = 6;
    const PARTS: [AdjacencyPart; 6] = [
        AdjacencyPart::OutOffsets,
        AdjacencyPart::OutTargets,
        AdjacencyPart::OutEdges,
        AdjacencyPart::InOffsets,
        AdjacencyPart::InTargets,
        AdjacencyPart::InEdges,
    ];
    let env = call.env;
    let which = to_index(env, which)?;
    if !call.state.in_place {
        return env.undefined();
    }
    let memory = call.rows(handle, |object| {
        Ok(match object {
            Object::Graph(live) => match PARTS.get(which) {
                Some(&part) => part_of(live.graph.base_adjacency(), part),
                None if which == DIRTY_NODES => Some(bits(live.graph.dirty_nodes())),
                None => None,
            },
            Object::Snapshot(live) => {
                let adjacency = live.snapshot().built_adjacency();
                adjacency.zip(PARTS.get(which)).and_then(|(adjacency, &part)| part_of(adjacency, part))
            }
        })
    })?;
    show_private(call, handle, memory)
}

/// Brings the adjacency up to date, on all threads where that may take long.
#[inline]
fn prepare(object: &mut Object, caller: Caller<'_>) -> Outcome<()> {
    match object {
        Object::Graph(live) if !live.graph.is_build_due() => Ok(live.graph.sync()?),
        Object::Graph(live) => {
            let edges = live.graph.edge_bound();
            with_threads(edges, caller, |execution| live.graph.sync_with(execution))
        }
        Object::Snapshot(live) if live.snapshot().has_adjacency() => Ok(()),
        Object::Snapshot(live) => {
            let snapshot = live.snapshot();
            with_threads(snapshot.edge_bound(), caller, |execution| snapshot.adjacency(execution).map(drop))
        }
    }
}

#[cold]
fn with_threads(
    edges: u32,
    caller: Caller<'_>,
    body: impl FnOnce(&Execution<'_>) -> groggy::Result<()>,
) -> Outcome<()> {
    /// Fewer edges are done sooner than threads wake up.
    const INLINE_BELOW: u32 = 1 << 14;
    if edges < INLINE_BELOW {
        return Ok(body(&Execution::inline())?);
    }
    // Where the system has no threads left, this one does it alone.
    let workers = pool::shared().workers().ok();
    let execution = workers.as_deref().map_or_else(Execution::inline, Execution::on);
    caller.wait_for(execution, body)
}

/// A buffer of the library's own; `undefined` when there is nothing to show.
fn show_private<'s>(
    call: &mut Call<'_, 's>,
    handle: Value<'s>,
    memory: Option<Memory>,
) -> Outcome<Value<'s>> {
    match memory {
        None => call.env.undefined(),
        Some(memory) => {
            let view = View::private(memory, call.object(handle)?.account());
            call.show(handle, view)
        }
    }
}

fn whole<T: Element>(segment: &Segment<T>) -> Memory {
    Memory::of(segment.allocation())
}

fn exact<T: Element>(segment: &Segment<T>) -> Memory {
    Memory::first(segment.allocation(), size_of_val(&**segment))
}

fn bits(bits: &Bits) -> Memory {
    whole(bits.words())
}

fn part_of(adjacency: &Adjacency, part: AdjacencyPart) -> Option<Memory> {
    adjacency.part(part).map(|(allocation, length)| Memory::first(allocation, length))
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
    let (environment, caller) = (call.environment.number, call.caller());
    let object = call.object(handle)?;
    if let Object::Snapshot(live) = &*object
        && !live.snapshot().has_adjacency()
    {
        // The degrees of a snapshot come with its adjacency.
        prepare(object, caller)?;
        object.settle(env, environment)?;
    }
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
    let ids =
        call.rows(handle, |object| Ok(on_either!(object, either => either.neighbors(id, direction)?)))?;
    env.owned_array(ids, call.state.in_place)
}

/// `incidence(handle, id, which)`: neighbour and edge, in turn; a copy.
pub fn incidence<'s>(call: &mut Call<'_, 's>, [handle, id, which]: [Value<'s>; 3]) -> Outcome<Value<'s>> {
    let pairs = call.pairs(handle, id, which)?;
    let mut flat = groggy::memory::try_with_capacity("incidence", pairs.len() * 2)?;
    flat.extend(pairs.iter().flat_map(|&(neighbor, edge)| [neighbor, edge]));
    call.env.owned_array(flat, call.state.in_place)
}

/// `edgesOf(handle, id, which)`: an id for each edge, parallel ones included, self-loops once; a copy.
pub fn edges_of<'s>(call: &mut Call<'_, 's>, [handle, id, which]: [Value<'s>; 3]) -> Outcome<Value<'s>> {
    let pairs = call.pairs(handle, id, which)?;
    let mut edges = groggy::memory::try_with_capacity("edges", pairs.len())?;
    edges.extend(pairs.iter().map(|&(_, edge)| edge));
    call.env.owned_array(edges, call.state.in_place)
}

/// `hasEdge(handle, source, target)`: false when either is not the id of a live node.
pub fn has_edge<'s>(call: &mut Call<'_, 's>, [handle, source, target]: [Value<'s>; 3]) -> Outcome<Value<'s>> {
    let env = call.env;
    let ends = to_maybe_id(env, source)?.zip(to_maybe_id(env, target)?);
    let has = call.rows(handle, |object| match ends {
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
    let edges =
        call.rows(handle, |object| Ok(on_either!(object, either => either.edges_between(source, target)?)))?;
    env.owned_array(edges, call.state.in_place)
}

impl<'s> Call<'_, 's> {
    /// Reads rows of an object whose adjacency is brought up to date first.
    fn rows<R>(&mut self, handle: Value<'s>, body: impl FnOnce(&mut Object) -> Outcome<R>) -> Outcome<R> {
        let caller = self.caller();
        self.read(handle, |object| {
            prepare(object, caller)?;
            body(object)
        })
    }

    /// Neighbour and edge for each edge of a node.
    fn pairs(&mut self, handle: Value<'s>, id: Value<'s>, which: Value<'s>) -> Outcome<Vec<(u32, u32)>> {
        let (id, direction) = (to_node(self.env, id)?, to_direction(self.env, which)?);
        self.rows(handle, |object| Ok(on_either!(object, either => either.incidence(id, direction)?)))
    }
}
