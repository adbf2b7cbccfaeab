//! What stands between fields: the extension decides first, then the sample.
//!
//! 1. The option; else a first line `sep=;`, as spreadsheets write it.
//! 2. `.tsv` is tabs and `.psv` is `|`. `.csv` is commas, unless another delimiter gives more records one width.
//! 3. Else the delimiter under which the most records have the same number of fields, at least two, quotes
//!    honoured. Of equals: the one whose first record names two ends; the one whose ends are integers in all records;
//!    a tab; the only one of `,` `;` `|`, unless the blanks beside it divide all records in the same place; blanks.
//!    Where equals remain, an error asks for the option.
//!
//! Commas that stand between digits only, where another delimiter fits as well, are decimal commas.

use std::path::Path;

use super::fault::{Fault, shown};
use super::head::{MARKERS, Sample};
use super::names::{Known, known_ends};
use super::number::canonical_integer;
use super::record::{Dialect, QUOTE};
use super::{Delimiter, Rows, TextFormat, TextOptions};
use crate::Result;

/// What the name of a file says of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// `.csv`, or the format that was asked for.
    Csv,
    /// `.tsv` and `.psv`.
    Separated(u8),
    EdgeList,
    Snap,
    Nothing,
}

pub(super) fn by_name(path: &Path, options: &TextOptions) -> Named {
    match options.format {
        Some(TextFormat::Csv) => return Named::Csv,
        Some(TextFormat::EdgeList) => return Named::EdgeList,
        Some(TextFormat::Snap) => return Named::Snap,
        None => {}
    }
    match extension(path).as_deref() {
        Some("csv") => Named::Csv,
        Some("tsv" | "tab") => Named::Separated(b'\t'),
        Some("psv") => Named::Separated(b'|'),
        Some("el" | "wel" | "edges" | "edgelist") => Named::EdgeList,
        Some("snap") => Named::Snap,
        _ => Named::Nothing,
    }
}

/// The extension of a path in lower case, that of compression aside.
pub(super) fn extension(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".bgz")).unwrap_or(&name);
    Some(name.rsplit_once('.')?.1.to_owned())
}

/// The delimiter that a first line `sep=;` gives.
pub(super) fn declared(line: &[u8]) -> Option<u8> {
    let line = line.trim_ascii_end();
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let (start, rest) = line.split_at_checked(4)?;
    match rest {
        [byte] if start.eq_ignore_ascii_case(b"sep=") => Some(*byte),
        // The trimmed byte was a tab.
        [] if start.eq_ignore_ascii_case(b"sep=") => Some(b'\t'),
        _ => None,
    }
}

/// How a sample reads under one delimiter.
struct Reading {
    delimiter: Delimiter,
    /// Records with the most frequent number of fields, of which there are two at least; 0 where there are none.
    agree: usize,
    /// The first record names two ends.
    named: bool,
    /// Both ends are canonical integers in all records that agree.
    integers: bool,
    /// One field has blanks within in every record that agrees, and no other field in any.
    divided: bool,
}

const CANDIDATES: [Delimiter; 5] = [
    Delimiter::Byte(b'\t'),
    Delimiter::Byte(b','),
    Delimiter::Byte(b';'),
    Delimiter::Byte(b'|'),
    Delimiter::Blanks,
];

fn read(sample: &Sample, delimiter: Delimiter, quoting: bool, rows: Rows) -> Reading {
    let dialect = Dialect::new(delimiter, quoting, Vec::new());
    let widths = sample.widths(&dialect);
    let width = most_frequent(widths.iter().copied().filter(|&width| width > 1));
    let agree = width.map_or(0, |width| widths.iter().filter(|&&found| found == width).count());
    let mut reading = Reading { delimiter, agree, named: false, integers: false, divided: false };
    let Some(width) = width else { return reading };
    let sampled = sample.records(0, &dialect);
    let mut first = sampled.records.iter().filter(|record| record.marker().is_none());
    reading.named = first.next().is_some_and(|record| {
        let names: Vec<_> = record.fields.iter().map(|field| super::names::text_of(field)).collect();
        matches!(known_ends(&names, rows), Known::Ends { .. })
    });
    let agreeing = || {
        let skipped = usize::from(reading.named);
        sampled
            .records
            .iter()
            .filter(|record| record.fields.len() == width && record.marker().is_none())
            .skip(skipped)
    };
    reading.integers = agreeing().next().is_some()
        && agreeing().all(|record| record.fields[..2].iter().all(|field| canonical_integer(field).is_some()));
    let blank = |field: &[u8]| field.iter().any(|&byte| byte == b' ' || byte == b'\t');
    let mut with_blanks = agreeing().map(|record| {
        let mut fields = (0..width).filter(|&index| blank(&record.fields[index]));
        (fields.next(), fields.next())
    });
    let first = with_blanks.next();
    reading.divided = matches!(first, Some((Some(_), None))) && with_blanks.all(|place| Some(place) == first);
    reading
}

/// The most frequent of some widths; of equals the one that comes first.
pub(super) fn most_frequent(widths: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for width in widths {
        match counts.iter_mut().find(|(found, _)| *found == width) {
            Some((_, count)) => *count += 1,
            None => counts.push((width, 1)),
        }
    }
    counts.into_iter().rev().max_by_key(|&(_, count)| count).map(|(width, _)| width)
}

/// What stands between the fields of a sample, and why.
pub(super) fn choose(
    sample: &Sample,
    named: Named,
    declared: Option<u8>,
    path: &Path,
    options: &TextOptions,
) -> Result<(Delimiter, String)> {
    let quoting = options.quoting.unwrap_or(true);
    if let Some(delimiter) = options.delimiter {
        return Ok((delimiter, "it was asked for".to_owned()));
    }
    if let Some(byte) = declared {
        return Ok((byte.into(), "the first line says so (`sep=`)".to_owned()));
    }
    if let Named::Separated(byte) = named {
        return Ok((byte.into(), "the extension says so".to_owned()));
    }
    let readings: Vec<Reading> =
        CANDIDATES.iter().map(|&delimiter| read(sample, delimiter, quoting, options.rows)).collect();
    let allowed = |reading: &&Reading| match named {
        Named::Csv => reading.delimiter != Delimiter::Blanks,
        _ => true,
    };
    let most = readings.iter().filter(allowed).map(|reading| reading.agree).max().unwrap_or(0);
    if most == 0 {
        let fallback = if named == Named::Csv { b','.into() } else { Delimiter::Blanks };
        return Ok((fallback, "nothing in the sample divides a record in two".to_owned()));
    }
    let mut best: Vec<&Reading> =
        readings.iter().filter(allowed).filter(|reading| reading.agree == most).collect();
    let why = format!("{} of the sampled records then have the same number of fields", counted(most));
    let narrow = |best: &mut Vec<&Reading>, keep: fn(&Reading) -> bool| {
        if best.iter().any(|reading| keep(reading)) {
            best.retain(|reading| keep(reading));
        }
    };
    narrow(&mut best, |reading| reading.named);
    if best.len() > 1 && decimal_commas(sample) {
        best.retain(|reading| reading.delimiter != Delimiter::Byte(b','));
    }
    if named == Named::Csv && best.iter().any(|reading| reading.delimiter == Delimiter::Byte(b',')) {
        return Ok((b','.into(), "the extension says so".to_owned()));
    }
    narrow(&mut best, |reading| reading.integers);
    narrow(&mut best, |reading| reading.delimiter == Delimiter::Byte(b'\t'));
    let visible: Vec<&Reading> =
        best.iter().filter(|reading| reading.delimiter != Delimiter::Blanks).copied().collect();
    match (best.as_slice(), visible.as_slice()) {
        ([only], _) => Ok((only.delimiter, why)),
        (_, [only]) if !only.divided => Ok((only.delimiter, why)),
        _ => {
            let names: Vec<_> = best.iter().map(|reading| name(reading.delimiter)).collect();
            let line = sample.first_line();
            let got =
                format_args!("{} that divide the records alike, as in {}", names.join(" and "), shown(line));
            let what = "one delimiter";
            Err(Fault::parse(0, line, what, got, "pass `delimiter`").locate(path, line, sample.place.line))
        }
    }
}

/// How a delimiter is spoken of.
pub(super) fn name(delimiter: Delimiter) -> String {
    match delimiter {
        Delimiter::Blanks => "blanks".to_owned(),
        Delimiter::Byte(b'\t') => "tabs".to_owned(),
        Delimiter::Byte(byte) => format!("{:?}", char::from(byte)),
    }
}

fn counted(count: usize) -> String {
    if count == 1 { "1".to_owned() } else { format!("all {count}") }
}

/// Whether commas stand between digits only.
fn decimal_commas(sample: &Sample) -> bool {
    let text = &sample.text;
    let is_digit = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(u8::is_ascii_digit);
    let mut commas = memchr::memchr_iter(b',', text).peekable();
    commas.peek().is_some() && commas.all(|at| is_digit(at.checked_sub(1)) && is_digit(Some(at + 1)))
}

/// A line of NetworkX: two ends, then a dictionary of attributes.
pub(super) fn has_dictionaries(sample: &Sample) -> bool {
    let lines = sample.text.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let mut lines = lines.filter(|line| !line.is_empty() && !MARKERS.contains(&line[0])).peekable();
    let is_dictionary = |line: &[u8]| {
        let open = line.iter().position(|&byte| byte == b'{').filter(|&at| at > 0);
        line.ends_with(b"}")
            && open.is_some_and(|at| {
                line[at - 1].is_ascii_whitespace()
                    && !line[..at].contains(&QUOTE)
                    && matches!(line[at + 1..].trim_ascii_start().first(), Some(b'\'' | b'"' | b'}'))
            })
    };
    lines.peek().is_some() && lines.take(100).all(is_dictionary)
}
