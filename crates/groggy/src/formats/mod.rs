//! Graphs from and to files.

mod io_error;
pub mod text;
