//! The columns of a text whose attributes are dictionaries.

use super::dictionary::{Kind, entries};
use super::fields::PlannedColumn;
use super::input::Input;
use super::plan::Plan;
use super::record::Records;
use super::scan::Chunk;
use super::{ColumnRef, ReadAs, TextOptions};
use crate::column::ColumnType;
use crate::execution::Execution;
use crate::{Error, ErrorKind, Result};

/// The columns of a file whose attributes are dictionaries: its keys, in order of first appearance.
pub(super) fn attributes(
    input: &Input<'_>,
    plan: &Plan,
    chunks: &[Chunk],
    options: &TextOptions,
    execution: &Execution<'_>,
) -> Result<Vec<PlannedColumn>> {
    let found = execution.map_chunks(chunks.len(), 1, |piece| {
        let mut found: Vec<(String, bool)> = Vec::new();
        input.with(chunks[piece.start].range.clone(), |bytes| {
            let mut records = Records::new(bytes, &plan.dialect);
            while records.next_record() {
                // What is malformed is told when it is parsed.
                let ends = (records.field(), records.field());
                let (text, start) = records.rest_of_line();
                let _ = ends.0.and(ends.1).map_err(Into::into).and_then(|_| {
                    entries(text, start, |entry| {
                        let key = String::from_utf8_lossy(&entry.key);
                        let is_text = entry.kind == Kind::Text;
                        match found.iter_mut().find(|(known, _)| *known == key) {
                            Some((_, texts)) => *texts |= is_text,
                            None => found.push((key.into_owned(), is_text)),
                        }
                        Ok(())
                    })
                });
            }
        })?;
        Ok(found)
    })?;
    let mut keys: Vec<(String, bool)> = Vec::new();
    for found in found {
        for (key, is_text) in found? {
            match keys.iter_mut().find(|(known, _)| *known == key) {
                Some((_, texts)) => *texts |= is_text,
                None => keys.push((key, is_text)),
            }
        }
    }
    let known =
        |name: &str| options.known_types.iter().find(|(known, _)| known == name).map(|&(_, ty)| ty.into());
    let column = |(name, is_text): (String, bool), asked: Option<ReadAs>| {
        let ty = asked.or_else(|| known(&name)).or(is_text.then_some(ReadAs::Type(ColumnType::Utf8)));
        PlannedColumn { name, field: None, ty }
    };
    let Some(choices) = &options.columns else {
        return Ok(keys.into_iter().map(|key| column(key, None)).collect());
    };
    let mut columns = Vec::with_capacity(choices.len());
    for choice in choices {
        let key = match &choice.column {
            ColumnRef::Name(name) => keys.iter().find(|(key, _)| key == name),
            ColumnRef::Index(index) => index.checked_sub(2).and_then(|index| keys.get(index)),
        };
        let Some(key) = key else {
            let names: Vec<&str> = keys.iter().map(|(key, _)| key.as_str()).collect();
            let (got, remedy) = (format!("{:?}", choice.column), format!("choose from {}", names.join(", ")));
            return Err(Error::expected(
                ErrorKind::AttributeNotFound,
                "an attribute of the file",
                &got,
                remedy,
            )
            .with("attribute", got));
        };
        columns.push(column(key.clone(), choice.ty));
    }
    Ok(columns)
}
