//! Values of every column type, as they cross and as they are compared.

use groggy::column::{ColumnInput, ColumnType, Value, Values};

/// A value to write: which column (one per type) and a seed; some are missing.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    pub column: usize,
    pub seed: u64,
}

pub const COLUMNS: [(&str, ColumnType); 9] = [
    ("flag", ColumnType::Bool),
    ("i32", ColumnType::Int32),
    ("u32", ColumnType::Uint32),
    ("i64", ColumnType::Int64),
    ("f32", ColumnType::Float32),
    ("f64", ColumnType::Float64),
    ("text", ColumnType::Utf8),
    ("when", ColumnType::Timestamp),
    ("vector", ColumnType::Vector(3)),
];

/// An owned value of any type.
#[derive(Debug, Clone, PartialEq)]
pub enum Owned {
    Bool(bool),
    Int32(i32),
    Uint32(u32),
    Int64(i64),
    Float32(u32),
    Float64(u64),
    Text(String),
    Timestamp(i64),
    Vector(Vec<u32>),
}

impl From<Value<'_>> for Owned {
    fn from(value: Value<'_>) -> Self {
        match value {
            Value::Bool(value) => Self::Bool(value),
            Value::Int32(value) => Self::Int32(value),
            Value::Uint32(value) => Self::Uint32(value),
            Value::Int64(value) => Self::Int64(value),
            Value::Float32(value) => Self::Float32(value.to_bits()),
            Value::Float64(value) => Self::Float64(value.to_bits()),
            Value::Text(value) => Self::Text(value.to_owned()),
            Value::Timestamp(value) => Self::Timestamp(value),
            Value::Vector(value) => Self::Vector(value.iter().map(|v| v.to_bits()).collect()),
        }
    }
}

/// Rows of one column, as they cross.
pub struct Rows {
    bytes: Vec<u8>,
    lengths: Vec<u32>,
    i32s: Vec<i32>,
    u32s: Vec<u32>,
    i64s: Vec<i64>,
    f32s: Vec<f32>,
    f64s: Vec<f64>,
    validity: Vec<u8>,
    ty: ColumnType,
    pub owned: Vec<Option<Owned>>,
}

impl Rows {
    pub fn new(cell: Cell, count: usize) -> Self {
        let (_, ty) = COLUMNS[cell.column];
        let mut rows = Self {
            bytes: vec![],
            lengths: vec![],
            i32s: vec![],
            u32s: vec![],
            i64s: vec![],
            f32s: vec![],
            f64s: vec![],
            validity: vec![0; count.div_ceil(8)],
            ty,
            owned: vec![],
        };
        let mut state = cell.seed | 1;
        for row in 0..count {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let bits = state ^ state >> 29;
            let present = !bits.is_multiple_of(5);
            rows.validity[row / 8] |= u8::from(present) << (row % 8);
            let text =
                ["", "a", "Ärger", "日本", "🦀 crab", "long text that is long"][(bits >> 8) as usize % 6];
            let value = match ty {
                ColumnType::Bool => {
                    rows.bytes.push((bits & 256 != 0).into());
                    Owned::Bool(bits & 256 != 0)
                }
                ColumnType::Int32 => {
                    rows.i32s.push(bits as i32);
                    Owned::Int32(bits as i32)
                }
                ColumnType::Uint32 => {
                    rows.u32s.push(bits as u32);
                    Owned::Uint32(bits as u32)
                }
                ColumnType::Int64 => {
                    rows.i64s.push(bits as i64);
                    Owned::Int64(bits as i64)
                }
                ColumnType::Timestamp => {
                    rows.i64s.push(bits as i64);
                    Owned::Timestamp(bits as i64)
                }
                ColumnType::Float32 => {
                    rows.f32s.push(f32::from_bits(bits as u32));
                    Owned::Float32(bits as u32)
                }
                ColumnType::Float64 => {
                    rows.f64s.push(f64::from_bits(bits));
                    Owned::Float64(bits)
                }
                ColumnType::Utf8 => {
                    rows.bytes.extend(text.as_bytes());
                    rows.lengths.push(text.len() as u32);
                    Owned::Text(text.to_owned())
                }
                ColumnType::Vector(_) => {
                    let parts = [bits as u32, (bits >> 16) as u32, (bits >> 32) as u32];
                    rows.f32s.extend(parts.map(f32::from_bits));
                    Owned::Vector(parts.to_vec())
                }
            };
            rows.owned.push(present.then_some(value));
        }
        rows
    }

    pub fn input(&self, cell: Cell) -> ColumnInput<'_> {
        let values = match self.ty {
            ColumnType::Bool => Values::Bool(&self.bytes),
            ColumnType::Int32 => Values::Int32(&self.i32s),
            ColumnType::Uint32 => Values::Uint32(&self.u32s),
            ColumnType::Int64 => Values::Int64(&self.i64s),
            ColumnType::Timestamp => Values::Timestamp(&self.i64s),
            ColumnType::Float32 => Values::Float32(&self.f32s),
            ColumnType::Float64 => Values::Float64(&self.f64s),
            ColumnType::Utf8 => Values::Text { bytes: &self.bytes, lengths: &self.lengths },
            ColumnType::Vector(dimension) => Values::Vector { dimension, values: &self.f32s },
        };
        ColumnInput { name: COLUMNS[cell.column].0, values, validity: Some(&self.validity) }
    }
}
