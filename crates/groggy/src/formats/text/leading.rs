//! Which of the lines before the first record are comments.
//!
//! A line that begins with `#` or `%` before a blank, another such byte or its end is one. Others may be records whose
//! first label begins so: such a line is a comment when it has not as many fields as records have, when it names the
//! ends (`#source,target`), or when the labels of records are integers; a record when another field begins so too,
//! or a later record does. Where nothing decides, an error asks for `comment`.

use std::path::Path;

use super::dialect::most_frequent;
use super::fault::{Fault, shown};
use super::head::{HeadRecord, MARKERS, Sample, is_surely_comment};
use super::names::of_comment;
use super::number::canonical_integer;
use super::record::{After, Dialect, Records};
use super::{Rows, TextOptions};
use crate::Result;

/// The comments that a sample begins with.
pub(super) struct Leading {
    /// Where in the sample the first record begins, or its end.
    pub(super) from: usize,
    pub(super) comments: u64,
    /// The last of all comments.
    pub(super) last_comment: Vec<u8>,
}

/// Steps over the comments that the sample begins with.
pub(super) fn skip(
    sample: &Sample,
    dialect: &Dialect,
    path: &Path,
    options: &TextOptions,
) -> Result<Leading> {
    let mut leading =
        Leading { from: 0, comments: sample.comments, last_comment: sample.last_comment.clone() };
    let mut later = None;
    while let Some(line) = lines(&sample.text[leading.from..]).next() {
        let content = line.trim_ascii();
        let is_comment = match content.first() {
            None => false,
            _ if is_surely_comment(line, options.comments.as_deref()) => true,
            Some(first) if options.comments.is_none() && MARKERS.contains(first) => {
                let later = later.get_or_insert_with(|| Later::of(sample, dialect));
                match later.is_comment(content, dialect, options) {
                    Some(is_comment) => is_comment,
                    None => return Err(unclear(sample, leading.from, content, path)),
                }
            }
            Some(_) => break,
        };
        if !content.is_empty() {
            if !is_comment {
                break;
            }
            leading.comments += 1;
            leading.last_comment = content[..content.len().min(1000)].to_vec();
        }
        leading.from += line.len();
    }
    Ok(leading)
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|&byte| byte == b'\n')
}

#[cold]
fn unclear(sample: &Sample, from: usize, line: &[u8], path: &Path) -> crate::Error {
    let what = "a line that is clearly a comment or clearly a record";
    let remedy = format_args!(
        "pass `comment: {:?}` if it is a comment, `comment: ''` if it is a record",
        char::from(line.first().copied().unwrap_or(b'#'))
    );
    Fault::parse(from, line, what, shown(line), remedy).locate(path, &sample.text, sample.place.line)
}

/// The records after the lines that begin as comments.
struct Later {
    width: Option<usize>,
    records: Vec<HeadRecord>,
    integers: bool,
}

impl Later {
    fn of(sample: &Sample, dialect: &Dialect) -> Self {
        let is_marked = |line: &&[u8]| line.trim_ascii().first().is_none_or(|byte| MARKERS.contains(byte));
        let from = lines(&sample.text).take_while(is_marked).map(<[u8]>::len).sum();
        let records = sample.records(from, dialect).records;
        let plain = || records.iter().filter(|record| record.marker().is_none());
        let width = most_frequent(plain().map(|record| record.fields.len()));
        let is_integer = |field: &Vec<u8>| canonical_integer(field).is_some();
        // A header may come first.
        let mut ends =
            plain().skip(1).chain(plain().take(1)).map(|record| record.fields.iter().take(2).all(is_integer));
        let integers = ends.next() == Some(true);
        Self { width, records, integers }
    }

    /// Whether a line that begins as a comment is one; `None` where nothing decides.
    fn is_comment(&self, line: &[u8], dialect: &Dialect, options: &TextOptions) -> Option<bool> {
        let mut records = Records::new(line, dialect);
        let mut fields = Vec::new();
        loop {
            let Ok((field, after)) = records.field() else { return Some(true) };
            fields.push(field.text().into_owned());
            if after == After::Record {
                break;
            }
        }
        let least = if options.rows == Rows::Edges { 2 } else { 1 };
        if fields.len() < least || self.width.is_some_and(|width| width != fields.len()) {
            return Some(true);
        }
        if of_comment(line, fields.len()).is_some() {
            return Some(true);
        }
        // A column that is called so.
        if fields[0].len() == 1 {
            return Some(false);
        }
        let is_marked = |field: &Vec<u8>| field.first().is_some_and(|byte| MARKERS.contains(byte));
        if fields[1..].iter().any(is_marked)
            || self.records.iter().any(|record| record.fields.iter().any(is_marked))
        {
            return Some(false);
        }
        self.integers.then_some(true)
    }
}
