//! Which columns came and went, so that a host that knows an earlier schema reads only what is new.

use crate::{Result, memory};

/// The positions whose column came or went, in that order; of those long ago only how many they were.
#[derive(Default)]
pub(super) struct Changes {
    forgotten: u64,
    positions: Vec<usize>,
}

impl Changes {
    /// How many there were.
    pub fn count(&self) -> u64 {
        self.forgotten + self.positions.len() as u64
    }

    /// Makes room for `additional` more.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn reserve(&mut self, additional: usize) -> Result<()> {
        memory::try_reserve("columns", &mut self.positions, additional)
    }

    /// The column at `position` came or went. `columns`: how many there are.
    pub fn note(&mut self, position: usize, columns: usize) {
        const FEW: usize = 64;
        // Who is as far behind as this does better to read everything.
        let is_long = self.positions.len() >= FEW + 2 * columns;
        // Without room for one more, everybody reads everything once.
        if is_long || self.positions.try_reserve(1).is_err() {
            *self = Self { forgotten: self.count() + 1, positions: Vec::new() };
        } else {
            self.positions.push(position);
        }
    }

    /// The changes after the first `count`; `None` when they are not known any more.
    pub fn since(&self, count: u64) -> Option<&[usize]> {
        self.positions.get(usize::try_from(count.checked_sub(self.forgotten)?).ok()?..)
    }

    /// As many changes, all of them forgotten: for a set that takes the place of another.
    pub fn forgotten(&self) -> Self {
        Self { forgotten: self.count(), positions: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::Changes;

    #[test]
    fn what_came_after_is_told_until_it_is_too_much() {
        let mut changes = Changes::default();
        assert_eq!(changes.since(0), Some(&[][..]));
        changes.note(0, 1);
        changes.note(1, 2);
        changes.note(0, 1);
        assert_eq!(changes.since(0), Some(&[0, 1, 0][..]));
        assert_eq!(changes.since(2), Some(&[0][..]));
        assert_eq!(changes.since(changes.count()), Some(&[][..]));
        assert_eq!(changes.since(changes.count() + 1), None);
        for turn in 4..1000 {
            changes.note(1, 1);
            assert_eq!(changes.count(), turn);
            assert!(changes.since(0).is_none_or(|all| all.len() as u64 == turn && turn < 68));
            assert!(changes.since(turn).is_some_and(<[usize]>::is_empty));
        }
        let other = changes.forgotten();
        assert_eq!((other.count(), other.since(998)), (999, None));
        assert_eq!(other.since(999), Some(&[][..]));
    }
}
