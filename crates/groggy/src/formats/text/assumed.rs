//! What was assumed to read a text, and why: for people who want to check it before they believe the graph.

use super::{Delimiter, TextFormat};
use crate::column::ColumnType;

/// What was assumed of a text, from its name, the options and its first records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumed {
    /// The family of the text.
    pub format: TextFormat,
    /// What stands between fields.
    pub delimiter: Delimiter,
    /// Whether fields may be quoted.
    pub quoting: bool,
    /// Comment lines before the first record.
    pub comments: u64,
    /// Whether the first record names the columns.
    pub header: bool,
    /// The column of sources, or of the labels of nodes.
    pub source: AssumedColumn,
    /// The column of targets; `None` where rows are nodes.
    pub target: Option<AssumedColumn>,
    /// What labels are in the records that were looked at: `None` when they are node ids.
    pub labels: Option<ColumnType>,
    /// The other columns that are read, with their types in the records that were looked at.
    pub columns: Vec<AssumedColumn>,
    /// Records that were looked at, the header aside.
    pub sampled: usize,
    /// Why: `delimiter`, `header`, `ends`, `labels`, and what else there is to tell, in whole sentences.
    pub reasons: Vec<(&'static str, String)>,
}

/// A column of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssumedColumn {
    /// Its name.
    pub name: String,
    /// Its position, from 0; `None` for a key of the attributes that NetworkX writes.
    pub field: Option<usize>,
    /// The type of its values; `None` while it has none.
    pub ty: Option<ColumnType>,
}
