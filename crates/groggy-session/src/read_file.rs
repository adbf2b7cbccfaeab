//! What the reading of a file asks for: edges of a text file become a graph.

use std::path::PathBuf;

use groggy::column::ColumnType;
use groggy::execution::Execution;
use groggy::formats::text::{KeyMode, TextFormat, TextOptions};
use groggy::{Graph, GraphOptions, KeySpec};
use groggy_host::errors::HostError;

/// What to read, and how.
pub struct ReadRequest {
    path: PathBuf,
    text: TextOptions,
    graph: GraphOptions,
}

impl ReadRequest {
    /// The file at `path` as `text` says, into a graph with `flags` (see [`groggy::flag`]) and `key`. What `text` says
    /// about keys follows from `key`.
    #[must_use]
    pub fn new(path: PathBuf, text: TextOptions, flags: u32, key: Option<KeySpec>) -> Self {
        let keyed = match key.as_ref().map(|key| key.ty) {
            None => KeyMode::Auto,
            Some(ColumnType::Int64) => KeyMode::Int64,
            Some(_) => KeyMode::Text,
        };
        Self { path, text: TextOptions { keyed, ..text }, graph: GraphOptions::from_flags(flags, key) }
    }

    /// Reads the file and makes the graph.
    pub(crate) fn perform(&self, execution: &Execution<'_>) -> groggy::Result<Graph> {
        let table = groggy::formats::text::read_path(&self.path, &self.text, execution)?;
        Graph::from_edge_table(&table, &self.graph, execution)
    }
}

/// The format with this name.
///
/// # Errors
/// `INVALID_ARGUMENT` for a name that no format has.
pub fn to_format(name: &str) -> Result<TextFormat, HostError> {
    Ok(match name {
        "csv" => TextFormat::Csv,
        "edgelist" => TextFormat::EdgeList,
        "snap" => TextFormat::Snap,
        _ => {
            return Err(HostError::invalid_argument(format!(
                "expected the format 'csv', 'edgelist' or 'snap', got {name:?}; pass one of them, or leave it out"
            ))
            .with("argument", "format")
            .with("value", name));
        }
    })
}
