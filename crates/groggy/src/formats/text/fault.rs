//! What is wrong with a text, and where.

use std::fmt::Display;
use std::path::Path;

use super::record::Malformed;
use crate::{Error, ErrorKind};

/// Bytes of offending text that an error shows.
const SHOWN_BYTES: usize = 60;

/// Something wrong at a byte of a piece of text; becomes an [`Error`] once the line is known.
#[derive(Debug)]
pub(super) enum Fault {
    /// Wrong text.
    Text {
        /// Where the field or the record begins.
        start: usize,
        /// What was expected, what was found, and what to do.
        error: Error,
    },
    /// The text is not what it was a moment ago.
    Changed,
    /// A failure that has nothing to do with the text.
    Other(Error),
}

impl Fault {
    pub(super) fn new(start: usize, error: Error) -> Box<Self> {
        Box::new(Self::Text { start, error })
    }

    /// `PARSE` for `text`: the message is "expected WHAT, got GOT; REMEDY".
    pub(super) fn parse(
        start: usize,
        text: &[u8],
        what: impl Display,
        got: impl Display,
        remedy: impl Display,
    ) -> Box<Self> {
        Self::new(start, Error::expected(ErrorKind::Parse, what, got, remedy).with("found", cut(text)))
    }

    pub(super) fn changed() -> Box<Self> {
        Box::new(Self::Changed)
    }

    /// The error, with the place of the fault in a file: `piece` is text that begins at line `first_line`.
    pub(super) fn locate(self, path: &Path, piece: &[u8], first_line: u64) -> Error {
        let (start, error) = match self {
            Self::Text { start, error } => (start, error),
            Self::Changed => return changed(path),
            Self::Other(error) => return error,
        };
        let before = &piece[..start.min(piece.len())];
        let line = first_line + memchr::memchr_iter(b'\n', before).count() as u64;
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
        let column = (before.len() - line_start) as u64 + 1;
        let path = path.display().to_string();
        error
            .in_file(format_args!("{path}:{line}:{column}"))
            .with("path", path)
            .with("line", line)
            .with("column", column)
    }
}

impl From<Error> for Box<Fault> {
    fn from(error: Error) -> Self {
        Self::new(Fault::Other(error))
    }
}

impl From<Malformed> for Box<Fault> {
    fn from(malformed: Malformed) -> Self {
        let error = Error::expected(
            ErrorKind::Parse,
            "a well-formed field",
            malformed.what,
            "double the quotes inside a quoted field, or pass `quoting: false`",
        );
        Fault::new(malformed.start, error)
    }
}

/// The fault of a record that has another number of fields than the others.
#[cold]
pub(super) fn other_width(start: usize, text: &[u8], found: usize, width: usize) -> Box<Fault> {
    let what = format_args!("{width} fields, as in other rows");
    let remedy = if found > width {
        "quote fields that contain the delimiter, or choose the `columns` to read"
    } else {
        "correct the row, or choose the `columns` to read"
    };
    Fault::parse(start, text, what, found, remedy)
}

/// The fault of a line after the first record that begins as a comment, and is hardly a record.
#[cold]
pub(super) fn marked(start: usize, text: &[u8], marker: u8) -> Box<Fault> {
    let marker = char::from(marker);
    let got = format_args!("{}, which begins with {marker:?}", shown(text));
    let remedy =
        format_args!("pass `comment: '{marker}'` if it is a comment, `comment: ''` if it is a record");
    Fault::parse(start, text, "a record like the others", got, remedy)
}

/// The text for a message: cut, quoted, and what cannot be printed escaped.
pub(super) fn shown(text: &[u8]) -> String {
    format!("{:?}", cut(text))
}

/// The text for a detail: as it stands in the file, but cut.
fn cut(text: &[u8]) -> String {
    let mut found = String::from_utf8_lossy(&text[..text.len().min(SHOWN_BYTES)]).into_owned();
    if text.len() > SHOWN_BYTES {
        found.push('…');
    }
    found
}

/// `LIMIT_EXCEEDED` for a line, or a quoted record, that is longer than allowed.
pub(super) fn line_too_long(path: &Path, line: u64, limit: usize) -> Error {
    let path = path.display().to_string();
    Error::expected(
        ErrorKind::LimitExceeded,
        format_args!("a record of at most {limit} bytes"),
        "a longer one",
        "check that this is text and every quote is closed, or raise `maxLineBytes`",
    )
    .in_file(format_args!("{path}:{line}"))
    .with("path", path)
    .with("line", line)
    .with("what", "bytes of a line")
    .with("limit", limit)
}

/// `IO` for a file that is not what it was when reading began.
pub(super) fn changed(path: &Path) -> Error {
    let path = path.display().to_string();
    Error::new(
        ErrorKind::Io,
        format!("cannot read {path:?}: it changed meanwhile; read it again when nothing writes to it"),
    )
    .with("path", path)
}
