//! Reading a shortest path back from the distances on it.

use super::near::{Budget, Near};
use crate::Error;
use crate::execution::Execution;
use crate::memory::try_reserve;
use crate::view::NearArcs;

/// The nodes of the shortest path from the first of `ends` to the second by the rule of `shortest_path`.
///
/// `backward` lists the arcs at their far ends. `distance` is exact for all nodes on shortest paths to the target;
/// what it says of others must be the length of some walk from the source, or infinite.
pub(crate) fn read_back(
    backward: NearArcs<'_>,
    weight: impl Fn(u32) -> f64,
    distance: impl Fn(u32) -> f64,
    (source, target): (u32, u32),
    budget: &Budget,
    execution: &Execution<'_>,
) -> Near<Vec<u32>> {
    let tight = Tight { backward, weight, distance, budget, execution };
    let mut path = vec![target];
    let mut node = target;
    while node != source {
        try_reserve("path", &mut path, 1)?;
        if let Some(before) = tight.nearer(node)? {
            path.push(before);
            node = before;
        } else {
            let Some(way) = tight.across_level(node, source)? else { break };
            try_reserve("path", &mut path, way.len())?;
            path.extend(&way);
            node = way.last().copied().unwrap_or(source);
        }
    }
    path.reverse();
    Ok(path)
}

/// The arcs on which distances grow by just the arc's weight.
struct Tight<'a, W, D> {
    backward: NearArcs<'a>,
    weight: W,
    distance: D,
    budget: &'a Budget,
    execution: &'a Execution<'a>,
}

impl<W: Fn(u32) -> f64, D: Fn(u32) -> f64> Tight<'_, W, D> {
    /// Calls `visit` with each node from which a tight arc leads to `node`, and its distance.
    fn each_before(&self, node: u32, mut visit: impl FnMut(u32, f64)) -> Near<()> {
        self.budget.spend(self.backward.degree_bound(node), self.execution)?;
        let end = (self.distance)(node);
        self.backward.each(node, |before, edge| {
            let start = (self.distance)(before);
            if start + (self.weight)(edge) == end {
                visit(before, start);
            }
        });
        Ok(())
    }

    /// The smallest of those that are nearer to the source than `node`.
    fn nearer(&self, node: u32) -> Near<Option<u32>> {
        let end = (self.distance)(node);
        let mut smallest = None;
        self.each_before(node, |before, start| {
            if start < end && smallest.is_none_or(|other| before < other) {
                smallest = Some(before);
            }
        })?;
        Ok(smallest)
    }

    /// The way back from `node` over arcs that add nothing to the distance, by the fewest of them, to a node that has
    /// a nearer one before it, or to the source. Of several such nodes the smallest; of several ways, at each step the
    /// smallest node. `node` itself is left out. None only if distances are not what they must be.
    fn across_level(&self, node: u32, source: u32) -> Near<Option<Vec<u32>>> {
        let end = (self.distance)(node);
        // Nodes in the order they were found, level by level, each with the one it leads to.
        let mut order = vec![(node, node)];
        let mut known = rustc_hash::FxHashMap::from_iter([(node, 0_usize)]);
        let mut start = 0;
        while start < order.len() {
            let level = start..order.len();
            for index in level.clone() {
                let (from, _) = order[index];
                let mut refused = false;
                self.each_before(from, |before, distance| {
                    if distance == end && !known.contains_key(&before) {
                        refused |= order.try_reserve(1).is_err() || known.try_reserve(1).is_err();
                        if !refused {
                            known.insert(before, 0);
                            order.push((before, from));
                        }
                    }
                })?;
                if refused {
                    let bytes = order.len().saturating_mul(size_of::<(u32, u32)>());
                    return Err(Error::out_of_memory("path", bytes).into());
                }
            }
            start = level.end;
            order[start..].sort_unstable();
            for (index, &(found, _)) in order.iter().enumerate().skip(start) {
                known.insert(found, index);
            }
            for index in start..order.len() {
                let (found, _) = order[index];
                if found != source && self.nearer(found)?.is_none() {
                    continue;
                }
                let mut way = Vec::new();
                let mut at = found;
                while at != node {
                    try_reserve("path", &mut way, 1)?;
                    way.push(at);
                    at = known.get(&at).and_then(|&index| order.get(index)).map_or(node, |&(_, next)| next);
                }
                way.reverse();
                return Ok(Some(way));
            }
        }
        Ok(None)
    }
}
