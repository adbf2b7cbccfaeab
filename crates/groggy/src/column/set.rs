//! The columns of one side of a graph: all of the nodes', or all of the edges'.

use std::cell::Cell;

use hashbrown::{HashMap, HashSet};

use super::changes::Changes;
use super::{Column, ColumnInput, ColumnType, Name};
use crate::bits::Bits;
use crate::error::Quoted;
use crate::memory::growths;
use crate::{Error, ErrorKind, Result};

/// Columns by name and by position. A position holds until its column is dropped; then it may be given again.
#[derive(Default)]
pub struct ColumnSet {
    columns: Vec<Option<Column>>,
    positions: HashMap<Name, usize>,
    /// No position below is free.
    full_below: usize,
    changes: Changes,
    /// Bytes of all columns, once `grown` allocations of the process had grown.
    bytes: usize,
    grown: usize,
}

impl ColumnSet {
    /// The columns, in order of definition.
    pub fn iter(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().flatten()
    }

    /// The columns with their positions.
    pub fn positions(&self) -> impl Iterator<Item = (usize, &Column)> {
        self.columns.iter().enumerate().filter_map(|(position, column)| Some((position, column.as_ref()?)))
    }

    /// The columns, for writing what takes no memory.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Column> {
        self.columns.iter_mut().flatten()
    }

    /// The column at `position`.
    #[must_use]
    pub fn at(&self, position: usize) -> Option<&Column> {
        self.columns.get(position)?.as_ref()
    }

    /// Writes the column at `position`; `None` without one.
    pub fn change<R>(&mut self, position: usize, write: impl FnOnce(&mut Column) -> R) -> Option<R> {
        let column = self.columns.get_mut(position)?.as_mut()?;
        let before = column.native_bytes();
        let result = write(column);
        let after = column.native_bytes();
        self.count_bytes(before, after);
        Some(result)
    }

    /// How many columns came and went so far.
    #[must_use]
    pub fn change_count(&self) -> u64 {
        self.changes.count()
    }

    /// The positions whose column came or went after the first `count` changes, some perhaps twice; `None` when that
    /// is not known any more.
    #[must_use]
    pub fn changed_since(&self, count: u64) -> Option<&[usize]> {
        self.changes.since(count)
    }

    /// Takes a name out and leaves its column. Returns whether there was one.
    #[cfg(feature = "faults")]
    pub(super) fn forget_a_name(&mut self) -> bool {
        let name = self.positions.keys().next().cloned();
        name.and_then(|name| self.positions.remove(&name)).is_some()
    }

    /// How many names lead to columns.
    pub(super) fn names(&self) -> usize {
        self.positions.len()
    }

    /// Where the column of that name stands.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.positions.get(name).copied()
    }

    /// The column of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Column> {
        self.at(self.position(name)?)
    }

    /// The column of that name, or the error that says which there are.
    ///
    /// # Errors
    /// `AttributeNotFound`.
    pub fn require(&self, name: &str) -> Result<&Column> {
        self.get(name).ok_or_else(|| {
            let known = match self.names() {
                0 => "an existing column (there are none yet)".to_owned(),
                names => format!("one of the columns {}", self.listed(names)),
            };
            Error::expected(
                ErrorKind::AttributeNotFound,
                known,
                Quoted(name),
                "define it, or set a value first",
            )
            .with("attribute", name)
        })
    }

    /// The first names, of `names`.
    fn listed(&self, names: usize) -> String {
        const LISTED: usize = 20;
        let first: Vec<_> =
            self.iter().take(LISTED).map(|column| Quoted(column.name()).to_string()).collect();
        let more = names.saturating_sub(LISTED);
        first.join(", ") + &if more > 0 { format!(" and {more} more") } else { String::new() }
    }

    /// Adds a column whose name is new, after [`reserve`](Self::reserve). Returns its position.
    pub fn insert(&mut self, column: Column) -> usize {
        let free = self.columns.iter().skip(self.full_below).position(Option::is_none);
        let position = free.map_or(self.columns.len(), |free| self.full_below + free);
        let bytes = column.native_bytes();
        self.positions.insert(column.shared_name().clone(), position);
        match self.columns.get_mut(position) {
            Some(slot) => *slot = Some(column),
            None => self.columns.push(Some(column)),
        }
        self.full_below = position + 1;
        self.changes.note(position, self.positions.len());
        self.count_bytes(0, bytes);
        position
    }

    /// Makes room for `additional` more columns.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn reserve(&mut self, additional: usize) -> Result<()> {
        crate::memory::try_reserve("columns", &mut self.columns, additional)?;
        self.changes.reserve(additional)?;
        self.positions
            .try_reserve(additional)
            .map_err(|_| Error::out_of_memory("columns", additional * size_of::<(Name, usize)>()))
    }

    /// Takes a column out.
    pub fn remove(&mut self, name: &str) -> Option<Column> {
        let position = self.positions.remove(name)?;
        let column = self.columns.get_mut(position)?.take()?;
        self.full_below = self.full_below.min(position);
        self.changes.note(position, self.positions.len());
        self.count_bytes(column.native_bytes(), 0);
        Some(column)
    }

    /// The same rows for reading on any thread.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn freeze(&mut self) -> Result<Self> {
        let mut columns = crate::memory::try_with_capacity("columns", self.columns.len())?;
        for column in &mut self.columns {
            columns.push(column.as_mut().map(Column::freeze).transpose()?);
        }
        self.with_columns(columns)
    }

    /// Columns of their own over the same memory, of frozen ones.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn share(&self) -> Result<Self> {
        self.mapped(Column::share)
    }

    /// New columns of the given rows of these, in that order.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn gather(&self, rows: &[u32]) -> Result<Self> {
        self.mapped(|column| column.gather(rows))
    }

    fn copied_positions(&self) -> Result<HashMap<Name, usize>> {
        let mut copy = HashMap::new();
        copy.try_reserve(self.positions.len()).map_err(|_| {
            Error::out_of_memory("columns", self.positions.len() * size_of::<(Name, usize)>())
        })?;
        copy.extend(self.positions.iter().map(|(name, &position)| (name.clone(), position)));
        Ok(copy)
    }

    fn mapped(&self, make: impl Fn(&Column) -> Result<Column>) -> Result<Self> {
        let mut columns = crate::memory::try_with_capacity("columns", self.columns.len())?;
        for column in &self.columns {
            columns.push(column.as_ref().map(&make).transpose()?);
        }
        self.with_columns(columns)
    }

    /// Other columns at the same positions.
    fn with_columns(&self, columns: Vec<Option<Column>>) -> Result<Self> {
        let mut set = Self {
            columns,
            positions: self.copied_positions()?,
            full_below: self.full_below,
            changes: self.changes.forgotten(),
            ..Self::default()
        };
        set.recount_bytes();
        Ok(set)
    }

    /// Bytes of native memory. O(1), unless shared memory may have grown elsewhere.
    #[must_use]
    pub fn native_bytes(&self) -> usize {
        if self.grown == growths() { self.bytes } else { self.sum_bytes() }
    }

    fn sum_bytes(&self) -> usize {
        self.iter().map(Column::native_bytes).sum()
    }

    fn recount_bytes(&mut self) {
        // Before it is counted: what grows meanwhile is counted again.
        self.grown = growths();
        self.bytes = self.sum_bytes();
    }

    /// A column that had `before` bytes has `after`.
    fn count_bytes(&mut self, before: usize, after: usize) {
        self.bytes = self.bytes.wrapping_sub(before).wrapping_add(after);
        if self.grown != growths() {
            self.recount_bytes();
        }
    }

    /// Checks a bulk call: each column once, one value a row, types as they are.
    ///
    /// # Errors
    /// `InvalidArgument`, `TypeMismatch`.
    pub fn check(&self, rows: usize, inputs: &[ColumnInput<'_>]) -> Result<()> {
        if let Some(name) = named_twice(inputs)? {
            return Err(Error::expected(
                ErrorKind::InvalidArgument,
                "each column once",
                format_args!("{} twice", Quoted(name)),
                "leave one of them out",
            )
            .with("attribute", name));
        }
        for input in inputs {
            if let Some(column) = self.get(input.name) {
                column.check_type(input)?;
            }
            input.check(rows)?;
        }
        Ok(())
    }

    /// Gets ready to append `rows` rows to every column, those of `inputs` among them, new ones included.
    /// `before`: rows so far. Returns the new columns and whether memory moved or grew.
    ///
    /// # Errors
    /// `OutOfMemory`, `LimitExceeded`; nothing that can be read changed.
    pub fn prepare_append(
        &mut self,
        before: usize,
        rows: usize,
        inputs: &[ColumnInput<'_>],
        moved: &mut bool,
    ) -> Result<Vec<Column>> {
        let mut fresh = crate::memory::try_with_capacity("columns", inputs.len())?;
        for input in inputs.iter().filter(|input| self.get(input.name).is_none()) {
            let mut column = Column::new(input.name, input.values.column_type(), before, true)?;
            column.prepare_append(rows, Some(input))?;
            fresh.push(column);
        }
        self.reserve(fresh.len())?;
        let input = by_name(inputs, |input, name| input.name == name);
        let ready = self.iter_mut().try_for_each(|column| {
            *moved |= column.prepare_append(rows, input(column.name()))?;
            Ok(())
        });
        // What failed half-way has taken memory too.
        if *moved || ready.is_err() {
            self.recount_bytes();
        }
        ready.map(|()| fresh)
    }

    /// Appends what [`prepare_append`](Self::prepare_append) got ready: `input` gives the rows of a column by its
    /// name. Returns whether columns are new.
    pub fn commit_append<'a>(
        &mut self,
        rows: usize,
        input: impl Fn(&str) -> Option<ColumnInput<'a>>,
        fresh: Vec<Column>,
    ) -> bool {
        let added = !fresh.is_empty();
        for column in fresh {
            self.insert(column);
        }
        for column in self.iter_mut() {
            let input = input(column.name());
            column.commit_append(rows, input.as_ref());
        }
        added
    }

    /// Rows without a value among those not in `removed`.
    #[must_use]
    pub fn live_null_count(column: &Column, removed: Option<&Bits>) -> usize {
        match (removed, column.validity()) {
            (_, None) => 0,
            (None, Some(_)) => column.null_count(),
            (Some(removed), Some(validity)) => {
                (0..column.len()).filter(|&row| !validity.get(row) && !removed.get(row)).count()
            }
        }
    }

    /// A column of `ty` named `name`, with `rows` rows without values.
    ///
    /// # Errors
    /// `InvalidArgument` when it exists with another type; `OutOfMemory`.
    pub fn define(
        &mut self,
        name: &str,
        ty: ColumnType,
        rows: usize,
        shared_text: bool,
    ) -> Result<(usize, bool)> {
        if let Some(position) = self.position(name) {
            let found = self.at(position).map_or(ty, Column::ty);
            if found == ty {
                return Ok((position, false));
            }
            return Err(Error::expected(
                ErrorKind::InvalidArgument,
                format_args!("{found}, the type of the existing column {}", Quoted(name)),
                ty,
                "drop the column first, or choose another name",
            )
            .with("attribute", name)
            .with("value", ty.to_string())
            .with("expected", found.to_string()));
        }
        let column = Column::new(name, ty, rows, shared_text)?;
        self.reserve(1)?;
        Ok((self.insert(column), true))
    }
}

/// The first name that two inputs have.
fn named_twice<'a>(inputs: &[ColumnInput<'a>]) -> Result<Option<&'a str>> {
    /// So many are compared faster than hashed.
    const FEW: usize = 16;

    let names = inputs.iter().map(|input| input.name);
    if inputs.len() <= FEW {
        let twice = |(index, name): &(usize, &str)| inputs[..*index].iter().any(|input| input.name == *name);
        return Ok(names.enumerate().find(twice).map(|(_, name)| name));
    }
    let mut seen = HashSet::new();
    seen.try_reserve(inputs.len())
        .map_err(|_| Error::out_of_memory("columns", inputs.len() * size_of::<&str>()))?;
    Ok(names.into_iter().find(|name| !seen.insert(*name)))
}

/// Finds items by name. Columns and what is given for them mostly come in one order, so each search begins after the
/// last thing found, and all of them together take one pass.
pub(crate) fn by_name<'a, T>(
    items: &'a [T],
    is: impl Fn(&T, &str) -> bool,
) -> impl Fn(&str) -> Option<&'a T> {
    let next = Cell::new(0);
    move |name| {
        let (before, after) = items.split_at(next.get());
        let named = |item: &T| is(item, name);
        let found = match after.iter().position(named) {
            Some(found) => before.len() + found,
            None => before.iter().position(named)?,
        };
        next.set(found + 1);
        items.get(found)
    }
}

#[cfg(test)]
mod tests {
    use super::by_name;

    #[test]
    fn items_are_found_in_any_order_and_any_number_of_times() {
        let names = ["a", "b", "c"];
        let find = by_name(&names, |item, name| *item == name);
        for name in ["a", "b", "c", "c", "a", "b", "a"] {
            assert_eq!(find(name), Some(&name));
            assert_eq!(find("d"), None);
        }
        assert_eq!(by_name(&[], |item: &&str, name| *item == name)("a"), None);
    }
}
