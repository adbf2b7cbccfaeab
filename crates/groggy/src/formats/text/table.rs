//! What a file says, before any graph.

use super::assumed::Assumed;
use crate::column::{ColumnInput, ColumnType, Values};

/// The rows of a file, column by column: row `i` of every array is the `i`-th data row of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The node at the source of each edge, or the node of each row: an index into `labels`, or a node id.
    pub source: Vec<u32>,
    /// The node at the target of each edge; empty where rows are nodes.
    pub target: Vec<u32>,
    /// What the file calls its nodes.
    pub labels: Labels,
    /// The extra columns, in the order of the file (or of the choice). A column without any value is left out
    /// unless its type was asked for.
    pub columns: Vec<ParsedColumn>,
    /// How much was read.
    pub stats: TextStats,
    /// What was assumed to read it; `None` where there was no record.
    pub assumed: Option<Assumed>,
}

/// What a file calls its nodes: each label once, in order of first appearance, a row's source before its target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Labels {
    /// Its labels are node ids.
    Index {
        /// One past the largest id; 0 without rows.
        bound: u32,
    },
    /// Canonical integers.
    Int64(Vec<i64>),
    /// Text, as written.
    Text(PackedText),
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

impl Table {
    /// How many rows there are.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.source.len()
    }

    /// How many nodes a graph of these edges has at least: one past the largest id, or the number of labels.
    #[must_use]
    pub fn node_bound(&self) -> usize {
        self.labels.len()
    }
}

impl Labels {
    /// How many distinct labels there are, or ids up to the largest.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Index { bound } => *bound as usize,
            Self::Int64(labels) => labels.len(),
            Self::Text(labels) => labels.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
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
