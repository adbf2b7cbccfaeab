//! `Graph.read`: edges of a text file become a graph, on the pool.

use std::path::PathBuf;

use groggy::column::ColumnType;
use groggy::execution::Execution;
use groggy::formats::text::{ColumnRef, KeyMode, TextFormat, TextOptions};
use groggy::{Graph, GraphOptions, KeySpec};
use groggy_host::errors::HostError;

use crate::convert::to_u32;
use crate::graph::to_options;
use crate::napi::{Array, Env, Outcome, Type, Value};

/// What to read, and how.
pub struct ReadRequest {
    path: PathBuf,
    text: TextOptions,
    graph: GraphOptions,
}

impl ReadRequest {
    /// From `[path, format, flags, source, target, key]`.
    pub fn new<'s>(env: Env<'s>, arguments: &Array<'s>) -> Outcome<Self> {
        let argument = |index| arguments.get(index);
        let maybe_text = |value| -> Outcome<Option<String>> {
            if env.is_missing(value)? { Ok(None) } else { env.to_text(value).map(Some) }
        };
        let key = maybe_text(argument(5))?;
        let text = TextOptions {
            format: maybe_text(argument(1))?.map(|name| to_format(&name)).transpose()?,
            source: to_column_ref(env, argument(3))?,
            target: to_column_ref(env, argument(4))?,
            keyed: if key.is_some() { KeyMode::Text } else { KeyMode::Auto },
            ..TextOptions::default()
        };
        let key = key.map(|name| KeySpec { name, ty: ColumnType::Utf8 });
        let graph = to_options(to_u32(env, argument(2), "flags")?, key);
        Ok(Self { path: PathBuf::from(env.to_text(argument(0))?), text, graph })
    }

    /// Reads the file and makes the graph.
    pub fn perform(&self, execution: &Execution<'_>) -> groggy::Result<Graph> {
        let table = groggy::formats::text::read_path(&self.path, &self.text, execution)?;
        Graph::from_edge_table(&table, &self.graph, execution)
    }
}

fn to_format(name: &str) -> Outcome<TextFormat> {
    Ok(match name {
        "csv" => TextFormat::Csv,
        "edgelist" => TextFormat::EdgeList,
        "snap" => TextFormat::Snap,
        _ => {
            return Err(HostError::invalid_argument(format!(
                "{name:?} is no format: pass 'csv', 'edgelist' or 'snap', or leave it out"
            ))
            .with("argument", "format")
            .with("value", name)
            .into());
        }
    })
}

fn to_column_ref<'s>(env: Env<'s>, value: Value<'s>) -> Outcome<Option<ColumnRef>> {
    Ok(match env.type_of(value)? {
        Type::Missing => None,
        Type::Number => Some(ColumnRef::Index(to_u32(env, value, "column")? as usize)),
        _ => Some(ColumnRef::Name(env.to_text(value)?)),
    })
}
