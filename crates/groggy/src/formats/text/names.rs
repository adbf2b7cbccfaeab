//! What the columns of a file are called, and which of the names say what a column is.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::fault::{Fault, shown};
use super::head::HeadRecord;
use super::{ColumnRef, ReadAs, Rows, TextOptions};
use crate::Result;
use crate::column::ColumnType;

/// Words for the two ends; of several pairs in a header the first here is taken. Compared in lower case, without
/// blanks, `_`, `-` and `.`.
const PAIRS: &[(&str, &str)] = &[
    ("source", "target"),
    ("src", "dst"),
    ("src", "dest"),
    ("src", "trg"),
    ("src", "tgt"),
    ("from", "to"),
    ("origin", "destination"),
    ("sender", "receiver"),
    ("sender", "recipient"),
    ("head", "tail"),
    ("subject", "object"),
    ("citing", "cited"),
    ("follower", "followee"),
    ("follower", "followed"),
    ("parent", "child"),
    ("tail", "head"),
];
/// Words before or after another, in pairs: `source_id` and `target_id`, `node_from` and `node_to`.
const AFFIXES: &[(&str, &str)] = &[("source", "target"), ("src", "dst"), ("from", "to"), ("start", "end")];
/// What such a word stands beside when it is an end; the first that a header has is taken.
const AFFIXED: &[&str] = &[
    "id",
    "nodeid",
    "node",
    "key",
    "label",
    "name",
    "vertex",
    "vertexid",
    "user",
    "userid",
    "person",
    "entity",
    "account",
    "accountid",
    "address",
    "ip",
    "host",
    "page",
    "url",
    "gene",
    "protein",
    "station",
    "stationid",
    "stop",
    "stopid",
    "airport",
    "airportid",
    "city",
    "country",
];
/// What is numbered 1 and 2, or lettered a and b, when it is an end.
const NUMBERED: &[&str] = &[
    "node",
    "vertex",
    "id",
    "protein",
    "gene",
    "interactor",
    "person",
    "user",
    "entity",
    "actor",
    "author",
    "item",
    "member",
    "city",
    "country",
    "station",
    "account",
    "address",
    "company",
    "paper",
    "page",
    "word",
    "term",
    "concept",
    "drug",
    "species",
    "name",
    "key",
    "label",
    "officialsymbolinteractor",
    "entrezgeneinteractor",
    "idinteractor",
    "idsinteractor",
];
/// Words for the label of a node.
const LABELS: &[&str] = &["id", "nodeid", "node", "key", "name", "label", "vertex"];
/// Columns that are hardly ever an end, and whose place before the others says nothing.
const HARDLY_ENDS: &[&str] = &[
    "",
    "id",
    "edgeid",
    "edge",
    "index",
    "idx",
    "row",
    "rowid",
    "no",
    "nr",
    "weight",
    "date",
    "time",
    "timestamp",
    "year",
    "type",
    "relation",
    "interaction",
];

/// What the names of a header say of the ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    Nothing,
    /// Positions of source and target (the same for nodes).
    Ends {
        source: usize,
        target: usize,
        numbered: bool,
    },
    /// Several columns could be an end.
    Unclear,
}

/// A field of a record as a name.
pub(super) fn text_of(field: &[u8]) -> String {
    String::from_utf8_lossy(field).trim().to_owned()
}

fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, ' ' | '_' | '-' | '.' | '#' | '%'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The columns whose names say that they are the ends, or the label of a node.
pub(super) fn known_ends(names: &[String], rows: Rows) -> Known {
    let names: Vec<String> = names.iter().map(|name| plain(name)).collect();
    let find = |wanted: &str| names.iter().position(|name| name == wanted);
    if rows == Rows::Nodes {
        let neo4j = names.iter().position(|name| neo4j(name).is_some_and(|column| column.role == Role::Id));
        return match neo4j.or_else(|| LABELS.iter().find_map(|label| find(label))) {
            Some(label) => Known::Ends { source: label, target: label, numbered: false },
            None => Known::Nothing,
        };
    }
    let pair = |source: &str, target: &str, numbered: bool| {
        let ends = find(source)?;
        Some(Known::Ends { source: ends, target: find(target)?, numbered })
    };
    let role =
        |wanted: Role| names.iter().position(|name| neo4j(name).is_some_and(|column| column.role == wanted));
    if let (Some(source), Some(target)) = (role(Role::Start), role(Role::End)) {
        return Known::Ends { source, target, numbered: false };
    }
    let pairs = PAIRS.iter().find_map(|(source, target)| pair(source, target, false));
    let affixed = || {
        AFFIXED.iter().find_map(|word| {
            AFFIXES.iter().find_map(|(source, target)| {
                let before = pair(&format!("{source}{word}"), &format!("{target}{word}"), false);
                before.or_else(|| pair(&format!("{word}{source}"), &format!("{word}{target}"), false))
            })
        })
    };
    let numbered = || {
        NUMBERED.iter().find_map(|word| {
            let both = |one: &str, two: &str| pair(&format!("{word}{one}"), &format!("{word}{two}"), true);
            both("1", "2").or_else(|| both("a", "b"))
        })
    };
    if let Some(ends) = pairs.or_else(affixed).or_else(numbered) {
        return ends;
    }
    // One word of one pair beside one of another.
    let all = |end: fn(&(&'static str, &'static str)) -> &'static str| -> Vec<usize> {
        let is_end = |name: &str| PAIRS[..6].iter().any(|pair| end(pair) == name);
        (0..names.len()).filter(|&index| is_end(&names[index])).collect()
    };
    match (all(|pair| pair.0).as_slice(), all(|pair| pair.1).as_slice()) {
        ([source], [target]) => Known::Ends { source: *source, target: *target, numbered: false },
        ([], _) | (_, []) => Known::Nothing,
        _ => Known::Unclear,
    }
}

/// Whether a label looks like one of the names of a numbered pair, so that these may be labels as well.
pub(super) fn is_of_series(label: &[u8], name: &str) -> bool {
    let (label, name) = (plain(&text_of(label)), plain(name));
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let stem = if stem.len() == name.len() { &name[..name.len().saturating_sub(1)] } else { stem };
    label.strip_prefix(stem).is_some_and(|rest| {
        !rest.is_empty() && (rest.bytes().all(|byte| byte.is_ascii_digit()) || rest.len() == 1)
    })
}

/// Whether a column that is an end only by its place is more likely something else.
pub(super) fn is_hardly_an_end(name: &str) -> bool {
    HARDLY_ENDS.contains(&plain(name).as_str())
}

/// What a column of a Neo4j export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Start,
    End,
    Id,
    Ignored,
    Property,
}

/// The name of a column in a header of a Neo4j export, taken apart: `name:ROLE(space)` or `name:type`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Neo4j {
    pub(super) name: String,
    pub(super) role: Role,
    /// The space of ids, empty where it has no name.
    pub(super) space: String,
    pub(super) ty: Option<ReadAs>,
}

pub(super) fn neo4j(header: &str) -> Option<Neo4j> {
    let (name, kind) = header.rsplit_once(':')?;
    let (kind, space) = match kind.split_once('(') {
        Some((kind, space)) => (kind, space.strip_suffix(')')?),
        None => (kind, ""),
    };
    let kind: String = kind.chars().filter(|&c| c != '_').flat_map(char::to_lowercase).collect();
    let typed = |ty: ColumnType| (Role::Property, Some(ReadAs::Type(ty)), "");
    let (role, ty, default) = match kind.trim_end_matches("[]") {
        "startid" => (Role::Start, None, "source"),
        "endid" => (Role::End, None, "target"),
        "id" => (Role::Id, None, "id"),
        "ignore" => (Role::Ignored, None, ""),
        "label" => (Role::Property, Some(ReadAs::Type(ColumnType::Utf8)), "label"),
        "type" => (Role::Property, Some(ReadAs::Type(ColumnType::Utf8)), "type"),
        _ if kind.ends_with("[]") => typed(ColumnType::Utf8),
        "int" | "short" | "byte" => typed(ColumnType::Int32),
        "long" => typed(ColumnType::Int64),
        "float" | "double" => typed(ColumnType::Float64),
        "boolean" => typed(ColumnType::Bool),
        "string" | "char" | "point" | "duration" | "time" | "localtime" => typed(ColumnType::Utf8),
        "date" | "datetime" | "localdatetime" => typed(ColumnType::Timestamp),
        _ => return None,
    };
    let name = if name.is_empty() { default } else { name };
    Some(Neo4j { name: name.to_owned(), role, space: space.to_owned(), ty })
}

/// Names of all fields by a header.
pub(super) fn of_header(record: &HeadRecord) -> Vec<String> {
    let name = |(index, field): (usize, &Vec<u8>)| match text_of(field) {
        empty if empty.is_empty() => numbered(index),
        name => name,
    };
    record.fields.iter().enumerate().map(name).collect()
}

/// What a field is called that nothing names.
pub(super) fn numbered(index: usize) -> String {
    format!("column{}", index + 1)
}

/// Names of `width` fields by a comment, where it names the ends among them.
pub(super) fn of_comment(comment: &[u8], width: usize) -> Option<Vec<String>> {
    let comment = text_of(comment);
    let comment = comment.trim_start_matches(['#', '%']).trim();
    [&[' ', '\t'][..], &[','], &[';'], &['|']].into_iter().find_map(|delimiter| {
        let words = comment.split(delimiter).map(|word| word.trim().to_owned());
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        let distinct = words.iter().collect::<HashSet<_>>().len() == width;
        let fits = words.len() == width && distinct;
        (fits && matches!(known_ends(&words, Rows::Edges), Known::Ends { .. })).then_some(words)
    })
}

/// Whether the header has a column by a name that was asked for.
pub(super) fn has_asked_name(record: &HeadRecord, options: &TextOptions) -> bool {
    options.asked().any(|column| match column {
        ColumnRef::Name(name) => record.fields.iter().any(|field| text_of(field) == *name),
        ColumnRef::Index(_) => false,
    })
}

/// Refuses a header in which one of `wanted`, columns that are read by their name, has a namesake.
pub(super) fn check_distinct(
    names: &[String],
    wanted: impl Iterator<Item = usize>,
    record: &HeadRecord,
    path: &Path,
) -> Result<()> {
    let mut first = HashMap::with_capacity(names.len());
    let mut again = HashMap::new();
    for (field, name) in names.iter().enumerate() {
        if *first.entry(name).or_insert(field) != field {
            again.entry(name).or_insert(field);
        }
    }
    let doubled = wanted.filter_map(|field| names.get(field).filter(|name| again.contains_key(name)));
    let Some(name) = doubled.min_by_key(|name| again[name]) else { return Ok(()) };
    let (one, other) = (first[name], again[name]);
    let got = format_args!("{} for fields {one} and {other} (counted from 0)", shown(name.as_bytes()));
    let remedy = "rename one, or choose columns by number (`source`, `target`, `columns`)";
    let start = record.field_starts.get(other).copied().unwrap_or_default();
    let fault = Fault::parse(start, name.as_bytes(), "distinct column names", got, remedy);
    Err(fault.locate(path, &record.text, record.start.line))
}
