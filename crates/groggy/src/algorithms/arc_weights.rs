//! Weights in the order of arcs, as narrow as they can be without loss.
//!
//! Kernels that walk all rows read weights from here in a row instead of by edge id, which would be one far jump in
//! memory for each arc. Whole numbers up to 255 take a byte, numbers that `f32` holds exactly four.

use super::buffer::{Zeroed, try_zeroed};
use super::weights::EdgeWeights;
use crate::Result;
use crate::adjacency::Csr;
use crate::execution::Execution;

/// Weights that a thread takes at a time.
const CHUNK: usize = 1 << 15;

/// The narrowest of the three types of [`Weight`] that holds every weight of a graph exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Width {
    /// `u8`
    Byte,
    /// `f32`
    Single,
    /// `f64`
    Double,
}

impl Width {
    /// What it takes to hold every one of `weights`.
    ///
    /// # Errors
    /// `Cancelled`.
    pub(crate) fn of(weights: &EdgeWeights<'_>, execution: &Execution<'_>) -> Result<Self> {
        let values = weights.values();
        let parts = execution.map_chunks(values.len(), CHUNK, |range| Self::of_all(&values[range]))?;
        Ok(parts.into_iter().max().unwrap_or(Self::Byte))
    }

    /// What `weights` need, none of which is negative.
    pub(crate) fn of_all(weights: &[f64]) -> Self {
        // Up to 2^52 this leaves whole numbers alone and rounds others.
        const ROUND: f64 = (1_u64 << 52) as f64;
        let (bytes, singles) = weights.iter().fold((true, true), |(bytes, singles), &weight| {
            let whole = (weight + ROUND) - ROUND == weight;
            (bytes & whole & (weight <= 255.0), singles & (f64::from(weight as f32) == weight))
        });
        match (bytes, singles) {
            (true, _) => Self::Byte,
            (false, true) => Self::Single,
            (false, false) => Self::Double,
        }
    }
}

/// A number that weighs an arc.
pub(crate) trait Weight: Zeroed + Into<f64> + Send + Sync {
    /// The same number in this type, which is wide enough for it.
    fn narrowed(weight: f64) -> Self;
}

impl Weight for u8 {
    fn narrowed(weight: f64) -> Self {
        weight as Self
    }
}

impl Weight for f32 {
    fn narrowed(weight: f64) -> Self {
        weight as Self
    }
}

impl Weight for f64 {
    fn narrowed(weight: f64) -> Self {
        weight
    }
}

/// The weight of each arc in `rows`, in their order. `W` is wide enough for `weights`.
///
/// Cost: `O(m)` time; the size of `W` an arc, and while it runs a byte an edge if `W` is a byte.
///
/// # Errors
/// `OutOfMemory`, `Cancelled`.
pub(crate) fn arc_weights<W: Weight>(
    rows: Csr<'_>,
    weights: &EdgeWeights<'_>,
    execution: &Execution<'_>,
) -> Result<Vec<W>> {
    let values = weights.values();
    if size_of::<W>() > 1 {
        return gather(rows, |edge| W::narrowed(values[edge as usize]), execution);
    }
    // First each edge's, in a row, so that the far jumps are in an eighth of the memory.
    let mut narrow = try_zeroed("weights", values.len())?;
    execution.for_each_chunk_mut(&mut narrow, CHUNK, |start, piece| {
        for (narrow, &value) in piece.iter_mut().zip(&values[start..]) {
            *narrow = W::narrowed(value);
        }
    })?;
    gather(rows, |edge| narrow[edge as usize], execution)
}

fn gather<W: Weight>(
    rows: Csr<'_>,
    weight: impl Fn(u32) -> W + Sync,
    execution: &Execution<'_>,
) -> Result<Vec<W>> {
    let mut gathered = try_zeroed("weights", rows.edges.len())?;
    execution.for_each_chunk_mut(&mut gathered, CHUNK, |start, piece| {
        for (slot, &edge) in piece.iter_mut().zip(&rows.edges[start..]) {
            *slot = weight(edge);
        }
    })?;
    Ok(gathered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_width_loses_anything() {
        for (weight, width) in [
            (0.0, Width::Byte),
            (-0.0, Width::Byte),
            (255.0, Width::Byte),
            (256.0, Width::Single),
            (0.5, Width::Single),
            (254.5, Width::Single),
            (f64::NAN, Width::Double),
            (f64::INFINITY, Width::Single),
            (0.1, Width::Double),
            (16_777_217.0, Width::Double),
            (1e300, Width::Double),
            (f64::MIN_POSITIVE, Width::Double),
        ] {
            assert_eq!(Width::of_all(&[1.0, weight, 7.0]), width, "{weight}");
            match width {
                Width::Byte => assert_eq!(f64::from(u8::narrowed(weight)), weight),
                Width::Single => assert_eq!(f64::from(f32::narrowed(weight)), weight),
                Width::Double => assert_eq!(f64::narrowed(weight).to_bits(), weight.to_bits()),
            }
        }
    }
}
