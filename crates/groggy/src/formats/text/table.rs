//! What a file of edges says, before any graph.

use crate::column::{ColumnInput, ColumnType, Values};

/// The edges of a file, column by column: row `i` of every array is the `i`-th data row of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct EdgeTable {
    /// Both ends of each edge.
    pub endpoints: Endpoints,
    /// The extra columns, in the order of the file (or of the choice). A column without any value is left out
    /// unless its type was asked for.
    pub columns: Vec<ParsedColumn>,
    /// How much was read.
    pub stats: TextStats,
}

/// Both ends of each edge; the two arrays have one entry a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoints {
    /// Dense node ids, as written in the file.
    Ids {
        /// Ids of sources.
        source: Vec<u32>,
        /// Ids of targets.
        target: Vec<u32>,
        /// One past the largest id; 0 without rows.
        bound: u32,
    },
    /// Text keys.
    Text {
        /// Index into `keys` of each source.
        source: Vec<u32>,
        /// Index into `keys` of each target.
        target: Vec<u32>,
        /// The distinct keys in order of first appearance, a row's source before its target.
        keys: PackedText,
    },
    /// Signed 64-bit keys.
    Int64 {
        /// Index into `keys` of each source.
        source: Vec<u32>,
        /// Index into `keys` of each target.
        target: Vec<u32>,
        /// The distinct keys in order of first appearance, a row's source before its target.
        keys: Vec<i64>,
    },
}

/// Texts end to end, UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PackedText {
    /// All texts, one after the other.
    pub bytes: Vec<u8>,
    /// Bytes of each text.
    pub lengths: Vec<u32>,
}

/// An extra column: one value a row.
#[derive(Debug, Clone, PartialEq)]
pub struct ParsedColumn {
    /// Its name in the header, or `weight`, or `column3` (by position, from 1).
    pub name: String,
    /// The values; rows without one hold 0, false or an empty text.
    pub values: ParsedValues,
    /// One bit a row, lowest first, set where there is a value; `None` when every row has one.
    pub validity: Option<Vec<u8>>,
}

/// Values of a column, in the layout that graphs take.
#[derive(Debug, Clone, PartialEq)]
pub enum ParsedValues {
    /// One byte a row, 0 or 1.
    Bool(Vec<u8>),
    /// `int32`.
    Int32(Vec<i32>),
    /// `uint32`.
    Uint32(Vec<u32>),
    /// `int64`.
    Int64(Vec<i64>),
    /// `float32`.
    Float32(Vec<f32>),
    /// `float64`.
    Float64(Vec<f64>),
    /// `utf8`.
    Text(PackedText),
    /// Milliseconds since 1970.
    Timestamp(Vec<i64>),
}

/// How much of a file was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TextStats {
    /// Lines, blank ones, comments and the header included.
    pub lines: u64,
    /// Comment lines.
    pub comments: u64,
    /// Bytes of text, after decompression.
    pub bytes: u64,
}

impl EdgeTable {
    /// How many edges there are.
    #[must_use]
    pub fn row_count(&self) -> usize {
        match &self.endpoints {
            Endpoints::Ids { source, .. }
            | Endpoints::Text { source, .. }
            | Endpoints::Int64 { source, .. } => source.len(),
        }
    }

    /// How many nodes a graph of these edges has at least: one past the largest id, or the number of keys.
    #[must_use]
    pub fn node_bound(&self) -> usize {
        match &self.endpoints {
            Endpoints::Ids { bound, .. } => *bound as usize,
            Endpoints::Text { keys, .. } => keys.len(),
            Endpoints::Int64 { keys, .. } => keys.len(),
        }
    }
}

impl PackedText {
    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// The texts in order. Bytes that are not UTF-8, which the reader never makes, come as an empty text.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let mut rest = self.bytes.as_slice();
        self.lengths.iter().map(move |&length| {
            let (text, after) = rest.split_at_checked(length as usize).unwrap_or_default();
            rest = after;
            std::str::from_utf8(text).unwrap_or_default()
        })
    }
}

impl ParsedColumn {
    /// The column as graphs take it. Borrows, copies nothing.
    #[must_use]
    pub fn input(&self) -> ColumnInput<'_> {
        let values = match &self.values {
            ParsedValues::Bool(values) => Values::Bool(values),
            ParsedValues::Int32(values) => Values::Int32(values),
            ParsedValues::Uint32(values) => Values::Uint32(values),
            ParsedValues::Int64(values) => Values::Int64(values),
            ParsedValues::Float32(values) => Values::Float32(values),
            ParsedValues::Float64(values) => Values::Float64(values),
            ParsedValues::Text(text) => Values::Text { bytes: &text.bytes, lengths: &text.lengths },
            ParsedValues::Timestamp(values) => Values::Timestamp(values),
        };
        ColumnInput { name: &self.name, values, validity: self.validity.as_deref() }
    }

    /// The type of the values.
    #[must_use]
    pub fn ty(&self) -> ColumnType {
        self.input().values.column_type()
    }
}
