//! What `Graph.read` asks for, from its arguments.

use std::path::PathBuf;

use groggy::KeySpec;
use groggy::formats::text::{ColumnChoice, ColumnRef, KeyMode, TextOptions};
use groggy_session::{ReadRequest, to_format};

use crate::convert::{to_column_type, to_u32};
use crate::napi::{Array, Env, Outcome, Type, Value};

/// From `[path, format, flags, source, target, key, key type, column names, column types, header, delimiter,
/// quoting, comment, max line bytes, max text bytes]`, `undefined` for what was left out.
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
    let key = match maybe_text(argument(5))? {
        Some(name) => Some(KeySpec { name, ty: to_column_type(env, argument(6))? }),
        None => None,
    };
    let defaults = TextOptions::default();
    let text = TextOptions {
        format: match maybe_text(argument(1))? {
            Some(name) => Some(to_format(&name)?),
            None => None,
        },
        source: to_column_ref(env, argument(3))?,
        target: to_column_ref(env, argument(4))?,
        keyed: KeyMode::Auto,
        columns: to_columns(env, argument(7), argument(8))?,
        header: maybe_flag(argument(9))?,
        delimiter: maybe_text(argument(10))?.and_then(|text| text.bytes().next()),
        quoting: maybe_flag(argument(11))?,
        comments: maybe_text(argument(12))?.map(String::into_bytes),
        max_line_bytes: match maybe_number(argument(13))? {
            Some(bytes) => usize::try_from(bytes).unwrap_or(usize::MAX),
            None => defaults.max_line_bytes,
        },
        max_text_bytes: maybe_number(argument(14))?.unwrap_or(defaults.max_text_bytes),
    };
    let flags = to_u32(env, argument(2), "flags")?;
    Ok(ReadRequest::new(PathBuf::from(env.to_text(argument(0))?), text, flags, key))
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
        let ty = if env.is_missing(ty)? { None } else { Some(to_column_type(env, ty)?) };
        columns.push(ColumnChoice { column, ty });
    }
    Ok(Some(columns))
}

fn to_column_ref<'s>(env: Env<'s>, value: Value<'s>) -> Outcome<Option<ColumnRef>> {
    Ok(match env.type_of(value)? {
        Type::Missing => None,
        Type::Number => Some(ColumnRef::Index(to_u32(env, value, "column")? as usize)),
        _ => Some(ColumnRef::Name(env.to_text(value)?)),
    })
}
