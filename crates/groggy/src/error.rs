//! The one error type of the core: a kind, a sentence, structured details and the source it came from.

use std::fmt::{self, Write as _};

pub use crate::error_kind::ErrorKind;

/// A structured detail of an error, by name.
#[derive(Debug, Clone, PartialEq)]
pub enum Detail {
    /// A count, an id, a position.
    U64(u64),
    /// A signed whole number.
    I64(i64),
    /// A number that the caller gave.
    F64(f64),
    /// A yes or no.
    Bool(bool),
    /// A name, a path, a value as text.
    Text(String),
    /// Node ids or edge ids, in an order that means something.
    Ids(Vec<u32>),
}

macro_rules! detail_from {
    ($($from:ty => $variant:ident),* $(,)?) => {$(
        impl From<$from> for Detail {
            fn from(value: $from) -> Self { Self::$variant(value.into()) }
        }
    )*};
}
detail_from!(u32 => U64, u64 => U64, i32 => I64, i64 => I64, f64 => F64, bool => Bool, Vec<u32> => Ids);

/// A text as a detail: whole, unless it is longer than any path and name should be.
impl From<&str> for Detail {
    fn from(text: &str) -> Self {
        const LONGEST: usize = 4096;
        Self::Text(match cut(text, LONGEST) {
            Some(start) => format!("{start}…"),
            None => text.to_owned(),
        })
    }
}

impl From<String> for Detail {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

/// A name or key of the user's in a message: quoted, escaped, and cut when it is long.
pub(crate) struct Quoted<'a>(pub &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 80;
        match cut(self.0, LONGEST) {
            Some(start) => write!(f, "{:?}", format_args!("{start}…").to_string()),
            None => write!(f, "{:?}", self.0),
        }
    }
}

/// The whole characters within the first `longest` bytes, when there are more.
fn cut(text: &str, longest: usize) -> Option<&str> {
    (text.len() > longest).then(|| &text[..text.floor_char_boundary(longest)])
}

impl From<usize> for Detail {
    fn from(value: usize) -> Self {
        Self::U64(value as u64)
    }
}

/// The error of every fallible function of this crate. Opaque: ask `kind`, `details` and `source`.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    /// Where in `message` the remedy begins.
    place: usize,
    details: Vec<(&'static str, Detail)>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error with a message of its own: for what the system refused, and what a caller cancelled.
    ///
    /// For a value that a caller can correct, use [`expected`](Self::expected).
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        let place = message.len();
        Self(Box::new(Inner { kind, message, place, details: Vec::new(), source: None }))
    }

    /// An error with the message `expected WHAT, got GOT; REMEDY`. A host puts the operation in front.
    #[must_use]
    pub fn expected(
        kind: ErrorKind,
        what: impl fmt::Display,
        got: impl fmt::Display,
        remedy: impl fmt::Display,
    ) -> Self {
        let mut error = Self::new(kind, format!("expected {what}, got {got}"));
        let _ = write!(error.0.message, "; {remedy}");
        error
    }

    /// Adds a structured detail.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Detail>) -> Self {
        self.0.details.push((name, value.into()));
        self
    }

    /// Keeps the error that this one came from.
    #[must_use]
    pub fn caused_by(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }

    /// Names the row of a bulk argument, before the remedy.
    #[must_use]
    pub(crate) fn in_row(self, row: usize) -> Self {
        self.at(format_args!("in row {row}")).with("row", row)
    }

    /// Names the row of the argument `argument`, before the remedy.
    #[must_use]
    pub(crate) fn in_row_of(self, row: usize, argument: &'static str) -> Self {
        self.at(format_args!("in row {row} of {argument}")).with("row", row).with("argument", argument)
    }

    fn at(mut self, place: impl fmt::Display) -> Self {
        self.0.message.insert_str(self.0.place, &format!(" {place}"));
        self
    }

    /// Puts the place of a fault in a file in front of the message.
    #[must_use]
    pub(crate) fn in_file(mut self, place: impl fmt::Display) -> Self {
        self.0.message.insert_str(0, &format!("{place}: "));
        self
    }

    /// Which kind of failure this is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The sentence for a person.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The structured details, in the order they were added.
    #[must_use]
    pub fn details(&self) -> &[(&'static str, Detail)] {
        &self.0.details
    }

    /// `OUT_OF_MEMORY` for a request of `bytes` that the allocator refused.
    #[must_use]
    pub fn out_of_memory(what: &'static str, bytes: usize) -> Self {
        Self::new(
            ErrorKind::OutOfMemory,
            format!(
                "cannot allocate {bytes} bytes for {what}; free memory, or split the work into smaller parts"
            ),
        )
        .with("what", what)
        .with("bytes", bytes)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("details", &self.0.details)
            .field("source", &self.0.source)
            .finish()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn std::error::Error + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error as _;

    #[test]
    fn keeps_kind_details_and_source() {
        let io = std::io::Error::other("disk on fire");
        let error = Error::new(ErrorKind::Io, "cannot read").with("path", "a.csv").caused_by(io);
        assert_eq!(error.kind(), ErrorKind::Io);
        assert_eq!(error.details(), [("path", Detail::Text("a.csv".into()))]);
        assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("disk on fire"));
        assert_eq!(error.to_string(), "cannot read");
    }

    #[test]
    fn the_place_is_named_before_the_remedy() {
        let error =
            || Error::expected(ErrorKind::InvalidArgument, "a number", "a \";\"", "pass a number; any");
        assert_eq!(error().message(), "expected a number, got a \";\"; pass a number; any");
        let error_in_row = error().in_row_of(3, "source");
        assert_eq!(
            error_in_row.message(),
            "expected a number, got a \";\" in row 3 of source; pass a number; any"
        );
        assert_eq!(
            error_in_row.details(),
            [("row", Detail::U64(3)), ("argument", Detail::Text("source".into()))]
        );
        assert_eq!(Error::new(ErrorKind::Io, "cannot read").in_row(1).message(), "cannot read in row 1");
    }

    #[test]
    fn long_names_are_cut_between_characters() {
        assert_eq!(Quoted("age").to_string(), r#""age""#);
        assert_eq!(Quoted("a\"\n").to_string(), r#""a\"\n""#);
        assert_eq!(Quoted(&"a".repeat(80)).to_string(), format!("\"{}\"", "a".repeat(80)));
        assert_eq!(Quoted(&"ä".repeat(41)).to_string(), format!("\"{}…\"", "ä".repeat(40)));
        assert_eq!(Quoted(&"aä".repeat(41)).to_string(), format!("\"{}a…\"", "aä".repeat(26)));
        assert_eq!(Detail::from("x".repeat(4096)), Detail::Text("x".repeat(4096)));
        assert_eq!(Detail::from("x".repeat(4097)), Detail::Text(format!("{}…", "x".repeat(4096))));
    }
}
