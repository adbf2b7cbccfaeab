//! Arguments and results that several operations share.

use std::slice::from_ref;

use groggy::column::{ColumnInput, ColumnType, Values};
use groggy::graph::Endpoints;
use groggy::{Direction, Error, ErrorKind, Side};
use groggy_host::errors::{HostError, kinds};

use crate::input::Input;
use crate::napi::{Env, Kind, Outcome, Type, TypedArray, Value};

/// A whole number that fits 32 bits; `INVALID_ARGUMENT` for every other.
pub fn to_u32<'s>(env: Env<'s>, value: Value<'s>, argument: &'static str) -> Outcome<u32> {
    let number = env.to_f64(value)?;
    whole(number).ok_or_else(|| {
        HostError::invalid_argument(format!(
            "expected a whole number from 0 as {argument}, got {number}; pass one"
        ))
        .with("argument", argument)
        .with("value", number)
        .into()
    })
}

/// A small index that TypeScript chose; past its range it means nothing.
pub fn to_index<'s>(env: Env<'s>, value: Value<'s>) -> Outcome<usize> {
    // The cast saturates, and no table is that long.
    Ok(env.to_f64(value)? as usize)
}

#[inline]
fn whole(number: f64) -> Option<u32> {
    let id = number as u32;
    (f64::from(id) == number).then_some(id)
}

/// A node's id; `NODE_NOT_FOUND` for a number that no node can have.
#[inline]
pub fn to_node<'s>(env: Env<'s>, value: Value<'s>) -> Outcome<u32> {
    let number = env.to_f64(value)?;
    whole(number).ok_or_else(|| no_id(ErrorKind::NodeNotFound, "node", number).into())
}

/// An edge's id; `EDGE_NOT_FOUND` for a number that no edge can have.
#[inline]
pub fn to_edge<'s>(env: Env<'s>, value: Value<'s>) -> Outcome<u32> {
    let number = env.to_f64(value)?;
    whole(number).ok_or_else(|| no_id(ErrorKind::EdgeNotFound, "edge", number).into())
}

/// An id for a question that is answered with no rather than with an error.
#[inline]
pub fn to_maybe_id<'s>(env: Env<'s>, value: Value<'s>) -> Outcome<Option<u32>> {
    Ok(whole(env.to_f64(value)?))
}

#[cold]
fn no_id(kind: ErrorKind, what: &'static str, number: f64) -> Error {
    Error::new(kind, format!("expected the id of a live {what}, got {number}; use an id that the graph gave"))
        .with(what, number)
}

/// The number of a [`Side`]; edges for any other number.
pub fn to_side<'s>(env: Env<'s>, value: Value<'s>) -> Outcome<Side> {
    Ok(Side::from_number(to_index(env, value)?).unwrap_or(Side::Edges))
}

/// The number of a [`Direction`]; both for any other number.
pub fn to_direction<'s>(env: Env<'s>, value: Value<'s>) -> Outcome<Direction> {
    Ok(Direction::from_number(to_index(env, value)?).unwrap_or(Direction::Both))
}

/// The type that a number names.
pub fn to_column_type<'s>(env: Env<'s>, value: Value<'s>) -> Outcome<ColumnType> {
    let number = to_u32(env, value, "type")?;
    ColumnType::from_number(number).ok_or_else(|| {
        HostError::invalid_argument(format!(
            "expected the number of a column type, got {number}; report this as a bug"
        ))
        .with("argument", "type")
        .with("value", number)
        .into()
    })
}

/// A typed array that may be left out.
pub fn to_maybe_array<'s>(env: Env<'s>, value: Value<'s>) -> Outcome<Option<TypedArray<'s>>> {
    if env.is_missing(value)? { Ok(None) } else { env.to_typed_array(value).map(Some) }
}

/// A list of ids.
pub fn to_ids<'s>(env: Env<'s>, value: Value<'s>) -> Outcome<Input<u32>> {
    Input::new(env.to_typed_array(value)?)
}

/// The rows of one column, as they arrived.
pub struct Rows {
    values: RowValues,
    validity: Option<Input<u8>>,
}

enum RowValues {
    Bool(Input<u8>),
    Int32(Input<i32>),
    Uint32(Input<u32>),
    Int64(Input<i64>),
    Float32(Input<f32>),
    Float64(Input<f64>),
    Text { bytes: Input<u8>, lengths: Input<u32> },
    Timestamp(Input<i64>),
    Vector { dimension: u32, values: Input<f32> },
}

impl Rows {
    /// Rows of a column of type `ty`: its values, the byte lengths of text, and which rows have one.
    pub fn new<'s>(
        env: Env<'s>,
        ty: ColumnType,
        values: Value<'s>,
        lengths: Value<'s>,
        validity: Value<'s>,
    ) -> Outcome<Self> {
        let array = env.to_typed_array(values)?;
        let values = match ty {
            ColumnType::Bool => RowValues::Bool(Input::new(array)?),
            ColumnType::Int32 => RowValues::Int32(Input::new(array)?),
            ColumnType::Uint32 => RowValues::Uint32(Input::new(array)?),
            ColumnType::Int64 => RowValues::Int64(Input::new(array)?),
            ColumnType::Float32 => RowValues::Float32(Input::new(array)?),
            ColumnType::Float64 => RowValues::Float64(Input::new(array)?),
            ColumnType::Utf8 => RowValues::Text { bytes: Input::new(array)?, lengths: to_ids(env, lengths)? },
            ColumnType::Timestamp => RowValues::Timestamp(Input::new(array)?),
            ColumnType::Vector(dimension) => RowValues::Vector { dimension, values: Input::new(array)? },
        };
        let validity = to_maybe_array(env, validity)?.map(Input::new).transpose()?;
        Ok(Self { values, validity })
    }

    /// The rows as the core takes them.
    pub fn input<'a>(&'a self, name: &'a str) -> ColumnInput<'a> {
        let values = match &self.values {
            RowValues::Bool(values) => Values::Bool(values),
            RowValues::Int32(values) => Values::Int32(values),
            RowValues::Uint32(values) => Values::Uint32(values),
            RowValues::Int64(values) => Values::Int64(values),
            RowValues::Float32(values) => Values::Float32(values),
            RowValues::Float64(values) => Values::Float64(values),
            RowValues::Text { bytes, lengths } => Values::Text { bytes, lengths },
            RowValues::Timestamp(values) => Values::Timestamp(values),
            RowValues::Vector { dimension, values } => Values::Vector { dimension: *dimension, values },
        };
        ColumnInput { name, values, validity: self.validity.as_deref() }
    }
}

/// Columns of rows: five entries each of one flat array.
pub struct Columns(Vec<(String, Rows)>);

impl Columns {
    /// The columns in an array: name, type, values, lengths, validity, and so on. None when it is missing.
    pub fn new<'s>(env: Env<'s>, value: Value<'s>) -> Outcome<Self> {
        const ENTRIES: usize = 5;
        if env.is_missing(value)? {
            return Ok(Self(Vec::new()));
        }
        let array = env.to_array(value)?;
        let count = array.len() / ENTRIES;
        let mut columns = groggy::memory::try_with_capacity("columns", count)?;
        for first in (0..count).map(|column| column * ENTRIES) {
            let entry = |offset| array.get(first + offset);
            let ty = to_column_type(env, entry(1))?;
            columns.push((env.to_text(entry(0))?, Rows::new(env, ty, entry(2), entry(3), entry(4))?));
        }
        Ok(Self(columns))
    }

    /// The columns as the core takes them.
    pub fn inputs(&self) -> Outcome<Vec<ColumnInput<'_>>> {
        let mut inputs = groggy::memory::try_with_capacity("columns", self.0.len())?;
        inputs.extend(self.0.iter().map(|(name, rows)| rows.input(name)));
        Ok(inputs)
    }
}

/// One end of many edges, as it arrived.
pub enum Ends {
    /// Ids of nodes.
    Ids(Input<u32>),
    /// Keys that are numbers.
    Int64(Input<i64>),
    /// Keys that are text.
    Text {
        /// UTF-8 of all keys, concatenated.
        bytes: Input<u8>,
        /// Bytes of each.
        lengths: Input<u32>,
    },
}

impl Ends {
    /// A `Uint32Array` of ids, a `BigInt64Array` of keys, or `[bytes, lengths]` of text keys.
    pub fn new<'s>(env: Env<'s>, value: Value<'s>) -> Outcome<Self> {
        if env.is_array(value)? {
            let pair = env.to_array(value)?;
            return Ok(Self::Text {
                bytes: Input::new(env.to_typed_array(pair.get(0))?)?,
                lengths: to_ids(env, pair.get(1))?,
            });
        }
        let array = env.to_typed_array(value)?;
        match array.kind() {
            Kind::BigInt64 => Input::new(array).map(Self::Int64),
            _ => Input::new(array).map(Self::Ids),
        }
    }

    /// The ends as the core takes them.
    pub fn endpoints(&self) -> Endpoints<'_> {
        match self {
            Self::Ids(ids) => Endpoints::Ids(ids),
            Self::Int64(keys) => Endpoints::Keys(Values::Int64(keys)),
            Self::Text { bytes, lengths } => Endpoints::Keys(Values::Text { bytes, lengths }),
        }
    }
}

/// One end of one edge, as it arrived.
pub enum End {
    /// The id of a node.
    Id(u32),
    /// A key that is a number.
    Int64(i64),
    /// A key that is text, with its length.
    Text(String, [u32; 1]),
}

impl End {
    /// A number, a bigint or a string.
    pub fn new<'s>(env: Env<'s>, value: Value<'s>) -> Outcome<Self> {
        Ok(match env.type_of(value)? {
            Type::String => {
                let text = env.to_text(value)?;
                // A longer text does not match its bytes and is refused by the core.
                let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
                Self::Text(text, [length])
            }
            Type::BigInt => match env.to_bigint(value)? {
                (number, true) => Self::Int64(number),
                _ => return Err(mismatch("int64 keys", "a bigint of more than 64 bits")),
            },
            _ => Self::Id(to_node(env, value)?),
        })
    }

    /// The end as the core takes it.
    pub fn endpoints(&self) -> Endpoints<'_> {
        match self {
            Self::Id(id) => Endpoints::Ids(from_ref(id)),
            Self::Int64(key) => Endpoints::Keys(Values::Int64(from_ref(key))),
            Self::Text(key, lengths) => Endpoints::Keys(Values::Text { bytes: key.as_bytes(), lengths }),
        }
    }
}

/// `TYPE_MISMATCH` for a value that does not fit its column.
#[cold]
pub fn mismatch(expected: impl std::fmt::Display, found: &'static str) -> crate::napi::Failure {
    HostError::new(
        &kinds::TYPE_MISMATCH,
        format!("expected {expected}, got {found}; convert the value first"),
    )
    .with("argument", "value")
    .with("expected", expected.to_string())
    .with("found", found)
    .into()
}
