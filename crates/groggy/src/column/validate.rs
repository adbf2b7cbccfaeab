//! The invariants of columns, checked from what they store.

use super::{Column, ColumnSet, column_word};
use crate::graph::Invariant;

impl ColumnSet {
    /// Reports what is wrong with columns of `rows` rows, and with the names that lead to them.
    pub(crate) fn validate(&self, rows: usize, report: &mut dyn FnMut(Invariant, String)) {
        for (position, column) in self.positions() {
            if self.position(column.name()) != Some(position) {
                report(
                    Invariant::ColumnNames,
                    format!("the name '{}' does not lead to its column at {position}", column.name()),
                );
            }
            column.validate(rows, report);
        }
        let (names, columns) = (self.names(), self.iter().count());
        if names != columns {
            report(Invariant::ColumnNames, format!("{names} names lead to {columns} columns"));
        }
    }
}

impl Column {
    fn validate(&self, rows: usize, report: &mut dyn FnMut(Invariant, String)) {
        let name = self.name();
        let (length, values) = (self.len(), self.data.rows(self.ty.width()));
        let bits = self.validity.as_ref().map(crate::bits::Bits::len);
        if length != rows || values != rows || bits.is_some_and(|bits| bits != rows) {
            report(
                Invariant::ColumnLength,
                format!(
                    "column '{name}' shows {length} rows and has {values} values and {bits:?} bits instead of {rows}"
                ),
            );
        }
        let nulls = self.validity.as_ref().map(|bits| bits.len().saturating_sub(bits.count_ones()));
        let shows = self.header.get(column_word::HAS_VALIDITY) != 0;
        if shows != nulls.is_some() || self.null_count() != nulls.unwrap_or(0) {
            report(
                Invariant::NullCount,
                format!(
                    "column '{name}' shows {} missing values and {} bitmap, there are {nulls:?}",
                    self.null_count(),
                    if shows { "a" } else { "no" },
                ),
            );
        }
        let (shown, frozen) = (self.header.get(column_word::FROZEN) as usize, self.frozen_rows());
        if shown < frozen {
            report(
                Invariant::FrozenRows,
                format!("column '{name}' shows {shown} rows as shared, {frozen} are"),
            );
        }
        if let Some(row) = self.data.dangling_code(self.validity.as_ref()) {
            report(
                Invariant::DictionaryCodes,
                format!("row {row} of column '{name}' has a code without a text"),
            );
        }
        if let Some(defect) = self.data.broken_text() {
            report(Invariant::Texts, format!("column '{name}': {defect}"));
        }
    }
}
