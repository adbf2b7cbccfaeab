//! The same three hot calls twice: written for napi-rs's macro layer, and by hand on its sys layer.
//!
//! `empty`: no arguments, returns a number. `at`: an integer handle and an index, returns the number
//! stored there. `Column.at`: the same on a wrapped class. `bench.mjs` times them in one process.

mod by_macro;
mod by_sys;

use napi::bindgen_prelude::{Env, JsObjectValue as _, Object};
use napi_derive::napi;

/// How many numbers every column holds.
const LENGTH: usize = 4096;

/// The numbers that both layers serve.
fn column() -> Vec<f64> {
    (0..LENGTH).map(|index| index as f64).collect()
}

#[napi(module_exports)]
fn initialize(mut exports: Object<'_>, env: Env) -> napi::Result<()> {
    let by_sys = by_sys::exports(&env)?;
    exports.set_named_property("sys", by_sys)
}
