//! First lines that give the numbers of nodes and edges instead of an edge.

use std::path::Path;

use super::fault::Fault;
use super::table::{Labels, ParsedColumn, ParsedValues};
use crate::Result;

/// Refuses a text whose first line may well say how large the graph is (`nodes edges`, or `rows columns entries`), as many
/// programs write it: the last number is how many lines follow, and no label is larger than the others.
pub(super) fn check_sizes(
    labels: &Labels,
    ends: [&[u32]; 2],
    columns: &[ParsedColumn],
    path: &Path,
) -> Result<()> {
    /// Among fewer, an edge may well look so.
    const FEWEST: usize = 8;
    let Labels::Int64(labels) = labels else { return Ok(()) };
    let (Some(&source), Some(&target)) = (ends[0].first(), ends[1].first()) else { return Ok(()) };
    let follow = ends[0].len() - 1;
    let (first, second) = (labels[source as usize], labels[target as usize]);
    let (sizes, entries) = match columns {
        [] => ([first, first], Some(second)),
        [column] => match &column.values {
            ParsedValues::Float64(values) => {
                let entries = values.first().filter(|value| value.fract() == 0.0).map(|&value| value as i64);
                ([first, second], entries)
            }
            _ => return Ok(()),
        },
        _ => return Ok(()),
    };
    let within = |end: usize| ends[end][1..].iter().all(|&label| labels[label as usize] <= sizes[end]);
    if follow < FEWEST || entries != Some(follow as i64) || !within(0) || !within(1) {
        return Ok(());
    }
    let line = format!("{first} {second}");
    let got = format_args!("{line}, and {follow} lines after it, which may say how many there are");
    let remedy = "pass `header: true` to skip it, `header: false` if it is an edge";
    Err(Fault::parse(0, line.as_bytes(), "a first line that is clearly an edge", got, remedy)
        .locate(path, b"", 1))
}
