//! One array out of parts that several threads fill.

use std::mem::MaybeUninit;

use crate::Result;
use crate::execution::Execution;
use crate::memory::try_with_capacity;

/// Parts of one array: each has room for a bounded number of values and is filled from its start, by one
/// thread. Values are written where they stay; closing the gaps between parts that did not fill their room
/// is a move within the array.
pub(super) struct PartitionedArray<T> {
    values: Vec<T>,
    rooms: Vec<usize>,
    /// How many values of each part were written. Written by the part's window only.
    filled: Vec<usize>,
}

/// A part that is being filled.
pub(super) struct Window<'a, T> {
    room: &'a mut [MaybeUninit<T>],
    filled: &'a mut usize,
}

impl<T: Copy + Send> PartitionedArray<T> {
    /// Parts with room for `rooms` values.
    ///
    /// # Errors
    /// `OutOfMemory` when the allocator refuses.
    pub(super) fn new(what: &'static str, rooms: Vec<usize>) -> Result<Self> {
        let capacity = rooms.iter().fold(0, |sum: usize, &room| sum.saturating_add(room));
        let values = try_with_capacity(what, capacity)?;
        let filled = vec![0; rooms.len()];
        Ok(Self { values, rooms, filled })
    }

    /// The parts, in order.
    pub(super) fn windows(&mut self) -> impl Iterator<Item = Window<'_, T>> {
        let mut rest = self.values.spare_capacity_mut();
        self.rooms.iter().zip(&mut self.filled).map(move |(&room, filled)| {
            let (part, after) = std::mem::take(&mut rest).split_at_mut(room);
            rest = after;
            *filled = 0;
            Window { room: part, filled }
        })
    }

    /// The values of all parts, in order.
    pub(super) fn finish(mut self) -> Vec<T> {
        let slots = self.values.spare_capacity_mut();
        let mut end = 0;
        let mut start = 0;
        for (&room, &filled) in self.rooms.iter().zip(&self.filled) {
            if start != end {
                slots.copy_within(start..start + filled, end);
            }
            start += room;
            end += filled;
        }
        // SAFETY: a `Window` counts in `filled` only values that it wrote at the start of its part, and the
        // loop above has moved those of all parts to the front: the first `end` values are initialised.
        unsafe { self.values.set_len(end) };
        self.values.shrink_to_fit();
        self.values
    }
}

impl<T: Copy> Window<'_, T> {
    /// Appends a value; false when there is no room left.
    #[inline]
    pub(super) fn push(&mut self, value: T) -> bool {
        let Some(slot) = self.room.get_mut(*self.filled) else { return false };
        slot.write(value);
        *self.filled += 1;
        true
    }

    /// Appends values; false when there is no room for them.
    pub(super) fn extend(&mut self, values: &[T]) -> bool {
        let filled = *self.filled;
        let Some(room) = self.room.get_mut(filled..filled.saturating_add(values.len())) else {
            return false;
        };
        room.write_copy_of_slice(values);
        *self.filled += values.len();
        true
    }
}

/// The parts end to end, copied by all threads; each part is freed as soon as it was copied.
pub(super) fn concatenate<T: Copy + Send>(
    what: &'static str,
    mut parts: Vec<Vec<T>>,
    execution: &Execution<'_>,
) -> Result<Vec<T>> {
    if parts.len() == 1 {
        return Ok(parts.pop().unwrap_or_default());
    }
    let mut array = PartitionedArray::new(what, parts.iter().map(Vec::len).collect())?;
    let mut jobs: Vec<_> = array.windows().zip(parts).collect();
    execution.for_each_chunk_mut(&mut jobs, 1, |_, jobs| {
        for (window, part) in jobs {
            window.extend(&std::mem::take(part));
        }
    })?;
    drop(jobs);
    Ok(array.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_are_not_full_leave_no_gaps() {
        let mut array = PartitionedArray::new("test", vec![3, 0, 2, 4]).unwrap();
        for (index, mut window) in array.windows().enumerate() {
            let count = [2, 0, 2, 1][index];
            assert!((0..count).all(|value| window.push(index * 10 + value)));
        }
        assert_eq!(array.finish(), [0, 1, 20, 21, 30]);
    }

    #[test]
    fn a_part_takes_no_more_than_its_room() {
        let mut array = PartitionedArray::new("test", vec![2, 1]).unwrap();
        let mut windows: Vec<_> = array.windows().collect();
        assert!(windows[0].extend(&[1, 2]));
        assert!(!windows[0].push(3));
        assert!(!windows[1].extend(&[4, 5]));
        drop(windows);
        assert_eq!(array.finish(), [1, 2]);
    }

    #[test]
    fn parts_are_joined_in_order() {
        let parts = vec![vec![1, 2], vec![], vec![3]];
        assert_eq!(concatenate("test", parts, &Execution::inline()).unwrap(), [1, 2, 3]);
    }
}
