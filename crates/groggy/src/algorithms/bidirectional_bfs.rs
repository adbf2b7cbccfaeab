//! A path of fewest edges, searched from both ends.
//!
//! The side whose frontier has fewer arcs grows by a level, until one meets the other. Every shortest path then
//! leads through a node where they meet; from there, marks down to the target tell which of the target's side
//! are on a shortest path, so that the path can be read back by the rule of `shortest_path`.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use super::arcs::Arcs;
use super::buffer::{atomic_u32, try_zeroed};
use super::frontier::{Found, Queue, collect};
use crate::Result;
use crate::execution::Execution;
use crate::memory::{try_reserve, try_with_capacity};

/// Arcs that a thread takes at a time, about.
const ARCS: u64 = 1 << 13;
/// Set in the level of a node that lies between a meeting point and the target on a shortest path.
const MARK: u32 = 1 << 31;
/// Nodes between two looks at the cancel flag where one thread works alone.
const POLL: usize = 1 << 12;

/// The nodes of a path of fewest edges from the first of `ends` to the second, or none.
pub(crate) fn fewest_edges(
    forward: Arcs<'_>,
    backward: Arcs<'_>,
    nodes: usize,
    (source, target): (u32, u32),
    execution: &Execution<'_>,
) -> Result<Option<Vec<u32>>> {
    if source == target {
        return Ok(Some(vec![source]));
    }
    let [mut from_levels, mut from_items] = [try_zeroed("levels", nodes)?, try_zeroed("frontier", nodes)?];
    let [mut to_levels, mut to_items] = [try_zeroed("levels", nodes)?, try_zeroed("frontier", nodes)?];
    let mut from = Side::new(forward, source, &mut from_levels, &mut from_items);
    let mut to = Side::new(backward, target, &mut to_levels, &mut to_items);
    let mut found = execution.per_thread(Found::default)?;
    loop {
        execution.progress((from.queue.len() + to.queue.len()) as f64 / nodes as f64 / 2.0, "searching");
        let forwards = from.arcs <= to.arcs;
        let (side, other) = if forwards { (&mut from, &to) } else { (&mut to, &from) };
        side.grow(&mut found, execution)?;
        if side.frontier().next().is_none() {
            return Ok(None);
        }
        let meeting = side.meeting(other, execution)?;
        if !meeting.is_empty() {
            mark(&from, &to, meeting, execution)?;
            return read_back(&from, &to, target).map(Some);
        }
    }
}

/// One of the two searches.
struct Side<'a> {
    arcs_of: Arcs<'a>,
    /// One more than the depth of each node; 0 for those not seen.
    levels: &'a [AtomicU32],
    queue: Queue<'a>,
    /// Where the frontier starts in the queue.
    start: usize,
    depth: u32,
    /// Arcs of the frontier.
    arcs: u64,
}

impl<'a> Side<'a> {
    fn new(arcs_of: Arcs<'a>, root: u32, levels: &'a mut [u32], items: &'a mut [u32]) -> Self {
        let (levels, queue) = (atomic_u32(levels), Queue::over(atomic_u32(items)));
        levels[root as usize].store(1, Relaxed);
        queue.append(&[root]);
        Self { arcs_of, levels, queue, start: 0, depth: 0, arcs: arcs_of.degree(root) }
    }

    fn level(&self, node: u32) -> u32 {
        self.levels[node as usize].load(Relaxed)
    }

    fn frontier(&self) -> impl Iterator<Item = u32> {
        (self.start..self.queue.len()).map(|index| self.queue.get(index))
    }

    /// Goes one level further.
    fn grow(&mut self, found: &mut [Found], execution: &Execution<'_>) -> Result<()> {
        let (start, end) = (self.start, self.queue.len());
        let chunk = ((end - start) as u64 * ARCS / self.arcs.max(1)).clamp(1, 1024) as usize;
        let level = self.depth + 2;
        execution.for_each_chunk_with(found, end - start, chunk, |found, range| {
            for index in range {
                self.arcs_of.each_neighbor(self.queue.get(start + index), |neighbor| {
                    let slot = &self.levels[neighbor as usize];
                    if slot.load(Relaxed) == 0 && slot.compare_exchange(0, level, Relaxed, Relaxed).is_ok() {
                        found.push(neighbor, self.arcs_of.degree(neighbor), &self.queue);
                    }
                });
            }
        })?;
        self.arcs = collect(found, Some(&self.queue)).1;
        self.start = end;
        self.depth += 1;
        Ok(())
    }

    /// Nodes of the frontier that the other search has seen; they are in its frontier too.
    fn meeting(&self, other: &Side<'_>, execution: &Execution<'_>) -> Result<Vec<u32>> {
        let mut meeting = Vec::new();
        for (index, node) in self.frontier().enumerate() {
            if index % POLL == 0 {
                execution.check()?;
            }
            if other.level(node) != 0 {
                try_reserve("meeting points", &mut meeting, 1)?;
                meeting.push(node);
            }
        }
        Ok(meeting)
    }
}

/// Marks the nodes on shortest paths from `meeting` down to the target.
fn mark(from: &Side<'_>, to: &Side<'_>, meeting: Vec<u32>, execution: &Execution<'_>) -> Result<()> {
    let mut level = meeting;
    let mut next = Vec::new();
    for depth in (0..to.depth).rev() {
        for &node in &level {
            execution.check()?;
            let mut reserved = Ok(());
            from.arcs_of.each_neighbor(node, |neighbor| {
                if to.level(neighbor) == depth + 1 && reserved.is_ok() {
                    reserved = try_reserve("path", &mut next, 1);
                    if reserved.is_ok() {
                        to.levels[neighbor as usize].store((depth + 1) | MARK, Relaxed);
                        next.push(neighbor);
                    }
                }
            });
            reserved?;
        }
        std::mem::swap(&mut level, &mut next);
        next.clear();
    }
    Ok(())
}

/// The path, from the target back: over marked nodes to a meeting point, then down the levels of the source.
fn read_back(from: &Side<'_>, to: &Side<'_>, target: u32) -> Result<Vec<u32>> {
    let mut path = try_with_capacity("path", (from.depth + to.depth) as usize + 1)?;
    path.push(target);
    let mut node = target;
    for depth in 1..to.depth {
        let before = to.arcs_of.smallest(node, |other| to.level(other) == (depth + 1) | MARK);
        path.extend(before);
        node = before.unwrap_or(node);
    }
    // When the target's side never grew, the target itself is the meeting point.
    let levels = if to.depth == 0 { from.depth } else { from.depth + 1 };
    for depth in (0..levels).rev() {
        let before = to.arcs_of.smallest(node, |other| from.level(other) == depth + 1);
        path.extend(before);
        node = before.unwrap_or(node);
    }
    path.reverse();
    Ok(path)
}
