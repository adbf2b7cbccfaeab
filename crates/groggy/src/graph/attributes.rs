//! Columns of a graph: defined, dropped, written in bulk.

use super::{Graph, Side};
use crate::column::{Column, ColumnInput, ColumnSet, ColumnType, Texts, Values};
use crate::error::Quoted;
use crate::key_index::{Keys, key_in};
use crate::{Error, ErrorKind, Result};

impl Graph {
    fn bound(&self, side: Side) -> u32 {
        match side {
            Side::Nodes => self.node_bound(),
            Side::Edges => self.edge_bound(),
        }
    }

    fn check_id(&self, side: Side, id: u32) -> Result<()> {
        match side {
            Side::Nodes => self.check_node(id),
            Side::Edges => self.check_edge(id),
        }
    }

    /// Makes a column without values, or finds the one of that name and type. Returns its position.
    ///
    /// # Errors
    /// `InvalidArgument` when it exists with another type; `OutOfMemory`.
    pub fn define(&mut self, side: Side, name: &str, ty: ColumnType) -> Result<usize> {
        let rows = self.bound(side) as usize;
        let (position, fresh) = self.columns_mut(side).define(name, ty, rows, true)?;
        if fresh {
            self.schema_changed();
            self.header.bump_version();
        }
        Ok(position)
    }

    /// Takes a column out; snapshots taken before keep it.
    ///
    /// # Errors
    /// `AttributeNotFound`; `InvalidArgument` for the key column.
    pub fn drop_column(&mut self, side: Side, name: &str) -> Result<()> {
        self.columns(side).require(name)?;
        self.refuse_key(side, name, "dropped")?;
        self.columns_mut(side).remove(name);
        self.schema_changed();
        self.header.bump_version();
        Ok(())
    }

    fn refuse_key(&self, side: Side, name: &str, what: &str) -> Result<()> {
        match self.key_column() {
            Some(column) if side == Side::Nodes && column.name() == name => Err(Error::expected(
                ErrorKind::InvalidArgument,
                "a column that is not the key",
                format_args!("the key {}", Quoted(name)),
                format_args!("every node needs its key, so it cannot be {what}"),
            )
            .with("attribute", name)),
            _ => Ok(()),
        }
    }

    /// Sets row `ids[i]` to value `i`; the column is made if it does not exist. Of an id given twice the last
    /// value stays. All or nothing.
    ///
    /// Cost: O(k); after a snapshot the first write copies the column.
    ///
    /// # Errors
    /// `NodeNotFound`, `EdgeNotFound`, `TypeMismatch`, `InvalidArgument`, `DuplicateKey`, `OutOfMemory`.
    pub fn set_values(&mut self, side: Side, ids: &[u32], input: &ColumnInput<'_>) -> Result<()> {
        for (row, &id) in ids.iter().enumerate() {
            self.check_id(side, id).map_err(|error| error.in_row(row))?;
        }
        self.set_rows(side, ids, std::slice::from_ref(input))
    }

    /// Sets several columns of row `id`, each to the one value of its input; columns are made that do not exist. All
    /// or nothing.
    ///
    /// Cost: O(1) a column; after a snapshot the first write copies the column.
    ///
    /// # Errors
    /// As [`set_values`](Self::set_values); `InvalidArgument` also for a column that is given twice.
    pub fn assign(&mut self, side: Side, id: u32, inputs: &[ColumnInput<'_>]) -> Result<()> {
        self.check_id(side, id)?;
        self.set_rows(side, &[id], inputs)
    }

    pub(super) fn set_rows(&mut self, side: Side, ids: &[u32], inputs: &[ColumnInput<'_>]) -> Result<()> {
        self.columns(side).check(ids.len(), inputs)?;
        let key = self.key_column().filter(|_| side == Side::Nodes);
        let key = key.and_then(|column| inputs.iter().find(|input| input.name == column.name()));
        if let Some(keys) = key {
            self.prepare_keys(ids, keys)?;
            self.exchange_keys(ids, false);
        }
        let written =
            self.write(side, inputs, ids.iter().copied().min().unwrap_or(0), false, |column, input| {
                let mut texts = cursor(input);
                for (row, &id) in ids.iter().enumerate() {
                    column.commit_write(id as usize, input, row, next_text(&mut texts, input, row));
                }
            });
        if key.is_some() {
            self.exchange_keys(ids, true);
        }
        written
    }

    /// Sets rows `0..` by id; ids past the values given get none. The column is made if it does not exist.
    /// All or nothing.
    ///
    /// Cost: O(n); after a snapshot the write copies the column.
    ///
    /// # Errors
    /// `InvalidArgument` for more values than ids, or for the key column; `TypeMismatch`; `OutOfMemory`.
    pub fn set_column(&mut self, side: Side, input: &ColumnInput<'_>) -> Result<()> {
        let rows = input.values.rows();
        let bound = self.bound(side) as usize;
        if rows > bound {
            return Err(Error::expected(
                ErrorKind::InvalidArgument,
                format_args!("at most {bound} values for column {}", Quoted(input.name)),
                rows,
                "give at most one value per id",
            )
            .with("attribute", input.name)
            .with("value", rows)
            .with("expected", bound));
        }
        self.refuse_key(side, input.name, "replaced as a whole")?;
        self.columns(side).check(rows, std::slice::from_ref(input))?;
        self.write(side, std::slice::from_ref(input), 0, rows < bound, |column, input| {
            let mut texts = cursor(input);
            for row in 0..rows {
                column.commit_write(row, input, row, next_text(&mut texts, input, row));
            }
            for row in rows..bound {
                column.commit_missing(row);
            }
        })
    }

    /// Gets all columns ready, then changes all of them: `commit` cannot fail. Rows before `from` stay as they are.
    fn write(
        &mut self,
        side: Side,
        inputs: &[ColumnInput<'_>],
        from: u32,
        leaves_gaps: bool,
        mut commit: impl FnMut(&mut Column, &ColumnInput<'_>),
    ) -> Result<()> {
        let mut moved = false;
        let written = self.prepare_write(side, inputs, from as usize, leaves_gaps, &mut moved).map(|fresh| {
            if !fresh.is_empty() {
                self.schema_changed();
            }
            let set = self.columns_mut(side);
            for column in fresh {
                set.insert(column);
            }
            for input in inputs {
                let Some(position) = set.position(input.name) else { continue };
                let tidied = set.change(position, |column| {
                    commit(column, input);
                    // What is tidied away is only room: a refusal changes nothing that can be read.
                    column.tidy().unwrap_or(false)
                });
                moved |= tidied.unwrap_or(false);
            }
            self.header.bump_version();
        });
        self.columns_moved(moved);
        written
    }

    /// Makes room for `inputs` in their columns. Returns the columns that are to be made.
    fn prepare_write(
        &mut self,
        side: Side,
        inputs: &[ColumnInput<'_>],
        from: usize,
        leaves_gaps: bool,
        moved: &mut bool,
    ) -> Result<Vec<Column>> {
        let rows = self.bound(side) as usize;
        let set = self.columns_mut(side);
        let mut fresh = Vec::new();
        let mut prepare = |column: &mut Column, input: &ColumnInput<'_>| -> Result<()> {
            *moved |= column.prepare_write(from, input)?;
            if leaves_gaps {
                // Rows that get no value need a bitmap.
                *moved |= column.prepare_missing(from)?;
            }
            Ok(())
        };
        for input in inputs {
            let position = set.position(input.name);
            match position.and_then(|position| set.change(position, |column| prepare(column, input))) {
                Some(prepared) => prepared?,
                None => {
                    let mut made = Column::new(input.name, input.values.column_type(), rows, true)?;
                    prepare(&mut made, input)?;
                    crate::memory::try_reserve("columns", &mut fresh, 1)?;
                    fresh.push(made);
                }
            }
        }
        if !fresh.is_empty() {
            set.reserve(fresh.len())?;
        }
        Ok(fresh)
    }

    /// Checks that nodes may have other keys, and makes room for these in the index. Changes nothing.
    fn prepare_keys(&mut self, ids: &[u32], input: &ColumnInput<'_>) -> Result<()> {
        if let Some(row) = (0..ids.len()).find(|&row| !input.has(row)) {
            return Err(Error::expected(
                ErrorKind::InvalidArgument,
                format_args!("a value for the key {} of node {}", Quoted(input.name), ids[row]),
                "none",
                "every node needs its key; give it another one",
            )
            .with("attribute", input.name)
            .with("node", ids[row]));
        }
        let keys = Keys::of(input.values)?;
        let mut changing = crate::memory::try_with_capacity("keys", ids.len())?;
        changing.extend_from_slice(ids);
        changing.sort_unstable();
        let (column, state) = self.require_key()?;
        let mut taken = hashbrown::HashMap::new();
        for (row, &id) in ids.iter().enumerate() {
            let Some(key) = keys.get(row) else { break };
            taken.try_reserve(1).map_err(|_| Error::out_of_memory("keys", ids.len() * 24))?;
            let owner = taken.insert(key, id).filter(|&other| other != id);
            let owner = owner.or_else(|| {
                // A key that its node gives up in the same call is free again.
                state
                    .index
                    .find(column, key)
                    .filter(|other| *other != id && changing.binary_search(other).is_err())
            });
            if let Some(other) = owner {
                return Err(crate::key_index::duplicate_key(
                    input.name,
                    key,
                    row,
                    format_args!("node {other}"),
                )
                .with("node", other));
            }
        }
        drop(taken);
        if let Some(state) = &mut self.key
            && let Some(column) = self.nodes.at(state.position)
        {
            state.index.reserve(column, ids.len())?;
        }
        Ok(())
    }

    /// Takes the present keys of `ids` out of the index, or puts them in.
    fn exchange_keys(&mut self, ids: &[u32], insert: bool) {
        let Some(state) = &mut self.key else { return };
        let Some(column) = self.nodes.at(state.position) else { return };
        for &id in ids {
            if let Some(key) = key_in(column, id) {
                if !insert {
                    state.index.forget(key, id);
                } else if state.index.find(column, key).is_none() {
                    state.index.insert(key, id);
                }
            }
        }
    }

    /// Makes every row of a column writable in place, for a host that writes values itself.
    ///
    /// Cost: O(1), or a copy of the column when a snapshot shares it.
    ///
    /// # Errors
    /// `AttributeNotFound`; `OutOfMemory`.
    pub fn unshare(&mut self, side: Side, position: usize) -> Result<()> {
        let unshared = self.columns_mut(side).change(position, Column::unshare);
        let moved = unshared.ok_or_else(|| no_column(position))??;
        self.columns_moved(moved);
        Ok(())
    }

    /// Live rows of a column without a value. O(1) while nothing was removed, else O(n).
    #[must_use]
    pub fn null_count(&self, side: Side, column: &Column) -> usize {
        ColumnSet::live_null_count(
            column,
            match side {
                Side::Nodes => self.removed_nodes.as_ref(),
                Side::Edges => self.removed_edges.as_ref(),
            },
        )
    }
}

/// The error for a position without a column: it was dropped.
pub(crate) fn no_column(position: usize) -> Error {
    Error::expected(
        ErrorKind::AttributeNotFound,
        "an existing column",
        "one that was dropped",
        "use a column of the present schema",
    )
    .with("attribute", position)
}

fn cursor<'a>(input: &ColumnInput<'a>) -> Option<Texts<'a>> {
    match input.values {
        Values::Text { bytes, .. } => Some(Texts::new(bytes)),
        _ => None,
    }
}

fn next_text<'a>(texts: &mut Option<Texts<'a>>, input: &ColumnInput<'a>, row: usize) -> &'a str {
    match (texts, input.values) {
        (Some(texts), Values::Text { lengths, .. }) => texts.next(lengths[row]),
        _ => "",
    }
}
