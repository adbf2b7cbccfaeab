//! Extra columns: what a chunk holds of one, and how chunks become a column.

use super::fault::{Fault, shown};
use super::number::{float, float32, integer, lossless_float};
use super::partitioned_array::concatenate;
use super::record::Field;
use super::table::{PackedText, ParsedColumn, ParsedValues};
use super::timestamp::timestamp;
use crate::column::ColumnType;
use crate::error::Quoted;
use crate::execution::Execution;
use crate::memory::{try_reserve, try_vec, try_with_capacity};
use crate::{Error, ErrorKind, Result};

const WHAT: &str = "a column of a file";

/// What the values of an inferred column have been so far. Two that differ join to the later one, numbers and
/// booleans to text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Seen {
    Nothing,
    /// Empty or blank texts only: missing numbers, missing booleans, or text.
    Blank,
    Number,
    Bool,
    Text,
}

impl Seen {
    pub(super) fn join(self, other: Self) -> Self {
        match (self, other) {
            (Self::Number, Self::Bool) | (Self::Bool, Self::Number) => Self::Text,
            _ => self.max(other),
        }
    }
}

/// One column of one chunk.
#[derive(Debug)]
pub(super) struct ColumnPart {
    /// The type that was asked for, or is known from elsewhere.
    ty: Option<ColumnType>,
    seen: Seen,
    /// Room to make when the first value decides the type.
    capacity: usize,
    rows: usize,
    /// `None` while no value decided the type, and after values disagreed.
    values: Option<ParsedValues>,
    /// One bit a row from the first missing value on; before, all rows have one.
    validity: Option<Vec<u8>>,
}

impl ColumnPart {
    pub(super) fn new(ty: Option<ColumnType>, capacity: usize) -> Result<Self> {
        let mut part = Self { ty, seen: Seen::Nothing, capacity, rows: 0, values: None, validity: None };
        if let Some(ty) = ty {
            part.values = Some(part.absent(ty)?);
        }
        Ok(part)
    }

    /// What the values are, where no type was given.
    pub(super) fn seen(&self) -> Seen {
        self.seen
    }

    /// Values of `ty` for the rows so far, all absent.
    fn absent(&self, ty: ColumnType) -> Result<ParsedValues> {
        fn zeros<T: Clone + Default>(part: &ColumnPart) -> Result<Vec<T>> {
            let mut values = try_with_capacity(WHAT, part.capacity.max(part.rows))?;
            values.resize(part.rows, T::default());
            Ok(values)
        }
        Ok(match ty {
            ColumnType::Bool => ParsedValues::Bool(zeros(self)?),
            ColumnType::Int32 => ParsedValues::Int32(zeros(self)?),
            ColumnType::Uint32 => ParsedValues::Uint32(zeros(self)?),
            ColumnType::Int64 => ParsedValues::Int64(zeros(self)?),
            ColumnType::Float32 => ParsedValues::Float32(zeros(self)?),
            ColumnType::Float64 => ParsedValues::Float64(zeros(self)?),
            ColumnType::Timestamp => ParsedValues::Timestamp(zeros(self)?),
            ColumnType::Utf8 | ColumnType::Vector(_) => {
                ParsedValues::Text(PackedText { bytes: Vec::new(), lengths: zeros(self)? })
            }
        })
    }

    /// Appends the value of the next row.
    pub(super) fn push(&mut self, field: &Field<'_>) -> Result<(), Box<Fault>> {
        let present = self.push_value(field)?;
        if !present && self.validity.is_none() {
            let bytes = self.capacity.max(self.rows + 1).div_ceil(8);
            self.validity = Some(try_vec(WHAT, bytes, 0xFF)?);
        }
        if let Some(validity) = &mut self.validity {
            if validity.len() <= self.rows / 8 {
                validity.push(0xFF);
            }
            if !present {
                validity[self.rows / 8] &= !(1 << (self.rows % 8));
            }
        }
        self.rows += 1;
        Ok(())
    }

    fn push_value(&mut self, field: &Field<'_>) -> Result<bool, Box<Fault>> {
        if field.is_missing() {
            self.push_absent();
            return Ok(false);
        }
        let text = field.text();
        match self.ty {
            Some(ColumnType::Utf8) => self.push_text(&text, field.start),
            Some(ty) => self.push_asked(ty, &text, field.start),
            None => self.push_inferred(&text, field.start),
        }
    }

    /// Keeps the arrays as long as the rows; a column whose type is not decided has no array yet.
    fn push_absent(&mut self) {
        match &mut self.values {
            None => {}
            Some(ParsedValues::Bool(values)) => values.push(0),
            Some(ParsedValues::Int32(values)) => values.push(0),
            Some(ParsedValues::Uint32(values)) => values.push(0),
            Some(ParsedValues::Int64(values) | ParsedValues::Timestamp(values)) => values.push(0),
            Some(ParsedValues::Float32(values)) => values.push(0.0),
            Some(ParsedValues::Float64(values)) => values.push(0.0),
            Some(ParsedValues::Text(text)) => text.lengths.push(0),
        }
    }

    fn push_text(&mut self, text: &[u8], start: usize) -> Result<bool, Box<Fault>> {
        check_text(text, start)?;
        if let Some(ParsedValues::Text(packed)) = &mut self.values {
            try_reserve(WHAT, &mut packed.bytes, text.len())?;
            packed.bytes.extend_from_slice(text);
            packed.lengths.push(text.len() as u32);
        }
        Ok(true)
    }

    fn push_asked(&mut self, ty: ColumnType, text: &[u8], start: usize) -> Result<bool, Box<Fault>> {
        let number = text.trim_ascii();
        if number.is_empty() {
            self.push_absent();
            return Ok(false);
        }
        let pushed = match &mut self.values {
            Some(ParsedValues::Bool(values)) => {
                boolean(number).or(bit(number)).map(|value| values.push(value))
            }
            Some(ParsedValues::Int32(values)) => narrow(number).map(|value| values.push(value)),
            Some(ParsedValues::Uint32(values)) => narrow(number).map(|value| values.push(value)),
            Some(ParsedValues::Int64(values)) => narrow(number).map(|value| values.push(value)),
            Some(ParsedValues::Float32(values)) => float32(number).map(|value| values.push(value)),
            Some(ParsedValues::Float64(values)) => float(number).map(|value| values.push(value)),
            Some(ParsedValues::Timestamp(values)) => timestamp(number).map(|value| values.push(value)),
            Some(ParsedValues::Text(_)) | None => None,
        };
        if pushed.is_some() {
            return Ok(true);
        }
        let remedy = "correct the file, or pass utf8 for this column in `columns`";
        Err(Fault::parse(start, text, ty, shown(text), remedy))
    }

    fn push_inferred(&mut self, text: &[u8], start: usize) -> Result<bool, Box<Fault>> {
        if let Some(ParsedValues::Text(_)) = &self.values {
            return self.push_text(text, start);
        }
        let trimmed = text.trim_ascii();
        if let Some(ParsedValues::Float64(values)) = &mut self.values
            && let Some(value) = lossless_float(trimmed)
        {
            values.push(value);
            return Ok(true);
        }
        let (seen, number) = classify(trimmed);
        if seen == Seen::Text {
            // Also where nothing is kept: the first junk of a file is found in whatever chunk it lies.
            check_text(text, start)?;
        }
        let joined = self.seen.join(seen);
        let first = self.seen < Seen::Number && joined >= Seen::Number;
        // Blank texts are not values among numbers, and texts of their own among texts: if texts they are, and
        // came first, the chunk is read again.
        let lost = joined == Seen::Text && self.seen != Seen::Text && self.seen != Seen::Nothing;
        self.seen = joined;
        if lost {
            self.values = None;
        } else if first {
            let ty = match joined {
                Seen::Number => ColumnType::Float64,
                Seen::Bool => ColumnType::Bool,
                _ => ColumnType::Utf8,
            };
            self.values = Some(self.absent(ty)?);
        }
        match &mut self.values {
            Some(ParsedValues::Float64(values)) if seen == Seen::Number => values.push(number),
            Some(ParsedValues::Bool(values)) if seen == Seen::Bool => values.push(number as u8),
            Some(ParsedValues::Text(_)) => return self.push_text(text, start),
            _ => {
                self.push_absent();
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the part cannot serve in a column whose values were `all` over the whole file, and its text must be
    /// read again.
    pub(super) fn must_reread(&self, all: Seen) -> bool {
        self.ty.is_none()
            && matches!(all, Seen::Text | Seen::Blank)
            && self.seen != Seen::Nothing
            && !matches!(self.values, Some(ParsedValues::Text(_)))
    }
}

/// What a text is by itself, and its value as a number or a boolean.
fn classify(trimmed: &[u8]) -> (Seen, f64) {
    if trimmed.is_empty() {
        return (Seen::Blank, 0.0);
    }
    if let Some(value) = lossless_float(trimmed) {
        return (Seen::Number, value);
    }
    boolean(trimmed).map_or((Seen::Text, 0.0), |value| (Seen::Bool, f64::from(value)))
}

/// Whether a text in the first data row says already that its column is text.
pub(super) fn is_text(text: &[u8]) -> bool {
    classify(text.trim_ascii()).0 == Seen::Text
}

fn boolean(text: &[u8]) -> Option<u8> {
    match text {
        b"true" | b"True" | b"TRUE" => Some(1),
        b"false" | b"False" | b"FALSE" => Some(0),
        _ => None,
    }
}

fn bit(text: &[u8]) -> Option<u8> {
    match text {
        b"1" => Some(1),
        b"0" => Some(0),
        _ => None,
    }
}

fn narrow<T: TryFrom<i64>>(text: &[u8]) -> Option<T> {
    T::try_from(integer(text)?).ok()
}

/// Refuses what is not text: bytes that are not UTF-8, and NUL, which only binary files hold.
pub(super) fn check_text(text: &[u8], start: usize) -> Result<(), Box<Fault>> {
    let got = if memchr::memchr(0, text).is_some() {
        "a NUL byte"
    } else if std::str::from_utf8(text).is_err() {
        "other bytes"
    } else {
        return Ok(());
    };
    let got = format_args!("{got} in {}", shown(text));
    Err(Fault::parse(
        start,
        text,
        "UTF-8 text",
        got,
        "check that this is a text file, and convert it to UTF-8",
    ))
}

/// The column that the parts of all chunks make. `None` for an inferred column without any value.
pub(super) fn join(
    name: &str,
    ty: Option<ColumnType>,
    parts: Vec<ColumnPart>,
    execution: &Execution<'_>,
) -> Result<Option<ParsedColumn>> {
    let all = parts.iter().fold(Seen::Nothing, |seen, part| {
        // What was read again is text.
        seen.join(if part.ty.is_some() { Seen::Text } else { part.seen })
    });
    let ty = match (ty, all) {
        (Some(ty), _) => ty,
        (None, Seen::Nothing) => return Ok(None),
        (None, Seen::Number) => ColumnType::Float64,
        (None, Seen::Bool) => ColumnType::Bool,
        (None, Seen::Blank | Seen::Text) => ColumnType::Utf8,
    };
    let validity = join_validity(&parts)?;
    let mut values = Vec::with_capacity(parts.len());
    for mut part in parts {
        values.push(match part.values.take() {
            Some(values) => values,
            None => part.absent(ty)?,
        });
    }
    macro_rules! joined {
        ($variant:ident) => {{
            let parts = values.into_iter().map(|part| match part {
                ParsedValues::$variant(part) => Ok(part),
                _ => Err(mixed(name)),
            });
            ParsedValues::$variant(concatenate(WHAT, parts.collect::<Result<_>>()?, execution)?)
        }};
    }
    let values = match ty {
        ColumnType::Bool => joined!(Bool),
        ColumnType::Int32 => joined!(Int32),
        ColumnType::Uint32 => joined!(Uint32),
        ColumnType::Int64 => joined!(Int64),
        ColumnType::Float32 => joined!(Float32),
        ColumnType::Float64 => joined!(Float64),
        ColumnType::Timestamp => joined!(Timestamp),
        ColumnType::Utf8 | ColumnType::Vector(_) => {
            let mut bytes = Vec::with_capacity(values.len());
            let mut lengths = Vec::with_capacity(values.len());
            for part in values {
                let ParsedValues::Text(part) = part else { return Err(mixed(name)) };
                bytes.push(part.bytes);
                lengths.push(part.lengths);
            }
            ParsedValues::Text(PackedText {
                bytes: concatenate(WHAT, bytes, execution)?,
                lengths: concatenate(WHAT, lengths, execution)?,
            })
        }
    };
    Ok(Some(ParsedColumn { name: name.to_owned(), values, validity }))
}

fn mixed(name: &str) -> Error {
    Error::expected(
        ErrorKind::Internal,
        format_args!("parts of one type for column {}", Quoted(name)),
        "several types",
        "this is a bug, please report it",
    )
}

/// The bitmaps of all parts, end to end; `None` when no value is missing.
fn join_validity(parts: &[ColumnPart]) -> Result<Option<Vec<u8>>> {
    if parts.iter().all(|part| part.validity.is_none()) {
        return Ok(None);
    }
    let rows = parts.iter().map(|part| part.rows).sum::<usize>();
    let mut joined = try_vec(WHAT, rows.div_ceil(8), 0_u8)?;
    let mut row = 0;
    for part in parts {
        let shift = row % 8;
        for (index, first) in (0..part.rows).step_by(8).enumerate() {
            let bits = part.validity.as_ref().map_or(0xFF, |validity| validity[index]);
            let kept = (part.rows - first).min(8);
            let bits = u16::from(bits) & ((1 << kept) - 1);
            let [low, high] = (bits << shift).to_le_bytes();
            let byte = row / 8 + index;
            joined[byte] |= low;
            if high != 0 {
                joined[byte + 1] |= high;
            }
        }
        row += part.rows;
    }
    Ok(Some(joined))
}
