//! What a node pulls from its neighbours: a sum over its row, weighted or not.

use std::ops::Range;

use super::arc_weights::Weight;

/// The weights of all rows, in the order of the rows.
pub(crate) trait RowWeights: Sync {
    /// The sum of `values` at `targets`, each times the weight of its arc; `row` is where the arcs stand.
    fn pull(&self, values: &[f64], targets: &[u32], row: Range<usize>) -> f64;
    /// The sum of the weights of a row.
    fn sum(&self, row: Range<usize>) -> f64;
}

/// Every arc weighs 1.
pub(crate) struct Unit;

impl RowWeights for Unit {
    /// Four sums side by side, so that an addition need not wait for the one before.
    #[inline]
    fn pull(&self, values: &[f64], targets: &[u32], _: Range<usize>) -> f64 {
        let (groups, rest) = targets.as_chunks::<4>();
        let mut sums = [0.0; 4];
        for group in groups {
            for (sum, &target) in sums.iter_mut().zip(group) {
                *sum += values[target as usize];
            }
        }
        let head = (sums[0] + sums[1]) + (sums[2] + sums[3]);
        rest.iter().fold(head, |sum, &target| sum + values[target as usize])
    }

    fn sum(&self, row: Range<usize>) -> f64 {
        row.len() as f64
    }
}

impl<W: Weight> RowWeights for Vec<W> {
    #[inline]
    fn pull(&self, values: &[f64], targets: &[u32], row: Range<usize>) -> f64 {
        let (groups, rest) = targets.as_chunks::<4>();
        let (weight_groups, weight_rest) = self[row].as_chunks::<4>();
        let mut sums = [0.0; 4];
        for (group, weights) in groups.iter().zip(weight_groups) {
            for ((sum, &target), &weight) in sums.iter_mut().zip(group).zip(weights) {
                *sum += values[target as usize] * weight.into();
            }
        }
        let head = (sums[0] + sums[1]) + (sums[2] + sums[3]);
        let rest = rest.iter().zip(weight_rest);
        rest.fold(head, |sum, (&target, &weight)| sum + values[target as usize] * weight.into())
    }

    fn sum(&self, row: Range<usize>) -> f64 {
        self[row].iter().map(|&weight| weight.into()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_every_length_add_up() {
        let values: Vec<f64> = (0..20).map(f64::from).collect();
        let targets: Vec<u32> = (0..20).rev().collect();
        let weights: Vec<u8> = (0..20).map(|weight| weight % 3).collect();
        for start in 0..20 {
            for end in start..20 {
                let row = start..end;
                let slice = &targets[row.clone()];
                let plain: f64 = slice.iter().map(|&target| values[target as usize]).sum();
                assert_eq!(Unit.pull(&values, slice, row.clone()), plain);
                assert_eq!(Unit.sum(row.clone()), row.len() as f64);
                let weigh = |at: usize| f64::from(weights[at]);
                let weighted: f64 = row.clone().map(|at| values[targets[at] as usize] * weigh(at)).sum();
                assert_eq!(weights.pull(&values, slice, row.clone()), weighted);
                assert_eq!(weights.sum(row.clone()), row.map(weigh).sum::<f64>());
            }
        }
    }
}
