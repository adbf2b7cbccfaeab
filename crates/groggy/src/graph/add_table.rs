//! Rows of a file added to a graph that exists: nodes by key, then edges between keys.

use super::kept_rows::KeptRows;
use super::nodes::no_key;
use super::{Graph, KeySpec, OnDuplicate};
use crate::column::{ColumnInput, ColumnType, Values};
use crate::error::Quoted;
use crate::formats::text::{Labels, PackedText, Table};
use crate::graph::{DEFAULT_KEY, EdgeIds, GraphOptions};
use crate::key_index::Key;
use crate::memory::{try_reserve, try_string, try_vec, try_with_capacity};
use crate::{Error, ErrorKind, NONE, Result, Side};

crate::numbered! {
    /// What becomes of a row about a node that there is already.
    pub enum OnKnownNode {
        /// The call fails, and changes nothing.
        Fail = 0,
        /// The row is left out.
        Skip = 1,
        /// The node gets the values of the row, the missing ones too; of several rows those of the last.
        Update = 2,
    }
}

/// What the rows of a file changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Added {
    /// New nodes.
    pub nodes: u32,
    /// New edges.
    pub edges: u32,
    /// Nodes that got other values.
    pub updated: u32,
    /// Rows that were left out.
    pub skipped: u32,
}

impl Graph {
    /// A graph with the nodes of `table`. The key column has the name that `options.key` gives, else that of the
    /// labels in the file; its type is that of the labels.
    ///
    /// # Errors
    /// Those of [`add_node_table`](Self::add_node_table).
    pub fn from_node_table(
        table: &Table,
        options: &GraphOptions,
        on_known: OnKnownNode,
    ) -> Result<(Self, Added)> {
        let named = options.key.as_ref().map(|key| key.name.as_str());
        let own = table.assumed.as_ref().map(|assumed| assumed.source.name.as_str());
        let name = try_string("a name", named.or(own).unwrap_or(DEFAULT_KEY))?;
        let ty = match &table.labels {
            Labels::Text(_) => ColumnType::Utf8,
            Labels::Int64(_) | Labels::Index { .. } => ColumnType::Int64,
        };
        let mut graph = Self::new(GraphOptions { key: Some(KeySpec { name, ty }), ..options.without_key() })?;
        let added = graph.add_node_table(table, on_known)?;
        Ok((graph, added))
    }

    /// Adds the nodes of `table`, whose labels are keys; rows about nodes that there are already, in the graph or
    /// in an earlier row, are treated as `on_known` says.
    ///
    /// Cost: O(rows) a column.
    ///
    /// # Errors
    /// `DuplicateKey` naming key and row; `InvalidArgument` on a graph without a key; `TypeMismatch` for labels or
    /// columns of other types; `LimitExceeded`; `OutOfMemory`. Nothing changed then, unless memory was refused between
    /// the two steps of an update.
    pub fn add_node_table(&mut self, table: &Table, on_known: OnKnownNode) -> Result<Added> {
        let nodes = self.nodes_of(&table.labels)?;
        let mut inputs: Vec<ColumnInput<'_>> = try_with_capacity("columns", table.columns.len())?;
        inputs.extend(table.columns.iter().map(|column| column.input()));
        self.nodes.check(table.row_count(), &inputs)?;
        // For each label the row that counts.
        let mut rows = try_vec("rows of a file", nodes.len(), NONE)?;
        let mut skipped = 0;
        for (row, &label) in table.source.iter().enumerate() {
            let chosen = &mut rows[label as usize];
            let is_known = *chosen != NONE || nodes[label as usize] != NONE;
            match on_known {
                OnKnownNode::Fail if is_known => return Err(duplicate(&table.labels, label, row)),
                OnKnownNode::Skip if is_known => skipped += 1,
                OnKnownNode::Update if *chosen != NONE => {
                    skipped += 1;
                    *chosen = row as u32;
                }
                _ => *chosen = row as u32,
            }
        }
        let (mut fresh, mut known, mut ids) = (Vec::new(), Vec::new(), Vec::new());
        for (row, &label) in table.source.iter().enumerate() {
            if rows[label as usize] == row as u32 {
                let node = nodes[label as usize];
                let list = if node == NONE { &mut fresh } else { &mut known };
                try_reserve("rows of a file", list, 1)?;
                list.push(row as u32);
                if node != NONE {
                    try_reserve("rows of a file", &mut ids, 1)?;
                    ids.push(node);
                }
            }
        }
        if !known.is_empty() && !inputs.is_empty() {
            let kept = KeptRows::all(&inputs, &known)?;
            let inputs: Vec<_> = kept.iter().map(KeptRows::input).collect();
            self.set_rows(Side::Nodes, &ids, &inputs)?;
        }
        let labels: Vec<u32> = fresh.iter().map(|&row| table.source[row as usize]).collect();
        let kept = KeptRows::all(&inputs, &fresh)?;
        self.add_labels(&table.labels, &labels, kept.iter().map(KeptRows::input).collect())?;
        Ok(Added { nodes: fresh.len() as u32, edges: 0, updated: ids.len() as u32, skipped })
    }

    /// Adds the edges of `table`; labels that no node has as its key make one, unless `create_missing` is false.
    /// On a graph without a key labels are node ids.
    ///
    /// Cost: O(rows) a column.
    ///
    /// # Errors
    /// Those of [`add_edges_between`](Self::add_edges_between). Nothing changed then.
    pub fn add_edge_table(
        &mut self,
        table: &Table,
        on_duplicate: OnDuplicate,
        create_missing: bool,
    ) -> Result<Added> {
        let mut columns: Vec<ColumnInput<'_>> = try_with_capacity("columns", table.columns.len())?;
        columns.extend(table.columns.iter().map(|column| column.input()));
        if let Labels::Index { .. } = table.labels {
            let ids = self.add_edges(&table.source, &table.target, &columns, on_duplicate)?;
            return Ok(added_edges(&ids, 0));
        }
        let mut nodes = self.nodes_of(&table.labels)?;
        let mut fresh = Vec::new();
        for (label, node) in nodes.iter_mut().enumerate() {
            if *node == NONE {
                if !create_missing {
                    let first = |label: u32| {
                        let is_first = |(source, target): (&u32, &u32)| *source == label || *target == label;
                        table.source.iter().zip(&table.target).position(is_first).unwrap_or_default()
                    };
                    return Err(missing(&table.labels, label as u32, first(label as u32)));
                }
                try_reserve("labels of nodes", &mut fresh, 1)?;
                // Past the limit of ids this is refused below.
                *node = self.node_bound().wrapping_add(fresh.len() as u32);
                fresh.push(label as u32);
            }
        }
        let ends = |labels: &[u32]| -> Result<Vec<u32>> {
            let mut ends = try_with_capacity("endpoints", labels.len())?;
            ends.extend(labels.iter().map(|&label| nodes[label as usize]));
            Ok(ends)
        };
        let (source, target) = (ends(&table.source)?, ends(&table.target)?);
        let (keys, name) = (picked(&table.labels, &fresh)?, self.key_name()?);
        let inputs = [ColumnInput { name: &name, values: keys.values(), validity: None }];
        let batch = match fresh.is_empty() {
            true => None,
            false => Some(self.prepare_nodes(fresh.len(), &inputs)?),
        };
        let bound = self.node_bound() + fresh.len() as u32;
        if let Err(error) = self.check_edges(&source, &target, &columns, bound) {
            if let Some(batch) = &batch {
                self.abandon_nodes(batch);
            }
            return Err(error);
        }
        let ids = self.enter_edges(&source, &target, &columns, on_duplicate, batch)?;
        Ok(added_edges(&ids, fresh.len() as u32))
    }

    /// The node that each label is the key of; [`NONE`] where there is none.
    fn nodes_of(&self, labels: &Labels) -> Result<Vec<u32>> {
        let (column, state) = self.require_key()?;
        let mut nodes = try_with_capacity("labels of nodes", labels.len())?;
        let mut find = |key: Key<'_>| {
            super::nodes::check_key_type(column, key)?;
            nodes.push(state.index.find(column, key).unwrap_or(NONE));
            Ok(())
        };
        match labels {
            Labels::Int64(labels) => labels.iter().try_for_each(|&label| find(Key::Int64(label)))?,
            Labels::Text(labels) => labels.iter().try_for_each(|label| find(Key::Text(label)))?,
            Labels::Index { .. } => return Err(no_key()),
        }
        Ok(nodes)
    }

    fn key_name(&self) -> Result<String> {
        try_string("a name", self.require_key()?.0.name())
    }

    /// Adds a node for each of some labels, with `columns` of as many rows.
    fn add_labels(&mut self, labels: &Labels, numbers: &[u32], columns: Vec<ColumnInput<'_>>) -> Result<()> {
        let (keys, name) = (picked(labels, numbers)?, self.key_name()?);
        let mut inputs = try_with_capacity("columns", columns.len() + 1)?;
        inputs.push(ColumnInput { name: &name, values: keys.values(), validity: None });
        inputs.extend(columns);
        // There are no more of them than rows, of which there are fewer than 2^32.
        self.add_nodes(numbers.len() as u32, &inputs)?;
        Ok(())
    }
}

fn added_edges(ids: &EdgeIds, nodes: u32) -> Added {
    let (rows, edges) = match ids {
        EdgeIds::Contiguous(ids) => (ids.len(), ids.len()),
        EdgeIds::Listed(ids) => (ids.len(), ids.iter().filter(|&&id| id != NONE).count()),
    };
    Added { nodes, edges: edges as u32, updated: 0, skipped: (rows - edges) as u32 }
}

/// Some labels, to be handed on as keys.
enum Picked {
    Int64(Vec<i64>),
    Text(PackedText),
}

impl Picked {
    fn values(&self) -> Values<'_> {
        match self {
            Self::Int64(labels) => Values::Int64(labels),
            Self::Text(labels) => Values::Text { bytes: &labels.bytes, lengths: &labels.lengths },
        }
    }
}

fn picked(labels: &Labels, numbers: &[u32]) -> Result<Picked> {
    const WHAT: &str = "labels of nodes";
    Ok(match labels {
        Labels::Text(labels) => {
            let mut starts = try_with_capacity(WHAT, labels.len())?;
            let mut start = 0;
            for &length in &labels.lengths {
                starts.push(start);
                start += length as usize;
            }
            let mut kept = PackedText { bytes: Vec::new(), lengths: try_with_capacity(WHAT, numbers.len())? };
            for &number in numbers {
                let length = labels.lengths[number as usize];
                let start: usize = starts[number as usize];
                let text = &labels.bytes[start..start + length as usize];
                try_reserve(WHAT, &mut kept.bytes, text.len())?;
                kept.bytes.extend_from_slice(text);
                kept.lengths.push(length);
            }
            Picked::Text(kept)
        }
        Labels::Int64(labels) => {
            let mut kept = try_with_capacity(WHAT, numbers.len())?;
            kept.extend(numbers.iter().map(|&number| labels[number as usize]));
            Picked::Int64(kept)
        }
        Labels::Index { .. } => Picked::Int64(Vec::new()),
    })
}

fn shown(labels: &Labels, label: u32) -> String {
    match labels {
        Labels::Text(labels) => {
            labels.iter().nth(label as usize).map_or_else(String::new, |text| Quoted(text).to_string())
        }
        Labels::Int64(labels) => labels.get(label as usize).map_or_else(String::new, i64::to_string),
        Labels::Index { .. } => label.to_string(),
    }
}

fn duplicate(labels: &Labels, label: u32, row: usize) -> Error {
    let key = shown(labels, label);
    let remedy = "pass onDuplicate: 'skip' or 'update', or make the labels unique";
    Error::expected(ErrorKind::DuplicateKey, "a label that no node has", format_args!("{key} again"), remedy)
        .with("key", key)
        .in_row(row)
}

fn missing(labels: &Labels, label: u32, row: usize) -> Error {
    let key = shown(labels, label);
    let remedy = "read the nodes first, or leave createMissing on";
    Error::expected(ErrorKind::KeyNotFound, "labels that are keys of nodes", &key, remedy)
        .with("key", key)
        .in_row(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::execution::Execution;
    use crate::formats::text::{LabelMode, Rows, TextOptions, read_bytes};

    fn table(rows: Rows, text: &str) -> Table {
        let options = TextOptions { rows, labels: LabelMode::Text, ..TextOptions::default() };
        read_bytes(text.as_bytes(), "a.csv", &options, &Execution::inline()).unwrap()
    }

    const PEOPLE: &str = "id,age\nann,30\nbob,40\ncem,\n";

    fn ages(graph: &Graph) -> Vec<(String, Option<f64>)> {
        let column = graph.columns(Side::Nodes).require("age").unwrap();
        let key = |node| graph.key_of(node).unwrap().to_string();
        (0..graph.node_bound()).map(|node| (key(node), column.number(node as usize))).collect()
    }

    #[test]
    fn nodes_then_edges() -> Result<()> {
        let nodes = table(Rows::Nodes, PEOPLE);
        let (mut graph, added) = Graph::from_node_table(&nodes, &GraphOptions::default(), OnKnownNode::Fail)?;
        assert_eq!(added, Added { nodes: 3, ..Added::default() });
        let edges = table(Rows::Edges, "source,target,w\nann,bob,1\nbob,dan,2\n");
        let added = graph.add_edge_table(&edges, OnDuplicate::Fail, true)?;
        assert_eq!(added, Added { nodes: 1, edges: 2, ..Added::default() });
        assert_eq!(graph.target(1)?, graph.node_by_key(Key::Text("dan"))?);
        assert!(graph.validate()?.is_empty());
        let other = table(Rows::Edges, "source,target\nann,eve\n");
        let error = graph.add_edge_table(&other, OnDuplicate::Fail, false).unwrap_err();
        assert_eq!((error.kind(), graph.edge_count()), (ErrorKind::KeyNotFound, 2));
        Ok(())
    }

    #[test]
    fn rows_about_known_nodes() -> Result<()> {
        let start = || {
            Graph::from_node_table(&table(Rows::Nodes, PEOPLE), &GraphOptions::default(), OnKnownNode::Fail)
        };
        let more = table(Rows::Nodes, "id,age\ndan,1\nbob,41\ndan,2\nann,\n");
        let (mut graph, _) = start()?;
        let before = ages(&graph);
        let error = graph.add_node_table(&more, OnKnownNode::Fail).unwrap_err();
        assert_eq!((error.kind(), ages(&graph)), (ErrorKind::DuplicateKey, before.clone()));
        let added = graph.add_node_table(&more, OnKnownNode::Skip)?;
        assert_eq!(added, Added { nodes: 1, skipped: 3, ..Added::default() });
        assert_eq!(ages(&graph)[..3], before[..]);
        assert_eq!(ages(&graph)[3].1, Some(1.0));
        let (mut graph, _) = start()?;
        let added = graph.add_node_table(&more, OnKnownNode::Update)?;
        assert_eq!(added, Added { nodes: 1, updated: 2, skipped: 1, edges: 0 });
        assert_eq!(
            ages(&graph).iter().map(|(_, age)| *age).collect::<Vec<_>>(),
            [None, Some(41.0), None, Some(2.0)]
        );
        assert!(graph.validate()?.is_empty());
        Ok(())
    }

    #[test]
    fn labels_must_be_keys_of_the_graph() -> Result<()> {
        let mut plain = Graph::new(GraphOptions::default())?;
        let error = plain.add_node_table(&table(Rows::Nodes, PEOPLE), OnKnownNode::Fail).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        let key = KeySpec { name: "id".to_owned(), ty: ColumnType::Int64 };
        let mut numbered = Graph::new(GraphOptions { key: Some(key), ..GraphOptions::default() })?;
        let error = numbered.add_node_table(&table(Rows::Nodes, PEOPLE), OnKnownNode::Fail).unwrap_err();
        assert_eq!((error.kind(), numbered.node_count()), (ErrorKind::TypeMismatch, 0));
        Ok(())
    }
}
