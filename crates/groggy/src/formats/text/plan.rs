//! Decides from the options and the head of a file how all of it is read.

use std::collections::HashSet;
use std::path::Path;

use super::column::is_text;
use super::fault::{Fault, shown};
use super::head::{self, FirstLine, Head, HeadRecord, Place};
use super::input::Input;
use super::names::{check_distinct, check_reserved, is_header, named_endpoints, names};
use super::number::leading_digits;
use super::record::{Dialect, QUOTE};
use super::{ColumnChoice, ColumnRef, KeyMode, TextFormat, TextOptions, TextStats};
use crate::column::ColumnType;
use crate::error::Quoted;
use crate::{Error, ErrorKind, NONE, Result};

/// What to do with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Source,
    Target,
    /// Index into the columns of the plan.
    Column(usize),
    Skip,
}

/// What endpoints are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    Ids,
    Text,
    Int64,
}

#[derive(Debug)]
pub(super) struct PlannedColumn {
    pub(super) name: String,
    /// Position of the field, from 0.
    pub(super) field: usize,
    pub(super) ty: Option<ColumnType>,
}

/// How to read a file.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) dialect: Dialect,
    /// For each field of a record up to the last that matters.
    pub(super) actions: Vec<Action>,
    /// How many fields every record must have, where that matters.
    pub(super) width: Option<usize>,
    /// Names of all fields.
    pub(super) names: Vec<String>,
    pub(super) columns: Vec<PlannedColumn>,
    pub(super) keys: Keys,
    /// Where the first record of data may begin.
    pub(super) body: Place,
    /// Comments before that.
    pub(super) comments: u64,
}

/// What there is to do for a file.
pub(super) enum Planned {
    Read(Box<Plan>),
    /// Nothing: blank lines and comments only.
    Empty(TextStats),
}

/// The plan for a file.
pub(super) fn plan(input: &Input<'_>, path: &Path, options: &TextOptions) -> Result<Planned> {
    check(options)?;
    let start = head::text_start(input, path)?;
    let format = options.format.or_else(|| format_by_extension(path));
    let comments = options.comments.clone().unwrap_or_else(|| match format {
        Some(TextFormat::Csv) => Vec::new(),
        _ => b"#%".to_vec(),
    });
    let first = match head::first_line(input, start, |byte| comments.contains(&byte), path, options)? {
        Head::Data(first) => first,
        Head::Empty(stats) => return Ok(Planned::Empty(stats)),
    };
    head::check_first_line(&first, path)?;
    let format = format.unwrap_or_else(|| format_by_content(&first));
    let dialect = dialect(format, &first, comments, options)?;
    let records = head::first_records(input, first.place, &dialect, path, options)?;
    let Some(record) = records.first() else {
        let lines = first.place.line;
        return Ok(Planned::Empty(TextStats { lines, comments: first.comments, bytes: input.len() }));
    };
    let second = records.get(1);

    let width = record.fields.len();
    if width < 2 {
        let remedy = "pass `delimiter` if the file uses another one";
        let fault = Fault::parse(0, &record.fields.concat(), "at least two columns", width, remedy);
        return Err(fault.locate(path, &[], record.start.line));
    }
    let named = is_header(record, second, format, options);
    let (mut names, described) = names(record, named, format, &first);
    let (source, target) = resolve_endpoints(&names, described, options, path)?;
    if source == target {
        return Err(Error::expected(
            ErrorKind::InvalidArgument,
            "two columns for source and target",
            format_args!("{} for both", Quoted(&names[source])),
            "name two different columns",
        )
        .with("argument", "target")
        .with("value", names[source].clone()));
    }
    if !described {
        names[source] = "source".to_owned();
        names[target] = "target".to_owned();
        if format == TextFormat::EdgeList && width > 2 && source.max(target) < 2 {
            names[2] = "weight".to_owned();
        }
    }
    let (body, comments) = if named { (record.end, first.comments) } else { (start, 0) };
    let data = if named { second } else { Some(record) };
    let columns = columns(&names, (source, target), data, options, path)?;
    if named {
        let fields = [source, target].into_iter().chain(columns.iter().map(|column| column.field));
        check_distinct(&names, fields.filter(|&field| !options.has_position(field)), record, path)?;
    }

    check_reserved(&names, columns.iter().map(|column| column.field), record, path)?;

    let mut actions = vec![Action::Skip; width];
    actions[source] = Action::Source;
    actions[target] = Action::Target;
    for (index, column) in columns.iter().enumerate() {
        actions[column.field] = Action::Column(index);
    }
    let needed = actions.iter().rposition(|&action| action != Action::Skip).map_or(0, |last| last + 1);
    actions.truncate(needed);
    let keys = keys(data, source, target, options);
    Ok(Planned::Read(Box::new(Plan {
        dialect,
        actions,
        width: options.columns.is_none().then_some(width),
        names,
        columns,
        keys,
        body,
        comments,
    })))
}

fn check(options: &TextOptions) -> Result<()> {
    let refuse = |argument: &'static str, what: &str, byte: u8| {
        Err(Error::expected(
            ErrorKind::InvalidArgument,
            format_args!("a punctuation mark{what}"),
            format_args!("{:?}", char::from(byte).to_string()),
            "choose another character",
        )
        .with("argument", argument)
        .with("value", char::from(byte).to_string()))
    };
    let unfit = |byte: u8| {
        matches!(byte, 0 | b'\n' | b'\r' | QUOTE | b'.' | b'-' | b'+' | 0x80..)
            || byte.is_ascii_alphanumeric()
    };
    if let Some(byte) = options.delimiter.filter(|&byte| unfit(byte)) {
        return refuse("delimiter", ", a space or a tab as the delimiter", byte);
    }
    for &byte in options.comments.iter().flatten() {
        if matches!(byte, 0 | b'\n' | b'\r' | QUOTE | b' ' | b'\t' | 0x80..)
            || Some(byte) == options.delimiter
        {
            return refuse("comment", " other than the delimiter as the start of a comment", byte);
        }
    }
    for choice in options.columns.iter().flatten() {
        if let Some(ty @ ColumnType::Vector(_)) = choice.ty {
            return Err(Error::expected(
                ErrorKind::InvalidArgument,
                "a scalar type for a column of text",
                ty,
                "read the parts of the vector as columns of numbers",
            )
            .with("argument", "columns")
            .with("value", ty.to_string()));
        }
    }
    Ok(())
}

fn format_by_extension(path: &Path) -> Option<TextFormat> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".bgz")).unwrap_or(&name);
    match name.rsplit_once('.')?.1 {
        "csv" | "tsv" | "tab" | "psv" => Some(TextFormat::Csv),
        "el" | "wel" | "edges" | "edgelist" => Some(TextFormat::EdgeList),
        "snap" => Some(TextFormat::Snap),
        _ => None,
    }
}

fn format_by_content(first: &FirstLine) -> TextFormat {
    let has = |byte: u8| first.text.contains(&byte);
    if first.last_comment.starts_with(b"#") {
        TextFormat::Snap
    } else if first.comments > 0 {
        TextFormat::EdgeList
    } else if has(b',') || has(b';') || has(b'|') || (has(b'\t') && has(b' ')) {
        TextFormat::Csv
    } else {
        TextFormat::EdgeList
    }
}

fn dialect(
    format: TextFormat,
    first: &FirstLine,
    comments: Vec<u8>,
    options: &TextOptions,
) -> Result<Dialect> {
    let is_csv = format == TextFormat::Csv;
    let quoting = options.quoting.unwrap_or(is_csv);
    let has_blank = first.text.trim_ascii().iter().any(|&byte| byte == b' ' || byte == b'\t');
    let delimiter = match options.delimiter {
        Some(byte) => Some(byte),
        None if is_csv => Some(most_frequent(&first.text, b",;\t|").unwrap_or(b',')),
        None if has_blank => None,
        None => most_frequent(&first.text, b",;|"),
    };
    // Comments that were looked for before the file turned out to be CSV by its content.
    let comments = if is_csv && options.comments.is_none() { Vec::new() } else { comments };
    Ok(Dialect::new(delimiter, !is_csv, quoting, comments))
}

/// The candidate that occurs most outside quotes; of equals the one that comes first.
fn most_frequent(line: &[u8], candidates: &[u8]) -> Option<u8> {
    let mut quoted = false;
    let mut counts = [0_u32; 256];
    for &byte in line {
        quoted ^= byte == QUOTE;
        if !quoted {
            counts[usize::from(byte)] += 1;
        }
    }
    let count = |&byte: &u8| counts[usize::from(byte)];
    candidates.iter().rev().copied().filter(|byte| count(byte) > 0).max_by_key(count)
}

fn resolve_endpoints(
    names: &[String],
    described: bool,
    options: &TextOptions,
    path: &Path,
) -> Result<(usize, usize)> {
    let defaults = named_endpoints(names).filter(|_| described).unwrap_or((0, 1));
    let find = |column: &Option<ColumnRef>, option| {
        column.as_ref().map(|column| resolve(column, option, names, path)).transpose()
    };
    Ok(match (find(&options.source, "source")?, find(&options.target, "target")?) {
        (Some(source), Some(target)) => (source, target),
        // The default of one end gives way to what was asked for the other.
        (Some(source), None) => (source, if source == defaults.1 { defaults.0 } else { defaults.1 }),
        (None, Some(target)) => (if target == defaults.0 { defaults.1 } else { defaults.0 }, target),
        (None, None) => defaults,
    })
}

/// The place of the column that `option` asks for.
fn resolve(column: &ColumnRef, option: &'static str, names: &[String], path: &Path) -> Result<usize> {
    let path = path.display().to_string();
    match column {
        ColumnRef::Index(index) if *index < names.len() => Ok(*index),
        ColumnRef::Index(index) => Err(Error::expected(
            ErrorKind::InvalidArgument,
            format_args!("a column number below {} for {option}", names.len()),
            index,
            format_args!("choose from the columns of {path:?}: {}", listed(names)),
        )
        .with("path", path.to_string())
        .with("argument", option)
        .with("value", *index)
        .with("expected", names.len())),
        ColumnRef::Name(name) => {
            // That no other has this name is checked where the place in the file is known.
            names.iter().position(|found| found == name).ok_or_else(|| {
                Error::expected(
                    ErrorKind::AttributeNotFound,
                    format_args!("a column of {path:?}"),
                    Quoted(name),
                    format_args!("choose one of {}", listed(names)),
                )
                .with("path", path.to_string())
                .with("attribute", name.as_str())
            })
        }
    }
}

/// The first names, of which there may be millions.
fn listed(names: &[String]) -> String {
    const LISTED: usize = 20;
    let more =
        if names.len() > LISTED { format!(" and {} more", names.len() - LISTED) } else { String::new() };
    let names: Vec<_> = names.iter().take(LISTED).map(|name| shown(name.as_bytes())).collect();
    names.join(", ") + &more
}

fn columns(
    names: &[String],
    endpoints: (usize, usize),
    data: Option<&HeadRecord>,
    options: &TextOptions,
    path: &Path,
) -> Result<Vec<PlannedColumn>> {
    let refuse = |name: &str, what: &str, got: &str, remedy: &str| {
        Error::expected(
            ErrorKind::InvalidArgument,
            what,
            format_args!("column {} of {:?}{got}", Quoted(name), path.display().to_string()),
            remedy,
        )
        .with("path", path.display().to_string())
        .with("attribute", name)
    };
    let everything: Vec<ColumnChoice>;
    let choices = match &options.columns {
        Some(choices) => choices,
        None => {
            let extra = (0..names.len()).filter(|&field| field != endpoints.0 && field != endpoints.1);
            everything = extra.map(ColumnChoice::from).collect();
            &everything
        }
    };
    let mut columns: Vec<PlannedColumn> = Vec::with_capacity(choices.len());
    let mut chosen = HashSet::with_capacity(choices.len());
    for choice in choices {
        let field = resolve(&choice.column, "columns", names, path)?;
        let name = &names[field];
        if field == endpoints.0 || field == endpoints.1 {
            return Err(refuse(
                name,
                "columns that are not endpoints",
                "",
                "leave it out of `columns`, or choose other endpoints with `source` and `target`",
            ));
        }
        // Namesakes among all columns are the fault of the header, which is told with its place.
        if !chosen.insert(name) && options.columns.is_some() {
            return Err(refuse(
                name,
                "each column once",
                " twice",
                "choose each of the `columns` once, and only one of those that share a name",
            ));
        }
        // Text in the first row decides: the column is never tried as numbers.
        let text = data.and_then(|record| record.fields.get(field)).is_some_and(|field| is_text(field));
        let ty = choice.ty.or(text.then_some(ColumnType::Utf8));
        columns.push(PlannedColumn { name: name.clone(), field, ty });
    }
    Ok(columns)
}

fn is_unsigned(field: &[u8]) -> bool {
    let field = field.trim_ascii();
    let (_, length) = leading_digits(field);
    length > 0 && length == field.len()
}

fn keys(data: Option<&HeadRecord>, source: usize, target: usize, options: &TextOptions) -> Keys {
    match options.keyed {
        KeyMode::Never => Keys::Ids,
        KeyMode::Text => Keys::Text,
        KeyMode::Int64 => Keys::Int64,
        KeyMode::Auto => {
            let is_id = |field: usize| {
                data.and_then(|record| record.fields.get(field)).is_none_or(|field| {
                    is_unsigned(field)
                        && leading_digits(field.trim_ascii()).0.is_some_and(|id| id < u64::from(NONE))
                })
            };
            if is_id(source) && is_id(target) { Keys::Ids } else { Keys::Text }
        }
    }
}
