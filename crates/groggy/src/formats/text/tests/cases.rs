//! Every text of `conformance/reading.json` becomes the graph that it says, or the error.

use serde_json::Value;

use super::*;
use crate::column::ColumnType;

fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.bytes().filter(|&byte| byte != b'=') {
        bits = bits << 6 | DIGITS.iter().position(|&digit| digit == byte).unwrap() as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}

fn read_as_type(name: &str) -> Option<ReadAs> {
    Some(match name {
        "auto" => return None,
        "timestamp[s]" => ReadAs::Epoch(Epoch::Seconds),
        "timestamp[ms]" => ReadAs::Epoch(Epoch::Milliseconds),
        "timestamp[us]" => ReadAs::Epoch(Epoch::Microseconds),
        "timestamp[ns]" => ReadAs::Epoch(Epoch::Nanoseconds),
        "timestamp" => ColumnType::Timestamp.into(),
        "utf8" => ColumnType::Utf8.into(),
        "int32" => ColumnType::Int32.into(),
        other => panic!("{other}"),
    })
}

fn options(case: &Value) -> TextOptions {
    let mut options = TextOptions::default();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    for (name, value) in case["options"].as_object().into_iter().flatten() {
        match name.as_str() {
            "ids" => options.labels = LabelMode::Index,
            "comment" => options.comments = Some(text(value).into_bytes()),
            "header" => options.header = value.as_bool(),
            "source" => options.source = Some(ColumnRef::Name(text(value))),
            "target" => options.target = Some(ColumnRef::Name(text(value))),
            "columns" => {
                let choices = match value {
                    Value::Array(names) => names.iter().map(|name| text(name).as_str().into()).collect(),
                    _ => {
                        let typed = |(name, ty): (&String, &Value)| ColumnChoice {
                            column: name.as_str().into(),
                            ty: read_as_type(ty.as_str().unwrap()),
                        };
                        value.as_object().unwrap().iter().map(typed).collect()
                    }
                };
                options.columns = Some(choices);
            }
            other => panic!("{other}"),
        }
    }
    options
}

/// A value of an edge as [`values`] shows it.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) if text == "NaN" => text.clone(),
        Value::String(text) => format!("'{text}'"),
        other => other.to_string(),
    }
}

fn check(case: &Value, read: Result<Table>) -> std::result::Result<(), String> {
    let error = &case["error"];
    if !error.is_null() {
        let found = match read {
            Ok(table) => return Err(format!("was read: {:?} {:?}", edges(&table), table.columns)),
            Err(found) => found,
        };
        let (code, line, _) = place(&found);
        let fits = code == error["code"].as_str().unwrap_or("PARSE")
            && (error["line"].is_null() || line == error["line"].as_u64())
            && error["message"].as_str().is_none_or(|words| found.message().contains(words));
        return if fits { Ok(()) } else { Err(found.to_string()) };
    }
    let table = read.map_err(|error| error.to_string())?;
    let expected = case["edges"].as_array().unwrap();
    let columns: Vec<&str> = match case["columns"].as_array() {
        Some(names) => names.iter().filter_map(Value::as_str).collect(),
        None => table.columns.iter().map(|column| column.name.as_str()).collect(),
    };
    let missing = columns.iter().find(|name| !table.columns.iter().any(|column| column.name == **name));
    if missing.is_some() || columns.len() != table.columns.len() {
        return Err(format!("columns {:?}", types(&table)));
    }
    let columns: Vec<Vec<String>> = columns.iter().map(|name| values(&table, name)).collect();
    let found: Vec<Vec<String>> = edges(&table)
        .into_iter()
        .enumerate()
        .map(|(row, (source, target))| {
            [source, target].into_iter().chain(columns.iter().map(|column| column[row].clone())).collect()
        })
        .collect();
    let expected: Vec<Vec<String>> = expected
        .iter()
        .map(|edge| {
            let edge = edge.as_array().unwrap();
            let ends = edge[..2].iter().map(|end| end.as_str().unwrap().to_owned());
            ends.chain(edge[2..].iter().map(shown)).collect()
        })
        .collect();
    if found != expected {
        return Err(format!("{found:?}"));
    }
    if Some(table.node_bound() as u64) != case["nodes"].as_u64() {
        return Err(format!("{} nodes", table.node_bound()));
    }
    let labels = match &table.labels {
        Labels::Index { .. } => "ids",
        Labels::Int64(_) => "int64",
        Labels::Text(_) => "utf8",
    };
    if case["labels"].as_str().is_some_and(|expected| expected != labels) {
        return Err(format!("labels are {labels}"));
    }
    for (name, ty) in case["types"].as_object().into_iter().flatten() {
        let found = types(&table).into_iter().find(|(column, _)| column == name);
        if found.as_ref().map(|(_, ty)| ty.as_str()) != ty.as_str() {
            return Err(format!("types {:?}", types(&table)));
        }
    }
    Ok(())
}

#[test]
fn every_text_becomes_the_graph_that_it_says() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/reading.json");
    let data: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let cases = data["cases"].as_array().unwrap();
    let mut wrong = Vec::new();
    for case in cases {
        let bytes = match &case["text"] {
            Value::String(text) => text.clone().into_bytes(),
            _ => base64(case["base64"].as_str().unwrap()),
        };
        let read = read_as(case["file"].as_str().unwrap(), &bytes, &options(case));
        if let Err(found) = check(case, read) {
            wrong.push(format!("{} ({}): {found}", case["name"], case["file"]));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert!(cases.len() >= 100, "only {} cases", cases.len());
}
