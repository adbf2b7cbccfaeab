//! What a caller may say about a text file; whatever is left out is found by looking.

use crate::column::ColumnType;

/// The families of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFormat {
    /// One delimiter byte between fields, usually a header: without one that says so, `header` must be given.
    Csv,
    /// Fields between blanks and tabs, usually no header; a third column is the `weight`.
    EdgeList,
    /// As `EdgeList`, with columns named by the last comment (`# FromNodeId ToNodeId Sign`) where it does so.
    Snap,
}

/// What stands between two fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// This one byte.
    Byte(u8),
    /// Any run of blanks and tabs.
    Blanks,
}

impl From<u8> for Delimiter {
    fn from(byte: u8) -> Self {
        Self::Byte(byte)
    }
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

/// What whole numbers in a column of times count since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Epoch {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
    /// Microseconds.
    Microseconds,
    /// Nanoseconds.
    Nanoseconds,
}

/// What the values of a column are read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadAs {
    /// Values of this type; a timestamp is an ISO 8601 date.
    Type(ColumnType),
    /// Timestamps, written as numbers that count from 1970.
    Epoch(Epoch),
}

impl ReadAs {
    /// The type of the column.
    #[must_use]
    pub fn column_type(self) -> ColumnType {
        match self {
            Self::Type(ty) => ty,
            Self::Epoch(_) => ColumnType::Timestamp,
        }
    }
}

impl From<ColumnType> for ReadAs {
    fn from(ty: ColumnType) -> Self {
        Self::Type(ty)
    }
}

/// An extra column to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnChoice {
    /// Which one.
    pub column: ColumnRef,
    /// What it is read as. `None`: `bool`, `float64`, `timestamp` or `utf8`, by what all of its values are.
    pub ty: Option<ReadAs>,
}

impl<C: Into<ColumnRef>> From<C> for ColumnChoice {
    fn from(column: C) -> Self {
        Self { column: column.into(), ty: None }
    }
}

/// What the labels in the file, which are what it calls its nodes, become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LabelMode {
    /// Keys: `int64` when every label is a canonical integer (`7`, not `007`, `+7` or `7.0`), else `utf8`.
    #[default]
    Auto,
    /// Node ids; any other text is an error, and so are ids most of which no line names.
    Index,
    /// Ids of nodes that exist already; any other text is an error.
    Known,
    /// `utf8` keys, exactly as written.
    Text,
    /// `int64` keys; what is not a canonical integer is an error.
    Int64,
}

/// What a row of the file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rows {
    /// An edge, with labels for its two ends.
    #[default]
    Edges,
    /// A node, with one label, which `source` chooses.
    Nodes,
}

/// How to read a text file. `TextOptions::default()` finds everything by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextOptions {
    /// What rows are about.
    pub rows: Rows,
    /// Default: by the extension (`.gz` aside), else by the delimiter.
    pub format: Option<TextFormat>,
    /// What stands between fields. Default: see [`dialect`](super).
    pub delimiter: Option<Delimiter>,
    /// Whether fields may be quoted with `"`. Default: they may.
    pub quoting: Option<bool>,
    /// Whether the first record names the columns. Default: see [`header`](super).
    pub header: Option<bool>,
    /// Bytes that begin a comment line, wherever it stands. Default: lines before the first record that begin with
    /// `#` or `%` are comments, and later ones are records or an error.
    pub comments: Option<Vec<u8>>,
    /// The column of sources, or of the labels of nodes. Default: the one with such a name, else the first.
    pub source: Option<ColumnRef>,
    /// The column of targets. Default: the one with such a name, else the second.
    pub target: Option<ColumnRef>,
    /// The extra columns to read. Default: all, and every row must then have all of them. With a list, rows may
    /// differ in what was not chosen.
    pub columns: Option<Vec<ColumnChoice>>,
    /// Types of columns with these names, where nothing else gives one.
    pub known_types: Vec<(String, ColumnType)>,
    /// A name that a column of labels is known by, before those that all files use.
    pub label_name: Option<String>,
    /// What labels become.
    pub labels: LabelMode,
    /// The longest record that is read, in bytes. Default 64 MiB; at most 2 GiB.
    pub max_line_bytes: usize,
    /// The longest text that is read, in bytes, after decompression: the guard against a gzip file that never
    /// ends. Default: no limit; 1 GiB of a device, which has no end.
    pub max_text_bytes: u64,
}

impl TextOptions {
    /// The columns that are asked for.
    pub(super) fn asked(&self) -> impl Iterator<Item = &ColumnRef> {
        let columns = self.columns.iter().flatten().map(|choice| &choice.column);
        [&self.source, &self.target].into_iter().flatten().chain(columns)
    }

    /// Whether the field at this position is asked for by its position.
    pub(super) fn has_position(&self, field: usize) -> bool {
        self.asked().any(|column| *column == ColumnRef::Index(field))
    }
}

impl Default for TextOptions {
    fn default() -> Self {
        Self {
            rows: Rows::Edges,
            format: None,
            delimiter: None,
            quoting: None,
            header: None,
            comments: None,
            source: None,
            target: None,
            columns: None,
            known_types: Vec::new(),
            label_name: None,
            labels: LabelMode::Auto,
            max_line_bytes: 64 << 20,
            max_text_bytes: u64::MAX,
        }
    }
}
