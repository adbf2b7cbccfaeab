//! What the columns of a file are called, and whether its first record says so.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::fault::{Fault, shown};
use super::head::{FirstLine, HeadRecord};
use super::number::float;
use super::{ColumnRef, TextFormat, TextOptions};
use crate::Result;

/// What the ends of an edge are called in every row.
const RESERVED_NAMES: [&str; 2] = ["source", "target"];
const SOURCE_NAMES: [&str; 5] = ["source", "src", "from", "fromnodeid", "from_node_id"];
const TARGET_NAMES: [&str; 5] = ["target", "dst", "to", "tonodeid", "to_node_id"];

fn text_of(field: &[u8]) -> String {
    String::from_utf8_lossy(field).trim().to_owned()
}

fn is_number(field: &[u8]) -> bool {
    float(field.trim_ascii()).is_some()
}

/// Whether the first record names the columns.
pub(super) fn is_header(
    record: &HeadRecord,
    second: Option<&HeadRecord>,
    format: TextFormat,
    options: &TextOptions,
) -> bool {
    if let Some(header) = options.header {
        return header;
    }
    let fields = &record.fields;
    let asked = [&options.source, &options.target]
        .into_iter()
        .flatten()
        .chain(options.columns.iter().flatten().map(|choice| &choice.column));
    let mut asked_names = asked.filter_map(|column| match column {
        ColumnRef::Name(name) => Some(name),
        ColumnRef::Index(_) => None,
    });
    if asked_names.any(|name| fields.iter().any(|field| text_of(field) == *name)) {
        return true;
    }
    if fields.iter().filter(|field| is_endpoint_name(&text_of(field))).nth(1).is_some() {
        return true;
    }
    let Some(second) = second else { return false };
    let index = |column: &Option<ColumnRef>, default: usize| match column {
        Some(ColumnRef::Index(index)) => *index,
        _ => default,
    };
    let ends = [index(&options.source, 0), index(&options.target, 1)];
    let both = |record: &HeadRecord, is: fn(&[u8]) -> bool| {
        ends.iter().all(|&end| record.fields.get(end).is_some_and(|field| is(field)))
    };
    let is_word = |field: &[u8]| !is_number(field);
    if both(record, is_word) && both(second, is_number) {
        return true;
    }
    // Names of columns, over a row that has numbers in some of them.
    let all_words = fields.iter().all(|field| !field.trim_ascii().is_empty() && is_word(field));
    format == TextFormat::Csv && all_words && second.fields.iter().any(|field| is_number(field))
}

/// Names of all fields, and whether the file itself gives them.
pub(super) fn names(
    record: &HeadRecord,
    named: bool,
    format: TextFormat,
    first: &FirstLine,
) -> (Vec<String>, bool) {
    let numbered = |index: usize| format!("column{}", index + 1);
    if named {
        let name = |(index, field): (usize, &Vec<u8>)| match text_of(field) {
            empty if empty.is_empty() => numbered(index),
            name => name,
        };
        return (record.fields.iter().enumerate().map(name).collect(), true);
    }
    let width = record.fields.len();
    if format == TextFormat::Snap {
        let comment = text_of(&first.last_comment);
        let words: Vec<_> = comment.trim_start_matches('#').split_whitespace().map(str::to_owned).collect();
        let distinct = words.iter().collect::<HashSet<_>>().len() == width;
        if words.len() == width && distinct && named_endpoints(&words).is_some() {
            return (words, true);
        }
    }
    ((0..width).map(numbered).collect(), false)
}

/// The columns whose names say that they are the endpoints.
pub(super) fn named_endpoints(names: &[String]) -> Option<(usize, usize)> {
    let find =
        |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.to_ascii_lowercase().as_str()));
    Some((find(&SOURCE_NAMES)?, find(&TARGET_NAMES)?))
}

fn is_endpoint_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SOURCE_NAMES.iter().chain(&TARGET_NAMES).any(|known| *known == name)
}

/// Refuses a header in which one of `wanted`, columns that are read by their name, has a namesake.
pub(super) fn check_distinct(
    names: &[String],
    wanted: impl Iterator<Item = usize>,
    record: &HeadRecord,
    path: &Path,
) -> Result<()> {
    let mut first = HashMap::with_capacity(names.len());
    let mut again = HashMap::new();
    for (field, name) in names.iter().enumerate() {
        if *first.entry(name).or_insert(field) != field {
            again.entry(name).or_insert(field);
        }
    }
    let doubled = wanted.filter_map(|field| names.get(field).filter(|name| again.contains_key(name)));
    let Some(name) = doubled.min_by_key(|name| again[name]) else { return Ok(()) };
    let (one, other) = (first[name], again[name]);
    let got = format_args!("{} for fields {one} and {other} (counted from 0)", shown(name.as_bytes()));
    let remedy = "rename one, or choose columns by number (`source`, `target`, `columns`)";
    let start = record.field_starts.get(other).copied().unwrap_or_default();
    let fault = Fault::parse(start, name.as_bytes(), "distinct column names", got, remedy);
    Err(fault.locate(path, &record.text, record.start.line))
}

/// Refuses columns that would be called what the two ends of an edge are called: a row of such an edge could not
/// tell them apart.
pub(super) fn check_reserved(
    names: &[String],
    mut columns: impl Iterator<Item = usize>,
    record: &HeadRecord,
    path: &Path,
) -> Result<()> {
    let reserved =
        columns.find(|&field| names.get(field).is_some_and(|name| RESERVED_NAMES.contains(&name.as_str())));
    let Some(field) = reserved else { return Ok(()) };
    let name = &names[field];
    let what = "a column name other than \"source\" and \"target\"";
    let got = format_args!("{name:?} for field {field} (counted from 0)");
    let remedy = "name the endpoints with `source` and `target`, or leave this field out of `columns`";
    let start = record.field_starts.get(field).copied().unwrap_or_default();
    let fault = Fault::parse(start, name.as_bytes(), what, got, remedy);
    Err(fault.locate(path, &record.text, record.start.line))
}
