//! What the reading of text asks for: rows of edges or of nodes become a graph, or a table to be added to one.

use std::path::PathBuf;

use groggy::execution::Execution;
use groggy::formats::text::{
    Assumed, Rows, Table, TextFormat, TextOptions, read_bytes, read_path, sniff_bytes, sniff_path,
};
use groggy::graph::OnKnownNode;
use groggy::{Graph, GraphOptions};
use groggy_host::errors::HostError;

/// Where text comes from.
pub enum TextSource {
    /// A file, a pipe or a device.
    Path(PathBuf),
    /// Text that was collected before, and what it is called.
    Memory(String, Vec<u8>),
}

/// What to read, and how.
pub struct ReadRequest {
    /// What to read.
    pub source: TextSource,
    /// How to read it.
    pub text: TextOptions,
    /// The graph to make; the type of its key is that of the labels.
    pub graph: GraphOptions,
    /// What becomes of rows about nodes that there are already.
    pub on_known: OnKnownNode,
}

impl ReadRequest {
    /// Reads the text.
    pub(crate) fn table(&self, execution: &Execution<'_>) -> groggy::Result<Table> {
        match &self.source {
            TextSource::Path(path) => read_path(path, &self.text, execution),
            TextSource::Memory(name, bytes) => read_bytes(bytes, name, &self.text, execution),
        }
    }

    /// What would be assumed to read it.
    pub(crate) fn sniff(&self, execution: &Execution<'_>) -> groggy::Result<Option<Assumed>> {
        match &self.source {
            TextSource::Path(path) => sniff_path(path, &self.text, execution),
            TextSource::Memory(name, bytes) => sniff_bytes(bytes, name, &self.text, execution),
        }
    }

    /// Reads the text and makes the graph.
    pub(crate) fn graph(&self, execution: &Execution<'_>) -> groggy::Result<(Graph, Option<Assumed>)> {
        let mut table = self.table(execution)?;
        let assumed = table.assumed.take();
        let graph = match self.text.rows {
            Rows::Edges => Graph::from_edge_table(&table, &self.graph, execution)?,
            Rows::Nodes => {
                table.assumed.clone_from(&assumed);
                Graph::from_node_table(&table, &self.graph, self.on_known)?.0
            }
        };
        Ok((graph, assumed))
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

/// The name of a format.
#[must_use]
pub fn format_name(format: TextFormat) -> &'static str {
    match format {
        TextFormat::Csv => "csv",
        TextFormat::EdgeList => "edgelist",
        TextFormat::Snap => "snap",
    }
}
