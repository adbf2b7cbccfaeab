//! A graph from the edges of a file.

use super::{Graph, GraphOptions, KeySpec, OnDuplicate};
use crate::Result;
use crate::column::{ColumnInput, ColumnType, Values};
use crate::execution::Execution;
use crate::formats::text::{Labels, Table};
use crate::memory::{try_string, try_with_capacity};

/// The name of the key column when a file has labels and nobody named it.
pub const DEFAULT_KEY: &str = "id";

impl Graph {
    /// A graph with the edges and columns of `table`, edge `i` from row `i`.
    ///
    /// Labels in the file become the key column, named as `options.key` says, else [`DEFAULT_KEY`]; nodes come in
    /// the order in which labels appear. The type of `options.key` is that of the labels in the file. Where labels
    /// are ids, every id below the largest is a node, and there is no key.
    ///
    /// Cost: O(n + m) a column; copies what the table holds.
    ///
    /// # Errors
    /// `DuplicateEdge` when the options forbid an edge of the file; `LimitExceeded`; `OutOfMemory`; `Cancelled`.
    pub fn from_edge_table(table: &Table, options: &GraphOptions, execution: &Execution<'_>) -> Result<Self> {
        execution.check()?;
        execution.progress(0.0, "adding nodes");
        let name = options.key.as_ref().map_or(DEFAULT_KEY, |key| key.name.as_str());
        let keyed = |ty| {
            let key = KeySpec { name: try_string("a name", name)?, ty };
            Ok(GraphOptions { key: Some(key), ..options.without_key() })
        };
        let mut graph;
        match &table.labels {
            Labels::Index { bound } => {
                graph = Self::new(options.without_key())?;
                graph.add_nodes(*bound, &[])?;
            }
            Labels::Text(labels) => {
                graph = Self::new(keyed(ColumnType::Utf8)?)?;
                let values = Values::Text { bytes: &labels.bytes, lengths: &labels.lengths };
                graph.add_keys(name, values)?;
            }
            Labels::Int64(labels) => {
                graph = Self::new(keyed(ColumnType::Int64)?)?;
                graph.add_keys(name, Values::Int64(labels))?;
            }
        }
        execution.check()?;
        execution.progress(0.5, "adding edges");
        let mut columns: Vec<ColumnInput<'_>> = try_with_capacity("columns", table.columns.len())?;
        columns.extend(table.columns.iter().map(|column| column.input()));
        graph.add_edges(&table.source, &table.target, &columns, OnDuplicate::Fail)?;
        execution.progress(1.0, "adding edges");
        Ok(graph)
    }

    fn add_keys(&mut self, name: &str, values: Values<'_>) -> Result<()> {
        // Every key is that of an edge of the table, of which there are fewer than 2^32.
        let count = values.rows() as u32;
        self.add_nodes(count, &[ColumnInput { name, values, validity: None }])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::execution::Execution;
    use crate::formats::text::{LabelMode, TextOptions, read_bytes};
    use crate::{Graph, GraphOptions, Key, Result};

    fn graph(text: &str, options: &GraphOptions) -> Result<Graph> {
        let table = read_bytes(text.as_bytes(), "test", &TextOptions::default(), &Execution::inline())?;
        Graph::from_edge_table(&table, options, &Execution::inline())
    }

    #[test]
    fn labels_become_the_key_column() -> Result<()> {
        let graph = graph("source,target\nbob,alice\nalice,carol\n", &GraphOptions::default())?;
        assert_eq!((graph.node_count(), graph.edge_count()), (3, 2));
        assert_eq!(graph.node_by_key(Key::Text("alice"))?, 1);
        assert_eq!(graph.key_of(2)?, Key::Text("carol"));
        assert!(graph.validate()?.is_empty());
        Ok(())
    }

    #[test]
    fn integers_are_labels_and_ids_only_where_they_are_asked_for() -> Result<()> {
        let options = GraphOptions { directed: false, ..GraphOptions::default() };
        let text = "0 2 0.5\n2 3 1.5\n";
        let graph = graph(text, &options)?;
        assert_eq!((graph.node_count(), graph.edge_count(), graph.directed()), (3, 2, false));
        assert_eq!((graph.source(1)?, graph.key_of(1)?), (1, Key::Int64(2)));
        assert_eq!(graph.columns(crate::Side::Edges).require("weight")?.number(1), Some(1.5));
        let ids = TextOptions { labels: LabelMode::Index, ..TextOptions::default() };
        let table = read_bytes(text.as_bytes(), "test", &ids, &Execution::inline())?;
        let graph = Graph::from_edge_table(&table, &options, &Execution::inline())?;
        assert_eq!((graph.node_count(), graph.source(1)?, graph.target(1)?), (4, 2, 3));
        assert!(graph.validate()?.is_empty());
        Ok(())
    }
}
