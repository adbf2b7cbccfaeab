//! A file says the same whatever its chunks and threads, and whatever is wrong with it is said with its place.

mod cases;
mod corpus;
mod endpoints;
mod malformed;
mod random;
mod rules;
mod sources;

use super::fuzzing::same;
use super::read::read_bytes_by;
use super::*;
use crate::execution::Execution;
use crate::{Detail, Error, Result};

/// Reads with several chunk sizes and thread counts, and insists on one result.
fn read_as(name: &str, text: &[u8], options: &TextOptions) -> Result<Table> {
    let whole = read_bytes_by(text, name, options, 1 << 18, &Execution::inline());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    for chunk in [1, 2, 3, 5, 7, 16, 64] {
        for execution in [Execution::inline(), Execution::on(&pool)] {
            let chunked = read_bytes_by(text, name, options, chunk, &execution);
            assert!(same(&whole, &chunked), "chunks of {chunk}: {chunked:?}, whole: {whole:?}");
        }
    }
    whole
}

fn read(name: &str, text: &str) -> Table {
    read_as(name, text.as_bytes(), &TextOptions::default()).unwrap()
}

fn refused(name: &str, text: impl AsRef<[u8]>, options: &TextOptions) -> Error {
    read_as(name, text.as_ref(), options).unwrap_err()
}

fn detail(error: &Error, name: &str) -> Option<Detail> {
    error.details().iter().find(|(found, _)| *found == name).map(|(_, value)| value.clone())
}

/// Kind, line and column.
fn place(error: &Error) -> (&'static str, Option<u64>, Option<u64>) {
    let number = |name| match detail(error, name) {
        Some(Detail::U64(value)) => Some(value),
        _ => None,
    };
    (error.kind().code(), number("line"), number("column"))
}

/// The edges as texts.
fn edges(table: &Table) -> Vec<(String, String)> {
    let name = |&node: &u32| match &table.labels {
        Labels::Index { .. } => node.to_string(),
        Labels::Text(labels) => labels.iter().nth(node as usize).unwrap().to_owned(),
        Labels::Int64(labels) => labels[node as usize].to_string(),
    };
    table.source.iter().map(name).zip(table.target.iter().map(name)).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|&(source, target)| (source.to_owned(), target.to_owned())).collect()
}

/// The values of a column as texts, `-` where there is none.
fn values(table: &Table, column: &str) -> Vec<String> {
    let column = table.columns.iter().find(|found| found.name == column).unwrap();
    let input = column.input();
    assert!(input.check(table.row_count()).is_ok());
    let shown: Vec<String> = match &column.values {
        ParsedValues::Bool(values) => values.iter().map(|&value| (value == 1).to_string()).collect(),
        ParsedValues::Int32(values) => values.iter().map(ToString::to_string).collect(),
        ParsedValues::Uint32(values) => values.iter().map(ToString::to_string).collect(),
        ParsedValues::Int64(values) | ParsedValues::Timestamp(values) => {
            values.iter().map(ToString::to_string).collect()
        }
        ParsedValues::Float32(values) => values.iter().map(ToString::to_string).collect(),
        ParsedValues::Float64(values) => values.iter().map(ToString::to_string).collect(),
        ParsedValues::Text(text) => text.iter().map(|text| format!("'{text}'")).collect(),
    };
    shown
        .into_iter()
        .enumerate()
        .map(|(row, shown)| if input.has(row) { shown } else { "-".to_owned() })
        .collect()
}

fn types(table: &Table) -> Vec<(&str, String)> {
    table.columns.iter().map(|column| (column.name.as_str(), column.ty().to_string())).collect()
}
