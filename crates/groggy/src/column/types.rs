//! What a column can hold, and how rows are handed to it.

use std::fmt;

use crate::error::Quoted;
use crate::{Error, ErrorKind, Result};

/// The type of a column. Layouts are Arrow's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnType {
    /// One bit a row.
    Bool,
    /// Signed 32-bit.
    Int32,
    /// Unsigned 32-bit.
    Uint32,
    /// Signed 64-bit.
    Int64,
    /// IEEE 754 single.
    Float32,
    /// IEEE 754 double.
    Float64,
    /// Text, as codes into a dictionary.
    Utf8,
    /// Milliseconds since 1970-01-01 UTC, signed 64-bit.
    Timestamp,
    /// So many `float32` a row, flattened.
    Vector(u32),
}

numbered! {
    /// What a column holds, as it is numbered at the boundary.
    pub enum ColumnKind {
        /// One bit a row.
        Bool = 0,
        /// Signed 32-bit.
        Int32 = 1,
        /// Unsigned 32-bit.
        Uint32 = 2,
        /// Signed 64-bit.
        Int64 = 3,
        /// IEEE 754 single.
        Float32 = 4,
        /// IEEE 754 double.
        Float64 = 5,
        /// Text, as codes into a dictionary.
        Utf8 = 6,
        /// Milliseconds since 1970-01-01 UTC, signed 64-bit.
        Timestamp = 7,
        /// A fixed number of `float32`, which stands above the low four bits.
        Vector = 8,
    }
}

impl ColumnType {
    /// The number that crosses a boundary: a code in the low four bits, the dimension above.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.kind() as u32 + 16 * self.dimension()
    }

    /// The type of a [`number`](Self::number); `None` for a number that is none.
    #[must_use]
    pub const fn from_number(number: u32) -> Option<Self> {
        let (dimension, kind) = (number / 16, ColumnKind::from_number((number % 16) as usize));
        Some(match (kind, dimension) {
            (Some(ColumnKind::Vector), 1..) => Self::Vector(dimension),
            (Some(ColumnKind::Bool), 0) => Self::Bool,
            (Some(ColumnKind::Int32), 0) => Self::Int32,
            (Some(ColumnKind::Uint32), 0) => Self::Uint32,
            (Some(ColumnKind::Int64), 0) => Self::Int64,
            (Some(ColumnKind::Float32), 0) => Self::Float32,
            (Some(ColumnKind::Float64), 0) => Self::Float64,
            (Some(ColumnKind::Utf8), 0) => Self::Utf8,
            (Some(ColumnKind::Timestamp), 0) => Self::Timestamp,
            _ => return None,
        })
    }

    /// The type without its dimension.
    #[must_use]
    pub const fn kind(self) -> ColumnKind {
        match self {
            Self::Bool => ColumnKind::Bool,
            Self::Int32 => ColumnKind::Int32,
            Self::Uint32 => ColumnKind::Uint32,
            Self::Int64 => ColumnKind::Int64,
            Self::Float32 => ColumnKind::Float32,
            Self::Float64 => ColumnKind::Float64,
            Self::Utf8 => ColumnKind::Utf8,
            Self::Timestamp => ColumnKind::Timestamp,
            Self::Vector(_) => ColumnKind::Vector,
        }
    }

    const fn dimension(self) -> u32 {
        match self {
            Self::Vector(dimension) => dimension,
            _ => 0,
        }
    }

    /// Elements a row takes in the segment of values.
    #[must_use]
    pub const fn width(self) -> usize {
        match self {
            Self::Vector(dimension) => dimension as usize,
            _ => 1,
        }
    }
}

impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bool => "bool",
            Self::Int32 => "int32",
            Self::Uint32 => "uint32",
            Self::Int64 => "int64",
            Self::Float32 => "float32",
            Self::Float64 => "float64",
            Self::Utf8 => "utf8",
            Self::Timestamp => "timestamp",
            Self::Vector(dimension) => return write!(f, "vector<float32, {dimension}>"),
        })
    }
}

/// The values of many rows, borrowed for the length of one call. Rows without a value hold anything.
#[derive(Debug, Clone, Copy)]
pub enum Values<'a> {
    /// One byte a row, 0 or not.
    Bool(&'a [u8]),
    /// `int32`.
    Int32(&'a [i32]),
    /// `uint32`.
    Uint32(&'a [u32]),
    /// `int64`.
    Int64(&'a [i64]),
    /// `float32`.
    Float32(&'a [f32]),
    /// `float64`.
    Float64(&'a [f64]),
    /// UTF-8 of all rows, one after the other, and the byte length of each.
    Text {
        /// All texts, concatenated.
        bytes: &'a [u8],
        /// Bytes of each row.
        lengths: &'a [u32],
    },
    /// `timestamp`.
    Timestamp(&'a [i64]),
    /// `dimension` elements a row.
    Vector {
        /// Elements a row.
        dimension: u32,
        /// All rows, flattened.
        values: &'a [f32],
    },
}

impl Values<'_> {
    /// The type of column that these values fit.
    #[must_use]
    pub const fn column_type(&self) -> ColumnType {
        match self {
            Self::Bool(_) => ColumnType::Bool,
            Self::Int32(_) => ColumnType::Int32,
            Self::Uint32(_) => ColumnType::Uint32,
            Self::Int64(_) => ColumnType::Int64,
            Self::Float32(_) => ColumnType::Float32,
            Self::Float64(_) => ColumnType::Float64,
            Self::Text { .. } => ColumnType::Utf8,
            Self::Timestamp(_) => ColumnType::Timestamp,
            Self::Vector { dimension, .. } => ColumnType::Vector(*dimension),
        }
    }

    /// How many rows there are.
    #[must_use]
    pub const fn rows(&self) -> usize {
        match self {
            Self::Bool(values) => values.len(),
            Self::Int32(values) => values.len(),
            Self::Uint32(values) => values.len(),
            Self::Int64(values) | Self::Timestamp(values) => values.len(),
            Self::Float32(values) => values.len(),
            Self::Float64(values) => values.len(),
            Self::Text { lengths, .. } => lengths.len(),
            Self::Vector { dimension, values } => {
                if *dimension == 0 {
                    0
                } else {
                    values.len() / *dimension as usize
                }
            }
        }
    }
}

/// A column of values on its way in.
#[derive(Debug, Clone, Copy)]
pub struct ColumnInput<'a> {
    /// The column's name.
    pub name: &'a str,
    /// One value a row.
    pub values: Values<'a>,
    /// Which rows have a value, least significant bit first, 1 = has one. `None`: all have.
    pub validity: Option<&'a [u8]>,
}

impl ColumnInput<'_> {
    /// Whether row `row` has a value.
    #[must_use]
    #[inline]
    pub fn has(&self, row: usize) -> bool {
        self.validity.is_none_or(|bits| crate::bits::bit_of(bits, row))
    }

    /// Rows without a value among the first `rows`.
    #[must_use]
    pub fn null_count(&self, rows: usize) -> usize {
        if self.validity.is_none() { 0 } else { (0..rows).filter(|&row| !self.has(row)).count() }
    }

    /// Checks that there are `rows` rows and that text is UTF-8, each row by itself.
    ///
    /// # Errors
    /// `InvalidArgument` for another number of rows, `TypeMismatch` for text that is not UTF-8.
    pub fn check(&self, rows: usize) -> Result<()> {
        let found = self.values.rows();
        if found != rows {
            return Err(Error::expected(
                ErrorKind::InvalidArgument,
                format_args!("{rows} values for column {}", Quoted(self.name)),
                found,
                "give one value per row",
            )
            .with("attribute", self.name)
            .with("value", found)
            .with("expected", rows));
        }
        if let Some(validity) = self.validity
            && validity.len() < rows.div_ceil(8)
        {
            return Err(Error::expected(
                ErrorKind::InvalidArgument,
                format_args!(
                    "a validity bitmap of {} bytes for column {}",
                    rows.div_ceil(8),
                    Quoted(self.name)
                ),
                validity.len(),
                "give one bit per row",
            )
            .with("attribute", self.name));
        }
        if let Values::Vector { dimension, values } = self.values
            && values.len() != rows * dimension as usize
        {
            return Err(Error::expected(
                ErrorKind::InvalidArgument,
                format_args!(
                    "{} numbers for {rows} rows of column {}",
                    rows * dimension as usize,
                    Quoted(self.name)
                ),
                values.len(),
                format_args!("give {dimension} numbers per row"),
            )
            .with("attribute", self.name));
        }
        if let Values::Text { bytes, lengths } = self.values {
            check_text(self.name, bytes, lengths)?;
        }
        Ok(())
    }
}

/// Checks that `lengths` cut `bytes` into pieces of whole UTF-8 characters and use all of it.
fn check_text(name: &str, bytes: &[u8], lengths: &[u32]) -> Result<()> {
    let broken = |row: usize| {
        Error::expected(
            ErrorKind::TypeMismatch,
            format_args!("UTF-8 text in row {row} of column {}", Quoted(name)),
            "other bytes",
            "pass well-formed text",
        )
        .with("attribute", name)
        .with("found", "bytes that are not UTF-8")
        .with("expected", "well-formed text")
        .with("row", row)
    };
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let position = error.valid_up_to() as u64;
        let mut end = 0;
        let row = lengths.iter().position(|&length| {
            end += u64::from(length);
            end > position
        });
        broken(row.unwrap_or(lengths.len())).caused_by(error)
    })?;
    let mut end = 0_usize;
    for (row, &length) in lengths.iter().enumerate() {
        end += length as usize;
        if !text.is_char_boundary(end) {
            return Err(broken(row));
        }
    }
    if end != bytes.len() {
        return Err(Error::expected(
            ErrorKind::InvalidArgument,
            format_args!("text lengths of column {} that add up to {} bytes", Quoted(name), bytes.len()),
            format_args!("a sum of {end}"),
            "give the length of each row's text in bytes",
        )
        .with("attribute", name));
    }
    Ok(())
}

/// One value of a column, borrowed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// `bool`.
    Bool(bool),
    /// `int32`.
    Int32(i32),
    /// `uint32`.
    Uint32(u32),
    /// `int64`.
    Int64(i64),
    /// `float32`.
    Float32(f32),
    /// `float64`.
    Float64(f64),
    /// `utf8`.
    Text(&'a str),
    /// `timestamp`, milliseconds since 1970 UTC.
    Timestamp(i64),
    /// `vector`.
    Vector(&'a [f32]),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_types_come_back() {
        for ty in [
            ColumnType::Bool,
            ColumnType::Int32,
            ColumnType::Uint32,
            ColumnType::Int64,
            ColumnType::Float32,
            ColumnType::Float64,
            ColumnType::Utf8,
            ColumnType::Timestamp,
            ColumnType::Vector(384),
        ] {
            assert_eq!(ColumnType::from_number(ty.number()), Some(ty));
        }
        for number in [8, 9, 15, 16, 24 + 1] {
            assert_eq!(ColumnType::from_number(number), None, "{number}");
        }
    }

    #[test]
    fn text_is_cut_at_characters() {
        let input = |lengths: &'static [u32]| ColumnInput {
            name: "t",
            values: Values::Text { bytes: "aé".as_bytes(), lengths },
            validity: None,
        };
        assert!(input(&[1, 2]).check(2).is_ok());
        assert_eq!(input(&[2, 1]).check(2).map_err(|e| e.kind()), Err(ErrorKind::TypeMismatch));
        assert_eq!(input(&[1, 1]).check(2).map_err(|e| e.kind()), Err(ErrorKind::TypeMismatch));
        assert_eq!(input(&[1]).check(1).map_err(|e| e.kind()), Err(ErrorKind::InvalidArgument));
    }
}
