//! Adding nodes, and finding them by key.

use super::{Graph, KeyState};
use crate::column::{Column, ColumnInput, by_name};
use crate::error::Quoted;
use crate::faults::planted;
use crate::header::word;
use crate::key_index::{Key, Keys, key_in};
use crate::{Error, ErrorKind, NONE, Result};

/// Nodes that were checked and have room, but are not in the graph yet.
pub(super) struct NodeBatch<'a> {
    count: usize,
    inputs: &'a [ColumnInput<'a>],
    fresh: Vec<Column>,
}

impl Graph {
    /// Adds `count` nodes with the given columns and returns the id of the first; the others follow.
    ///
    /// Columns that do not exist are made; rows of columns that are not given have no value. On a keyed graph
    /// the key column must be given, without gaps or repetitions. All or nothing.
    ///
    /// Cost: O(count) a column, amortised.
    ///
    /// # Errors
    /// `LimitExceeded` past 2^32 - 1 ids; `TypeMismatch`, `InvalidArgument` for columns that do not fit;
    /// `DuplicateKey`; `OutOfMemory`.
    pub fn add_nodes(&mut self, count: u32, columns: &[ColumnInput<'_>]) -> Result<u32> {
        let first = self.node_bound();
        let batch = self.prepare_nodes(count as usize, columns)?;
        self.commit_nodes(batch);
        Ok(first)
    }

    pub(super) fn prepare_nodes<'a>(
        &mut self,
        count: usize,
        inputs: &'a [ColumnInput<'a>],
    ) -> Result<NodeBatch<'a>> {
        let bound = self.node_bound() as usize;
        if count > NONE as usize - bound {
            return Err(too_many("nodes", bound, count));
        }
        self.nodes.check(count, inputs)?;
        let keys = self.keys_of(count, inputs)?;
        self.reserve_nodes(count)?;
        let mut moved = false;
        let fresh = self.nodes.prepare_append(bound, count, inputs, &mut moved);
        self.columns_moved(moved);
        let fresh = fresh?;
        // Last, because it is the only step that would have to be taken back.
        if let (Some(keys), Some(KeyState { position, index })) = (keys, &mut self.key)
            && let Some(column) = self.nodes.at(*position)
        {
            index.enter(column, bound as u32, &keys)?;
        }
        Ok(NodeBatch { count, inputs, fresh })
    }

    /// Takes a batch back that will not be committed.
    pub(super) fn abandon_nodes(&mut self, batch: &NodeBatch<'_>) {
        let bound = self.node_bound();
        if let Some(key) = &mut self.key
            && batch.count > 0
            && !planted("keys-not-given-back")
        {
            key.index.forget_from(bound);
        }
    }

    pub(super) fn commit_nodes(&mut self, batch: NodeBatch<'_>) {
        let NodeBatch { count, inputs, fresh } = batch;
        let given = by_name(inputs, |input, name| input.name == name);
        if self.nodes.commit_append(count, |name| given(name).copied(), fresh) {
            self.schema_changed();
        }
        self.out_degrees.extend_zeroed(count);
        if let Some(degrees) = &mut self.in_degrees {
            degrees.extend_zeroed(count);
        }
        self.header.adjust(word::NODE_COUNT, count as i64);
        self.header.adjust(word::NODE_BOUND, count as i64);
        self.topology_changed();
    }

    pub(super) fn reserve_nodes(&mut self, count: usize) -> Result<()> {
        let mut moved = self.out_degrees.reserve(count)?;
        if let Some(degrees) = &mut self.in_degrees {
            moved |= degrees.reserve(count)?;
        }
        if moved {
            self.header.bump(word::TOPOLOGY_EPOCH);
        }
        Ok(())
    }

    /// The keys among the columns of new nodes; `None` when the graph has no key.
    fn keys_of<'a>(&self, count: usize, inputs: &[ColumnInput<'a>]) -> Result<Option<Keys<'a>>> {
        let Some(column) = self.key_column() else { return Ok(None) };
        if count == 0 {
            return Ok(None);
        }
        let name = column.name();
        let missing = |row: usize| {
            Error::expected(
                ErrorKind::InvalidArgument,
                format_args!("a value for the key {} in row {row}", Quoted(name)),
                "none",
                "give each node a unique key",
            )
            .with("attribute", name)
            .with("row", row)
        };
        let input = inputs.iter().find(|input| input.name == name).ok_or_else(|| missing(0))?;
        if let Some(row) = (0..count).find(|&row| !input.has(row)) {
            return Err(missing(row));
        }
        Keys::of(input.values).map(Some)
    }

    /// The column that names nodes, on a keyed graph.
    #[must_use]
    pub fn key_column(&self) -> Option<&Column> {
        self.nodes.at(self.key.as_ref()?.position)
    }

    pub(super) fn require_key(&self) -> Result<(&Column, &KeyState)> {
        self.key.as_ref().and_then(|key| Some((self.nodes.at(key.position)?, key))).ok_or_else(no_key)
    }

    /// The live node with `key`. O(1).
    ///
    /// # Errors
    /// `KeyNotFound`; `InvalidArgument` on a graph without a key; `TypeMismatch` for a key of another type.
    pub fn node_by_key(&self, key: Key<'_>) -> Result<u32> {
        let (column, state) = self.require_key()?;
        check_key_type(column, key)?;
        state.index.find(column, key).ok_or_else(|| key_not_found(column, key))
    }

    /// Whether a live node has `key`. O(1).
    ///
    /// # Errors
    /// As [`node_by_key`](Self::node_by_key), but for `KeyNotFound`.
    pub fn has_key(&self, key: Key<'_>) -> Result<bool> {
        let (column, state) = self.require_key()?;
        check_key_type(column, key)?;
        Ok(state.index.find(column, key).is_some())
    }

    /// The key of `node`. O(1).
    ///
    /// # Errors
    /// `NodeNotFound`; `InvalidArgument` on a graph without a key.
    pub fn key_of(&self, node: u32) -> Result<Key<'_>> {
        let (column, _) = self.require_key()?;
        self.check_node(node)?;
        key_in(column, node).ok_or_else(|| lost_key(node))
    }

    pub(super) fn columns_moved(&mut self, moved: bool) {
        if moved {
            self.header.bump(word::COLUMN_EPOCH);
        }
    }

    pub(super) fn schema_changed(&mut self) {
        self.header.bump(word::SCHEMA_EPOCH);
        self.header.bump(word::COLUMN_EPOCH);
    }
}

pub(super) fn too_many(what: &'static str, bound: usize, count: usize) -> Error {
    Error::expected(
        ErrorKind::LimitExceeded,
        format_args!("at most {NONE} {what}"),
        format_args!("{count} more than the {bound} ids in use"),
        format_args!("compact() gives back the ids of removed {what}"),
    )
    .with("what", what)
    .with("requested", bound as u64 + count as u64)
    .with("limit", NONE)
}

/// The error for a node without the key that every node has.
pub(crate) fn lost_key(node: u32) -> Error {
    Error::expected(
        ErrorKind::Internal,
        format_args!("a key of node {node}"),
        "none",
        "this is a bug, please report it",
    )
    .with("node", node)
}

pub(crate) fn no_key() -> Error {
    Error::expected(
        ErrorKind::InvalidArgument,
        "a graph with a key",
        "one without",
        "name the key when you create the graph: new Graph({ key: 'name' })",
    )
    .with("argument", "key")
}

pub(crate) fn check_key_type(column: &Column, key: Key<'_>) -> Result<()> {
    use crate::column::ColumnType;
    let fits = match key {
        Key::Text(_) => column.ty() == ColumnType::Utf8,
        Key::Int64(_) => column.ty() == ColumnType::Int64,
    };
    if fits {
        return Ok(());
    }
    Err(Error::expected(
        ErrorKind::TypeMismatch,
        format_args!("a key of type {} for {}", column.ty(), Quoted(column.name())),
        key,
        "pass a key of that type",
    )
    .with("argument", "key")
    .with("found", key)
    .with("expected", column.ty().to_string()))
}

pub(crate) fn key_not_found(column: &Column, key: Key<'_>) -> Error {
    Error::expected(
        ErrorKind::KeyNotFound,
        format_args!("a key that a node has in {}", Quoted(column.name())),
        key,
        "add the node first, or check with hasKey()",
    )
    .with("key", key)
}
