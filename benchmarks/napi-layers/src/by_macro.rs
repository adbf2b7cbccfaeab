//! The macro layer: what most published packages use.

use std::cell::RefCell;

use napi::{Error, Status};
use napi_derive::napi;

thread_local! {
    /// Columns by handle; one thread is one environment, as in the sys version.
    static COLUMNS: RefCell<Vec<Vec<f64>>> = const { RefCell::new(Vec::new()) };
}

/// No arguments, one number back.
#[napi]
pub fn empty() -> u32 {
    1
}

/// Makes a column and returns its handle.
#[napi]
pub fn create() -> u32 {
    COLUMNS.with_borrow_mut(|columns| {
        columns.push(crate::column());
        columns.len() as u32 - 1
    })
}

/// The number at `index` of the column with this handle.
#[napi]
pub fn at(handle: u32, index: u32) -> napi::Result<f64> {
    COLUMNS.with_borrow(|columns| {
        columns
            .get(handle as usize)
            .and_then(|column| column.get(index as usize).copied())
            .ok_or_else(|| Error::new(Status::InvalidArg, "no such element"))
    })
}

/// The wrapped class.
#[napi]
pub struct Column(Vec<f64>);

#[napi]
impl Column {
    /// A column of its own.
    #[napi(constructor)]
    pub fn new() -> Self {
        Self(crate::column())
    }

    /// The number at `index`.
    #[napi]
    pub fn at(&self, index: u32) -> napi::Result<f64> {
        self.0.get(index as usize).copied().ok_or_else(|| Error::new(Status::InvalidArg, "no such element"))
    }
}
