//! What must hold for any bytes at all; asked by the fuzzer, and by the test that replays what it found.

use super::read::read_bytes_by;
use super::{ColumnChoice, LabelMode, Rows, Table, TextOptions};
use crate::column::ColumnType;
use crate::execution::Execution;
use crate::graph::OnKnownNode;
use crate::{Detail, Error, ErrorKind, Graph, GraphOptions, Result};

/// Graphs are made of tables with at most so many nodes: a row of a few bytes may name a million.
const MOST_NODES: usize = 1 << 14;

/// The names and options that a text is read with.
#[must_use]
pub fn ways() -> Vec<(&'static str, TextOptions)> {
    // A small gzip stream must not unpack into all memory.
    let any = || TextOptions { max_text_bytes: 1 << 20, ..TextOptions::default() };
    let third = |ty: ColumnType| Some(vec![ColumnChoice { column: 2.into(), ty: Some(ty.into()) }]);
    let comments = Some(b"#".to_vec());
    vec![
        ("any", any()),
        ("a.csv", any()),
        ("a.el", TextOptions { quoting: Some(true), labels: LabelMode::Text, ..any() }),
        (
            "a.snap",
            TextOptions { header: Some(false), labels: LabelMode::Index, columns: Some(Vec::new()), ..any() },
        ),
        (
            "a.csv",
            TextOptions {
                header: Some(true),
                labels: LabelMode::Int64,
                columns: third(ColumnType::Timestamp),
                ..any()
            },
        ),
        (
            "a.csv",
            TextOptions { comments, labels: LabelMode::Text, columns: third(ColumnType::Float32), ..any() },
        ),
        (
            "a.csv",
            TextOptions {
                delimiter: Some(b'|'.into()),
                quoting: Some(false),
                source: Some(1.into()),
                columns: third(ColumnType::Int32),
                ..any()
            },
        ),
        (
            "a.csv",
            TextOptions {
                max_line_bytes: 50,
                header: Some(false),
                columns: third(ColumnType::Bool),
                ..any()
            },
        ),
        ("a.txt", TextOptions { rows: Rows::Nodes, ..any() }),
        ("a.csv", TextOptions { rows: Rows::Nodes, header: Some(true), ..any() }),
    ]
}

/// Reads `text` in all [`ways`]: at once, and in chunks of each size in each of `executions`.
///
/// # Panics
/// When the answers differ; when a table does not become a healthy graph; when an error is of a kind that no bytes
/// may cause, or names a place outside the text.
pub fn check(text: &[u8], chunk_bytes: &[usize], executions: &[Execution<'_>]) {
    for (name, options) in ways() {
        let whole = read_bytes_by(text, name, &options, 1 << 18, &Execution::inline());
        match &whole {
            Ok(table) => examine_table(table, &options),
            Err(error) => examine_error(error, text, name),
        }
        for &chunk in chunk_bytes {
            for execution in executions {
                let chunked = read_bytes_by(text, name, &options, chunk, execution);
                assert!(
                    same(&whole, &chunked),
                    "{name} with {options:?} in chunks of {chunk}:\n{chunked:?}\nat once:\n{whole:?}"
                );
            }
        }
    }
}

/// NaN is equal to itself here.
pub(super) fn same(left: &Result<Table>, right: &Result<Table>) -> bool {
    if let (Ok(left), Ok(right)) = (left, right)
        && left == right
    {
        return true;
    }
    format!("{left:?}") == format!("{right:?}")
}

fn examine_table(table: &Table, options: &TextOptions) {
    for column in &table.columns {
        assert!(
            column.input().check(table.row_count()).is_ok(),
            "{column:?} has not {} rows",
            table.row_count()
        );
    }
    if table.node_bound() > MOST_NODES {
        return;
    }
    let graph_options = GraphOptions { directed: options.header.is_none(), ..GraphOptions::default() };
    if options.rows == Rows::Nodes {
        let graph = Graph::from_node_table(table, &graph_options, OnKnownNode::Update);
        assert!(graph.is_ok_and(|(graph, _)| graph.node_count() as usize == table.node_bound()), "{table:?}");
        return;
    }
    let graph = Graph::from_edge_table(table, &graph_options, &Execution::inline());
    let violations = graph.as_ref().map(Graph::validate);
    assert!(matches!(&violations, Ok(Ok(none)) if none.is_empty()), "{violations:?} of {table:?}");
    let counts = graph.map(|graph| (graph.node_count() as usize, graph.edge_count() as usize));
    assert_eq!(counts.ok(), Some((table.node_bound(), table.row_count())));
}

fn examine_error(error: &Error, text: &[u8], name: &str) {
    let expected = [
        ErrorKind::Parse,
        ErrorKind::LimitExceeded,
        ErrorKind::InvalidArgument,
        ErrorKind::AttributeNotFound,
    ];
    assert!(expected.contains(&error.kind()), "{:?}: {error}", error.kind());
    assert!(error.message().len() < 1000, "{error}");
    let detail = |name| error.details().iter().find(|(found, _)| *found == name).map(|(_, value)| value);
    if error.kind() != ErrorKind::Parse {
        return;
    }
    assert_eq!(detail("path"), Some(&Detail::Text(name.to_owned())), "{error}");
    // Of compressed text nothing is known here.
    if text.starts_with(&[0x1f, 0x8b]) {
        return;
    }
    let number = |name| match detail(name) {
        Some(Detail::U64(number)) => *number,
        _ => 0,
    };
    let lines: Vec<&[u8]> = text.split(|&byte| byte == b'\n').collect();
    let line = (number("line") as usize).checked_sub(1).and_then(|line| lines.get(line));
    assert!(line.is_some_and(|line| (1..=line.len() as u64 + 1).contains(&number("column"))), "{error}");
}
