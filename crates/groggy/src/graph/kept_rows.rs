//! Rows of a bulk call that remain when others are left out.

use crate::Result;
use crate::bits::bit_of;
use crate::column::{ColumnInput, Values};
use crate::memory::{try_string, try_vec, try_with_capacity};

/// The rows of a column that were kept, copied.
pub(super) struct KeptRows {
    name: String,
    values: KeptValues,
    validity: Option<Vec<u8>>,
}

enum KeptValues {
    Bool(Vec<u8>),
    Int32(Vec<i32>),
    Uint32(Vec<u32>),
    Int64(Vec<i64>),
    Timestamp(Vec<i64>),
    Float32(Vec<f32>),
    Float64(Vec<f64>),
    Text(Vec<u8>, Vec<u32>),
    Vector(u32, Vec<f32>),
}

impl KeptRows {
    /// The given rows of every column.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn all(inputs: &[ColumnInput<'_>], rows: &[u32]) -> Result<Vec<Self>> {
        let mut all = try_with_capacity("columns", inputs.len())?;
        for input in inputs {
            all.push(Self::of(input, rows)?);
        }
        Ok(all)
    }

    fn of(input: &ColumnInput<'_>, rows: &[u32]) -> Result<Self> {
        fn picked<T: Copy>(from: &[T], rows: &[u32], width: usize) -> Result<Vec<T>> {
            let mut kept = try_with_capacity("edge columns", rows.len() * width)?;
            for &row in rows {
                let start = row as usize * width;
                kept.extend_from_slice(&from[start..start + width]);
            }
            Ok(kept)
        }
        let values = match input.values {
            Values::Bool(values) => KeptValues::Bool(picked(values, rows, 1)?),
            Values::Int32(values) => KeptValues::Int32(picked(values, rows, 1)?),
            Values::Uint32(values) => KeptValues::Uint32(picked(values, rows, 1)?),
            Values::Int64(values) => KeptValues::Int64(picked(values, rows, 1)?),
            Values::Timestamp(values) => KeptValues::Timestamp(picked(values, rows, 1)?),
            Values::Float32(values) => KeptValues::Float32(picked(values, rows, 1)?),
            Values::Float64(values) => KeptValues::Float64(picked(values, rows, 1)?),
            Values::Vector { dimension, values } => {
                KeptValues::Vector(dimension, picked(values, rows, dimension as usize)?)
            }
            Values::Text { bytes, lengths } => {
                let mut kept = try_with_capacity("edge columns", bytes.len())?;
                let (mut start, mut next) = (0, 0);
                for &row in rows {
                    start += lengths[next..row as usize].iter().map(|&length| length as usize).sum::<usize>();
                    let end = start + lengths[row as usize] as usize;
                    kept.extend_from_slice(&bytes[start..end]);
                    (start, next) = (end, row as usize + 1);
                }
                KeptValues::Text(kept, picked(lengths, rows, 1)?)
            }
        };
        let validity = match input.validity {
            None => None,
            Some(bits) => {
                let mut kept = try_vec("edge columns", rows.len().div_ceil(8), 0_u8)?;
                for (position, &row) in rows.iter().enumerate() {
                    kept[position / 8] |= u8::from(bit_of(bits, row as usize)) << (position % 8);
                }
                Some(kept)
            }
        };
        Ok(Self { name: try_string("a name", input.name)?, values, validity })
    }

    /// Whether these are rows of that column.
    pub fn is_of(&self, name: &str) -> bool {
        self.name == name
    }

    /// The rows, to be handed on.
    pub fn input(&self) -> ColumnInput<'_> {
        let values = match &self.values {
            KeptValues::Bool(values) => Values::Bool(values),
            KeptValues::Int32(values) => Values::Int32(values),
            KeptValues::Uint32(values) => Values::Uint32(values),
            KeptValues::Int64(values) => Values::Int64(values),
            KeptValues::Timestamp(values) => Values::Timestamp(values),
            KeptValues::Float32(values) => Values::Float32(values),
            KeptValues::Float64(values) => Values::Float64(values),
            KeptValues::Text(bytes, lengths) => Values::Text { bytes, lengths },
            KeptValues::Vector(dimension, values) => Values::Vector { dimension: *dimension, values },
        };
        ColumnInput { name: &self.name, values, validity: self.validity.as_deref() }
    }
}
