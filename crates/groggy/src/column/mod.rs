//! Typed columns in Arrow's layout, read and partly written in place by hosts.

mod changes;
#[cfg(feature = "faults")]
mod corrupt;
mod data;
mod name;
mod set;
mod text;
mod types;
mod validate;

use data::Data;
pub use data::Part;
pub(crate) use data::Texts;
pub use name::Name;
pub use set::ColumnSet;
pub(crate) use set::by_name;
pub use types::{ColumnInput, ColumnType, Value, Values};

use crate::bits::Bits;
use crate::error::Quoted;
use crate::memory::{ExportGuard, HeaderWords, Owner};
use crate::{Error, ErrorKind, Result};

/// Names of the 32-bit words of a column's header.
pub mod column_word {
    /// Rows below are shared with a snapshot: they must be made writable first.
    pub const FROZEN: usize = 0;
    /// Rows without a value, removed ones included.
    pub const NULL_COUNT: usize = 1;
    /// Rows.
    pub const LENGTH: usize = 2;
    /// Bumped when codes were renumbered: what was cached by code is void.
    pub const TEXT_EPOCH: usize = 3;
    /// 1 when there is a validity bitmap; without one every row has a value.
    pub const HAS_VALIDITY: usize = 4;
    /// Rows below are known to hold numbers that are not negative, or to be removed. A write of another value lowers it.
    pub const NON_NEGATIVE_BELOW: usize = 5;
    /// Rows below are known to hold finite numbers that are not negative, or to be removed. Lowered likewise.
    pub const FINITE_BELOW: usize = 6;
}

/// How many words a column's header has.
pub const COLUMN_HEADER_WORDS: usize = 8;

/// One column: a value or nothing for each row.
///
/// Writing is done in two steps, so that a change over many columns happens whole or not at all: `prepare_…`
/// may fail and changes nothing that can be read; `commit_…` cannot fail.
pub struct Column {
    name: Name,
    ty: ColumnType,
    header: HeaderWords<COLUMN_HEADER_WORDS>,
    data: Data,
    validity: Option<Bits>,
}

impl Column {
    /// A column of `rows` rows without values. `shared_text` lets equal texts share an entry.
    ///
    /// # Errors
    /// `OutOfMemory` when the allocator refuses.
    pub fn new(name: &str, ty: ColumnType, rows: usize, shared_text: bool) -> Result<Self> {
        let mut column = Self {
            name: Name::new(name)?,
            ty,
            header: HeaderWords::new()?,
            data: Data::new(ty, shared_text)?,
            validity: None,
        };
        if rows > 0 {
            column.prepare_append(rows, None)?;
            column.commit_append(rows, None);
        }
        Ok(column)
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name, to be kept: a copy of it is a count.
    #[must_use]
    pub fn shared_name(&self) -> &Name {
        &self.name
    }

    /// The type.
    #[must_use]
    pub fn ty(&self) -> ColumnType {
        self.ty
    }

    /// Rows, with or without a value.
    #[must_use]
    pub fn len(&self) -> usize {
        self.header.get(column_word::LENGTH) as usize
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Rows without a value.
    #[must_use]
    pub fn null_count(&self) -> usize {
        self.header.get(column_word::NULL_COUNT) as usize
    }

    /// Counters that hosts read in place; see [`column_word`].
    #[must_use]
    pub fn header(&self) -> &HeaderWords<COLUMN_HEADER_WORDS> {
        &self.header
    }

    /// The validity bitmap, where there is one.
    #[must_use]
    pub fn validity(&self) -> Option<&Bits> {
        self.validity.as_ref()
    }

    /// Whether row `row` has no value; true past the end.
    #[must_use]
    #[inline]
    pub fn is_null(&self, row: usize) -> bool {
        row >= self.len() || self.validity.as_ref().is_some_and(|bits| !bits.get(row))
    }

    /// The value of row `row`.
    #[must_use]
    pub fn value(&self, row: usize) -> Option<Value<'_>> {
        if self.is_null(row) { None } else { self.data.value(self.ty, row) }
    }

    /// The memory behind one part, for a host to show.
    #[must_use]
    pub fn part(&self, part: Part) -> Option<(&crate::sync::Arc<crate::memory::Allocation>, usize)> {
        match part {
            Part::Validity => {
                self.validity.as_ref().map(|bits| (bits.words().allocation(), size_of_val(&**bits.words())))
            }
            part => self.data.part(part),
        }
    }

    /// To be held while foreign code could write the values: snapshots then take copies.
    #[must_use]
    pub fn export(&self) -> ExportGuard {
        // Nobody tells of what is written through it.
        self.header.note(column_word::NON_NEGATIVE_BELOW, 0);
        self.header.note(column_word::FINITE_BELOW, 0);
        self.data.export()
    }

    /// Rows below are known to be what `word`, one of [`column_word`], says. None are while foreign code could write them.
    pub(crate) fn known_below(&self, word: usize) -> usize {
        if self.data.is_exported() { 0 } else { self.header.get(word) as usize }
    }

    /// Notes what [`known_below`](Self::known_below) says from now on.
    pub(crate) fn note_known(&self, word: usize, below: usize) {
        if !self.data.is_exported() {
            self.header.note(word, below as u32);
        }
    }

    /// The rows of a `float64` column, values of absent rows undefined.
    #[must_use]
    pub fn as_f64(&self) -> Option<&[f64]> {
        if let Data::Float64(values) = &self.data { Some(values) } else { None }
    }

    /// Row `row` as a number, for kernels that take weights of any numeric type.
    #[must_use]
    #[inline]
    pub fn number(&self, row: usize) -> Option<f64> {
        if self.is_null(row) { None } else { self.data.number(row) }
    }

    /// Whether values are numbers.
    #[must_use]
    pub fn is_numeric(&self) -> bool {
        matches!(
            self.ty,
            ColumnType::Int32
                | ColumnType::Uint32
                | ColumnType::Int64
                | ColumnType::Float32
                | ColumnType::Float64
        )
    }

    /// Bytes of native memory.
    #[must_use]
    pub fn native_bytes(&self) -> usize {
        self.header.allocation().byte_len()
            + self.data.native_bytes()
            + self.validity.as_ref().map_or(0, |bits| bits.words().allocation().byte_len())
    }

    /// Checks that `input` has this column's type.
    ///
    /// # Errors
    /// `TypeMismatch`.
    pub fn check_type(&self, input: &ColumnInput<'_>) -> Result<()> {
        let found = input.values.column_type();
        if found == self.ty {
            return Ok(());
        }
        Err(Error::expected(
            ErrorKind::TypeMismatch,
            format_args!("{} values for column {}", self.ty, Quoted(&self.name)),
            found,
            "convert the values, or use another column",
        )
        .with("attribute", &*self.name)
        .with("expected", self.ty.to_string())
        .with("found", found.to_string()))
    }

    /// Makes room for `rows` more rows with the values of `input`, or with none. Returns whether memory moved
    /// or grew.
    ///
    /// # Errors
    /// `OutOfMemory`, `LimitExceeded`; nothing that can be read changed.
    pub fn prepare_append(&mut self, rows: usize, input: Option<&ColumnInput<'_>>) -> Result<bool> {
        let nulls = input.map_or(rows, |input| input.null_count(rows));
        let mut moved = self.data.prepare_append(rows, self.ty.width(), input)?;
        moved |= match &mut self.validity {
            Some(bits) => bits.reserve(rows)?,
            None if nulls > 0 => self.make_validity(rows)?,
            None => false,
        };
        self.publish_frozen();
        Ok(moved)
    }

    /// Appends `rows` rows; room was made by [`prepare_append`](Self::prepare_append) with the same arguments.
    pub fn commit_append(&mut self, rows: usize, input: Option<&ColumnInput<'_>>) {
        let nulls = input.map_or(rows, |input| input.null_count(rows));
        self.data.commit_append(rows, self.ty.width(), input);
        if let Some(bits) = &mut self.validity {
            match input {
                None => bits.extend_filled(rows, false),
                Some(input) if input.validity.is_none() => bits.extend_filled(rows, true),
                Some(input) => bits.extend_with(rows, |row| input.has(row)),
            }
        }
        self.header.set(column_word::LENGTH, (self.len() + rows) as u32);
        self.header.set(column_word::NULL_COUNT, (self.null_count() + nulls) as u32);
    }

    /// Makes rows from `from` on writable, with room for `input`'s text. Returns whether memory moved.
    ///
    /// # Errors
    /// `OutOfMemory`, `LimitExceeded`; nothing that can be read changed.
    pub fn prepare_write(&mut self, from: usize, input: &ColumnInput<'_>) -> Result<bool> {
        let mut moved = self.data.make_writable(from * self.ty.width())?;
        moved |= self.data.prepare_text(input)?;
        moved |= match &mut self.validity {
            Some(bits) => bits.make_writable(from)?,
            None if input.null_count(input.values.rows()) > 0 => self.make_validity(0)?,
            None => false,
        };
        self.publish_frozen();
        Ok(moved)
    }

    /// Writes row `source` of `input` to row `row`; made writable by [`prepare_write`](Self::prepare_write).
    pub fn commit_write(&mut self, row: usize, input: &ColumnInput<'_>, source: usize, text: &str) {
        let has = input.has(source);
        let had = !self.is_null(row);
        if has {
            self.data.commit_write(row, self.ty.width(), input, source, text);
        }
        if has != had {
            if let Some(bits) = &mut self.validity {
                bits.set(row, has);
            }
            let nulls = self.null_count();
            self.header.set(column_word::NULL_COUNT, (if has { nulls - 1 } else { nulls + 1 }) as u32);
        }
        self.lower_known(row);
    }

    /// Makes rows from `from` on ready to lose their values. Returns whether memory moved.
    ///
    /// # Errors
    /// `OutOfMemory`; nothing that can be read changed.
    pub fn prepare_missing(&mut self, from: usize) -> Result<bool> {
        let moved = match &mut self.validity {
            Some(bits) => bits.make_writable(from)?,
            None => self.make_validity(0)?,
        };
        self.publish_frozen();
        Ok(moved)
    }

    /// Takes the value of row `row`; made ready by [`prepare_missing`](Self::prepare_missing).
    pub fn commit_missing(&mut self, row: usize) {
        if self.is_null(row) {
            return;
        }
        if let Some(bits) = &mut self.validity {
            bits.set(row, false);
        }
        self.header.set(column_word::NULL_COUNT, (self.null_count() + 1) as u32);
        self.lower_known(row);
    }

    /// Row `row` was written: what is known of the rows is true again.
    fn lower_known(&mut self, row: usize) {
        const BOUNDS: [(usize, f64); 2] =
            [(column_word::NON_NEGATIVE_BELOW, f64::INFINITY), (column_word::FINITE_BELOW, f64::MAX)];
        for (word, most) in BOUNDS {
            if (self.header.get(word) as usize) > row
                && !self.number(row).is_some_and(|value| (0.0..=most).contains(&value))
            {
                self.header.set(word, row as u32);
            }
        }
    }

    /// After a write: lets the dictionary decide whether sharing still pays, and drops entries that no row
    /// uses once they outnumber the rows. Returns whether memory moved.
    ///
    /// # Errors
    /// `OutOfMemory`; the column is as it was, only larger than it must be.
    pub fn tidy(&mut self) -> Result<bool> {
        let rebuilt = self.data.tidy(self.validity.as_ref())?;
        if rebuilt {
            self.header.bump(column_word::TEXT_EPOCH);
            self.publish_frozen();
        }
        Ok(rebuilt)
    }

    /// Makes every row writable in place for the host. Returns whether memory moved.
    ///
    /// # Errors
    /// `OutOfMemory`; nothing changed.
    pub fn unshare(&mut self) -> Result<bool> {
        let mut moved = self.data.make_writable(0)?;
        if let Some(bits) = &mut self.validity {
            moved |= bits.make_writable(0)?;
        }
        self.publish_frozen();
        Ok(moved)
    }

    /// The same rows for reading on any thread; never changes.
    ///
    /// # Errors
    /// `OutOfMemory` when a copy is needed and cannot be had.
    pub fn freeze(&mut self) -> Result<Self> {
        let header = self.header.try_clone()?;
        let data = self.data.freeze();
        let validity = self.validity.as_mut().map(Bits::freeze).transpose();
        // Also what failed half-way may have frozen rows.
        self.publish_frozen();
        let mut frozen =
            Self { name: self.name.clone(), ty: self.ty, header, data: data?, validity: validity? };
        frozen.publish_frozen();
        Ok(frozen)
    }

    /// A column of its own over the same memory, of a frozen one: writing moves it first.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn share(&self) -> Result<Self> {
        Ok(Self {
            name: self.name.clone(),
            ty: self.ty,
            header: self.header.try_clone()?,
            data: self.data.share()?,
            validity: self.validity.as_ref().map(Bits::share).transpose()?,
        })
    }

    /// A new column of the given rows of this one, in that order.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn gather(&self, rows: &[u32]) -> Result<Self> {
        let mut header = HeaderWords::new()?;
        let data = self.data.gather(rows, self.ty.width())?;
        let validity = match &self.validity {
            Some(bits) => {
                let mut kept = Bits::filled(Owner::Columns, 0, false)?;
                kept.reserve(rows.len())?;
                kept.extend_with(rows.len(), |row| bits.get(rows[row] as usize));
                Some(kept)
            }
            None => None,
        };
        header.set(column_word::LENGTH, rows.len() as u32);
        if let Some(bits) = &validity {
            header.set(column_word::HAS_VALIDITY, 1);
            header.set(column_word::NULL_COUNT, (rows.len() - bits.count_ones()) as u32);
        }
        header.set(column_word::TEXT_EPOCH, self.header.get(column_word::TEXT_EPOCH).wrapping_add(1));
        Ok(Self { name: self.name.clone(), ty: self.ty, header, data, validity })
    }

    fn make_validity(&mut self, additional: usize) -> Result<bool> {
        let mut bits = Bits::filled(Owner::Columns, self.len(), true)?;
        bits.reserve(additional)?;
        self.validity = Some(bits);
        self.header.set(column_word::HAS_VALIDITY, 1);
        Ok(true)
    }

    /// Rows below are visible to other readers.
    fn frozen_rows(&self) -> usize {
        let data = self.data.frozen().div_ceil(self.ty.width());
        data.max(self.validity.as_ref().map_or(0, Bits::frozen))
    }

    fn publish_frozen(&mut self) {
        self.header.set(column_word::FROZEN, self.frozen_rows() as u32);
    }
}
