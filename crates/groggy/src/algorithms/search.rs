//! Breadth-first search, level by level, from the top down or from the bottom up.
//!
//! From the top down, nodes of the frontier look for nodes not seen yet; from the bottom up, nodes not seen yet
//! look for one neighbour in the frontier and stop at the first. Whichever reads fewer arcs is used. Both give
//! every node of a level the same depth and the same parent, its smallest neighbour one level up: rows are
//! sorted, so the bottom-up step meets it first, and the top-down step takes minima.
//!
//! Method: Beamer, Asanović, Patterson, "Direction-Optimizing Breadth-First Search" (2012).

use std::sync::atomic::{AtomicI32, AtomicU32, AtomicU64, Ordering::Relaxed};

use super::arcs::Arcs;
use super::buffer::{atomic_i32, atomic_u32, atomic_u64, try_filled, try_zeroed};
use super::frontier::{Found, Queue, collect, has, nodes_in, words_for};
use crate::execution::Execution;
use crate::{NONE, Result};

/// From the bottom up when the frontier has more than a fifteenth of the arcs that are left.
const ALPHA: u64 = 15;
/// From the top down again when the frontier has fewer than an eighteenth of the nodes and shrinks.
const BETA: usize = 18;
/// Words of a bitmap that a thread takes at a time: 1024 nodes.
const WORDS: usize = 16;
/// Arcs that a thread takes at a time, about.
const ARCS: u64 = 1 << 13;

/// Depth of each node (−1: not reached) and its parent.
pub(crate) struct Levels {
    pub(crate) depth: Vec<i32>,
    pub(crate) parent: Vec<u32>,
}

/// Searches from `source` along `forward`; `backward` lists the same arcs at their other ends. Stops after
/// `max_depth` levels.
///
/// Cost: `O(n + m)` time; besides the result 4 bytes a node and three bitmaps.
pub(crate) fn breadth_first(
    forward: Arcs<'_>,
    backward: Arcs<'_>,
    nodes: usize,
    source: u32,
    max_depth: u32,
    execution: &Execution<'_>,
) -> Result<Levels> {
    let mut depth = try_filled("depths", nodes, -1_i32, execution)?;
    let mut parent = try_filled("parents", nodes, NONE, execution)?;
    let mut queue = try_zeroed("frontier", nodes)?;
    let mut found = execution.per_thread(Found::default)?;
    let search = Search {
        forward,
        backward,
        depth: atomic_i32(&mut depth),
        parent: atomic_u32(&mut parent),
        queue: Queue::over(atomic_u32(&mut queue)),
        nodes,
    };
    search.run(source, max_depth, &mut found, execution)?;
    Ok(Levels { depth, parent })
}

struct Search<'a> {
    forward: Arcs<'a>,
    backward: Arcs<'a>,
    depth: &'a [AtomicI32],
    parent: &'a [AtomicU32],
    queue: Queue<'a>,
    nodes: usize,
}

/// Bitmaps of the bottom-up steps.
struct Maps {
    frontier: Vec<u64>,
    next: Vec<u64>,
    /// Nodes that need not be looked at: seen, or without an arc that leads to them.
    done: Vec<u64>,
}

impl Search<'_> {
    fn run(&self, source: u32, max_depth: u32, found: &mut [Found], execution: &Execution<'_>) -> Result<()> {
        self.depth[source as usize].store(0, Relaxed);
        self.queue.append(&[source]);
        let mut arcs_left = self.forward.total();
        let mut frontier_arcs = self.forward.degree(source);
        let mut level_start = 0;
        let mut level = 0;
        let mut maps = None;
        while level_start < self.queue.len() && level < max_depth {
            execution.progress(level_start as f64 / self.nodes as f64, "searching");
            let level_end = self.queue.len();
            if frontier_arcs > arcs_left / ALPHA {
                let maps = match &mut maps {
                    Some(maps) => maps,
                    None => maps.insert(Maps {
                        frontier: try_zeroed("frontier", words_for(self.nodes))?,
                        next: try_zeroed("frontier", words_for(self.nodes))?,
                        done: try_zeroed("frontier", words_for(self.nodes))?,
                    }),
                };
                self.fill_maps(maps, level, execution)?;
                let mut awake = level_end - level_start;
                loop {
                    let before = awake;
                    awake = self.step_up(maps, level + 1, found, execution)?;
                    level += 1;
                    std::mem::swap(&mut maps.frontier, &mut maps.next);
                    let stays = awake >= before || awake > self.nodes / BETA;
                    if awake == 0 || level >= max_depth {
                        return Ok(());
                    }
                    if !stays {
                        break;
                    }
                    execution.progress(level_start as f64 / self.nodes as f64, "searching");
                }
                level_start = self.queue.len();
                self.list(&mut maps.frontier, found, execution)?;
                frontier_arcs = 1;
            } else {
                arcs_left = arcs_left.saturating_sub(frontier_arcs);
                frontier_arcs =
                    self.step_down((level_start, level_end), frontier_arcs, level + 1, found, execution)?;
                level_start = level_end;
                level += 1;
            }
        }
        Ok(())
    }

    /// Nodes of the frontier look for their children. Returns how many arcs the children have.
    fn step_down(
        &self,
        (start, end): (usize, usize),
        arcs: u64,
        level: u32,
        found: &mut [Found],
        execution: &Execution<'_>,
    ) -> Result<u64> {
        let len = end - start;
        let chunk = ((len as u64 * ARCS) / arcs.max(1)).clamp(1, 1024) as usize;
        let level = level as i32;
        execution.for_each_chunk_with(found, len, chunk, |found, range| {
            for index in range {
                let node = self.queue.get(start + index);
                self.forward.each_neighbor(node, |neighbor| {
                    let slot = &self.depth[neighbor as usize];
                    let mut seen = slot.load(Relaxed);
                    if seen < 0 {
                        match slot.compare_exchange(-1, level, Relaxed, Relaxed) {
                            Ok(_) => {
                                found.push(neighbor, self.forward.degree(neighbor), &self.queue);
                                seen = level;
                            }
                            Err(other) => seen = other,
                        }
                    }
                    if seen == level {
                        let parent = &self.parent[neighbor as usize];
                        if node < parent.load(Relaxed) {
                            parent.fetch_min(node, Relaxed);
                        }
                    }
                });
            }
        })?;
        Ok(collect(found, Some(&self.queue)).1)
    }

    /// Nodes not seen yet look for a parent in the frontier. Returns how many found one.
    fn step_up(
        &self,
        maps: &mut Maps,
        level: u32,
        found: &mut [Found],
        execution: &Execution<'_>,
    ) -> Result<usize> {
        let frontier = atomic_u64(&mut maps.frontier);
        let next = atomic_u64(&mut maps.next);
        let done = atomic_u64(&mut maps.done);
        execution.for_each_chunk_with(found, done.len(), WORDS, |found, range| {
            for position in range {
                let seen = done[position].load(Relaxed);
                let mut fresh = 0;
                for node in nodes_in(position, !seen) {
                    if let Some(parent) = self.backward.smallest(node, |other| has(frontier, other)) {
                        self.depth[node as usize].store(level as i32, Relaxed);
                        self.parent[node as usize].store(parent, Relaxed);
                        fresh |= 1 << (node % 64);
                    }
                }
                next[position].store(fresh, Relaxed);
                done[position].store(seen | fresh, Relaxed);
                found.nodes += fresh.count_ones() as usize;
            }
        })?;
        Ok(collect(found, None).0)
    }

    /// Sets up the bitmaps from the depths: the frontier is what is at `level`.
    fn fill_maps(&self, maps: &mut Maps, level: u32, execution: &Execution<'_>) -> Result<()> {
        let frontier = atomic_u64(&mut maps.frontier);
        let done = atomic_u64(&mut maps.done);
        execution.for_each_chunk(done.len(), WORDS, |range| {
            for position in range {
                let first = position * 64;
                let mut at_level = 0_u64;
                // Bits past the last node stay set: there is nothing to look at.
                let mut seen = u64::MAX;
                for node in first..self.nodes.min(first + 64) {
                    let depth = self.depth[node].load(Relaxed);
                    let bit = 1 << (node % 64);
                    if depth < 0 && self.backward.degree(node as u32) > 0 {
                        seen &= !bit;
                    }
                    if depth == level as i32 {
                        at_level |= bit;
                    }
                }
                frontier[position].store(at_level, Relaxed);
                done[position].store(seen, Relaxed);
            }
        })
    }

    /// Lists the frontier, to go on from the top down.
    fn list(&self, frontier: &mut [u64], found: &mut [Found], execution: &Execution<'_>) -> Result<()> {
        let frontier: &[AtomicU64] = atomic_u64(frontier);
        execution.for_each_chunk_with(found, frontier.len(), WORDS, |found, range| {
            for position in range {
                for node in nodes_in(position, frontier[position].load(Relaxed)) {
                    found.push(node, 0, &self.queue);
                }
            }
        })?;
        collect(found, Some(&self.queue));
        Ok(())
    }
}
