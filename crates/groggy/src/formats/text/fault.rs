//! What is wrong with a text, and where.

use std::path::Path;

use super::record::Malformed;
use crate::{Error, ErrorKind, NONE};

/// Bytes of offending text that an error shows.
const SHOWN_BYTES: usize = 60;

/// Something wrong at a byte of a piece of text; becomes an [`Error`] once the line is known.
#[derive(Debug)]
pub(super) enum Fault {
    /// Wrong text.
    Text {
        kind: ErrorKind,
        /// Where the field or the record begins.
        start: usize,
        /// What was found and what to do.
        what: String,
        /// The offending text, cut.
        text: Option<String>,
    },
    /// The text is not what it was a moment ago.
    Changed,
    /// A failure that has nothing to do with the text.
    Other(Error),
}

impl Fault {
    pub(super) fn new(kind: ErrorKind, start: usize, what: impl Into<String>) -> Box<Self> {
        Box::new(Self::Text { kind, start, what: what.into(), text: None })
    }

    pub(super) fn parse(start: usize, text: &[u8], what: impl Into<String>) -> Box<Self> {
        Box::new(Self::Text { kind: ErrorKind::Parse, start, what: what.into(), text: Some(cut(text)) })
    }

    pub(super) fn changed() -> Box<Self> {
        Box::new(Self::Changed)
    }

    /// The error, with the place of the fault in a file: `piece` is text that begins at line `first_line`.
    pub(super) fn locate(self, path: &Path, piece: &[u8], first_line: u64) -> Error {
        let (kind, start, what, text) = match self {
            Self::Text { kind, start, what, text } => (kind, start, what, text),
            Self::Changed => return changed(path),
            Self::Other(error) => return error,
        };
        let before = &piece[..start.min(piece.len())];
        let line = first_line + memchr::memchr_iter(b'\n', before).count() as u64;
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
        let column = (before.len() - line_start) as u64 + 1;
        let path = path.display().to_string();
        let mut error = Error::new(kind, format!("{path}:{line}:{column}: {what}"))
            .with("path", path)
            .with("line", line)
            .with("column", column);
        if kind == ErrorKind::LimitExceeded {
            error = error.with("what", "nodes").with("limit", NONE);
        }
        if let Some(text) = text {
            error = error.with("found", text);
        }
        error
    }
}

impl From<Error> for Box<Fault> {
    fn from(error: Error) -> Self {
        Self::new(Fault::Other(error))
    }
}

impl From<Malformed> for Box<Fault> {
    fn from(malformed: Malformed) -> Self {
        Fault::new(
            ErrorKind::Parse,
            malformed.start,
            format!("{}: double the quotes inside a quoted field, or pass `quoting: false`", malformed.what),
        )
    }
}

/// The text for a message: cut, and what cannot be printed escaped.
pub(super) fn shown(text: &[u8]) -> String {
    cut(text).chars().flat_map(char::escape_debug).collect()
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
    Error::new(
        ErrorKind::LimitExceeded,
        format!(
            "{path}:{line}: the record that begins here is longer than {limit} bytes: is this text, and is every \
             quote closed? Raise `maxLineBytes` if it is"
        ),
    )
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
        format!("{path:?} was changed while it was read: read it again when nobody writes it"),
    )
    .with("path", path)
}
