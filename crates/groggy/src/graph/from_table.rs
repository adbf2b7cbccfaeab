//! A graph from the edges of a file.

use super::{Graph, GraphOptions, KeySpec, OnDuplicate};
use crate::Result;
use crate::column::{ColumnInput, ColumnType, Values};
use crate::execution::Execution;
use crate::formats::text::{EdgeTable, Endpoints};
use crate::memory::{try_string, try_with_capacity};

/// The name of the key column when a file has keys and nobody named it.
pub const DEFAULT_KEY: &str = "key";

impl Graph {
    /// A graph with the edges and columns of `table`, edge `i` from row `i`.
    ///
    /// Ids in the file are node ids, and every id below the largest is a node. Keys become the key column,
    /// named as `options.key` says, else [`DEFAULT_KEY`]; nodes come in the order in which keys appear.
    /// The type of `options.key` is that of the keys in the file.
    ///
    /// Cost: O(n + m) a column; copies what the table holds.
    ///
    /// # Errors
    /// `DuplicateEdge` when the options forbid an edge of the file; `LimitExceeded`; `OutOfMemory`; `Cancelled`.
    pub fn from_edge_table(
        table: &EdgeTable,
        options: &GraphOptions,
        execution: &Execution<'_>,
    ) -> Result<Self> {
        execution.check()?;
        execution.progress(0.0, "adding nodes");
        let name = options.key.as_ref().map_or(DEFAULT_KEY, |key| key.name.as_str());
        let keyed = |ty| {
            let key = KeySpec { name: try_string("a name", name)?, ty };
            Ok(GraphOptions { key: Some(key), ..options.without_key() })
        };
        let (mut graph, source, target) = match &table.endpoints {
            Endpoints::Ids { source, target, bound } => {
                let mut graph = Self::new(options.without_key())?;
                graph.add_nodes(*bound, &[])?;
                (graph, source, target)
            }
            Endpoints::Text { source, target, keys } => {
                let mut graph = Self::new(keyed(ColumnType::Utf8)?)?;
                let values = Values::Text { bytes: &keys.bytes, lengths: &keys.lengths };
                graph.add_keys(name, values)?;
                (graph, source, target)
            }
            Endpoints::Int64 { source, target, keys } => {
                let mut graph = Self::new(keyed(ColumnType::Int64)?)?;
                graph.add_keys(name, Values::Int64(keys))?;
                (graph, source, target)
            }
        };
        execution.check()?;
        execution.progress(0.5, "adding edges");
        let mut columns: Vec<ColumnInput<'_>> = try_with_capacity("columns", table.columns.len())?;
        columns.extend(table.columns.iter().map(|column| column.input()));
        graph.add_edges(source, target, &columns, OnDuplicate::Fail)?;
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
    use crate::formats::text::{TextOptions, read_bytes};
    use crate::{Graph, GraphOptions, Key, Result};

    fn graph(text: &str, options: &GraphOptions) -> Result<Graph> {
        let table = read_bytes(text.as_bytes(), "test", &TextOptions::default(), &Execution::inline())?;
        Graph::from_edge_table(&table, options, &Execution::inline())
    }

    #[test]
    fn ids_are_node_ids() -> Result<()> {
        let graph =
            graph("0 2 0.5\n2 3 1.5\n", &GraphOptions { directed: false, ..GraphOptions::default() })?;
        assert_eq!((graph.node_count(), graph.edge_count(), graph.directed()), (4, 2, false));
        assert_eq!((graph.source(1)?, graph.target(1)?), (2, 3));
        assert_eq!(graph.columns(crate::Side::Edges).require("weight")?.number(1), Some(1.5));
        assert!(graph.validate()?.is_empty());
        Ok(())
    }

    #[test]
    fn keys_become_the_key_column() -> Result<()> {
        let graph = graph("source,target\nbob,alice\nalice,carol\n", &GraphOptions::default())?;
        assert_eq!((graph.node_count(), graph.edge_count()), (3, 2));
        assert_eq!(graph.node_by_key(Key::Text("alice"))?, 1);
        assert_eq!(graph.key_of(2)?, Key::Text("carol"));
        assert!(graph.validate()?.is_empty());
        Ok(())
    }
}
