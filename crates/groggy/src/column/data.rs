//! The values of a column, by type.

use super::text::TextTable;
use super::types::{ColumnInput, ColumnType, Value, Values};
use crate::Result;
use crate::bits::Bits;
use crate::memory::{Allocation, Element, ExportGuard, Owner, Segment};
use crate::sync::Arc;

/// A piece of memory of a column that a host can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Values; codes of a text column; bits of a bool column.
    Values,
    /// The validity bitmap.
    Validity,
    /// One past the last byte of each text, by code.
    TextEnds,
    /// The bytes of all texts.
    TextBytes,
}

/// Rows of text: a code each.
pub(super) struct TextRows {
    pub(super) codes: Segment<u32>,
    pub(super) table: TextTable,
}

/// The values of a column. Timestamps are `Int64`, vectors flattened `Float32`.
pub(super) enum Data {
    Bits(Bits),
    Int32(Segment<i32>),
    Uint32(Segment<u32>),
    Int64(Segment<i64>),
    Float32(Segment<f32>),
    Float64(Segment<f64>),
    Text(TextRows),
}

/// Does the same with whichever segment of fixed-width values, or of codes, there is.
macro_rules! with_segment {
    ($data:expr, $segment:ident => $do:expr, $bits:ident => $do_bits:expr) => {
        match $data {
            Data::Bits($bits) => $do_bits,
            Data::Int32($segment) => $do,
            Data::Uint32($segment) => $do,
            Data::Int64($segment) => $do,
            Data::Float32($segment) => $do,
            Data::Float64($segment) => $do,
            Data::Text(TextRows { codes: $segment, .. }) => $do,
        }
    };
}

fn append<T: Element>(segment: &mut Segment<T>, count: usize, values: Option<&[T]>) {
    match values {
        Some(values) => segment.extend(values),
        None => segment.extend_zeroed(count),
    }
}

impl Data {
    pub fn new(ty: ColumnType, shared_text: bool) -> Result<Self> {
        let owner = Owner::Columns;
        Ok(match ty {
            ColumnType::Bool => Self::Bits(Bits::filled(owner, 0, false)?),
            ColumnType::Int32 => Self::Int32(Segment::new(owner)?),
            ColumnType::Uint32 => Self::Uint32(Segment::new(owner)?),
            ColumnType::Int64 | ColumnType::Timestamp => Self::Int64(Segment::new(owner)?),
            ColumnType::Float32 | ColumnType::Vector(_) => Self::Float32(Segment::new(owner)?),
            ColumnType::Float64 => Self::Float64(Segment::new(owner)?),
            ColumnType::Utf8 => {
                Self::Text(TextRows { codes: Segment::new(owner)?, table: TextTable::new(shared_text)? })
            }
        })
    }

    pub fn value(&self, ty: ColumnType, row: usize) -> Option<Value<'_>> {
        Some(match self {
            Self::Bits(bits) => Value::Bool(bits.get(row)),
            Self::Int32(values) => Value::Int32(*values.get(row)?),
            Self::Uint32(values) => Value::Uint32(*values.get(row)?),
            Self::Int64(values) if ty == ColumnType::Timestamp => Value::Timestamp(*values.get(row)?),
            Self::Int64(values) => Value::Int64(*values.get(row)?),
            Self::Float32(values) => match ty {
                ColumnType::Vector(dimension) => {
                    let width = dimension as usize;
                    Value::Vector(values.get(row * width..(row + 1) * width)?)
                }
                _ => Value::Float32(*values.get(row)?),
            },
            Self::Float64(values) => Value::Float64(*values.get(row)?),
            Self::Text(rows) => Value::Text(rows.table.get(*rows.codes.get(row)?)),
        })
    }

    pub fn number(&self, row: usize) -> Option<f64> {
        Some(match self {
            Self::Int32(values) => f64::from(*values.get(row)?),
            Self::Uint32(values) => f64::from(*values.get(row)?),
            Self::Int64(values) => *values.get(row)? as f64,
            Self::Float32(values) => f64::from(*values.get(row)?),
            Self::Float64(values) => *values.get(row)?,
            Self::Bits(_) | Self::Text(_) => return None,
        })
    }

    pub fn part(&self, part: Part) -> Option<(&Arc<Allocation>, usize)> {
        match (part, self) {
            (Part::Values, data) => Some(with_segment!(
                data,
                segment => (segment.allocation(), size_of_val(&**segment)),
                bits => (bits.words().allocation(), size_of_val(&**bits.words()))
            )),
            (Part::TextEnds, Self::Text(rows)) => {
                Some((rows.table.ends().allocation(), size_of_val(&**rows.table.ends())))
            }
            (Part::TextBytes, Self::Text(rows)) => {
                Some((rows.table.bytes().allocation(), rows.table.bytes().len()))
            }
            _ => None,
        }
    }

    pub fn export(&self) -> ExportGuard {
        with_segment!(self, segment => segment.export(), bits => bits.words().export())
    }

    pub fn is_exported(&self) -> bool {
        with_segment!(self, segment => segment.is_exported(), bits => bits.words().is_exported())
    }

    pub fn native_bytes(&self) -> usize {
        let values = with_segment!(self, segment => segment.allocation(), bits => bits.words().allocation())
            .byte_len();
        match self {
            Self::Text(TextRows { table, .. }) => {
                values + table.ends().allocation().byte_len() + table.bytes().allocation().byte_len()
            }
            _ => values,
        }
    }

    /// Elements below are shared with another reader.
    pub fn frozen(&self) -> usize {
        with_segment!(self, segment => segment.frozen(), bits => bits.frozen())
    }

    pub fn make_writable(&mut self, from: usize) -> Result<bool> {
        with_segment!(self, segment => segment.make_writable(from), bits => bits.make_writable(from))
    }

    pub fn prepare_append(
        &mut self,
        rows: usize,
        width: usize,
        input: Option<&ColumnInput<'_>>,
    ) -> Result<bool> {
        let elements = rows.saturating_mul(width);
        let moved =
            with_segment!(self, segment => segment.reserve(elements)?, bits => bits.reserve(elements)?);
        Ok(moved | input.map_or(Ok(false), |input| self.prepare_text(input))?)
    }

    pub fn prepare_text(&mut self, input: &ColumnInput<'_>) -> Result<bool> {
        match (self, input.values) {
            (Self::Text(rows), Values::Text { bytes, lengths }) => {
                rows.table.prepare(lengths.len(), bytes.len())
            }
            _ => Ok(false),
        }
    }

    /// Types were checked before; another type appends rows that nothing refers to.
    pub fn commit_append(&mut self, count: usize, width: usize, input: Option<&ColumnInput<'_>>) {
        let values = input.map(|input| input.values);
        match (self, values) {
            (Self::Bits(bits), Some(Values::Bool(values))) => bits.extend_with(count, |row| values[row] != 0),
            (Self::Int32(segment), Some(Values::Int32(values))) => append(segment, count, Some(values)),
            (Self::Uint32(segment), Some(Values::Uint32(values))) => append(segment, count, Some(values)),
            (Self::Int64(segment), Some(Values::Int64(values) | Values::Timestamp(values))) => {
                append(segment, count, Some(values));
            }
            (Self::Float32(segment), Some(Values::Float32(values) | Values::Vector { values, .. })) => {
                append(segment, count, Some(values));
            }
            (Self::Float64(segment), Some(Values::Float64(values))) => append(segment, count, Some(values)),
            (Self::Text(TextRows { codes, table }), Some(Values::Text { bytes, lengths })) => {
                let mut texts = Texts::new(bytes);
                codes.extend_with(count, |row| {
                    let text = texts.next(lengths[row]);
                    if input.is_some_and(|input| input.has(row)) { table.push(text) } else { 0 }
                });
                table.judge();
            }
            (data, _) => with_segment!(
                data,
                segment => append(segment, count * width, None),
                bits => bits.extend_filled(count, false)
            ),
        }
    }

    /// Types were checked before; another type writes nothing.
    pub fn commit_write(
        &mut self,
        row: usize,
        width: usize,
        input: &ColumnInput<'_>,
        source: usize,
        text: &str,
    ) {
        match (self, input.values) {
            (Self::Bits(bits), Values::Bool(values)) => bits.set(row, values[source] != 0),
            (Self::Int32(segment), Values::Int32(values)) => segment.set(row, values[source]),
            (Self::Uint32(segment), Values::Uint32(values)) => segment.set(row, values[source]),
            (Self::Int64(segment), Values::Int64(values) | Values::Timestamp(values)) => {
                segment.set(row, values[source]);
            }
            (Self::Float32(segment), Values::Float32(values)) => segment.set(row, values[source]),
            (Self::Float32(segment), Values::Vector { values, .. }) => {
                let from = row * width;
                segment.tail_mut(from)[..width]
                    .copy_from_slice(&values[source * width..(source + 1) * width]);
            }
            (Self::Float64(segment), Values::Float64(values)) => segment.set(row, values[source]),
            (Self::Text(TextRows { codes, table }), Values::Text { .. }) => codes.set(row, table.push(text)),
            _ => {}
        }
    }

    /// Rebuilds the table of texts when entries without a row outnumber the rows.
    pub fn tidy(&mut self, validity: Option<&Bits>) -> Result<bool> {
        let Self::Text(rows) = self else { return Ok(false) };
        rows.table.judge();
        if rows.table.len() <= 2 * rows.codes.len() + 1024 {
            return Ok(false);
        }
        let mut table = TextTable::new(rows.table.is_shared())?;
        let mut codes: Segment<u32> = Segment::with_capacity(Owner::Columns, rows.codes.len())?;
        for (row, &code) in rows.codes.iter().enumerate() {
            let present = validity.is_none_or(|bits| bits.get(row));
            let text = if present { rows.table.get(code) } else { "" };
            table.prepare(1, text.len())?;
            codes.push(if present { table.push(text) } else { 0 });
        }
        *rows = TextRows { codes, table };
        Ok(true)
    }

    pub fn freeze(&mut self) -> Result<Self> {
        Ok(match self {
            Self::Bits(bits) => Self::Bits(bits.freeze()?),
            Self::Int32(segment) => Self::Int32(segment.freeze()?),
            Self::Uint32(segment) => Self::Uint32(segment.freeze()?),
            Self::Int64(segment) => Self::Int64(segment.freeze()?),
            Self::Float32(segment) => Self::Float32(segment.freeze()?),
            Self::Float64(segment) => Self::Float64(segment.freeze()?),
            Self::Text(rows) => {
                Self::Text(TextRows { codes: rows.codes.freeze()?, table: rows.table.freeze()? })
            }
        })
    }
}

/// Sharing, gathering and checking: what whole columns need.
impl Data {
    pub fn share(&self) -> Result<Self> {
        Ok(match self {
            Self::Bits(bits) => Self::Bits(bits.share()?),
            Self::Int32(segment) => Self::Int32(segment.share()?),
            Self::Uint32(segment) => Self::Uint32(segment.share()?),
            Self::Int64(segment) => Self::Int64(segment.share()?),
            Self::Float32(segment) => Self::Float32(segment.share()?),
            Self::Float64(segment) => Self::Float64(segment.share()?),
            Self::Text(rows) => {
                Self::Text(TextRows { codes: rows.codes.share()?, table: rows.table.share()? })
            }
        })
    }

    pub fn gather(&self, rows: &[u32], width: usize) -> Result<Self> {
        fn picked<T: Element>(from: &[T], rows: &[u32], width: usize) -> Result<Segment<T>> {
            let mut segment = Segment::with_capacity(Owner::Columns, rows.len() * width)?;
            for &row in rows {
                let start = row as usize * width;
                segment.extend(&from[start..start + width]);
            }
            Ok(segment)
        }
        Ok(match self {
            Self::Bits(bits) => {
                let mut kept = Bits::filled(Owner::Columns, 0, false)?;
                kept.reserve(rows.len())?;
                kept.extend_with(rows.len(), |row| bits.get(rows[row] as usize));
                Self::Bits(kept)
            }
            Self::Int32(segment) => Self::Int32(picked(segment, rows, width)?),
            Self::Uint32(segment) => Self::Uint32(picked(segment, rows, width)?),
            Self::Int64(segment) => Self::Int64(picked(segment, rows, width)?),
            Self::Float32(segment) => Self::Float32(picked(segment, rows, width)?),
            Self::Float64(segment) => Self::Float64(picked(segment, rows, width)?),
            Self::Text(text) => {
                let mut table = TextTable::new(text.table.is_shared())?;
                let mut codes = Segment::with_capacity(Owner::Columns, rows.len())?;
                for &row in rows {
                    let value = text.table.get(text.codes[row as usize]);
                    table.prepare(1, value.len())?;
                    codes.push(table.push(value));
                }
                Self::Text(TextRows { codes, table })
            }
        })
    }

    /// How many rows there are values for.
    pub fn rows(&self, width: usize) -> usize {
        with_segment!(self, segment => segment.len() / width.max(1), bits => bits.len())
    }

    /// A row with a value whose code no text has.
    pub fn dangling_code(&self, validity: Option<&Bits>) -> Option<usize> {
        let Self::Text(rows) = self else { return None };
        (0..rows.codes.len()).find(|&row| {
            rows.codes[row] as usize >= rows.table.len() && validity.is_none_or(|bits| bits.get(row))
        })
    }

    /// What is wrong with the texts, if anything.
    pub fn broken_text(&self) -> Option<String> {
        if let Self::Text(rows) = self { rows.table.defect() } else { None }
    }
}

/// Cuts packed text into rows.
pub(crate) struct Texts<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Texts<'a> {
    /// `bytes` were checked to be UTF-8; else every row is empty.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { text: std::str::from_utf8(bytes).unwrap_or_default(), at: 0 }
    }

    /// The next `length` bytes; empty past the end, or where they do not end at a character.
    pub fn next(&mut self, length: u32) -> &'a str {
        let end = self.at + length as usize;
        let text = self.text.get(self.at..end).unwrap_or_default();
        self.at = end;
        text
    }
}
