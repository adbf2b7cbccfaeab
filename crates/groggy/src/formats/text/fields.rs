//! What the fields of a record are: their names, the ends among them, the columns that are read.

use std::collections::HashSet;
use std::path::Path;

use super::column::{check_text, is_text};
use super::fault::{Fault, other_width, shown};
use super::head::HeadRecord;
use super::names::{self, Known, Neo4j, Role, is_hardly_an_end, known_ends, neo4j};
use super::{ColumnChoice, ColumnRef, ReadAs, Rows, TextFormat, TextOptions};
use crate::column::ColumnType;
use crate::error::Quoted;
use crate::{Error, ErrorKind, Result};

/// A column that is read.
#[derive(Debug, Clone)]
pub(super) struct PlannedColumn {
    pub(super) name: String,
    /// Position of the field, from 0.
    pub(super) field: Option<usize>,
    pub(super) ty: Option<ReadAs>,
}

/// What fields are called.
pub(super) struct Fields {
    pub(super) names: Vec<String>,
    /// The header as it stands in the file, where there is one.
    raw: Vec<String>,
    /// What a header of Neo4j says of each column.
    neo4j: Vec<Option<Neo4j>>,
    /// Whether the file itself gives the names.
    described: bool,
}

impl Fields {
    pub(super) fn of(
        first: &HeadRecord,
        width: usize,
        header: bool,
        described: Option<Vec<String>>,
        path: &Path,
        options: &TextOptions,
    ) -> Result<Self> {
        if !header {
            let names_known = described.is_some();
            let names = described.unwrap_or_else(|| (0..width).map(names::numbered).collect());
            return Ok(Self { names, raw: Vec::new(), neo4j: vec![None; width], described: names_known });
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
    pub(super) fn ends(
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
    pub(super) fn name_the_rest(&mut self, source: usize, target: Option<usize>, format: TextFormat) {
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

    pub(super) fn columns(
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
