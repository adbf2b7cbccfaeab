// Written by `npm run generate` from conformance/errors.json: change that.
//! The table of error kinds.

/// The kinds, by the name of their code.
pub mod kinds {
    use crate::errors::ErrorKind;

    /// A number that is not the id of a live node.
    pub static NODE_NOT_FOUND: ErrorKind = ErrorKind {
        code: "NODE_NOT_FOUND",
        typescript: "NodeNotFoundError",
        python: "KeyError",
        description: "A number that is not the id of a live node.",
        remedy: "Use an id that addNode or addNodes returned and that was not removed.",
        retryable: false,
        details: &["node", "nodeBound"],
        one_of: &[],
        optional: &["row", "argument"],
    };
    /// A number that is not the id of a live edge.
    pub static EDGE_NOT_FOUND: ErrorKind = ErrorKind {
        code: "EDGE_NOT_FOUND",
        typescript: "EdgeNotFoundError",
        python: "KeyError",
        description: "A number that is not the id of a live edge.",
        remedy: "Use an id that addEdge or addEdges returned and that was not removed.",
        retryable: false,
        details: &["edge", "edgeBound"],
        one_of: &[],
        optional: &["row"],
    };
    /// A column that does not exist.
    pub static ATTRIBUTE_NOT_FOUND: ErrorKind = ErrorKind {
        code: "ATTRIBUTE_NOT_FOUND",
        typescript: "AttributeNotFoundError",
        python: "KeyError",
        description: "A column that does not exist.",
        remedy: "Name a column of the schema, or define it first.",
        retryable: false,
        details: &["attribute"],
        one_of: &[],
        optional: &["side", "known", "path"],
    };
    /// A key that no live node has.
    pub static KEY_NOT_FOUND: ErrorKind = ErrorKind {
        code: "KEY_NOT_FOUND",
        typescript: "KeyNotFoundError",
        python: "KeyError",
        description: "A key that no live node has.",
        remedy: "Ask with hasKey first, or add the node.",
        retryable: false,
        details: &["key"],
        one_of: &[],
        optional: &["row", "argument"],
    };
    /// A value, or a column of values, of another type than the one it is meant for.
    pub static TYPE_MISMATCH: ErrorKind = ErrorKind {
        code: "TYPE_MISMATCH",
        typescript: "TypeMismatchError",
        python: "TypeError",
        description: "A value, or a column of values, of another type than the one it is meant for.",
        remedy: "Pass a value of the named type; nothing is cast or rounded silently.",
        retryable: false,
        details: &["expected", "found"],
        one_of: &["attribute", "argument"],
        optional: &["row"],
    };
    /// A value of the right type that the operation cannot accept.
    pub static INVALID_ARGUMENT: ErrorKind = ErrorKind {
        code: "INVALID_ARGUMENT",
        typescript: "InvalidArgumentError",
        python: "ValueError",
        description: "A value of the right type that the operation cannot accept.",
        remedy: "Correct the argument that the message names.",
        retryable: false,
        details: &[],
        one_of: &["attribute", "argument"],
        optional: &["value", "expected", "row", "node", "edge", "path", "cycle"],
    };
    /// A key that another live node already has.
    pub static DUPLICATE_KEY: ErrorKind = ErrorKind {
        code: "DUPLICATE_KEY",
        typescript: "DuplicateKeyError",
        python: "ValueError",
        description: "A key that another live node already has.",
        remedy: "Give each node its own key, or look the node up with nodeByKey.",
        retryable: false,
        details: &["key"],
        one_of: &[],
        optional: &["node", "row"],
    };
    /// An edge that the graph's options forbid: a parallel edge or a self-loop.
    pub static DUPLICATE_EDGE: ErrorKind = ErrorKind {
        code: "DUPLICATE_EDGE",
        typescript: "DuplicateEdgeError",
        python: "ValueError",
        description: "An edge that the graph's options forbid: a parallel edge or a self-loop.",
        remedy: "Pass { onDuplicate: 'skip' }, or make the graph with multi or selfLoops.",
        retryable: false,
        details: &["source", "target"],
        one_of: &[],
        optional: &["row", "edge"],
    };
    /// The object was closed, or the environment it lived in has ended.
    pub static CLOSED: ErrorKind = ErrorKind {
        code: "CLOSED",
        typescript: "ClosedError",
        python: "ValueError",
        description: "The object was closed, or the environment it lived in has ended.",
        remedy: "Use the object before close(), or make another one.",
        retryable: false,
        details: &["object"],
        one_of: &[],
        optional: &[],
    };
    /// A change from within a callback of a running operation on the same object.
    pub static BUSY: ErrorKind = ErrorKind {
        code: "BUSY",
        typescript: "BusyError",
        python: "RuntimeError",
        description: "A change from within a callback of a running operation on the same object.",
        remedy: "Collect the changes and make them after the operation has returned.",
        retryable: true,
        details: &["holder"],
        one_of: &[],
        optional: &[],
    };
    /// The operation was disabled by an environment variable.
    pub static DISABLED: ErrorKind = ErrorKind {
        code: "DISABLED",
        typescript: "DisabledError",
        python: "RuntimeError",
        description: "The operation was disabled by an environment variable.",
        remedy: "Take its name out of GROGGY_DISABLE and start again.",
        retryable: false,
        details: &["variable"],
        one_of: &[],
        optional: &[],
    };
    /// More nodes, edges, bytes, handles or waiting tasks than can be held.
    pub static LIMIT_EXCEEDED: ErrorKind = ErrorKind {
        code: "LIMIT_EXCEEDED",
        typescript: "LimitExceededError",
        python: "OverflowError",
        description: "More nodes, edges, bytes, handles or waiting tasks than can be held.",
        remedy: "Split the work into smaller parts, or wait for running work to finish.",
        retryable: false,
        details: &["what", "limit"],
        one_of: &[],
        optional: &["requested", "path", "line", "column"],
    };
    /// The allocator refused.
    pub static OUT_OF_MEMORY: ErrorKind = ErrorKind {
        code: "OUT_OF_MEMORY",
        typescript: "OutOfMemoryError",
        python: "MemoryError",
        description: "The allocator refused.",
        remedy: "Free memory, or do the work in smaller parts.",
        retryable: true,
        details: &["what", "bytes"],
        one_of: &[],
        optional: &[],
    };
    /// A file whose text is not what its format says.
    pub static PARSE: ErrorKind = ErrorKind {
        code: "PARSE",
        typescript: "ParseError",
        python: "ValueError",
        description: "A file whose text is not what its format says.",
        remedy: "Correct the file at the named line and column, or name the right format.",
        retryable: false,
        details: &["path"],
        one_of: &[],
        optional: &["line", "column", "found", "expected"],
    };
    /// The operating system refused.
    pub static IO: ErrorKind = ErrorKind {
        code: "IO",
        typescript: "IoError",
        python: "OSError",
        description: "The operating system refused.",
        remedy: "Check that the path exists and may be read or written, and that the disk has room.",
        retryable: true,
        details: &["path"],
        one_of: &[],
        optional: &["systemCode"],
    };
    /// A caught panic, or an invariant found broken; the object it hit refuses further work.
    pub static INTERNAL: ErrorKind = ErrorKind {
        code: "INTERNAL",
        typescript: "InternalError",
        python: "RuntimeError",
        description: "A caught panic, or an invariant found broken; the object it hit refuses further work.",
        remedy: "Report the bug; go on from an earlier snapshot.",
        retryable: false,
        details: &[],
        one_of: &[],
        optional: &["panic", "status", "node", "nativeCode", "platform", "arch", "tried"],
    };
    /// The caller cancelled.
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

use super::ErrorKind;

/// Every kind that a host has a class for; a cancelled call ends with the caller's own reason.
#[must_use]
pub fn table() -> &'static [&'static ErrorKind] {
    static TABLE: &[&ErrorKind] = &[
        &kinds::NODE_NOT_FOUND,
        &kinds::EDGE_NOT_FOUND,
        &kinds::ATTRIBUTE_NOT_FOUND,
        &kinds::KEY_NOT_FOUND,
        &kinds::TYPE_MISMATCH,
        &kinds::INVALID_ARGUMENT,
        &kinds::DUPLICATE_KEY,
        &kinds::DUPLICATE_EDGE,
        &kinds::CLOSED,
        &kinds::BUSY,
        &kinds::DISABLED,
        &kinds::LIMIT_EXCEEDED,
        &kinds::OUT_OF_MEMORY,
        &kinds::PARSE,
        &kinds::IO,
        &kinds::INTERNAL,
    ];
    TABLE
}
