//! Near queries: searches whose state and time follow what they touch, and which give up where that is much.
//!
//! A search that would touch a large part of the graph is better done with arrays of one value a node, by all threads. So
//! a near search has a [`Budget`] of arcs, and its caller starts the other one when it is spent: what was wasted
//! then is little beside what is to come.

use std::cell::Cell;
use std::hash::Hash;

use hashbrown::{HashMap, HashSet};
use rustc_hash::FxBuildHasher;

use super::arcs::Arcs;
use super::search::breadth_first;
use crate::execution::Execution;
use crate::memory::{try_reserve, try_vec};
use crate::view::NearArcs;
use crate::{Direction, Error, ErrorKind, Snapshot, View};

/// Arcs that a near search may follow.
const NEAR: u64 = 1 << 14;
/// Arcs and nodes between two looks at the cancel flag.
const POLL: u64 = 1 << 13;

/// Why a near search has no result.
pub(crate) enum Stop {
    /// Its budget is spent.
    TooFar,
    /// It failed.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// What a near search found.
pub(crate) type Near<T> = std::result::Result<T, Stop>;

/// How many arcs a search may still follow.
pub(crate) struct Budget {
    left: Cell<u64>,
    /// Arcs until it looks at the cancel flag again.
    unlooked: Cell<u64>,
}

impl Budget {
    /// That of a near search.
    pub fn near() -> Self {
        Self { left: Cell::new(NEAR), unlooked: Cell::new(0) }
    }

    /// No limit.
    pub fn unlimited() -> Self {
        Self { left: Cell::new(u64::MAX), unlooked: Cell::new(0) }
    }

    /// Follows `arcs` arcs, if it may, and looks now and then whether the work was cancelled.
    #[inline]
    pub fn spend(&self, arcs: u64, execution: &Execution<'_>) -> Near<()> {
        self.left.set(self.left.get().checked_sub(arcs).ok_or(Stop::TooFar)?);
        match self.unlooked.get().checked_sub(arcs + 1) {
            Some(rest) => self.unlooked.set(rest),
            None => {
                self.unlooked.set(POLL);
                execution.check()?;
            }
        }
        Ok(())
    }
}

/// The result of a near search, or none when it gave up.
pub(crate) fn unless_far<T>(found: Near<T>) -> crate::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Stop::TooFar) => Ok(None),
        Err(Stop::Failed(error)) => Err(error),
    }
}

/// The result of a search without limit.
pub(crate) fn without_limit<T>(found: Near<T>) -> crate::Result<T> {
    unless_far(found)?.ok_or_else(|| Error::new(ErrorKind::Internal, "a search without limit gave up"))
}

/// A near search on a version; none when it gave up, or its rows are not there yet.
pub(crate) fn on_snapshot<T>(
    snapshot: &Snapshot,
    search: impl FnOnce(&View<'_>, &Budget) -> Near<T>,
    execution: &Execution<'_>,
) -> crate::Result<Option<T>> {
    execution.progress(0.0, "searching");
    if !snapshot.has_adjacency() {
        return Ok(None);
    }
    unless_far(search(&snapshot.view(execution)?, &Budget::near()))
}

/// A map from ids whose growth may be refused.
pub(crate) type IdMap<V> = HashMap<u32, V, FxBuildHasher>;

/// A set of ids whose growth may be refused.
pub(crate) type IdSet = HashSet<u32, FxBuildHasher>;

/// Makes room for `additional` more entries.
pub(crate) fn reserve<K: Eq + Hash, V>(
    what: &'static str,
    map: &mut HashMap<K, V, FxBuildHasher>,
    additional: usize,
) -> crate::Result<()> {
    map.try_reserve(additional)
        .map_err(|_| Error::out_of_memory(what, additional.saturating_mul(size_of::<(K, V)>())))
}

/// Appends `item`.
pub(crate) fn push<T>(what: &'static str, list: &mut Vec<T>, item: T) -> crate::Result<()> {
    try_reserve(what, list, 1)?;
    list.push(item);
    Ok(())
}

/// The nodes at most `limit` arcs of `arcs` away from `root`, itself first, and how many each is: by depth, then id; the
/// first `most` of them.
pub(crate) fn within(
    arcs: NearArcs<'_>,
    root: u32,
    limit: u32,
    most: usize,
    budget: &Budget,
    execution: &Execution<'_>,
) -> Near<(Vec<u32>, Vec<u32>)> {
    let (mut nodes, mut depth, mut seen) = (vec![root], Vec::new(), IdSet::from_iter([root]));
    let mut level = 0;
    for step in 0..=limit {
        nodes[level..].sort_unstable();
        nodes.truncate(most);
        let end = nodes.len();
        try_reserve("near nodes", &mut depth, end - level)?;
        depth.resize(end, step);
        if end == level || end == most || step == limit {
            break;
        }
        for at in level..end {
            let node = nodes[at];
            let degree = arcs.degree_bound(node);
            budget.spend(degree, execution)?;
            try_reserve("near nodes", &mut nodes, degree as usize)?;
            let bytes = (degree as usize).saturating_mul(size_of::<u32>());
            seen.try_reserve(degree as usize).map_err(|_| Error::out_of_memory("near nodes", bytes))?;
            arcs.each(node, |neighbor, _| {
                if seen.insert(neighbor) {
                    nodes.push(neighbor);
                }
            });
        }
        level = end;
    }
    Ok((nodes, depth))
}

/// As [`within`], with state for every node and on all threads.
pub(crate) fn within_whole(
    snapshot: &Snapshot,
    direction: Direction,
    root: u32,
    limit: u32,
    most: usize,
    execution: &Execution<'_>,
) -> crate::Result<(Vec<u32>, Vec<u32>)> {
    let adjacency = snapshot.adjacency(execution)?;
    let (forward, backward) = (Arcs::along(adjacency, direction), Arcs::against(adjacency, direction));
    let bound = snapshot.node_bound() as usize;
    let levels = breadth_first(forward, backward, bound, root, limit, execution)?;
    // Where the nodes of each depth begin.
    let mut starts = Vec::new();
    for &depth in &levels.depth {
        if let Ok(depth) = usize::try_from(depth) {
            if depth >= starts.len() {
                let missing = depth + 1 - starts.len();
                try_reserve("depths", &mut starts, missing)?;
                starts.resize(depth + 1, 0_usize);
            }
            starts[depth] += 1;
        }
    }
    let mut count = 0;
    for start in &mut starts {
        (*start, count) = (count, count + *start);
    }
    let (mut nodes, mut depths) = (try_vec("near nodes", count, 0)?, try_vec("near nodes", count, 0)?);
    for (node, &depth) in levels.depth.iter().enumerate() {
        if let Some(next) = usize::try_from(depth).ok().and_then(|depth| starts.get_mut(depth)) {
            (nodes[*next], depths[*next]) = (node as u32, depth as u32);
            *next += 1;
        }
    }
    nodes.truncate(most);
    depths.truncate(most);
    Ok((nodes, depths))
}
