//! The operations of a binding by name: how often each crossed the boundary, and whether it is switched off.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use serde::Serialize;

use crate::errors::{HostError, Result, kinds};

/// The environment variable that switches operations off: their names, separated by commas.
pub const DISABLE_VARIABLE: &str = "GROGGY_DISABLE";

/// One operation of a binding.
#[derive(Debug)]
pub struct Operation {
    name: &'static str,
    index: u16,
    crossings: AtomicU64,
    disabled: AtomicBool,
}

impl Operation {
    /// An operation of its own, outside any list, such as in a `static`.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self::at(name, 0)
    }

    const fn at(name: &'static str, index: u16) -> Self {
        Self { name, index, crossings: AtomicU64::new(0), disabled: AtomicBool::new(false) }
    }

    /// Its name, in the host's spelling.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Its place in its list, from 0.
    #[must_use]
    pub const fn index(&self) -> u16 {
        self.index
    }

    /// Counts a crossing. One relaxed addition.
    #[inline]
    pub fn count(&self) {
        self.crossings.fetch_add(1, Ordering::Relaxed);
    }

    /// How often it crossed.
    #[must_use]
    pub fn crossings(&self) -> u64 {
        self.crossings.load(Ordering::Relaxed)
    }

    /// Whether it is switched off. One relaxed load.
    #[inline]
    #[must_use]
    pub fn is_disabled(&self) -> bool {
        self.disabled.load(Ordering::Relaxed)
    }

    /// Switches it off or on again.
    pub fn set_disabled(&self, disabled: bool) {
        self.disabled.store(disabled, Ordering::Relaxed);
    }

    /// The error of an operation that is switched off.
    #[cold]
    #[must_use]
    pub fn disabled_error(&self) -> HostError {
        HostError::expected(
            &kinds::DISABLED,
            "an enabled operation",
            format_args!("one disabled by {DISABLE_VARIABLE}"),
            format_args!("remove {} from the variable and restart", self.name),
        )
        .with("variable", DISABLE_VARIABLE)
        .in_operation(self.name)
    }
}

/// The operations of a binding, in one process or in one environment, as its maker decides.
#[derive(Debug)]
pub struct Operations {
    list: Box<[Operation]>,
    warnings: Vec<String>,
}

/// How often one operation crossed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Crossings {
    /// Its name.
    pub operation: &'static str,
    /// How often it crossed.
    pub crossings: u64,
    /// Whether it is switched off.
    pub disabled: bool,
}

impl Operations {
    /// The operations `names`, those switched off that [`DISABLE_VARIABLE`] names.
    #[must_use]
    pub fn from_env(names: &[&'static str]) -> Self {
        Self::new(names, std::env::var(DISABLE_VARIABLE).ok().as_deref())
    }

    /// The operations `names`, of which `disable` (names separated by commas) are switched off. A name that
    /// is not in the list is not fatal: see [`Operations::warnings`]. Past 65 536 names the rest is left out.
    #[must_use]
    pub fn new(names: &[&'static str], disable: Option<&str>) -> Self {
        let list: Box<[Operation]> =
            names.iter().zip(0..=u16::MAX).map(|(name, index)| Operation::at(name, index)).collect();
        let mut operations = Self { list, warnings: Vec::new() };
        for name in disable.unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty()) {
            match operations.find(name) {
                Some(operation) => operation.set_disabled(true),
                None => operations.warnings.push(format!(
                    "{DISABLE_VARIABLE}: expected names of operations, got {name:?}; the operations are {}",
                    names.join(", ")
                )),
            }
        }
        operations
    }

    /// The operation at `index`.
    ///
    /// # Errors
    /// `INTERNAL` past the end of the list.
    #[inline]
    pub fn get(&self, index: usize) -> Result<&Operation> {
        self.list.get(index).ok_or_else(|| unknown(index))
    }

    /// The operation called `name`.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Operation> {
        self.list.iter().find(|operation| operation.name == name)
    }

    /// All operations, in the order of their list.
    pub fn iter(&self) -> std::slice::Iter<'_, Operation> {
        self.list.iter()
    }

    /// How often anything crossed.
    #[must_use]
    pub fn total_crossings(&self) -> u64 {
        self.list.iter().map(Operation::crossings).sum()
    }

    /// How often each operation crossed.
    #[must_use]
    pub fn crossings(&self) -> Vec<Crossings> {
        self.list
            .iter()
            .map(|operation| Crossings {
                operation: operation.name,
                crossings: operation.crossings(),
                disabled: operation.is_disabled(),
            })
            .collect()
    }

    /// What was wrong with the variable, a sentence each, for the host to show.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }
}

impl<'a> IntoIterator for &'a Operations {
    type Item = &'a Operation;
    type IntoIter = std::slice::Iter<'a, Operation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cold]
fn unknown(index: usize) -> HostError {
    HostError::expected(
        &kinds::INTERNAL,
        "the number of an operation",
        index,
        "this is a bug, please report it",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossings_are_counted_by_operation() {
        let operations = Operations::new(&["addNodes", "degree"], None);
        operations.get(1).unwrap().count();
        operations.get(1).unwrap().count();
        operations.get(0).unwrap().count();
        assert_eq!(operations.total_crossings(), 3);
        assert_eq!(operations.find("degree").unwrap().crossings(), 2);
        assert_eq!(operations.find("degree").unwrap().index(), 1);
        assert!(operations.get(2).unwrap_err().is(&kinds::INTERNAL));
    }

    #[test]
    fn the_variable_switches_off_and_unknown_names_are_reported() {
        let operations = Operations::new(&["addNodes", "degree"], Some(" degree ,nope,, "));
        assert!(operations.find("degree").unwrap().is_disabled());
        assert!(!operations.find("addNodes").unwrap().is_disabled());
        assert_eq!(operations.warnings().len(), 1);
        assert!(operations.warnings()[0].contains("\"nope\""));
        let error = operations.get(1).unwrap().disabled_error();
        assert!(error.is(&kinds::DISABLED) && error.message.contains("GROGGY_DISABLE"));
        assert_eq!(error.operation, "degree");
    }

    #[test]
    fn reports_are_json() {
        let operations = Operations::new(&["degree"], None);
        let json = serde_json::to_string(&operations.crossings()).unwrap();
        assert_eq!(json, r#"[{"operation":"degree","crossings":0,"disabled":false}]"#);
    }
}
