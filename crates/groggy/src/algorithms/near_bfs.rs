//! A path of fewest edges between two nodes that are near each other, searched from both ends: the search of
//! [`bidirectional_bfs`](super::bidirectional_bfs) with state for the nodes that it touches alone, by one thread.

use super::near::{Budget, IdMap, Near, push, reserve};
use crate::execution::Execution;
use crate::view::NearArcs;

/// Set in the level of a node that lies between a meeting point and the target on a shortest path.
const MARK: u32 = 1 << 31;

/// The nodes of a path of fewest edges from the first of `ends` to the second, or none.
pub(crate) fn fewest_edges(
    forward: NearArcs<'_>,
    backward: NearArcs<'_>,
    (source, target): (u32, u32),
    budget: &Budget,
    execution: &Execution<'_>,
) -> Near<Option<Vec<u32>>> {
    let mut from = Side::new(forward, source);
    let mut to = Side::new(backward, target);
    if source == target {
        return Ok(Some(vec![source]));
    }
    loop {
        let (side, other) = if from.work <= to.work { (&mut from, &to) } else { (&mut to, &from) };
        side.grow(budget, execution)?;
        if side.frontier.is_empty() {
            return Ok(None);
        }
        let meeting: Vec<u32> =
            side.frontier.iter().copied().filter(|node| other.levels.contains_key(node)).collect();
        if !meeting.is_empty() {
            mark(&from, &mut to, meeting, budget, execution)?;
            return read_back(&from, &to, target, budget, execution).map(Some);
        }
    }
}

/// One of the two searches.
struct Side<'a> {
    arcs: NearArcs<'a>,
    /// The depth of each node that was seen.
    levels: IdMap<u32>,
    frontier: Vec<u32>,
    depth: u32,
    /// Arcs of the frontier, about.
    work: u64,
}

impl<'a> Side<'a> {
    fn new(arcs: NearArcs<'a>, root: u32) -> Self {
        let levels = IdMap::from_iter([(root, 0)]);
        Self { arcs, levels, frontier: vec![root], depth: 0, work: arcs.degree_bound(root) }
    }

    /// Goes one level further.
    fn grow(&mut self, budget: &Budget, execution: &Execution<'_>) -> Near<()> {
        budget.spend(self.work, execution)?;
        let mut next = Vec::new();
        self.depth += 1;
        self.work = 0;
        for &node in &self.frontier {
            let most = self.arcs.degree_bound(node) as usize;
            reserve("levels", &mut self.levels, most)?;
            crate::memory::try_reserve("frontier", &mut next, most)?;
            self.arcs.each(node, |neighbor, _| {
                if self.levels.try_insert(neighbor, self.depth).is_ok() {
                    next.push(neighbor);
                    self.work += self.arcs.degree_bound(neighbor);
                }
            });
        }
        self.frontier = next;
        Ok(())
    }

    fn is_at(&self, node: u32, level: u32) -> bool {
        self.levels.get(&node) == Some(&level)
    }
}

/// Marks the nodes on shortest paths from `meeting` down to the target.
fn mark(
    from: &Side<'_>,
    to: &mut Side<'_>,
    meeting: Vec<u32>,
    budget: &Budget,
    execution: &Execution<'_>,
) -> Near<()> {
    let mut level = meeting;
    for depth in (0..to.depth).rev() {
        let mut next = Vec::new();
        for &node in &level {
            let most = from.arcs.degree_bound(node);
            budget.spend(most, execution)?;
            crate::memory::try_reserve("path", &mut next, most as usize)?;
            from.arcs.each(node, |neighbor, _| {
                if let Some(level) = to.levels.get_mut(&neighbor).filter(|level| **level == depth) {
                    *level |= MARK;
                    next.push(neighbor);
                }
            });
        }
        level = next;
    }
    Ok(())
}

/// The path, from the target back: over marked nodes to a meeting point, then down the levels of the source.
fn read_back(
    from: &Side<'_>,
    to: &Side<'_>,
    target: u32,
    budget: &Budget,
    execution: &Execution<'_>,
) -> Near<Vec<u32>> {
    let mut path = vec![target];
    let mut node = target;
    let mut step = |is_before: &dyn Fn(u32) -> bool| -> Near<()> {
        budget.spend(to.arcs.degree_bound(node), execution)?;
        let mut before = None;
        to.arcs.each(node, |other, _| {
            if before.is_none_or(|smallest| other < smallest) && is_before(other) {
                before = Some(other);
            }
        });
        if let Some(before) = before {
            push("path", &mut path, before)?;
            node = before;
        }
        Ok(())
    };
    for depth in 1..to.depth {
        step(&|other| to.is_at(other, depth | MARK))?;
    }
    // When the target's side never grew, the target itself is the meeting point.
    let levels = if to.depth == 0 { from.depth } else { from.depth + 1 };
    for depth in (0..levels).rev() {
        step(&|other| from.is_at(other, depth))?;
    }
    path.reverse();
    Ok(path)
}
