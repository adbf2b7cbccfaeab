//! The beginning of a file: its byte order mark, its comments, a sample of its records.

use std::path::Path;

use super::fault::{self, Fault};
use super::input::Input;
use super::record::{After, Dialect, Records};
use super::{TextOptions, TextStats};
use crate::{Error, Result};

/// Bytes of the first look at a file.
const LOOK: u64 = 1 << 16;
/// Records that are looked at.
const SAMPLED: usize = 1000;
/// Bytes that begin a comment line before the first record, unless the caller says otherwise.
pub(super) const MARKERS: &[u8] = b"#%";

/// Where in the file something begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) offset: u64,
    /// From 1.
    pub(super) line: u64,
}

/// The first line that is neither blank nor surely a comment, with the lines after it, and what precedes it.
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) place: Place,
    /// Whole lines, unless `last`.
    pub(super) text: Vec<u8>,
    /// Whether the text goes to the end of the file.
    pub(super) last: bool,
    pub(super) comments: u64,
    /// The comment that comes last before it, cut.
    pub(super) last_comment: Vec<u8>,
}

/// What a file begins with.
pub(super) enum Head {
    Data(Sample),
    /// Blank lines and comments only.
    Empty(TextStats),
}

/// A record of the sample, unquoted.
#[derive(Debug, Clone)]
pub(super) struct HeadRecord {
    pub(super) start: Place,
    pub(super) end: Place,
    pub(super) fields: Vec<Vec<u8>>,
    /// Whether each field stands in quotes.
    pub(super) quoted: Vec<bool>,
    /// Its lines, from the beginning of the first.
    pub(super) text: Vec<u8>,
    /// Where in `text` each field begins.
    pub(super) field_starts: Vec<usize>,
}

impl HeadRecord {
    /// Whether it begins as a comment would.
    pub(super) fn marker(&self) -> Option<u8> {
        let first = self.text.trim_ascii_start().first().copied();
        first.filter(|byte| MARKERS.contains(byte))
    }
}

/// Where the text begins, after a byte order mark.
pub(super) fn text_start(input: &Input<'_>) -> Result<Place> {
    let mark = input.with(0..input.len().min(3), <[u8]>::to_vec)?;
    let offset = if mark == [0xEF, 0xBB, 0xBF] { 3 } else { 0 };
    Ok(Place { offset, line: 1 })
}

/// Whether a line is a comment whatever follows: by the caller's word, or as a marker before a blank, another marker
/// or the end of the line.
pub(super) fn is_surely_comment(line: &[u8], comments: Option<&[u8]>) -> bool {
    match (comments, line.trim_ascii()) {
        (Some(comments), [first, ..]) => comments.contains(first),
        (None, [first]) => MARKERS.contains(first),
        (None, [first, second, ..]) => {
            MARKERS.contains(first) && (*second == b' ' || MARKERS.contains(second))
        }
        _ => false,
    }
}

/// Finds the first line of data, and loads what follows it.
pub(super) fn sample(input: &Input<'_>, start: Place, path: &Path, options: &TextOptions) -> Result<Head> {
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
            if is_surely_comment(line, options.comments.as_deref()) {
                comments += 1;
                last_comment = content[..content.len().min(1000)].to_vec();
            } else if !content.is_empty() {
                let place = Place { offset: place.offset + at as u64, line: place.line };
                let (text, last) = load(input, place, LOOK, path, options)?;
                return Ok(Head::Data(Sample { place, text, last, comments, last_comment }));
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

/// The lines from `place` on, two at least where there are so many, and whether they are all.
fn load(
    input: &Input<'_>,
    place: Place,
    mut look: u64,
    path: &Path,
    options: &TextOptions,
) -> Result<(Vec<u8>, bool)> {
    loop {
        let end = input.len().min(place.offset + look);
        let mut text = input.with(place.offset..end, <[u8]>::to_vec)?;
        let mut newlines = memchr::memchr_iter(b'\n', &text);
        let enough = look > options.max_line_bytes as u64;
        match (end == input.len(), newlines.next(), newlines.next()) {
            (true, ..) => return Ok((text, true)),
            (false, None, _) if enough => {
                return Err(fault::line_too_long(path, place.line, options.max_line_bytes));
            }
            (false, Some(_), second) if enough || second.is_some() => {
                text.truncate(memchr::memrchr(b'\n', &text).map_or(0, |newline| newline + 1));
                return Ok((text, false));
            }
            _ => look *= 2,
        }
    }
}

/// Bytes of the first line of `text`, newline included; `None` when its end is not in sight.
fn line_length(text: &[u8], last: bool) -> Option<usize> {
    match memchr::memchr(b'\n', text) {
        Some(newline) => Some(newline + 1),
        None => (last && !text.is_empty()).then_some(text.len()),
    }
}

/// Records of a text, and the fault that ends them, if one does.
pub(super) struct Sampled {
    pub(super) records: Vec<HeadRecord>,
    pub(super) fault: Option<Box<Fault>>,
}

impl Sample {
    /// Looks at more, where not even one record was whole.
    pub(super) fn grow(&mut self, input: &Input<'_>, path: &Path, options: &TextOptions) -> Result<()> {
        let look = self.text.len() as u64 * 4;
        if look > (options.max_line_bytes as u64).saturating_mul(4).max(LOOK) {
            return Err(fault::line_too_long(path, self.place.line, options.max_line_bytes));
        }
        (self.text, self.last) = load(input, self.place, look, path, options)?;
        Ok(())
    }

    /// The records from byte `from` of the sample on. One that the sample cuts is left out.
    pub(super) fn records(&self, from: usize, dialect: &Dialect) -> Sampled {
        let text = &self.text;
        let place = |offset: usize| Place {
            offset: self.place.offset + offset as u64,
            line: self.place.line + memchr::memchr_iter(b'\n', &text[..offset]).count() as u64,
        };
        let mut records = Records::new(text, dialect);
        records.position = from;
        let mut found: Vec<HeadRecord> = Vec::new();
        // Lines are counted once: from the end of the record before.
        let mut known = (from, place(from).line);
        while found.len() < SAMPLED && records.next_record() {
            let begin = records.position;
            known = (begin, known.1 + memchr::memchr_iter(b'\n', &text[known.0..begin]).count() as u64);
            let start = Place { offset: self.place.offset + begin as u64, line: known.1 };
            match fields_of(&mut records) {
                Ok(fields) => {
                    let end = records.position;
                    known = (end, known.1 + memchr::memchr_iter(b'\n', &text[begin..end]).count() as u64);
                    let line_start = memchr::memrchr(b'\n', &text[..begin]).map_or(0, |newline| newline + 1);
                    let mut record = HeadRecord {
                        start,
                        end: Place { offset: self.place.offset + end as u64, line: known.1 },
                        fields: Vec::with_capacity(fields.len()),
                        quoted: Vec::with_capacity(fields.len()),
                        text: text[line_start..end].to_vec(),
                        field_starts: Vec::with_capacity(fields.len()),
                    };
                    for (start, field, quoted) in fields {
                        record.field_starts.push(start - line_start);
                        record.fields.push(field);
                        record.quoted.push(quoted);
                    }
                    found.push(record);
                }
                // Perhaps not a fault of the record but the end of what was looked at.
                Err(_) if !self.last && is_open(&text[begin..], dialect) => break,
                Err(fault) => return Sampled { records: found, fault: Some(fault) },
            }
        }
        Sampled { records: found, fault: None }
    }

    /// How many fields each line has, 0 where it is malformed or begins as a comment.
    pub(super) fn widths(&self, dialect: &Dialect) -> Vec<usize> {
        let mut records = Records::new(&self.text, dialect);
        let mut widths = Vec::new();
        while widths.len() < SAMPLED && records.next_record() {
            let begin = records.position;
            let is_comment = MARKERS.contains(&self.text[begin]);
            let width = fields_of(&mut records).map_or(0, |fields| fields.len());
            if width == 0 {
                let rest = &self.text[begin..];
                records.position = begin + line_length(rest, true).unwrap_or(rest.len());
            }
            widths.push(if is_comment { 0 } else { width });
        }
        widths
    }

    /// The first line, without its end.
    pub(super) fn first_line(&self) -> &[u8] {
        let line = &self.text[..line_length(&self.text, true).unwrap_or(0)];
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        line.strip_suffix(b"\r").unwrap_or(line)
    }

    /// `PARSE` when the first line says that this is not text with lines that end in a newline.
    pub(super) fn check(&self, path: &Path) -> Result<()> {
        let first = self.first_line();
        let wrong = |at: usize, what: &str, got: &str, remedy: &str| -> Error {
            let shown = &first[at.saturating_sub(20)..];
            Fault::parse(at, shown, what, got, remedy).locate(path, first, self.place.line)
        };
        if let Some(at) = memchr::memchr(0, first) {
            return Err(wrong(at, "text", "a NUL byte", "this is a binary file; pass a text file"));
        }
        if let Some(at) = memchr::memchr(b'\r', first)
            && memchr::memchr(b'"', first).is_none()
        {
            let what = "lines that end in a newline";
            return Err(wrong(at, what, "a carriage return alone", "convert the line ends"));
        }
        Ok(())
    }
}

/// Whether a record that begins here may go on past the end of the text: a quote is open.
fn is_open(text: &[u8], dialect: &Dialect) -> bool {
    dialect.quoting() && memchr::memchr_iter(super::record::QUOTE, text).count() % 2 == 1
}

/// Where a field begins, its text, and whether it is quoted.
type HeadField = (usize, Vec<u8>, bool);

/// The fields of a record.
fn fields_of(records: &mut Records<'_>) -> Result<Vec<HeadField>, Box<Fault>> {
    let mut fields = Vec::new();
    loop {
        let (field, after) = records.field()?;
        fields.push((field.start, field.text().into_owned(), field.quoted));
        if after == After::Record {
            return Ok(fields);
        }
    }
}
