//! Prints what every algorithm declares, as JSON: what the generators of all faces read.
//!
//! `cargo run -p groggy --example declarations`

use std::io::Write;

use groggy::algorithms::ALGORITHMS;
use groggy::algorithms::declaration::{Algorithm, Field, Part, Shape};
use serde_json::{Value, json};

fn main() -> std::io::Result<()> {
    let all: Vec<Value> = ALGORITHMS.iter().map(algorithm).collect();
    let marked = json!({ "generated": "by `npm run generate`; do not edit", "algorithms": all });
    writeln!(std::io::stdout(), "{marked:#}")
}

fn algorithm(algorithm: &Algorithm) -> Value {
    json!({
        "name": algorithm.name,
        "family": algorithm.module.rsplit("::").nth(1),
        "doc": text(algorithm.doc),
        "arguments": fields(algorithm.arguments),
        "optionsName": algorithm.options_name,
        "options": fields(algorithm.options),
        "result": result(&algorithm.result),
        "requires": format!("{:?}", algorithm.requires),
    })
}

/// A doc comment without the space that begins each of its lines.
fn text(doc: &str) -> String {
    let lines: Vec<&str> =
        doc.trim_end().lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    lines.join("\n")
}

fn fields(fields: &[Field]) -> Vec<Value> {
    let one = |field: &Field| {
        json!({
            "name": field.name,
            "doc": text(field.doc),
            "kind": format!("{:?}", field.kind),
            "range": field.range.map(|range| range.to_string()),
            "default": field.default,
            "example": field.example,
        })
    };
    fields.iter().map(one).collect()
}

fn result(shape: &Shape) -> Value {
    match shape {
        Shape::Nothing => json!({ "nothing": true }),
        Shape::Bare(whole) => json!({ "bare": part(whole) }),
        Shape::Optional(shape) => {
            let mut value = result(shape);
            value["optional"] = json!(true);
            value
        }
        Shape::Struct { name, doc, parts, assigned } => json!({
            "name": name,
            "doc": text(doc),
            "parts": parts.iter().map(part).collect::<Vec<_>>(),
            "assigned": assigned,
        }),
    }
}

fn part(part: &Part) -> Value {
    json!({
        "name": part.name,
        "doc": text(part.doc),
        "kind": format!("{:?}", part.kind),
        "element": format!("{:?}", part.element),
    })
}
