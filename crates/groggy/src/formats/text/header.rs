//! Whether the first record names the columns.
//!
//! The option says so, or a column by a name that was asked for; else known names do. Else the first record is a
//! header when all of it is words, over a column that holds numbers in all sampled records; `nan`, `inf`,
//! hexadecimal numbers and identifiers such as `12e4` prove nothing, and words that come again among the
//! labels speak against it. A first record with numbers is data. Where nothing decides, a `.csv`, `.tsv` or `.psv`
//! needs the option, for a guess would lose an edge or invent one; other text has no header.

use std::path::Path;

use super::column::is_missing_mark;
use super::dialect::Named;
use super::fault::{Fault, shown};
use super::head::HeadRecord;
use super::names::{Known, has_asked_name, is_of_series, known_ends, of_header};
use super::number::{canonical_integer, float};
use super::{ColumnRef, Rows, TextOptions};
use crate::Result;

/// Whether there is a header, and why. `described`: a comment names the columns.
pub(super) fn decide(
    records: &[HeadRecord],
    named: Named,
    described: bool,
    path: &Path,
    options: &TextOptions,
) -> Result<(bool, String)> {
    let because = |header: bool, why: &str| Ok((header, why.to_owned()));
    if let Some(header) = options.header {
        return because(header, "it was asked for");
    }
    let Some((first, rest)) = records.split_first() else { return because(false, "there is no record") };
    if has_asked_name(first, options) {
        return because(true, "the first record has a column by a name that was asked for");
    }
    let index = |column: &Option<ColumnRef>, default: usize| match column {
        Some(ColumnRef::Index(index)) => *index,
        _ => default,
    };
    let last = usize::from(options.rows == Rows::Edges);
    let ends = &[index(&options.source, 0), index(&options.target, 1)][..=last];
    match known_ends(&of_header(first), options.rows) {
        Known::Ends { source, target, numbered } => {
            let is_repeated = |end: usize| {
                rest.iter().any(|record| {
                    let labels = [source, target].into_iter().filter_map(|end| record.fields.get(end));
                    labels
                        .into_iter()
                        .any(|label| is_of_series(label, &String::from_utf8_lossy(&first.fields[end])))
                })
            };
            if !numbered || !(is_repeated(source) || is_repeated(target)) {
                return because(true, "the first record has known names");
            }
        }
        Known::Unclear => return because(true, "the first record has known names"),
        Known::Nothing => {}
    }
    if described {
        return because(false, "a comment names the columns");
    }
    let is_numeric =
        |field: &usize| first.fields.get(*field).is_some_and(|text| float(text.trim_ascii()).is_some());
    if ends.iter().any(is_numeric) {
        return because(false, "the first record has numbers for labels");
    }
    // A year may well name a column.
    if first.fields.iter().any(|field| is_proof(field) && !is_year(field)) {
        return because(false, "the first record has numbers");
    }
    let proven =
        (0..first.fields.len()).find(|&field| is_numeric_below(rest, field) && is_name(&first.fields[field]));
    let all_words = first.fields.iter().all(|field| field.is_empty() || is_name(field) || is_year(field));
    let comes_again = ends
        .iter()
        .filter_map(|&end| first.fields.get(end))
        .any(|label| rest.iter().any(|record| ends.iter().any(|&end| record.fields.get(end) == Some(label))));
    match (all_words, proven) {
        (true, Some(field)) if !comes_again => {
            return Ok((
                true,
                format!("the first record is words, over numbers in field {field} (counted from 0)"),
            ));
        }
        (true, Some(_)) => {}
        _ if !matches!(named, Named::Csv | Named::Separated(_)) => {
            return because(false, "nothing in the first record names columns");
        }
        _ => {}
    }
    let remedy = "pass `header: true` or `header: false`";
    let line = first.text.trim_ascii_end();
    let what = "a first record that is clearly a header or clearly data";
    Err(Fault::parse(0, line, what, shown(line), remedy).locate(path, &first.text, first.start.line))
}

/// Whether the column has numbers in all records, at least one that proves it.
fn is_numeric_below(records: &[HeadRecord], field: usize) -> bool {
    let mut proofs = 0;
    for record in records {
        let Some(text) = record.fields.get(field) else { return false };
        if is_proof(text) {
            proofs += 1;
        } else if !(is_missing_mark(text.trim_ascii()) || is_not_finite(text)) {
            return false;
        }
    }
    proofs > 0
}

/// Whether a text can only be a number: identifiers may look like `12e4`.
fn is_proof(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    let is_exponent = |&byte: &u8| byte == b'e' || byte == b'E';
    let looks_like_id = text.iter().any(is_exponent)
        && !text.contains(&b'.')
        && !text.iter().any(|byte| b"+-".contains(byte));
    float(text).is_some_and(f64::is_finite) && !looks_like_id
}

fn is_not_finite(text: &[u8]) -> bool {
    float(text.trim_ascii()).is_some_and(|value| !value.is_finite())
}

fn is_year(text: &[u8]) -> bool {
    matches!(canonical_integer(text.trim_ascii()), Some(1500..=2200))
}

/// Whether a text may name a column: it begins like a word and would not fit a column of numbers.
fn is_name(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    let is_hex = || {
        text.len() > 2 && text.starts_with(b"0x")
            || text.len() > 5 && text.iter().any(u8::is_ascii_digit) && text.iter().all(u8::is_ascii_hexdigit)
    };
    let is_word = text
        .first()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii() || b"_:~#%".contains(byte));
    is_word
        && float(text).is_none()
        && !is_missing_mark(text)
        && !is_hex()
        && text != b"true"
        && text != b"false"
}
