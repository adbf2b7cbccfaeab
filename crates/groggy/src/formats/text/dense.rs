//! Numbers labels that are small integers in order of first appearance, in parallel, with a place for each.
//!
//! Each thread notes for the labels of its rows the first row that names them, in one table for all. The rows that
//! were noted, in order, are the order of the labels; then the table holds their numbers, and rows take them from
//! there. The result is the same for any number of threads.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use crate::execution::Execution;
use crate::memory::{try_reserve, try_with_capacity};
use crate::{NONE, Result};

/// Rows that a thread takes at a time.
const CHUNK: usize = 1 << 16;

/// Replaces the labels of all rows, which are below `bound`, by their numbers, and returns the label of each number.
/// `target` is empty where a row has one label.
pub(super) fn number(
    source: &mut [u32],
    target: &mut [u32],
    bound: u32,
    execution: &Execution<'_>,
) -> Result<Vec<i64>> {
    const WHAT: &str = "labels of nodes";
    let mut table: Vec<AtomicU32> = try_with_capacity(WHAT, bound as usize)?;
    table.resize_with(bound as usize, || AtomicU32::new(NONE));
    let table = &table;
    let rows = source.len();
    {
        let (source, target) = (&*source, &*target);
        execution.for_each_chunk(rows, CHUNK, |range| {
            for ends in [source, target] {
                // Either both ends have a label in each row, or only one of them has any.
                for (row, &label) in range.clone().zip(ends.get(range.clone()).unwrap_or_default()) {
                    let first = &table[label as usize];
                    if first.load(Relaxed) > row as u32 {
                        first.fetch_min(row as u32, Relaxed);
                    }
                }
            }
        })?;
    }
    let firsts: Vec<Result<Vec<u32>>> = execution.map_chunks(rows, CHUNK, |range| {
        let mut labels = Vec::new();
        for row in range {
            let (one, other) = (source[row], target.get(row).copied());
            for label in [Some(one), other.filter(|&other| other != one)].into_iter().flatten() {
                if table[label as usize].load(Relaxed) == row as u32 {
                    try_reserve(WHAT, &mut labels, 1)?;
                    labels.push(label);
                }
            }
        }
        Ok(labels)
    })?;
    let firsts = firsts.into_iter().collect::<Result<Vec<_>>>()?;
    let mut labels = try_with_capacity(WHAT, firsts.iter().map(Vec::len).sum())?;
    for label in firsts.into_iter().flatten() {
        table[label as usize].store(labels.len() as u32, Relaxed);
        labels.push(i64::from(label));
    }
    for ends in [source, target] {
        execution.for_each_chunk_mut(ends, CHUNK, |_, ends| {
            for end in ends {
                *end = table[*end as usize].load(Relaxed);
            }
        })?;
    }
    Ok(labels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn labels_are_numbered_by_first_appearance(
            ends in prop::collection::vec((0..50_u32, 0..50_u32), 0..200),
            threads in 1..4_usize,
            both: bool,
        ) {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let (mut source, mut target): (Vec<u32>, Vec<u32>) = ends.iter().copied().unzip();
            if !both {
                target.clear();
            }
            let (sources, targets) = (source.clone(), target.clone());
            let labels = number(&mut source, &mut target, 50, &Execution::on(&pool)).unwrap();
            let mut expected = Vec::new();
            for (row, &source) in sources.iter().enumerate() {
                for label in [Some(source), targets.get(row).copied()].into_iter().flatten() {
                    if !expected.contains(&i64::from(label)) {
                        expected.push(i64::from(label));
                    }
                }
            }
            prop_assert_eq!(&labels, &expected);
            for (numbers, written) in [(source, sources), (target, targets)] {
                let back: Vec<u32> = numbers.iter().map(|&number| labels[number as usize] as u32).collect();
                prop_assert_eq!(back, written);
            }
        }
    }
}
