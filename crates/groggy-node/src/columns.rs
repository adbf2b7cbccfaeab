//! Columns: their memory in place, single values where that cannot be, and bulk writes.

use std::slice::from_ref;

use groggy::column::{Column, ColumnInput, ColumnSet, ColumnType, Name, Values};
use groggy::memory::{try_vec, try_with_capacity};
use groggy::{Key, Side};
use groggy_session::{ColumnPart, Object, View, no_column, on_either};

use crate::convert::{Rows, mismatch, to_column_type, to_edge, to_ids, to_index, to_node, to_side, to_u32};
use crate::entry::Call;
use crate::input::Input;
use crate::napi::{Env, Outcome, Type, Value};

/// `schema(handle, side, known)`: how many columns came and went so far, whether the list is whole, and the list.
///
/// The list is flat, index, name and type of a column in turn: of those that came or went after the first `known`, a
/// name `undefined` where there is no column now; or of all, when it is not known any more which these are.
pub fn schema<'s>(call: &mut Call<'_, 's>, [handle, side, known]: [Value<'s>; 3]) -> Outcome<Value<'s>> {
    let env = call.env;
    let (side, known) = (to_side(env, side)?, to_index(env, known)?);
    let columns = call.object(handle)?.columns(side);
    let changed = columns.changed_since(known as u64);
    let count = changed.map_or_else(|| columns.positions().count(), <[usize]>::len);
    let mut list = try_with_capacity("schema", 2 + 3 * count)?;
    list.push(env.number(columns.change_count() as f64)?);
    list.push(env.boolean(changed.is_none())?);
    let mut add = |position: usize, column: Option<&Column>| -> Outcome<()> {
        list.push(env.number(position as f64)?);
        list.push(column.map_or_else(|| env.undefined(), |column| env.string(column.name()))?);
        list.push(column.map_or_else(|| env.undefined(), |column| env.unsigned(column.ty().number()))?);
        Ok(())
    };
    match changed {
        Some(changed) => changed.iter().try_for_each(|&position| add(position, columns.at(position)))?,
        None => columns.positions().try_for_each(|(position, column)| add(position, Some(column)))?,
    }
    env.array(&list)
}

/// `keyName(handle)`: the name of the key column; `undefined` without one.
pub fn key_name<'s>(call: &mut Call<'_, 's>, [handle]: [Value<'s>; 1]) -> Outcome<Value<'s>> {
    let env = call.env;
    match on_either!(call.object(handle)?, either => either.options().key.as_ref()) {
        Some(key) => env.string(&key.name),
        None => env.undefined(),
    }
}

/// `columnView(handle, side, column, which, exported)`: memory of a column in place.
///
/// The library's own buffers span all committed memory, so that they stay good while rows are appended within
/// it. What the user gets (`exported`) is exactly the rows there are; a copy where memory is not shown in place, and
/// of a snapshot's columns.
pub fn column_view<'s>(
    call: &mut Call<'_, 's>,
    [handle, side, column, which, exported]: [Value<'s>; 5],
) -> Outcome<Value<'s>> {
    let env = call.env;
    let (side, position) = (to_side(env, side)?, to_index(env, column)?);
    let part = ColumnPart::from_number(to_index(env, which)?);
    let exported = env.to_bool(exported)?;
    let in_place = call.environment.in_place.get();
    if !in_place && !exported {
        return env.undefined();
    }
    let object = call.object(handle)?;
    let memory = match part {
        Some(part) => object.column_part(side, position, part, exported)?,
        None => None,
    };
    let Some(memory) = memory else { return env.undefined() };
    // Threads read the rows of a snapshot while the user could write them.
    if exported && (!in_place || matches!(object, Object::Snapshot(_))) {
        return env.copied_buffer(memory.bytes());
    }
    let view = if exported {
        let guard = object.column(side, position)?.export();
        View::exported(memory, object, guard)
    } else {
        View::private(memory, object)
    };
    call.map(handle, view)
}

/// `unshare(handle, side, column)`: makes the rows writable in place; copies a column that a snapshot reads.
pub fn unshare<'s>(call: &mut Call<'_, 's>, [handle, side, column]: [Value<'s>; 3]) -> Outcome<Value<'s>> {
    let env = call.env;
    let (side, position) = (to_side(env, side)?, to_index(env, column)?);
    call.change(handle, |graph| Ok(graph.unshare(side, position)?))?;
    env.undefined()
}

/// Checks that `id` is live on its side.
fn to_live_id<'s>(env: Env<'s>, object: &mut Object, side: Side, id: Value<'s>) -> Outcome<u32> {
    match side {
        Side::Nodes => {
            let id = to_node(env, id)?;
            on_either!(object, either => either.check_node(id)?);
            Ok(id)
        }
        Side::Edges => {
            let id = to_edge(env, id)?;
            on_either!(object, either => either.check_edge(id)?);
            Ok(id)
        }
    }
}

/// `getValue(handle, side, column, id)`: the value, `undefined` where there is none.
#[inline]
pub fn get_value<'s>(
    call: &mut Call<'_, 's>,
    [handle, side, column, id]: [Value<'s>; 4],
) -> Outcome<Value<'s>> {
    let env = call.env;
    let (side, position) = (to_side(env, side)?, to_index(env, column)?);
    let object = call.object(handle)?;
    let id = to_live_id(env, object, side, id)?;
    match object.column(side, position)?.value(id as usize) {
        None => env.undefined(),
        Some(groggy::column::Value::Bool(value)) => env.boolean(value),
        Some(groggy::column::Value::Int32(value)) => env.number(f64::from(value)),
        Some(groggy::column::Value::Uint32(value)) => env.unsigned(value),
        Some(groggy::column::Value::Float32(value)) => env.number(f64::from(value)),
        Some(groggy::column::Value::Float64(value)) => env.number(value),
        Some(groggy::column::Value::Int64(value) | groggy::column::Value::Timestamp(value)) => {
            env.bigint(value)
        }
        Some(groggy::column::Value::Text(text)) => env.string(text),
        Some(groggy::column::Value::Vector(values)) => env.copied_array(values),
    }
}

/// `setValue(handle, side, column, type, id, value)`: one value, `undefined` to take it away.
///
/// `column` is the index of a column that exists (its type counts), or a name, made with `type` if need be.
pub fn set_value<'s>(
    call: &mut Call<'_, 's>,
    [handle, side, column, ty, id, value]: [Value<'s>; 6],
) -> Outcome<Value<'s>> {
    let env = call.env;
    let side = to_side(env, side)?;
    let object = call.object(handle)?;
    let id = to_live_id(env, object, side, id)?;
    let one = One::new(env, object.columns(side), [column, ty, value])?;
    call.change(handle, |graph| Ok(graph.set_values(side, &[id], &one.input())?))?;
    env.undefined()
}

/// `assign(handle, side, id, list)`: several values of one row, all or none.
///
/// `list` is flat: column, type and value of each, as `setValue` takes them.
pub fn assign<'s>(call: &mut Call<'_, 's>, [handle, side, id, list]: [Value<'s>; 4]) -> Outcome<Value<'s>> {
    let env = call.env;
    let side = to_side(env, side)?;
    let object = call.object(handle)?;
    let id = to_live_id(env, object, side, id)?;
    let row = Row::new(env, object.columns(side), list)?;
    call.change(handle, |graph| Ok(graph.assign(side, id, &row.inputs()?)?))?;
    env.undefined()
}

/// Values of one row on their way into columns.
pub struct Row(Vec<One>);

impl Row {
    /// `list` is flat: column, type and value of each, as `setValue` takes them; nothing when it is missing.
    pub fn new<'s>(env: Env<'s>, columns: &ColumnSet, list: Value<'s>) -> Outcome<Self> {
        if env.is_missing(list)? {
            return Ok(Self(Vec::new()));
        }
        let list = env.to_array(list)?;
        let mut ones = try_with_capacity("values", list.len() / 3)?;
        for first in (0..list.len()).step_by(3) {
            let of_one = [list.get(first), list.get(first + 1), list.get(first + 2)];
            ones.push(One::new(env, columns, of_one)?);
        }
        Ok(Self(ones))
    }

    /// Each as a column of one row.
    pub fn inputs(&self) -> groggy::Result<Vec<ColumnInput<'_>>> {
        let mut inputs = try_with_capacity("values", self.0.len())?;
        inputs.extend(self.0.iter().map(One::input));
        Ok(inputs)
    }
}

/// One value on its way into a column.
struct One {
    name: Name,
    value: Single,
}

impl One {
    /// `column` is the index of a column that exists, or a name.
    fn new<'s>(env: Env<'s>, columns: &ColumnSet, [column, ty, value]: [Value<'s>; 3]) -> Outcome<Self> {
        let (name, ty) = if env.type_of(column)? == Type::String {
            (Name::from(env.to_text(column)?), to_column_type(env, ty)?)
        } else {
            let position = to_index(env, column)?;
            let column = columns.at(position).ok_or_else(|| no_column(position))?;
            (column.shared_name().clone(), column.ty())
        };
        Ok(Self { name, value: Single::new(env, ty, value)? })
    }

    /// The value as a column of one row.
    fn input(&self) -> ColumnInput<'_> {
        let validity = matches!(self.value, Single::None(..)).then_some(&[0_u8][..]);
        ColumnInput { name: &self.name, values: self.value.values(), validity }
    }
}

/// A value of a column's type.
enum Single {
    /// No value; what a vector column holds in its place.
    None(ColumnType, Vec<f32>),
    Bool(u8),
    Int32(i32),
    Uint32(u32),
    Int64(i64),
    Timestamp(i64),
    Float32(f32),
    Float64(f64),
    /// With its length.
    Text(String, [u32; 1]),
    Vector(u32, Input<f32>),
}

impl Single {
    fn new<'s>(env: Env<'s>, ty: ColumnType, value: Value<'s>) -> Outcome<Self> {
        let found = env.type_of(value)?;
        let number = || env.to_f64(value);
        Ok(match (ty, found) {
            (ColumnType::Vector(dimension), Type::Missing) => {
                Self::None(ty, try_vec("a vector", dimension as usize, 0.0)?)
            }
            (_, Type::Missing) => Self::None(ty, Vec::new()),
            (ColumnType::Bool, Type::Boolean) => Self::Bool(env.to_bool(value)?.into()),
            (ColumnType::Int32, Type::Number) => Self::Int32(exactly(number()?, |number| number as i32, ty)?),
            (ColumnType::Uint32, Type::Number) => {
                Self::Uint32(exactly(number()?, |number| number as u32, ty)?)
            }
            (ColumnType::Float32, Type::Number) => {
                let number = number()?;
                Self::Float32(if number.is_nan() {
                    f32::NAN
                } else {
                    exactly(number, |number| number as f32, ty)?
                })
            }
            (ColumnType::Float64, Type::Number) => Self::Float64(number()?),
            (ColumnType::Int64 | ColumnType::Timestamp, Type::BigInt) => {
                let (number, lossless) = env.to_bigint(value)?;
                if !lossless {
                    return Err(mismatch(ty, "a bigint of more than 64 bits"));
                }
                if ty == ColumnType::Int64 { Self::Int64(number) } else { Self::Timestamp(number) }
            }
            (ColumnType::Utf8, Type::String) => {
                let text = env.to_text(value)?;
                // A longer text does not match its bytes and is refused by the core.
                let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
                Self::Text(text, [length])
            }
            (ColumnType::Vector(dimension), Type::Object) => {
                Self::Vector(dimension, Input::new(env.to_typed_array(value)?)?)
            }
            _ => return Err(mismatch(ty, found.name())),
        })
    }

    /// As the values of a column of one row.
    fn values(&self) -> Values<'_> {
        match self {
            Self::None(ty, zeros) => match *ty {
                ColumnType::Bool => Values::Bool(&[0]),
                ColumnType::Int32 => Values::Int32(&[0]),
                ColumnType::Uint32 => Values::Uint32(&[0]),
                ColumnType::Int64 => Values::Int64(&[0]),
                ColumnType::Float32 => Values::Float32(&[0.0]),
                ColumnType::Float64 => Values::Float64(&[0.0]),
                ColumnType::Utf8 => Values::Text { bytes: &[], lengths: &[0] },
                ColumnType::Timestamp => Values::Timestamp(&[0]),
                ColumnType::Vector(dimension) => Values::Vector { dimension, values: zeros },
            },
            Self::Bool(value) => Values::Bool(from_ref(value)),
            Self::Int32(value) => Values::Int32(from_ref(value)),
            Self::Uint32(value) => Values::Uint32(from_ref(value)),
            Self::Int64(value) => Values::Int64(from_ref(value)),
            Self::Timestamp(value) => Values::Timestamp(from_ref(value)),
            Self::Float32(value) => Values::Float32(from_ref(value)),
            Self::Float64(value) => Values::Float64(from_ref(value)),
            Self::Text(text, lengths) => Values::Text { bytes: text.as_bytes(), lengths },
            Self::Vector(dimension, values) => Values::Vector { dimension: *dimension, values },
        }
    }
}

/// `number` as a type that may not hold it.
fn exactly<T: Copy + Into<f64>>(number: f64, convert: impl Fn(f64) -> T, ty: ColumnType) -> Outcome<T> {
    let converted = convert(number);
    if converted.into() == number { Ok(converted) } else { Err(mismatch(ty, "a number that it cannot hold")) }
}

/// `define(handle, side, name, type)`: the index of the column, new or found.
pub fn define<'s>(call: &mut Call<'_, 's>, [handle, side, name, ty]: [Value<'s>; 4]) -> Outcome<Value<'s>> {
    let env = call.env;
    let (side, name, ty) = (to_side(env, side)?, env.to_text(name)?, to_column_type(env, ty)?);
    let position = call.change(handle, |graph| Ok(graph.define(side, &name, ty)?))?;
    env.number(position as f64)
}

/// `drop(handle, side, name)`: takes a column out.
pub fn drop_column<'s>(call: &mut Call<'_, 's>, [handle, side, name]: [Value<'s>; 3]) -> Outcome<Value<'s>> {
    let env = call.env;
    let (side, name) = (to_side(env, side)?, env.to_text(name)?);
    call.change(handle, |graph| Ok(graph.drop_column(side, &name)?))?;
    env.undefined()
}

/// `setValues(handle, side, name, type, ids, values, lengths, validity)`: one value for each id; copies.
pub fn set_values<'s>(
    call: &mut Call<'_, 's>,
    [handle, side, name, ty, ids, values, lengths, validity]: [Value<'s>; 8],
) -> Outcome<Value<'s>> {
    let env = call.env;
    let (side, name, ty) = (to_side(env, side)?, env.to_text(name)?, to_column_type(env, ty)?);
    let ids = to_ids(env, ids)?;
    let rows = Rows::new(env, ty, values, lengths, validity)?;
    call.change(handle, |graph| Ok(graph.set_values(side, &ids, &rows.input(&name))?))?;
    env.undefined()
}

/// `setColumn(handle, side, name, type, values, lengths, validity, count)`: `count` values by id; copies.
pub fn set_column<'s>(
    call: &mut Call<'_, 's>,
    [handle, side, name, ty, values, lengths, validity, count]: [Value<'s>; 8],
) -> Outcome<Value<'s>> {
    let env = call.env;
    let (side, name, ty) = (to_side(env, side)?, env.to_text(name)?, to_column_type(env, ty)?);
    let count = to_u32(env, count, "count")?;
    let rows = Rows::new(env, ty, values, lengths, validity)?;
    call.change(handle, |graph| {
        let input = rows.input(&name);
        input.check(count as usize)?;
        Ok(graph.set_column(side, &input)?)
    })?;
    env.undefined()
}

/// `nullCount(handle, side, column)`: live ids without a value.
pub fn null_count<'s>(call: &mut Call<'_, 's>, [handle, side, column]: [Value<'s>; 3]) -> Outcome<Value<'s>> {
    let env = call.env;
    let (side, position) = (to_side(env, side)?, to_index(env, column)?);
    let object = &*call.object(handle)?;
    let column = object.column(side, position)?;
    let count = match object {
        Object::Graph(live) => live.graph.null_count(side, column),
        Object::Snapshot(live) => live.snapshot().null_count(side, column),
    };
    env.number(count as f64)
}

/// A key on its way in.
enum OwnedKey {
    Text(String),
    Int64(i64),
}

impl OwnedKey {
    fn new<'s>(env: Env<'s>, value: Value<'s>) -> Outcome<Self> {
        match env.type_of(value)? {
            Type::BigInt => match env.to_bigint(value)? {
                (number, true) => Ok(Self::Int64(number)),
                _ => Err(mismatch("int64 keys", "a bigint of more than 64 bits")),
            },
            _ => Ok(Self::Text(env.to_text(value)?)),
        }
    }

    fn key(&self) -> Key<'_> {
        match self {
            Self::Text(text) => Key::Text(text),
            Self::Int64(number) => Key::Int64(*number),
        }
    }
}

/// `nodeByKey(handle, key)`: the id of the node; `KEY_NOT_FOUND` without one.
pub fn node_by_key<'s>(call: &mut Call<'_, 's>, [handle, key]: [Value<'s>; 2]) -> Outcome<Value<'s>> {
    let env = call.env;
    let key = OwnedKey::new(env, key)?;
    let id =
        call.with_object(handle, |object| Ok(on_either!(object, either => either.node_by_key(key.key())?)))?;
    env.unsigned(id)
}

/// `hasKey(handle, key)`.
pub fn has_key<'s>(call: &mut Call<'_, 's>, [handle, key]: [Value<'s>; 2]) -> Outcome<Value<'s>> {
    let env = call.env;
    let key = OwnedKey::new(env, key)?;
    let has =
        call.with_object(handle, |object| Ok(on_either!(object, either => either.has_key(key.key())?)))?;
    env.boolean(has)
}

/// `keyOf(handle, id)`: the key of a node.
pub fn key_of<'s>(call: &mut Call<'_, 's>, [handle, id]: [Value<'s>; 2]) -> Outcome<Value<'s>> {
    let env = call.env;
    let id = to_node(env, id)?;
    on_either!(call.object(handle)?, either => match either.key_of(id)? {
        Key::Text(text) => env.string(text),
        Key::Int64(number) => env.bigint(number),
    })
}
