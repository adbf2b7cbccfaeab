//! Decides from the options and the head of a file how all of it is read.

use std::collections::HashSet;
use std::path::Path;

use super::assumed::{Assumed, AssumedColumn};
use super::column::{check_text, is_text, type_of};
use super::dialect::{self, Named, most_frequent};
use super::fault::{Fault, shown};
use super::head::{self, Head, HeadRecord, Place};
use super::input::Input;
use super::names::{self, Known, Neo4j, Role, check_distinct, is_hardly_an_end, known_ends, neo4j};
use super::number::canonical_integer;
use super::record::{Dialect, QUOTE};
use super::{
    ColumnChoice, ColumnRef, Delimiter, LabelMode, ReadAs, Rows, TextFormat, TextOptions, TextStats, foreign,
    header, leading,
};
use crate::column::ColumnType;
use crate::error::Quoted;
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

#[derive(Debug, Clone)]
pub(super) struct PlannedColumn {
    pub(super) name: String,
    /// Position of the field, from 0.
    pub(super) field: Option<usize>,
    pub(super) ty: Option<ReadAs>,
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
    let (header, header_why) = header::decide(&records, named, path, options).map_err(&mut instead)?;
    let data = &records[usize::from(header)..];
    let mut names = Names::of(first, width, header, &leading.last_comment, format, path, options)?;
    let (source, target, ends_why) = names.ends(first, header, path, options).map_err(instead)?;
    names.name_the_rest(source, target, format);
    let columns = match has_dictionaries {
        true => Vec::new(),
        false => names.columns((source, target), data, options, path)?,
    };
    let mut plan = Plan {
        dialect,
        actions: vec![Action::Skip; names.names.len()],
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
        names: names.names,
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

/// The fault of a record that has another number of fields than the others.
#[cold]
pub(super) fn other_width(start: usize, text: &[u8], found: usize, width: usize) -> Box<Fault> {
    let what = format_args!("{width} fields, as in other rows");
    let remedy = if found > width {
        "quote fields that contain the delimiter, or choose the `columns` to read"
    } else {
        "correct the row, or choose the `columns` to read"
    };
    Fault::parse(start, text, what, found, remedy)
}

/// The fault of a line after the first record that begins as a comment, and is hardly a record.
#[cold]
pub(super) fn marked(start: usize, text: &[u8], marker: u8) -> Box<Fault> {
    let marker = char::from(marker);
    let got = format_args!("{}, which begins with {marker:?}", shown(text));
    let remedy =
        format_args!("pass `comment: '{marker}'` if it is a comment, `comment: ''` if it is a record");
    Fault::parse(start, text, "a record like the others", got, remedy)
}

/// What fields are called.
struct Names {
    names: Vec<String>,
    /// The header as it stands in the file, where there is one.
    raw: Vec<String>,
    /// What a header of Neo4j says of each column.
    neo4j: Vec<Option<Neo4j>>,
    /// Whether the file itself gives the names.
    described: bool,
}

impl Names {
    fn of(
        first: &HeadRecord,
        width: usize,
        header: bool,
        comment: &[u8],
        format: TextFormat,
        path: &Path,
        options: &TextOptions,
    ) -> Result<Self> {
        if !header {
            let named = (format == TextFormat::Snap || options.format.is_none())
                .then(|| names::of_comment(comment, width))
                .flatten();
            let described = named.is_some();
            let names = named.unwrap_or_else(|| (0..width).map(names::numbered).collect());
            return Ok(Self { names, raw: Vec::new(), neo4j: vec![None; width], described });
        }
        for (field, &start) in first.fields.iter().zip(&first.field_starts) {
            check_text(field, start).map_err(|fault| fault.locate(path, &first.text, first.start.line))?;
        }
        let raw = names::of_header(first);
        let width = raw.len();
        if width < 2 && options.rows == Rows::Edges {
            let text = first.text.trim_ascii_end();
            return Err(other_width(0, text, width, 2).locate(path, &first.text, first.start.line));
        }
        let parsed: Vec<Option<Neo4j>> = raw.iter().map(|name| neo4j(name)).collect();
        let has = |role: Role| parsed.iter().flatten().find(|column| column.role == role);
        let (start, end) = (has(Role::Start), has(Role::End));
        let is_export = match options.rows {
            Rows::Edges => start.is_some() && end.is_some(),
            Rows::Nodes => has(Role::Id).is_some(),
        };
        if !is_export {
            return Ok(Self { names: raw.clone(), raw, neo4j: vec![None; width], described: true });
        }
        if let (Some(start), Some(end)) = (start, end)
            && start.space != end.space
            && options.source.is_none()
            && options.target.is_none()
        {
            let got = format_args!("{} and {}", Quoted(&start.space), Quoted(&end.space));
            let remedy = "make ids unique over both, and choose the ends with `source` and `target`";
            let fault = Fault::parse(0, first.text.trim_ascii_end(), "ends in one space of ids", got, remedy);
            return Err(fault.locate(path, &first.text, first.start.line));
        }
        let names =
            raw.iter().zip(&parsed).map(|(name, column)| column.as_ref().map_or(name, |column| &column.name));
        Ok(Self { names: names.cloned().collect(), raw, neo4j: parsed, described: true })
    }

    /// Source and target, or the label of a node, and why these.
    fn ends(
        &self,
        first: &HeadRecord,
        header: bool,
        path: &Path,
        options: &TextOptions,
    ) -> Result<(usize, Option<usize>, String)> {
        let find = |column: &Option<ColumnRef>, option| {
            column.as_ref().map(|column| self.resolve(column, option, path)).transpose()
        };
        let (asked_source, asked_target) =
            (find(&options.source, "source")?, find(&options.target, "target")?);
        let names = if self.raw.is_empty() { &self.names } else { &self.raw };
        let known = if self.described { known_ends(names, options.rows) } else { Known::Nothing };
        let by_name =
            options.label_name.as_ref().and_then(|label| self.names.iter().position(|name| name == label));
        let refuse = |field: usize, what: &str| {
            let start = first.field_starts.get(field).copied().unwrap_or_default();
            let remedy = "name the columns of the ends with `source` and `target`";
            let text = first.fields.get(field).map_or(&[][..], Vec::as_slice);
            let got = format_args!("{} at their place", shown(text));
            Err(Fault::parse(start, text, what, got, remedy).locate(path, &first.text, first.start.line))
        };
        let everything_asked =
            asked_source.is_some() && (asked_target.is_some() || options.rows == Rows::Nodes);
        let (defaults, why) = match known {
            _ if everything_asked => ((0, 1), "they were asked for"),
            _ if options.rows == Rows::Nodes && by_name.is_some() => {
                let label = by_name.unwrap_or(0);
                ((label, label), "the graph's key has this name")
            }
            Known::Ends { source, target, .. } => ((source, target), "known names"),
            Known::Unclear => return refuse(0, "names that say which two columns are the ends"),
            Known::Nothing => {
                let last = if options.rows == Rows::Edges { 2 } else { 1 };
                let hardly = (0..last).find(|&field| {
                    names.get(field).is_some_and(|name| {
                        is_hardly_an_end(name)
                            || name == "column1" && first.fields.first().is_some_and(Vec::is_empty)
                    })
                });
                if let (true, Some(field), None, None) =
                    (header && options.rows == Rows::Edges, hardly, asked_source, asked_target)
                {
                    return refuse(field, "names that say which two columns are the ends");
                }
                ((0, 1), if last == 2 { "the first two fields" } else { "the first field" })
            }
        };
        if options.rows == Rows::Nodes {
            return Ok((asked_source.unwrap_or(defaults.0), None, why.to_owned()));
        }
        let (source, target) = match (asked_source, asked_target) {
            (Some(source), Some(target)) => (source, target),
            // The default of one end gives way to what was asked for the other.
            (Some(source), None) => (source, if source == defaults.1 { defaults.0 } else { defaults.1 }),
            (None, Some(target)) => (if target == defaults.0 { defaults.1 } else { defaults.0 }, target),
            (None, None) => defaults,
        };
        if source == target {
            return Err(Error::expected(
                ErrorKind::InvalidArgument,
                "two columns for source and target",
                format_args!("{} for both", Quoted(&self.names[source])),
                "name two different columns",
            )
            .with("argument", "target")
            .with("value", self.names[source].clone()));
        }
        Ok((source, Some(target), why.to_owned()))
    }

    /// The place of the column that `option` asks for.
    fn resolve(&self, column: &ColumnRef, option: &'static str, path: &Path) -> Result<usize> {
        let names = &self.names;
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
                let find = |names: &[String]| names.iter().position(|found| found == name);
                // That no other has this name is checked where the place in the file is known.
                find(names).or_else(|| find(&self.raw)).ok_or_else(|| {
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

    /// Names what the file does not, now that it is known which are the ends.
    fn name_the_rest(&mut self, source: usize, target: Option<usize>, format: TextFormat) {
        if self.described {
            return;
        }
        let Some(target) = target else {
            self.names[source] = "id".to_owned();
            return;
        };
        self.names[source] = "source".to_owned();
        self.names[target] = "target".to_owned();
        if format == TextFormat::EdgeList && self.names.len() > 2 && source.max(target) < 2 {
            self.names[2] = "weight".to_owned();
        }
    }

    fn columns(
        &self,
        (source, target): (usize, Option<usize>),
        data: &[HeadRecord],
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
        let is_end = |field: usize| field == source || Some(field) == target;
        let is_ignored =
            |field: usize| self.neo4j[field].as_ref().is_some_and(|column| column.role == Role::Ignored);
        let everything: Vec<ColumnChoice>;
        let choices = match &options.columns {
            Some(choices) => choices,
            None => {
                let extra = (0..self.names.len()).filter(|&field| !is_end(field) && !is_ignored(field));
                everything = extra.map(ColumnChoice::from).collect();
                &everything
            }
        };
        let names = &self.names;
        let mut columns: Vec<PlannedColumn> = Vec::with_capacity(choices.len());
        let mut chosen = HashSet::with_capacity(choices.len());
        for choice in choices {
            let field = self.resolve(&choice.column, "columns", path)?;
            let name = &names[field];
            if is_end(field) {
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
            let text =
                data.first().and_then(|record| record.fields.get(field)).is_some_and(|field| is_text(field));
            let known = || {
                options.known_types.iter().find(|(known, _)| known == name).map(|&(_, ty)| ReadAs::Type(ty))
            };
            let declared = self.neo4j[field].as_ref().and_then(|column| column.ty);
            let ty = choice.ty.or_else(known).or(declared).or(text.then_some(ReadAs::Type(ColumnType::Utf8)));
            columns.push(PlannedColumn { name: name.clone(), field: Some(field), ty });
        }
        Ok(columns)
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
