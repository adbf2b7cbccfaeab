//! What a caller may say about a text file; whatever is left out is found by looking.

use crate::column::ColumnType;

/// The families of edge text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFormat {
    /// One delimiter byte between fields, RFC 4180 quotes, usually a header; no comments unless asked for.
    Csv,
    /// Fields between blanks and tabs, `#` and `%` begin comment lines; a third column is the `weight`.
    EdgeList,
    /// As `EdgeList`, with columns named by the last comment (`# FromNodeId ToNodeId Sign`) where it does so.
    Snap,
}

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnRef {
    /// By the name in the header; exact.
    Name(String),
    /// By position, from 0.
    Index(usize),
}

impl From<&str> for ColumnRef {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<usize> for ColumnRef {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// An extra column to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnChoice {
    /// Which one.
    pub column: ColumnRef,
    /// Its type. `None`: `bool`, `float64` or `utf8`, by what all of its values are.
    pub ty: Option<ColumnType>,
}

impl<C: Into<ColumnRef>> From<C> for ColumnChoice {
    fn from(column: C) -> Self {
        Self { column: column.into(), ty: None }
    }
}

/// What the endpoints in the file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeyMode {
    /// Node ids when both endpoints of the first row are integers below 2^32 - 1, else text keys.
    #[default]
    Auto,
    /// Node ids; anything else is an error.
    Never,
    /// Text keys, also where they look like numbers.
    Text,
    /// Signed 64-bit keys.
    Int64,
}

/// How to read a text file of edges. `TextOptions::default()` finds everything by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextOptions {
    /// Default: by the extension (`.gz` aside), else by the first line.
    pub format: Option<TextFormat>,
    /// The one byte between fields. Default: CSV, the most frequent of `,` `;` tab `|` in the first line; edge
    /// lists, blanks and tabs (or one of those delimiters when the first line has no blank).
    pub delimiter: Option<u8>,
    /// Whether fields may be quoted with `"`. Default: in CSV only.
    pub quoting: Option<bool>,
    /// Whether the first row names the columns. Default: it does when it names the endpoints (`source`, `target`,
    /// `src`, `dst`, `from`, `to`) or columns that were asked for, or has words where the second row has numbers.
    pub header: Option<bool>,
    /// Bytes that begin a comment line. Default: `#` and `%`; none in CSV.
    pub comments: Option<Vec<u8>>,
    /// The column of sources. Default: the one with such a name, else the first.
    pub source: Option<ColumnRef>,
    /// The column of targets. Default: the one with such a name, else the second.
    pub target: Option<ColumnRef>,
    /// The extra columns to read. Default: all, and every row must then have all of them. With a list, rows may
    /// differ in what was not chosen.
    pub columns: Option<Vec<ColumnChoice>>,
    /// What the endpoints are.
    pub keyed: KeyMode,
    /// The longest record that is read, in bytes. Default 64 MiB; at most 2 GiB.
    pub max_line_bytes: usize,
    /// The longest text that is read, in bytes, after decompression: the guard against a gzip file that never
    /// ends. Default: no limit; 1 GiB of a device, which has no end.
    pub max_text_bytes: u64,
}

impl TextOptions {
    /// Whether the field at this position is asked for by its position.
    pub(super) fn has_position(&self, field: usize) -> bool {
        let columns = self.columns.iter().flatten().map(|choice| &choice.column);
        [&self.source, &self.target]
            .into_iter()
            .flatten()
            .chain(columns)
            .any(|column| *column == ColumnRef::Index(field))
    }
}

impl Default for TextOptions {
    fn default() -> Self {
        Self {
            format: None,
            delimiter: None,
            quoting: None,
            header: None,
            comments: None,
            source: None,
            target: None,
            columns: None,
            keyed: KeyMode::Auto,
            max_line_bytes: 64 << 20,
            max_text_bytes: u64::MAX,
        }
    }
}
