//! What the reading of text asks for, from its arguments, and what was assumed, for TypeScript.

use std::path::PathBuf;

use groggy::column::ColumnType;
use groggy::formats::text::{
    Assumed, AssumedColumn, ColumnChoice, ColumnRef, Delimiter, Epoch, LabelMode, ReadAs, Rows, TextOptions,
};
use groggy::graph::OnKnownNode;
use groggy::{GraphOptions, KeySpec};
use groggy_host::errors::HostError;
use groggy_session::{ReadRequest, TextSource, format_name, to_format};
use serde_json::{Map, Value as Json, json};

use crate::convert::{to_column_type, to_index, to_u32};
use crate::input::Input;
use crate::napi::{Array, Env, Outcome, Type, Value};

groggy::numbered! {
    /// What labels become, as it crosses.
    pub enum LabelNumber {
        /// Keys of the type that fits.
        Auto = 0,
        /// Node ids.
        Index = 1,
        /// `utf8` keys.
        Text = 2,
        /// `int64` keys.
        Int64 = 3,
        /// Ids of nodes that there are already.
        Known = 4,
    }
}

groggy::numbered! {
    /// What numbers in a column of times count, as it crosses: instead of a type's number.
    pub enum EpochNumber {
        /// Seconds.
        Seconds = 64,
        /// Milliseconds.
        Milliseconds = 65,
        /// Microseconds.
        Microseconds = 66,
        /// Nanoseconds.
        Nanoseconds = 67,
    }
}

/// From `[path or [name, chunks], format, flags, source, target, key, labels, column names, column types, header,
/// delimiter, quoting, comment, max line bytes, max text bytes, rows are nodes, on known, known names, known types, makes a
/// graph]`, `undefined` for what was left out.
pub fn to_read_request<'s>(env: Env<'s>, arguments: &Array<'s>) -> Outcome<ReadRequest> {
    let argument = |index| arguments.get(index);
    let maybe_text = |value| -> Outcome<Option<String>> {
        if env.is_missing(value)? { Ok(None) } else { env.to_text(value).map(Some) }
    };
    let maybe_flag = |value| -> Outcome<Option<bool>> {
        if env.is_missing(value)? { Ok(None) } else { env.to_bool(value).map(Some) }
    };
    let maybe_number = |value| -> Outcome<Option<u64>> {
        if env.is_missing(value)? { Ok(None) } else { env.to_f64(value).map(|value| Some(value as u64)) }
    };
    let key = maybe_text(argument(5))?;
    let defaults = TextOptions::default();
    let text = TextOptions {
        rows: if maybe_flag(argument(15))? == Some(true) { Rows::Nodes } else { Rows::Edges },
        format: match maybe_text(argument(1))? {
            Some(name) => Some(to_format(&name)?),
            None => None,
        },
        source: to_column_ref(env, argument(3))?,
        target: to_column_ref(env, argument(4))?,
        labels: match LabelNumber::from_number(to_index(env, argument(6))?) {
            Some(LabelNumber::Index) => LabelMode::Index,
            Some(LabelNumber::Known) => LabelMode::Known,
            Some(LabelNumber::Text) => LabelMode::Text,
            Some(LabelNumber::Int64) => LabelMode::Int64,
            Some(LabelNumber::Auto) | None => LabelMode::Auto,
        },
        label_name: key.clone(),
        columns: to_columns(env, argument(7), argument(8))?,
        header: maybe_flag(argument(9))?,
        delimiter: maybe_text(argument(10))?.map(|text| match text.as_bytes() {
            [byte] => Delimiter::Byte(*byte),
            _ => Delimiter::Blanks,
        }),
        quoting: maybe_flag(argument(11))?,
        comments: maybe_text(argument(12))?.map(String::into_bytes),
        max_line_bytes: match maybe_number(argument(13))? {
            Some(bytes) => usize::try_from(bytes).unwrap_or(usize::MAX),
            None => defaults.max_line_bytes,
        },
        max_text_bytes: maybe_number(argument(14))?.unwrap_or(defaults.max_text_bytes),
        known_types: to_known_types(env, argument(17), argument(18))?,
    };
    let on_known = OnKnownNode::from_number(to_index(env, argument(16))?);
    let flags = to_u32(env, argument(2), "flags")?;
    // The type of the key is that of the labels.
    let key = key.map(|name| KeySpec { name, ty: ColumnType::Utf8 });
    Ok(ReadRequest {
        source: to_source(env, argument(0))?,
        text,
        graph: GraphOptions::from_flags(flags, key),
        on_known: on_known.unwrap_or(OnKnownNode::Fail),
    })
}

/// Whether the text becomes a graph of its own.
pub fn makes_graph<'s>(env: Env<'s>, arguments: &Array<'s>) -> Outcome<bool> {
    env.to_bool(arguments.get(19))
}

/// A path, or a name with the chunks of a text, which are copied.
fn to_source<'s>(env: Env<'s>, source: Value<'s>) -> Outcome<TextSource> {
    if env.type_of(source)? == Type::String {
        return Ok(TextSource::Path(PathBuf::from(env.to_text(source)?)));
    }
    let source = env.to_array(source)?;
    let chunks = env.to_array(source.get(1))?;
    let mut text: Vec<u8> = Vec::new();
    for chunk in chunks.iter() {
        let chunk: Vec<u8> = Input::new(env.to_typed_array(chunk)?)?.into_vec();
        groggy::memory::try_reserve("text", &mut text, chunk.len())?;
        text.extend_from_slice(&chunk);
    }
    Ok(TextSource::Memory(env.to_text(source.get(0))?, text))
}

/// The columns to read; types are by index, missing where the values decide.
fn to_columns<'s>(env: Env<'s>, names: Value<'s>, types: Value<'s>) -> Outcome<Option<Vec<ColumnChoice>>> {
    if env.is_missing(names)? {
        return Ok(None);
    }
    let types = env.to_array(types)?;
    let names = env.to_array(names)?;
    let mut columns = groggy::memory::try_with_capacity("columns", names.len())?;
    for (index, name) in names.iter().enumerate() {
        let Some(column) = to_column_ref(env, name)? else { continue };
        let ty = types.get(index);
        let ty = if env.is_missing(ty)? { None } else { Some(to_read_as(env, ty)?) };
        columns.push(ColumnChoice { column, ty });
    }
    Ok(Some(columns))
}

fn to_read_as<'s>(env: Env<'s>, ty: Value<'s>) -> Outcome<ReadAs> {
    Ok(match EpochNumber::from_number(to_index(env, ty)?) {
        Some(EpochNumber::Seconds) => ReadAs::Epoch(Epoch::Seconds),
        Some(EpochNumber::Milliseconds) => ReadAs::Epoch(Epoch::Milliseconds),
        Some(EpochNumber::Microseconds) => ReadAs::Epoch(Epoch::Microseconds),
        Some(EpochNumber::Nanoseconds) => ReadAs::Epoch(Epoch::Nanoseconds),
        None => ReadAs::Type(to_column_type(env, ty)?),
    })
}

fn to_known_types<'s>(
    env: Env<'s>,
    names: Value<'s>,
    types: Value<'s>,
) -> Outcome<Vec<(String, ColumnType)>> {
    if env.is_missing(names)? {
        return Ok(Vec::new());
    }
    let (names, types) = (env.to_array(names)?, env.to_array(types)?);
    let mut known = groggy::memory::try_with_capacity("columns", names.len())?;
    for (index, name) in names.iter().enumerate() {
        known.push((env.to_text(name)?, to_column_type(env, types.get(index))?));
    }
    Ok(known)
}

fn to_column_ref<'s>(env: Env<'s>, value: Value<'s>) -> Outcome<Option<ColumnRef>> {
    Ok(match env.type_of(value)? {
        Type::Missing => None,
        Type::Number => Some(ColumnRef::Index(to_u32(env, value, "column")? as usize)),
        _ => Some(ColumnRef::Name(env.to_text(value)?)),
    })
}

/// What was assumed, as JSON; `undefined` where there was no record.
pub fn assumed_to_value<'s>(env: Env<'s>, assumed: Option<&Assumed>) -> Outcome<Value<'s>> {
    let Some(assumed) = assumed else { return env.undefined() };
    let column = |column: &AssumedColumn| json!({ "name": column.name, "field": column.field, "type": column.ty.map(|ty| ty.to_string()) });
    let end = |end: &AssumedColumn| json!({ "name": end.name, "field": end.field });
    let delimiter = match assumed.delimiter {
        Delimiter::Blanks => "blanks".to_owned(),
        Delimiter::Byte(byte) => char::from(byte).to_string(),
    };
    let reasons: Map<String, Json> =
        assumed.reasons.iter().map(|(what, why)| ((*what).to_owned(), Json::from(why.as_str()))).collect();
    let json = json!({
        "format": format_name(assumed.format),
        "delimiter": delimiter,
        "quoting": assumed.quoting,
        "comments": assumed.comments,
        "header": assumed.header,
        "source": end(&assumed.source),
        "target": assumed.target.as_ref().map(end),
        "labels": assumed.labels.map_or_else(|| "index".to_owned(), |ty| ty.to_string()),
        "columns": assumed.columns.iter().map(column).collect::<Vec<_>>(),
        "sampled": assumed.sampled,
        "reasons": reasons,
    });
    let text = serde_json::to_string(&json)
        .map_err(|error| HostError::new(&groggy_host::errors::kinds::INTERNAL, error.to_string()))?;
    env.string(&text)
}
