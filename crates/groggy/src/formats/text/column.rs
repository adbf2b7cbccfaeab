//! Extra columns: what a chunk holds of one, and how chunks become a column.

use super::ReadAs;
use super::fault::{Fault, shown};
use super::number::{float, float32, integer, lossless_float};
use super::partitioned_array::concatenate;
use super::record::Field;
use super::table::{PackedText, ParsedColumn, ParsedValues};
use super::timestamp::{Time, counted, date};
use crate::column::ColumnType;
use crate::error::Quoted;
use crate::execution::Execution;
use crate::memory::{try_reserve, try_vec, try_with_capacity};
use crate::{Error, ErrorKind, Result};

const WHAT: &str = "a column of a file";

/// What the values of an inferred column have been so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Seen {
    Nothing,
    /// Empty or blank texts and marks such as `NA` only: missing values, or text.
    Blank,
    Number,
    /// Numbers, some of them with decimal commas.
    Comma,
    Bool,
    Time,
    /// Times, some of them between two milliseconds.
    FinerTime,
    Text,
}

impl Seen {
    pub(super) fn join(self, other: Self) -> Self {
        let (low, high) = if self < other { (self, other) } else { (other, self) };
        match (low, high) {
            (Self::Nothing | Self::Blank, _)
            | (Self::Number, Self::Comma)
            | (Self::Time, Self::FinerTime) => high,
            _ if low == high => high,
            _ => Self::Text,
        }
    }

    /// The type of a column of such values; `None` without any.
    pub(super) fn column_type(self) -> Option<ColumnType> {
        Some(match self {
            Self::Nothing => return None,
            Self::Number | Self::Comma => ColumnType::Float64,
            Self::Bool => ColumnType::Bool,
            Self::Time | Self::FinerTime => ColumnType::Timestamp,
            Self::Blank | Self::Text => ColumnType::Utf8,
        })
    }

    /// Whether a column of such values is refused: reading it as its type says which value, and where.
    fn is_refused(self) -> bool {
        matches!(self, Self::Comma | Self::FinerTime)
    }
}

/// One column of one chunk.
#[derive(Debug)]
pub(super) struct ColumnPart {
    /// The type that was asked for, or is known from elsewhere.
    ty: Option<ReadAs>,
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
    pub(super) fn new(ty: Option<ReadAs>, capacity: usize) -> Result<Self> {
        let mut part = Self { ty, seen: Seen::Nothing, capacity, rows: 0, values: None, validity: None };
        if let Some(ty) = ty {
            part.values = Some(part.absent(ty.column_type())?);
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

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Appends the value of the next row.
    pub(super) fn push(&mut self, field: &Field<'_>) -> Result<(), Box<Fault>> {
        let text = field.text();
        self.push_next((!field.is_missing()).then_some((&*text, field.start)))
    }

    /// Appends the value of the next row, a text and where it begins; `None` where there is none.
    pub(super) fn push_next(&mut self, value: Option<(&[u8], usize)>) -> Result<(), Box<Fault>> {
        let present = match value {
            Some((text, start)) => self.push_value(text, start)?,
            None => {
                self.push_absent();
                false
            }
        };
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

    fn push_value(&mut self, text: &[u8], start: usize) -> Result<bool, Box<Fault>> {
        match self.ty {
            Some(ReadAs::Type(ColumnType::Utf8)) => self.push_text(text, start),
            Some(ty) => self.push_asked(ty, text, start),
            None => self.push_inferred(text, start),
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

    fn push_asked(&mut self, ty: ReadAs, text: &[u8], start: usize) -> Result<bool, Box<Fault>> {
        let trimmed = text.trim_ascii();
        if trimmed.is_empty() || is_missing_mark(trimmed) {
            self.push_absent();
            return Ok(false);
        }
        let time = match ty {
            ReadAs::Epoch(epoch) => counted(trimmed, epoch),
            ReadAs::Type(ColumnType::Timestamp) => date(trimmed),
            ReadAs::Type(_) => Time::None,
        };
        let pushed = match &mut self.values {
            Some(ParsedValues::Bool(values)) => {
                boolean(trimmed).or(bit(trimmed)).map(|value| values.push(value))
            }
            Some(ParsedValues::Int32(values)) => narrow(trimmed).map(|value| values.push(value)),
            Some(ParsedValues::Uint32(values)) => narrow(trimmed).map(|value| values.push(value)),
            Some(ParsedValues::Int64(values)) => narrow(trimmed).map(|value| values.push(value)),
            Some(ParsedValues::Float32(values)) => float32(trimmed).map(|value| values.push(value)),
            Some(ParsedValues::Float64(values)) => float(trimmed).map(|value| values.push(value)),
            Some(ParsedValues::Timestamp(values)) => match time {
                Time::Milliseconds(time) => {
                    values.push(time);
                    Some(())
                }
                Time::Finer | Time::None => None,
            },
            Some(ParsedValues::Text(_)) | None => None,
        };
        if pushed.is_some() { Ok(true) } else { Err(unfit(ty, time, text, start)) }
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
        let value = classify(trimmed);
        let seen = value.seen();
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
        } else if first && let Some(ty) = joined.column_type() {
            self.values = Some(self.absent(ty)?);
        }
        match (&mut self.values, value) {
            (Some(ParsedValues::Float64(values)), Value::Number(number)) => values.push(number),
            (Some(ParsedValues::Bool(values)), Value::Bool(truth)) => values.push(truth),
            (Some(ParsedValues::Timestamp(values)), Value::Time(time)) => values.push(time),
            (Some(ParsedValues::Text(_)), _) => return self.push_text(text, start),
            _ => {
                self.push_absent();
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What the text of this part must be read as again, in a column whose values were `all` over the whole file;
    /// `None` when the part can serve as it is.
    pub(super) fn must_reread(&self, all: Seen) -> Option<ReadAs> {
        if self.ty.is_some() || self.seen == Seen::Nothing {
            return None;
        }
        let is_text = matches!(self.values, Some(ParsedValues::Text(_)));
        let stale = match all {
            Seen::Text | Seen::Blank => !is_text,
            _ => all.is_refused() && self.seen == all,
        };
        all.column_type().filter(|_| stale).map(ReadAs::Type)
    }
}

/// What a text is by itself.
#[derive(Debug, Clone, Copy)]
enum Value {
    Blank,
    Number(f64),
    Comma,
    Bool(u8),
    Time(i64),
    FinerTime,
    Text,
}

impl Value {
    fn seen(self) -> Seen {
        match self {
            Self::Blank => Seen::Blank,
            Self::Number(_) => Seen::Number,
            Self::Comma => Seen::Comma,
            Self::Bool(_) => Seen::Bool,
            Self::Time(_) => Seen::Time,
            Self::FinerTime => Seen::FinerTime,
            Self::Text => Seen::Text,
        }
    }
}

fn classify(trimmed: &[u8]) -> Value {
    if trimmed.is_empty() || is_missing_mark(trimmed) {
        return Value::Blank;
    }
    if let Some(value) = lossless_float(trimmed) {
        return Value::Number(value);
    }
    if let Some(truth) = boolean(trimmed) {
        return Value::Bool(truth);
    }
    match date(trimmed) {
        Time::Milliseconds(time) => Value::Time(time),
        Time::Finer => Value::FinerTime,
        Time::None if has_decimal_comma(trimmed) => Value::Comma,
        Time::None => Value::Text,
    }
}

/// Whether a text in the first data row says already that its column is text.
pub(super) fn is_text(text: &[u8]) -> bool {
    matches!(classify(text.trim_ascii()), Value::Text)
}

/// The type of a column with these values; `None` without any.
pub(super) fn type_of(values: impl Iterator<Item = Vec<u8>>) -> Option<ColumnType> {
    let values = values.filter(|text| !text.is_empty());
    values.fold(Seen::Nothing, |seen, text| seen.join(classify(text.trim_ascii()).seen())).column_type()
}

/// Whether a text says that there is no value, as R, SQL, Python and Neo4j do.
pub(super) fn is_missing_mark(text: &[u8]) -> bool {
    matches!(text, b"NA" | b"N/A" | b"null" | b"NULL" | b"None" | b"\\N")
}

/// `1,5`, `-0,25` or `1.000,5`.
fn has_decimal_comma(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let mut parts = text.split(|&byte| byte == b',');
    let (Some(whole), Some(fraction), None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let is_digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let mut groups = whole.split(|&byte| byte == b'.');
    groups.next().is_some_and(is_digits)
        && groups.all(|group| group.len() == 3 && is_digits(group))
        && is_digits(fraction)
}

/// The fault of a text that is not of the type that was asked for, or that the whole column has.
#[cold]
fn unfit(ty: ReadAs, time: Time, text: &[u8], start: usize) -> Box<Fault> {
    let trimmed = text.trim_ascii();
    let number = matches!(ty.column_type(), ColumnType::Float64 | ColumnType::Float32);
    if time == Time::Finer {
        let remedy = "pass utf8 for this column in `columns` to keep it as it is written";
        return Fault::parse(start, text, "a time in whole milliseconds", shown(text), remedy);
    }
    if number && has_decimal_comma(trimmed) {
        let got = format_args!("the decimal comma of {}", shown(text));
        let remedy = "write a decimal point, or pass utf8 for this column in `columns`";
        return Fault::parse(start, text, "a number with a decimal point", got, remedy);
    }
    if ty == ReadAs::Type(ColumnType::Timestamp) && integer(trimmed).is_some() {
        let remedy = "pass 'timestamp[s]' or 'timestamp[ms]' in `columns` for what counts from 1970";
        return Fault::parse(start, text, "an ISO 8601 date for timestamp", shown(text), remedy);
    }
    let remedy = "correct the file, or pass utf8 for this column in `columns`";
    Fault::parse(start, text, ty.column_type(), shown(text), remedy)
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
    ty: Option<ReadAs>,
    parts: Vec<ColumnPart>,
    execution: &Execution<'_>,
) -> Result<Option<ParsedColumn>> {
    let all = parts.iter().fold(Seen::Nothing, |seen, part| {
        // What was read again is text.
        seen.join(if part.ty.is_some() { Seen::Text } else { part.seen })
    });
    let Some(ty) = ty.map(ReadAs::column_type).or_else(|| all.column_type()) else { return Ok(None) };
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
