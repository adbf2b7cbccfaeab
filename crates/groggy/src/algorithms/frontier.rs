//! The two shapes of a search's frontier: a list of nodes while it is small, a bitmap while it is large.

use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};

/// Nodes that fit a thread's own buffer before it hands them to the shared list.
const BUFFERED: usize = 1024;

/// Bit `node` of a bitmap of 64-bit words.
#[inline]
pub(crate) fn has(bitmap: &[AtomicU64], node: u32) -> bool {
    bitmap[node as usize / 64].load(Ordering::Relaxed) >> (node % 64) & 1 == 1
}

/// Words of a bitmap of `nodes` nodes.
pub(crate) fn words_for(nodes: usize) -> usize {
    nodes.div_ceil(64)
}

/// The nodes of the bits set in `word`, the word at `position`.
pub(crate) fn nodes_in(position: usize, mut word: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = word.trailing_zeros();
        word &= word.wrapping_sub(1);
        (bit < 64).then_some(position as u32 * 64 + bit)
    })
}

/// A list that several threads append to. Each node is appended at most once in the life of the list, so an
/// array of one slot a node never overflows; what was appended since a mark is one level of a search.
pub(crate) struct Queue<'a> {
    items: &'a [AtomicU32],
    len: AtomicUsize,
}

impl<'a> Queue<'a> {
    /// An empty list over `items`, one slot a node.
    pub(crate) fn over(items: &'a [AtomicU32]) -> Self {
        Self { items, len: AtomicUsize::new(0) }
    }

    /// How many nodes were appended.
    pub(crate) fn len(&self) -> usize {
        self.len.load(Ordering::Relaxed)
    }

    /// Node `index`, appended in an earlier pass.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> u32 {
        self.items[index].load(Ordering::Relaxed)
    }

    /// Appends all of `nodes`, in order, beside what other threads append.
    pub(crate) fn append(&self, nodes: &[u32]) {
        let start = self.len.fetch_add(nodes.len(), Ordering::Relaxed);
        for (slot, &node) in self.items[start..start + nodes.len()].iter().zip(nodes) {
            slot.store(node, Ordering::Relaxed);
        }
    }
}

/// What one thread found in a pass. On cache lines of its own, so that threads do not slow each other down.
#[derive(Default)]
#[repr(align(128))]
pub(crate) struct Found {
    buffer: Vec<u32>,
    /// How many nodes this thread found.
    pub(crate) nodes: usize,
    /// How many list entries those nodes have: what the next pass would read from the top down.
    pub(crate) entries: u64,
}

impl Found {
    /// Notes `node`, which has `entries` list entries, and hands the buffer to `queue` when it is full.
    #[inline]
    pub(crate) fn push(&mut self, node: u32, entries: u64, queue: &Queue<'_>) {
        self.buffer.push(node);
        self.nodes += 1;
        self.entries += entries;
        if self.buffer.len() >= BUFFERED {
            self.flush(queue);
        }
    }

    /// Hands what is left to `queue`.
    pub(crate) fn flush(&mut self, queue: &Queue<'_>) {
        queue.append(&self.buffer);
        self.buffer.clear();
    }
}

/// Adds up what all threads found and starts again; with a queue, what they still hold goes there.
pub(crate) fn collect(found: &mut [Found], queue: Option<&Queue<'_>>) -> (usize, u64) {
    let mut sum = (0, 0);
    for state in found {
        if let Some(queue) = queue {
            state.flush(queue);
        }
        sum.0 += std::mem::take(&mut state.nodes);
        sum.1 += std::mem::take(&mut state.entries);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithms::buffer::{atomic_u32, atomic_u64};

    #[test]
    fn bits_come_out_as_nodes() {
        let mut words = vec![0_u64; words_for(130)];
        assert_eq!(words.len(), 3);
        words[1] = 1 | 1 << 63;
        assert_eq!(nodes_in(1, words[1]).collect::<Vec<_>>(), [64, 127]);
        assert_eq!(nodes_in(0, u64::MAX).count(), 64);
        let bitmap = atomic_u64(&mut words);
        assert!(has(bitmap, 64) && has(bitmap, 127) && !has(bitmap, 65) && !has(bitmap, 129));
    }

    #[test]
    fn a_queue_keeps_every_node_of_every_thread() {
        let mut items = vec![0; 5000];
        let queue = Queue::over(atomic_u32(&mut items));
        let mut found = [Found::default(), Found::default()];
        for node in 0..5000 {
            found[node as usize % 2].push(node, 3, &queue);
        }
        assert_eq!(collect(&mut found, Some(&queue)), (5000, 15_000));
        assert_eq!(collect(&mut found, None), (0, 0));
        let mut all: Vec<u32> = (0..queue.len()).map(|index| queue.get(index)).collect();
        all.sort_unstable();
        assert_eq!(all, (0..5000).collect::<Vec<_>>());
    }
}
