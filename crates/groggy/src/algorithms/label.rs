//! A distance during a search, packed with one bit that says whether its node waits to be relaxed.
//!
//! The bit is the lowest, so that labels are ordered by distance, and one atomic minimum both lowers the distance
//! and says that the node waits. Taking the bit away gives the node to exactly one thread for each distance it has.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

use super::buffer::{atomic_u32, atomic_u64};

/// A label for arcs of weight `W`.
pub(crate) trait Label<W>: Copy + Send + Sync {
    /// A label that several threads change.
    type Cell: Sync;
    /// No way was found, and the node does not wait.
    const UNREACHED: Self;
    /// Distance 0, and the node waits.
    const START: Self;

    fn cells(labels: &mut [Self]) -> &[Self::Cell];
    /// The label of a node at the end of an arc of weight `weight`; it waits.
    fn after(self, weight: W) -> Self;
    fn load(cell: &Self::Cell) -> Self;
    /// Puts `self` into `cell` if that is a shorter distance, and says whether it was.
    fn lower(self, cell: &Self::Cell) -> bool;
    /// The label, if the node waits; from now on it does not.
    fn claim(cell: &Self::Cell) -> Option<Self>;
    fn waits(self) -> bool;
    /// Infinite for [`Label::UNREACHED`].
    fn distance(self) -> f64;
}

/// Whole distances below 2^31.
impl Label<u8> for u32 {
    type Cell = AtomicU32;
    const UNREACHED: Self = Self::MAX - 1;
    const START: Self = 1;

    fn cells(labels: &mut [Self]) -> &[AtomicU32] {
        atomic_u32(labels)
    }

    #[inline]
    fn after(self, weight: u8) -> Self {
        (self | 1) + (Self::from(weight) << 1)
    }

    #[inline]
    fn load(cell: &AtomicU32) -> Self {
        cell.load(Relaxed)
    }

    #[inline]
    fn lower(self, cell: &AtomicU32) -> bool {
        self < cell.load(Relaxed) & !1 && self < cell.fetch_min(self, Relaxed) & !1
    }

    #[inline]
    fn claim(cell: &AtomicU32) -> Option<Self> {
        let label = cell.fetch_and(!1, Relaxed);
        (label & 1 == 1).then_some(label)
    }

    #[inline]
    fn waits(self) -> bool {
        self & 1 == 1
    }

    #[inline]
    fn distance(self) -> f64 {
        if self == Self::UNREACHED { f64::INFINITY } else { f64::from(self >> 1) }
    }
}

/// Any distance: the bits of a number that is not negative, whose order is that of the numbers, a place higher.
impl<W: Into<f64>> Label<W> for u64 {
    type Cell = AtomicU64;
    const UNREACHED: Self = f64::INFINITY.to_bits() << 1;
    const START: Self = 1;

    fn cells(labels: &mut [Self]) -> &[AtomicU64] {
        atomic_u64(labels)
    }

    #[inline]
    fn after(self, weight: W) -> Self {
        (f64::from_bits(self >> 1) + weight.into()).to_bits() << 1 | 1
    }

    #[inline]
    fn load(cell: &AtomicU64) -> Self {
        cell.load(Relaxed)
    }

    #[inline]
    fn lower(self, cell: &AtomicU64) -> bool {
        self < cell.load(Relaxed) & !1 && self < cell.fetch_min(self, Relaxed) & !1
    }

    #[inline]
    fn claim(cell: &AtomicU64) -> Option<Self> {
        let label = cell.fetch_and(!1, Relaxed);
        (label & 1 == 1).then_some(label)
    }

    #[inline]
    fn waits(self) -> bool {
        self & 1 == 1
    }

    #[inline]
    fn distance(self) -> f64 {
        f64::from_bits(self >> 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<L: Label<u8>>() {
        let mut labels = [L::UNREACHED, L::START];
        let cells = L::cells(&mut labels);
        assert_eq!(L::load(&cells[0]).distance(), f64::INFINITY);
        assert!(L::claim(&cells[0]).is_none());
        let start = L::claim(&cells[1]).unwrap();
        assert_eq!(start.distance(), 0.0);
        assert!(L::claim(&cells[1]).is_none());

        let seven = start.after(7);
        assert!(seven.waits() && seven.lower(&cells[0]) && !seven.lower(&cells[0]));
        assert!(L::load(&cells[0]).waits());
        assert_eq!(L::claim(&cells[0]).unwrap().distance(), 7.0);
        assert!(!seven.lower(&cells[0]), "as far is not nearer");
        assert!(!start.after(8).lower(&cells[0]));
        assert!(start.after(0).after(6).lower(&cells[0]));
        assert_eq!(L::claim(&cells[0]).unwrap().after(255).distance(), 261.0);
    }

    #[test]
    fn labels_are_lowered_and_claimed() {
        check::<u32>();
        check::<u64>();
    }

    #[test]
    fn what_is_infinitely_far_is_not_reached() {
        let label = <u64 as Label<f64>>::START.after(f64::INFINITY);
        let mut labels = [<u64 as Label<f64>>::UNREACHED];
        assert!(!Label::<f64>::lower(label, &<u64 as Label<f64>>::cells(&mut labels)[0]));
    }
}
