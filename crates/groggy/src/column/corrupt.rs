//! Breaks the invariants of columns on purpose: for the tests of `validate`.

use super::data::{Data, TextRows};
use super::{Column, ColumnSet, column_word};
use crate::Result;
use crate::graph::Invariant;

impl ColumnSet {
    /// Breaks one invariant. Returns false when it is none of columns, or no column can break it.
    pub(crate) fn corrupt(&mut self, invariant: Invariant) -> Result<bool> {
        if invariant == Invariant::ColumnNames {
            return Ok(self.forget_a_name());
        }
        for column in self.iter_mut() {
            if column.corrupt(invariant)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Column {
    fn corrupt(&mut self, invariant: Invariant) -> Result<bool> {
        match (invariant, &mut self.data) {
            (Invariant::ColumnLength, _) => self.header.bump(column_word::LENGTH),
            (Invariant::NullCount, _) => self.header.bump(column_word::NULL_COUNT),
            (Invariant::FrozenRows, data) if data.frozen() > 0 => self.header.set(column_word::FROZEN, 0),
            (Invariant::DictionaryCodes, Data::Text(TextRows { codes, .. })) if !codes.is_empty() => {
                codes.make_writable(0)?;
                codes.set(0, u32::MAX);
            }
            (Invariant::Texts, Data::Text(TextRows { table, .. })) if table.len() > 0 => table.corrupt()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}
