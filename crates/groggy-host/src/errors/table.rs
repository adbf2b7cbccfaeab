//! The rows: one `static` for each cause, in the order of the public documentation.

use super::ErrorKind;

macro_rules! error_kinds {
    ($($name:ident {
        $typescript:literal, $python:literal, retryable: $retryable:literal,
        details: $details:expr, one_of: $one_of:expr, optional: $optional:expr,
        $description:literal, $remedy:literal $(,)?
    })*) => {
        /// The kinds, by the name of their code.
        pub mod kinds {
            use super::ErrorKind;
            $(
                #[doc = $description]
                pub static $name: ErrorKind = ErrorKind {
                    code: stringify!($name),
                    typescript: $typescript,
                    python: $python,
                    description: $description,
                    remedy: $remedy,
                    retryable: $retryable,
                    details: &$details,
                    one_of: &$one_of,
                    optional: &$optional,
                };
            )*
            /// The caller cancelled. Not in the public table: a host answers with its own reason.
            pub static CANCELLED: ErrorKind = ErrorKind {
                code: "CANCELLED",
                typescript: "AbortError",
                python: "CancelledError",
                description: "The caller cancelled.",
                remedy: "None is needed: the call ends with the reason that the caller gave.",
                retryable: false,
                details: &[],
                one_of: &[],
                optional: &[],
            };
        }

        /// Every kind that a host has a class for.
        #[must_use]
        pub fn table() -> &'static [&'static ErrorKind] {
            static TABLE: &[&ErrorKind] = &[$(&kinds::$name),*];
            TABLE
        }
    };
}

error_kinds! {
    NODE_NOT_FOUND {
        "NodeNotFoundError", "KeyError", retryable: false,
        details: ["node", "nodeBound"], one_of: [], optional: ["row", "argument"],
        "A number that is not the id of a live node.",
        "Use an id that addNode or addNodes returned and that was not removed.",
    }
    EDGE_NOT_FOUND {
        "EdgeNotFoundError", "KeyError", retryable: false,
        details: ["edge", "edgeBound"], one_of: [], optional: ["row"],
        "A number that is not the id of a live edge.",
        "Use an id that addEdge or addEdges returned and that was not removed.",
    }
    ATTRIBUTE_NOT_FOUND {
        "AttributeNotFoundError", "KeyError", retryable: false,
        details: ["attribute"], one_of: [], optional: ["side", "known", "path"],
        "A column that does not exist.",
        "Name a column of the schema, or define it first.",
    }
    KEY_NOT_FOUND {
        "KeyNotFoundError", "KeyError", retryable: false,
        details: ["key"], one_of: [], optional: ["row", "argument"],
        "A key that no live node has.",
        "Ask with hasKey first, or add the node.",
    }
    TYPE_MISMATCH {
        "TypeMismatchError", "TypeError", retryable: false,
        details: ["expected", "found"], one_of: ["attribute", "argument"], optional: ["row"],
        "A value, or a column of values, of another type than the one it is meant for.",
        "Pass a value of the named type; nothing is cast or rounded silently.",
    }
    INVALID_ARGUMENT {
        "InvalidArgumentError", "ValueError", retryable: false,
        details: [], one_of: ["attribute", "argument"], optional: ["value", "expected", "row", "node", "edge", "path", "cycle"],
        "A value of the right type that the operation cannot accept.",
        "Correct the argument that the message names.",
    }
    DUPLICATE_KEY {
        "DuplicateKeyError", "ValueError", retryable: false,
        details: ["key"], one_of: [], optional: ["node", "row"],
        "A key that another live node already has.",
        "Give each node its own key, or look the node up with nodeByKey.",
    }
    DUPLICATE_EDGE {
        "DuplicateEdgeError", "ValueError", retryable: false,
        details: ["source", "target"], one_of: [], optional: ["row", "edge"],
        "An edge that the graph's options forbid: a parallel edge or a self-loop.",
        "Pass { onDuplicate: 'skip' }, or make the graph with multi or selfLoops.",
    }
    CLOSED {
        "ClosedError", "ValueError", retryable: false,
        details: ["object"], one_of: [], optional: [],
        "The object was closed, or the environment it lived in has ended.",
        "Use the object before close(), or make another one.",
    }
    BUSY {
        "BusyError", "RuntimeError", retryable: true,
        details: ["holder"], one_of: [], optional: [],
        "A change from within a callback of a running operation on the same object.",
        "Collect the changes and make them after the operation has returned.",
    }
    DISABLED {
        "DisabledError", "RuntimeError", retryable: false,
        details: ["variable"], one_of: [], optional: [],
        "The operation was disabled by an environment variable.",
        "Take its name out of GROGGY_DISABLE and start again.",
    }
    LIMIT_EXCEEDED {
        "LimitExceededError", "OverflowError", retryable: false,
        details: ["what", "limit"], one_of: [], optional: ["requested", "path", "line", "column"],
        "More nodes, edges, bytes, handles or waiting tasks than can be held.",
        "Split the work into smaller parts, or wait for running work to finish.",
    }
    OUT_OF_MEMORY {
        "OutOfMemoryError", "MemoryError", retryable: true,
        details: ["what", "bytes"], one_of: [], optional: [],
        "The allocator refused.",
        "Free memory, or do the work in smaller parts.",
    }
    PARSE {
        "ParseError", "ValueError", retryable: false,
        details: ["path"], one_of: [], optional: ["line", "column", "found", "expected"],
        "A file whose text is not what its format says.",
        "Correct the file at the named line and column, or name the right format.",
    }
    IO {
        "IoError", "OSError", retryable: true,
        details: ["path"], one_of: [], optional: ["systemCode"],
        "The operating system refused.",
        "Check that the path exists and may be read or written, and that the disk has room.",
    }
    INTERNAL {
        "InternalError", "RuntimeError", retryable: false,
        details: [], one_of: [], optional: ["panic", "status", "node", "nativeCode", "platform", "arch", "tried"],
        "A caught panic, or an invariant found broken; the object it hit refuses further work.",
        "Report the bug; go on from an earlier snapshot.",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::{Value, json};

    use super::*;

    /// The table in code and the table in `conformance/errors.json` are the same, both ways.
    #[test]
    fn the_conformance_table_is_this_table() {
        let text = include_str!("../../../../conformance/errors.json");
        let data: Value = serde_json::from_str(text).unwrap();
        let written: BTreeMap<String, Value> = data["kinds"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                let mut row = row.clone();
                assert!(row["examples"].as_array().is_some_and(|examples| !examples.is_empty()), "{row}");
                row.as_object_mut().unwrap().remove("examples");
                (row["code"].as_str().unwrap().to_owned(), row)
            })
            .collect();
        let coded: BTreeMap<String, Value> = table()
            .iter()
            .map(|kind| {
                let row = json!({
                    "code": kind.code, "typescript": kind.typescript, "python": kind.python,
                    "description": kind.description, "remedy": kind.remedy,
                    "retryable": kind.retryable, "details": kind.details,
                    "oneOf": kind.one_of, "optional": kind.optional,
                });
                (kind.code.to_owned(), row)
            })
            .collect();
        assert_eq!(written, coded);
        assert_eq!(data["kinds"].as_array().unwrap().len(), table().len(), "a code is listed twice");
    }

    #[test]
    fn every_field_is_explained() {
        let text = include_str!("../../../../conformance/errors.json");
        let data: Value = serde_json::from_str(text).unwrap();
        let explained: BTreeSet<&str> =
            data["fields"].as_object().unwrap().keys().map(String::as_str).collect();
        let used: BTreeSet<&str> = table().iter().flat_map(|kind| kind.fields()).collect();
        assert_eq!(explained, used);
    }

    #[test]
    fn classes_follow_from_codes() {
        for kind in table() {
            let class: String = kind
                .code
                .split('_')
                .map(|word| format!("{}{}", &word[..1], word[1..].to_lowercase()))
                .collect();
            assert_eq!(kind.typescript, format!("{class}Error"));
        }
    }
}
