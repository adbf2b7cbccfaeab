//! The beginning of a file: its byte order mark, its comments, its first two records.

use std::path::Path;

use super::fault::{self, Fault};
use super::input::Input;
use super::record::{After, Dialect, Records};
use super::{TextOptions, TextStats};
use crate::{Error, Result};

/// Bytes of the first look at a file.
const LOOK: u64 = 1 << 16;

/// Where in the file something begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) offset: u64,
    /// From 1.
    pub(super) line: u64,
}

/// The first line that is neither blank nor a comment, and what precedes it.
#[derive(Debug)]
pub(super) struct FirstLine {
    pub(super) place: Place,
    pub(super) text: Vec<u8>,
    pub(super) comments: u64,
    /// The comment that comes last before it, cut.
    pub(super) last_comment: Vec<u8>,
}

/// What a file begins with.
pub(super) enum Head {
    Data(FirstLine),
    /// Blank lines and comments only.
    Empty(TextStats),
}

/// A record of the head, unquoted.
#[derive(Debug, Clone)]
pub(super) struct HeadRecord {
    pub(super) start: Place,
    pub(super) end: Place,
    pub(super) fields: Vec<Vec<u8>>,
    /// Its lines, from the beginning of the first.
    pub(super) text: Vec<u8>,
    /// Where in `text` each field begins.
    pub(super) field_starts: Vec<usize>,
}

/// Where the text begins, after a byte order mark.
///
/// # Errors
/// `Parse` for text in UTF-16 or UTF-32.
pub(super) fn text_start(input: &Input<'_>, path: &Path) -> Result<Place> {
    let mark = input.with(0..input.len().min(3), <[u8]>::to_vec)?;
    if mark.starts_with(&[0xFF, 0xFE]) || mark.starts_with(&[0xFE, 0xFF]) {
        let fault = Fault::parse(0, &mark, "UTF-8 text", "UTF-16", "convert the file to UTF-8");
        return Err(fault.locate(path, &mark, 1));
    }
    let offset = if mark == [0xEF, 0xBB, 0xBF] { 3 } else { 0 };
    Ok(Place { offset, line: 1 })
}

/// Finds the first line of data.
pub(super) fn first_line(
    input: &Input<'_>,
    start: Place,
    is_comment: impl Fn(u8) -> bool,
    path: &Path,
    options: &TextOptions,
) -> Result<Head> {
    let mut place = start;
    let mut comments = 0;
    let mut last_comment = Vec::new();
    let mut look = LOOK;
    loop {
        let end = input.len().min(place.offset + look);
        let last = end == input.len();
        let text = input.with(place.offset..end, <[u8]>::to_vec)?;
        let mut at = 0;
        while let Some(length) = line_length(&text[at..], last) {
            let line = &text[at..at + length];
            let content = line.trim_ascii();
            match content.first() {
                None => {}
                Some(&byte) if is_comment(byte) => {
                    comments += 1;
                    last_comment = content[..content.len().min(1000)].to_vec();
                }
                Some(_) => {
                    let place = Place { offset: place.offset + at as u64, line: place.line };
                    let text = line.strip_suffix(b"\n").unwrap_or(line);
                    let text = text.strip_suffix(b"\r").unwrap_or(text).to_vec();
                    return Ok(Head::Data(FirstLine { place, text, comments, last_comment }));
                }
            }
            at += length;
            place.line += 1;
        }
        if last {
            return Ok(Head::Empty(TextStats { lines: place.line - 1, comments, bytes: input.len() }));
        }
        if at == 0 {
            if look > options.max_line_bytes as u64 {
                return Err(fault::line_too_long(path, place.line, options.max_line_bytes));
            }
            look *= 2;
        }
        place.offset += at as u64;
    }
}

/// Bytes of the first line of `text`, newline included; `None` when its end is not in sight.
fn line_length(text: &[u8], last: bool) -> Option<usize> {
    match memchr::memchr(b'\n', text) {
        Some(newline) => Some(newline + 1),
        None => (last && !text.is_empty()).then_some(text.len()),
    }
}

/// The first two records from `start` on. The second may be missing where it is unreasonably far away.
///
/// # Errors
/// `Parse` for a malformed first record, `LimitExceeded` for one without end.
pub(super) fn first_records(
    input: &Input<'_>,
    start: Place,
    dialect: &Dialect,
    path: &Path,
    options: &TextOptions,
) -> Result<Vec<HeadRecord>> {
    let mut look = LOOK;
    loop {
        let end = input.len().min(start.offset + look);
        let last = end == input.len();
        let found = input.with(start.offset..end, |text| records_in(text, start, last, dialect))?;
        let enough = look > options.max_line_bytes as u64;
        match found {
            Ok(records) if last || records.len() == 2 || (enough && !records.is_empty()) => {
                return Ok(records);
            }
            Err(fault) if last || enough => {
                if !last {
                    return Err(fault::line_too_long(path, start.line, options.max_line_bytes));
                }
                return Err(input.with(start.offset..end, |text| fault.locate(path, text, start.line))?);
            }
            _ if enough => return Err(fault::line_too_long(path, start.line, options.max_line_bytes)),
            _ => look *= 2,
        }
    }
}

fn records_in(
    text: &[u8],
    start: Place,
    last: bool,
    dialect: &Dialect,
) -> Result<Vec<HeadRecord>, Box<Fault>> {
    let place = |offset: usize| Place {
        offset: start.offset + offset as u64,
        line: start.line + memchr::memchr_iter(b'\n', &text[..offset]).count() as u64,
    };
    let mut records = Records::new(text, dialect);
    let mut found = Vec::new();
    while found.len() < 2 && records.next_record() {
        let begin = records.position;
        match fields_of(&mut records) {
            // Not the end of the record but the end of what was looked at.
            _ if !last && records.position >= text.len() => break,
            Ok(fields) => {
                let line_start = memchr::memrchr(b'\n', &text[..begin]).map_or(0, |newline| newline + 1);
                let (field_starts, fields) =
                    fields.into_iter().map(|(start, field)| (start - line_start, field)).unzip();
                found.push(HeadRecord {
                    start: place(begin),
                    end: place(records.position),
                    fields,
                    text: text[line_start..records.position].to_vec(),
                    field_starts,
                });
            }
            Err(fault) if found.is_empty() => return Err(fault),
            // The parser meets it again, and knows better what it means.
            Err(_) => break,
        }
    }
    Ok(found)
}

/// Where the fields of a record begin, and their texts.
fn fields_of(records: &mut Records<'_>) -> Result<Vec<(usize, Vec<u8>)>, Box<Fault>> {
    let mut fields = Vec::new();
    loop {
        let (field, after) = records.field()?;
        fields.push((field.start, field.text().into_owned()));
        if after == After::Record {
            return Ok(fields);
        }
    }
}

/// `PARSE` when the first line says that this is not text with lines that end in a newline.
pub(super) fn check_first_line(first: &FirstLine, path: &Path) -> Result<()> {
    let wrong = |at: usize, what: &str, got: &str, remedy: &str| -> Error {
        let start = first.text[..at].len();
        let shown = &first.text[at.saturating_sub(20)..];
        Fault::parse(start, shown, what, got, remedy).locate(path, &first.text, first.place.line)
    };
    if let Some(at) = memchr::memchr(0, &first.text) {
        return Err(wrong(at, "text", "a NUL byte", "this is a binary file; pass a text file"));
    }
    if let Some(at) = memchr::memchr(b'\r', &first.text)
        && memchr::memchr(b'"', &first.text).is_none()
    {
        return Err(wrong(
            at,
            "lines that end in a newline",
            "a carriage return alone",
            "convert the line ends",
        ));
    }
    Ok(())
}
