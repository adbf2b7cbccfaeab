//! Decides from the options and the head of a file how all of it is read.

use std::path::Path;

use super::assumed::{Assumed, AssumedColumn};
use super::column::type_of;
use super::dialect::{self, Named, most_frequent};
use super::fault::{Fault, marked, other_width};
use super::fields::{Fields, PlannedColumn};
use super::head::{self, Head, HeadRecord, Place};
use super::input::Input;
use super::names::{check_distinct, of_comment};
use super::number::canonical_integer;
use super::record::{Dialect, QUOTE};
use super::{
    Delimiter, LabelMode, ReadAs, Rows, TextFormat, TextOptions, TextStats, foreign, header, leading,
};
use crate::column::ColumnType;
use crate::{Error, ErrorKind, Result};

/// What to do with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Source,
    Target,
    /// Index into the columns of the plan.
    Column(usize),
    Skip,
    /// The rest of the line is a dictionary of attributes.
    Dictionary,
}

/// How labels are read; the first that fits all of them is the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LabelKind {
    /// Node ids.
    Index,
    /// Canonical integers that are about as many as they are large.
    Dense,
    /// Canonical integers.
    Int64,
    Text,
}

/// How to read a file.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) dialect: Dialect,
    /// For each field of a record up to the last that matters.
    pub(super) actions: Vec<Action>,
    /// How many fields records have.
    pub(super) width: usize,
    /// Whether every record must have so many.
    pub(super) is_fixed: bool,
    /// Names of all fields.
    pub(super) names: Vec<String>,
    pub(super) columns: Vec<PlannedColumn>,
    pub(super) labels: LabelKind,
    /// Whether all sampled labels are integers.
    pub(super) integers: bool,
    /// Whether the first record may be no edge but the numbers of nodes and edges.
    pub(super) may_begin_with_sizes: bool,
    /// Whether a record that begins as a comment is looked at twice.
    pub(super) guards_markers: bool,
    /// Where the first record of data begins.
    pub(super) body: Place,
    pub(super) assumed: Assumed,
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
    let beginning = input.with(0..input.len().min(foreign::LOOKED_AT), <[u8]>::to_vec)?;
    foreign::check(&beginning, path, options.format.is_none() && options.delimiter.is_none())?;
    let start = head::text_start(input)?;
    let mut sample = match head::sample(input, start, path, options)? {
        Head::Data(sample) => sample,
        Head::Empty(stats) => return Ok(Planned::Empty(stats)),
    };
    let declared = dialect::declared(sample.first_line()).filter(|_| options.delimiter.is_none());
    if declared.is_some() {
        let line = memchr::memchr(b'\n', &sample.text).map_or(sample.text.len(), |newline| newline + 1);
        let start = Place { offset: sample.place.offset + line as u64, line: sample.place.line + 1 };
        sample = match head::sample(input, start, path, options)? {
            Head::Data(sample) => sample,
            Head::Empty(stats) => return Ok(Planned::Empty(stats)),
        };
    }
    sample.check(path)?;
    let named = dialect::by_name(path, options);
    let may_have_dictionaries = options.rows == Rows::Edges && options.delimiter.is_none();
    let has_dictionaries = may_have_dictionaries
        && !matches!(named, Named::Csv | Named::Separated(_))
        && dialect::has_dictionaries(&sample);
    let (delimiter, delimiter_why) = if has_dictionaries {
        (Delimiter::Blanks, "dictionaries follow the ends, as NetworkX writes them".to_owned())
    } else {
        dialect::choose(&sample, named, declared, path, options)?
    };
    let quoting = options.quoting.unwrap_or(!has_dictionaries);
    let dialect = Dialect::new(delimiter, quoting, options.comments.clone().unwrap_or_default());
    let is_list = match named {
        Named::Csv | Named::Separated(_) => false,
        Named::EdgeList | Named::Snap => true,
        Named::Nothing => matches!(delimiter, Delimiter::Blanks | Delimiter::Byte(b'\t')),
    };
    let (leading, sampled) = loop {
        let leading = leading::skip(&sample, &dialect, path, options)?;
        let sampled = sample.records(leading.from, &dialect);
        if !sampled.records.is_empty() || sampled.fault.is_some() {
            break (leading, sampled);
        }
        if sample.last {
            let before = memchr::memchr_iter(b'\n', sample.text.trim_ascii_end()).count() as u64;
            let lines = sample.place.line + before;
            let stats = TextStats { lines, comments: leading.comments, bytes: input.len() };
            return Ok(Planned::Empty(stats));
        }
        sample.grow(input, path, options)?;
    };
    let mut records = sampled.records;
    if has_dictionaries {
        for record in &mut records {
            record.fields.truncate(2);
        }
    }
    let row_names = name_rows(&mut records);
    let width = width_of(&records, options);
    // The parser tells what is wrong first; what is decided here must not tell of something else instead.
    let mut wrong = sampled.fault.map(|fault| fault.locate(path, &sample.text, sample.place.line));
    if let Some((odd, error)) = odd_width(&records, width, &dialect, path, options) {
        records.truncate(odd);
        wrong = Some(error);
    }
    let Some(first) = records.first() else {
        return wrong.map_or(Ok(Planned::Empty(TextStats::default())), Err);
    };
    let mut instead = |error: Error| wrong.take().unwrap_or(error);
    let format = match named {
        _ if !is_list => TextFormat::Csv,
        Named::Snap => TextFormat::Snap,
        Named::Nothing if leading.last_comment.starts_with(b"#") => TextFormat::Snap,
        _ => TextFormat::EdgeList,
    };
    let names_columns = !matches!(options.format, Some(TextFormat::Csv | TextFormat::EdgeList));
    let described = names_columns.then(|| of_comment(&leading.last_comment, width)).flatten();
    let (header, header_why) =
        header::decide(&records, named, described.is_some(), path, options).map_err(&mut instead)?;
    let data = &records[usize::from(header)..];
    let mut fields = Fields::of(first, width, header, described, path, options)?;
    let (source, target, ends_why) = fields.ends(first, header, path, options).map_err(instead)?;
    fields.name_the_rest(source, target, format);
    let columns = match has_dictionaries {
        true => Vec::new(),
        false => fields.columns((source, target), data, options, path)?,
    };
    let mut plan = Plan {
        dialect,
        actions: vec![Action::Skip; fields.names.len()],
        width,
        is_fixed: options.columns.is_none() && !has_dictionaries,
        columns,
        integers: false,
        labels: labels(data, source, target, input.len(), options),
        may_begin_with_sizes: !header && options.header.is_none() && options.rows == Rows::Edges,
        guards_markers: options.comments.is_none(),
        body: if header { first.end } else { Place { line: first.start.line, ..first.start } },
        assumed: Assumed {
            format,
            delimiter,
            quoting,
            comments: leading.comments,
            header,
            source: AssumedColumn { name: String::new(), field: Some(source), ty: None },
            target: target.map(|field| AssumedColumn { name: String::new(), field: Some(field), ty: None }),
            labels: None,
            columns: Vec::new(),
            sampled: data.len(),
            reasons: vec![("delimiter", delimiter_why), ("header", header_why), ("ends", ends_why)],
        },
        names: fields.names,
    };
    if header {
        let fields = [Some(source), target].into_iter().flatten();
        let fields = fields.chain(plan.columns.iter().filter_map(|column| column.field));
        check_distinct(&plan.names, fields.filter(|&field| !options.has_position(field)), first, path)?;
    }
    for (column, planned) in plan.columns.iter_mut().enumerate() {
        if let Some(field) = planned.field {
            plan.actions[field] = Action::Column(column);
        }
    }
    plan.actions[source] = Action::Source;
    if let Some(target) = target {
        plan.actions[target] = Action::Target;
    }
    let needed = plan.actions.iter().rposition(|&action| action != Action::Skip).map_or(0, |last| last + 1);
    plan.actions.truncate(needed);
    if has_dictionaries {
        plan.actions.push(Action::Dictionary);
    }
    plan.integers = plan.labels != LabelKind::Text && !data.is_empty();
    assume(&mut plan, data, row_names, options);
    Ok(Planned::Read(Box::new(plan)))
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
    let delimiter = match options.delimiter {
        Some(Delimiter::Byte(byte)) => Some(byte),
        _ => None,
    };
    if let Some(byte) = delimiter.filter(|&byte| unfit(byte)) {
        return refuse("delimiter", ", a space or a tab as the delimiter", byte);
    }
    for &byte in options.comments.iter().flatten() {
        if matches!(byte, 0 | b'\n' | b'\r' | QUOTE | b' ' | b'\t' | 0x80..) || Some(byte) == delimiter {
            return refuse("comment", " other than the delimiter as the start of a comment", byte);
        }
    }
    for choice in options.columns.iter().flatten() {
        if let Some(ReadAs::Type(ty @ ColumnType::Vector(_))) = choice.ty {
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

/// Gives the header a name for the column of row names that R writes before all others, and names nowhere.
fn name_rows(records: &mut [HeadRecord]) -> bool {
    let Some((first, rest)) = records.split_first_mut() else { return false };
    let width = first.fields.len() + 1;
    let is_named = |record: &HeadRecord| record.fields.len() == width && record.quoted[0];
    let is_header = first.quoted.iter().all(|&quoted| quoted);
    if rest.is_empty() || !is_header || !rest.iter().all(is_named) {
        return false;
    }
    first.fields.insert(0, b"row".to_vec());
    first.quoted.insert(0, true);
    first.field_starts.insert(0, 0);
    true
}

fn width_of(records: &[HeadRecord], options: &TextOptions) -> usize {
    let least = if options.rows == Rows::Edges { 2 } else { 1 };
    let plain = records.iter().filter(|record| records.len() < 3 || record.marker().is_none());
    most_frequent(plain.map(|record| record.fields.len()).filter(|&width| width >= least)).unwrap_or(0)
}

/// The first record that has another number of fields than most, and the error that says so.
fn odd_width(
    records: &[HeadRecord],
    width: usize,
    dialect: &Dialect,
    path: &Path,
    options: &TextOptions,
) -> Option<(usize, Error)> {
    if let (0, Some(record)) = (width, records.first()) {
        let got = format_args!("{} between {}", record.fields.len(), dialect::name(dialect.delimiter()));
        let remedy = "pass `delimiter` if the file uses another one";
        let text = record.text.trim_ascii_end();
        let start = record.field_starts.first().copied().unwrap_or_default();
        let fault = Fault::parse(start, text, "at least two fields", got, remedy);
        return Some((0, fault.locate(path, &record.text, record.start.line)));
    }
    let is_odd = |record: &HeadRecord| record.fields.len() != width && options.columns.is_none();
    let odd = records.iter().position(is_odd)?;
    let record = &records[odd];
    let start = record.field_starts.first().copied().unwrap_or_default();
    let text = record.text.trim_ascii_end();
    let fault = match record.marker() {
        Some(marker) if options.comments.is_none() => marked(start, text, marker),
        _ => other_width(start, text, record.fields.len(), width),
    };
    Some((odd, fault.locate(path, &record.text, record.start.line)))
}

/// How labels are read first, by those in the sample.
fn labels(
    data: &[HeadRecord],
    source: usize,
    target: Option<usize>,
    bytes: u64,
    options: &TextOptions,
) -> LabelKind {
    match options.labels {
        LabelMode::Index | LabelMode::Known => return LabelKind::Index,
        LabelMode::Text => return LabelKind::Text,
        LabelMode::Int64 => return LabelKind::Int64,
        LabelMode::Auto => {}
    }
    let length: usize = data.iter().map(|record| record.text.len()).sum();
    let rows = bytes / (length / data.len().max(1)).max(1) as u64;
    let mut kind = LabelKind::Dense;
    for record in data {
        for field in [Some(source), target].into_iter().flatten() {
            match record.fields.get(field).map(Vec::as_slice) {
                None | Some([]) => {}
                Some(label) => match canonical_integer(label) {
                    None => return LabelKind::Text,
                    Some(label) if u64::try_from(label).is_ok_and(|label| label < dense_bound(rows)) => {}
                    Some(_) => kind = LabelKind::Int64,
                },
            }
        }
    }
    kind
}

/// Labels below this are dense enough among so many rows for a table with a place for each.
pub(super) fn dense_bound(rows: u64) -> u64 {
    rows.saturating_mul(4).saturating_add(1_000_000).min(u64::from(crate::NONE))
}

/// Fills in what was assumed.
fn assume(plan: &mut Plan, data: &[HeadRecord], row_names: bool, options: &TextOptions) {
    let name = |field: Option<usize>| field.map_or_else(String::new, |field| plan.names[field].clone());
    let field = |end: Option<usize>, record: &HeadRecord| end.and_then(|end| record.fields.get(end).cloned());
    let values = |end: Option<usize>| data.iter().filter_map(move |record| field(end, record));
    let assumed = &mut plan.assumed;
    assumed.source.name = name(assumed.source.field);
    if let Some(target) = &mut assumed.target {
        target.name = name(target.field);
    }
    assumed.labels = match plan.labels {
        LabelKind::Index => None,
        LabelKind::Dense | LabelKind::Int64 => Some(ColumnType::Int64),
        LabelKind::Text => Some(ColumnType::Utf8),
    };
    let why = match (options.labels, plan.labels) {
        (LabelMode::Index | LabelMode::Known, _) => "labels are ids, as was asked for",
        (LabelMode::Auto, LabelKind::Text) => "a sampled label is not a canonical integer",
        (LabelMode::Auto, _) => {
            "all sampled labels are canonical integers; one that is not makes all of them text"
        }
        _ => "it was asked for",
    };
    assumed.reasons.push(("labels", why.to_owned()));
    if row_names {
        let why = "the header lacks one name: the first field is taken for the row names of R";
        assumed.reasons.push(("rows", why.to_owned()));
    }
    for column in &plan.columns {
        let ty = column.ty.map(ReadAs::column_type).or_else(|| type_of(values(column.field)));
        assumed.columns.push(AssumedColumn { name: column.name.clone(), field: column.field, ty });
    }
    if assumed.columns.iter().any(|column| column.ty == Some(ColumnType::Timestamp)) {
        assumed.reasons.push(("times", "dates without an offset are taken for UTC".to_owned()));
    }
}
