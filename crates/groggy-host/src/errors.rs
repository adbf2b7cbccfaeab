//! The table of error kinds, and the one error that crosses to a host.
//!
//! A kind is a row of data: its code, its class in each language, what it means and what to do. The
//! rows come from `conformance/errors.json`, which the tests of every language read. The table
//! is open: an addon with causes of its own makes an [`ErrorKind`] in a `static` and uses it the same way.

use std::fmt;

use serde_json::{Map, Value};

mod table;

pub use table::{kinds, table};

/// The most causes that are kept of one chain, so that a source which refers to itself ends.
const MAX_CAUSES: usize = 32;

/// One cause of failure, the same in every language.
#[derive(Debug, PartialEq, Eq)]
pub struct ErrorKind {
    /// The stable code, such as `NODE_NOT_FOUND`.
    pub code: &'static str,
    /// The class that TypeScript throws.
    pub typescript: &'static str,
    /// The built-in exception that the Python class also is.
    pub python: &'static str,
    /// What happened, in a sentence.
    pub description: &'static str,
    /// What the caller can do about it.
    pub remedy: &'static str,
    /// Whether the same call can succeed later without being changed.
    pub retryable: bool,
    /// The names of the structured details that such an error always has.
    pub details: &'static [&'static str],
    /// Names of which it has exactly one.
    pub one_of: &'static [&'static str],
    /// Names that it has where they make sense.
    pub optional: &'static [&'static str],
}

impl ErrorKind {
    /// Every name that the details of such an error may have.
    pub fn fields(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.details.iter().chain(self.one_of).chain(self.optional).copied()
    }
}

/// An error on its way to a host: everything the host's own exception shows, in plain data.
///
/// Allocates only when made; `Result<T, HostError>` costs nothing on success.
#[derive(Debug, Clone)]
pub struct HostError {
    /// The row of the table.
    pub kind: &'static ErrorKind,
    /// The operation that failed; empty until an entry point or a task names itself.
    pub operation: &'static str,
    /// The sentence for a person: `expected X, got Y; remedy`, without the operation.
    pub message: String,
    /// The structured details, by name.
    pub details: Map<String, Value>,
    /// The messages of the errors this one came from, nearest first.
    pub causes: Vec<String>,
}

/// `Result` with [`HostError`].
pub type Result<T, E = HostError> = std::result::Result<T, E>;

impl HostError {
    /// An error with a message of its own: for what the system refused, and for bugs.
    ///
    /// For a value that a caller can correct, use [`expected`](Self::expected).
    #[must_use]
    pub fn new(kind: &'static ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, operation: "", message: message.into(), details: Map::new(), causes: Vec::new() }
    }

    /// An error with the message `expected WHAT, got GOT; REMEDY`. A host puts the operation in front.
    #[must_use]
    pub fn expected(
        kind: &'static ErrorKind,
        what: impl fmt::Display,
        got: impl fmt::Display,
        remedy: impl fmt::Display,
    ) -> Self {
        Self::new(kind, format!("expected {what}, got {got}; {remedy}"))
    }

    /// Adds a structured detail.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    /// Keeps `source` and the whole chain behind it as causes, nearest first.
    #[must_use]
    pub fn caused_by(mut self, source: &(dyn std::error::Error + 'static)) -> Self {
        self.push_causes(source);
        self
    }

    /// Names the operation, unless an inner one was named already.
    #[must_use]
    pub fn in_operation(mut self, operation: &'static str) -> Self {
        if self.operation.is_empty() {
            self.operation = operation;
        }
        self
    }

    /// Whether this error is of `kind`; kinds are the same when their codes are.
    #[must_use]
    pub fn is(&self, kind: &ErrorKind) -> bool {
        self.kind.code == kind.code
    }

    /// The details as the text of a JSON object.
    #[must_use]
    pub fn details_json(&self) -> String {
        serde_json::to_string(&self.details).unwrap_or_else(|_| String::from("{}"))
    }

    /// `INVALID_ARGUMENT`: a value of the right type that the operation cannot accept.
    #[must_use]
    pub fn invalid_argument(message: impl Into<String>) -> Self {
        Self::new(&kinds::INVALID_ARGUMENT, message)
    }

    /// `INTERNAL`: an invariant found broken.
    #[must_use]
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(&kinds::INTERNAL, message)
    }

    /// `CANCELLED`: the caller gave up; hosts answer with their own reason.
    #[must_use]
    pub fn cancelled(message: impl Into<String>) -> Self {
        Self::new(&kinds::CANCELLED, message)
    }

    /// `OUT_OF_MEMORY` for `bytes` that the allocator refused.
    #[must_use]
    pub fn out_of_memory(what: &str, bytes: u64) -> Self {
        Self::new(
            &kinds::OUT_OF_MEMORY,
            format!(
                "cannot allocate {bytes} bytes for {what}; free memory, or split the work into smaller parts"
            ),
        )
        .with("what", what)
        .with("bytes", bytes)
    }

    /// `IO`: the operating system refused `path`, with its own code and message as the cause.
    #[must_use]
    pub fn io(path: &str, error: &std::io::Error) -> Self {
        let made = Self::new(
            &kinds::IO,
            format!("cannot use {path:?}: {error}; check that the path exists and may be read or written"),
        )
        .with("path", path);
        match error.raw_os_error() {
            Some(code) => made.with("systemCode", code),
            None => made,
        }
        .caused_by(error)
    }

    /// Whether it stands for a caught panic.
    #[must_use]
    pub fn is_panic(&self) -> bool {
        self.is(&kinds::INTERNAL) && self.details.contains_key("panic")
    }

    fn push_causes(&mut self, source: &(dyn std::error::Error + 'static)) {
        let mut next = Some(source);
        while let Some(error) = next {
            if self.causes.len() >= MAX_CAUSES {
                break;
            }
            self.causes.push(error.to_string());
            next = error.source();
        }
    }
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for HostError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Layer(&'static str, Option<Box<Layer>>);
    impl fmt::Display for Layer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }
    impl std::error::Error for Layer {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            self.1.as_deref().map(|layer| layer as _)
        }
    }

    #[test]
    fn the_source_chain_is_kept_nearest_first() {
        let chain = Layer("page 7", Some(Box::new(Layer("disk", Some(Box::new(Layer("fire", None)))))));
        let error = HostError::new(&kinds::PARSE, "cannot read").caused_by(&chain);
        assert_eq!(error.causes, ["page 7", "disk", "fire"]);
    }

    #[test]
    fn a_very_long_chain_is_cut() {
        let mut chain = Layer("end", None);
        for _ in 0..100 {
            chain = Layer("link", Some(Box::new(chain)));
        }
        let error = HostError::internal("x").caused_by(&chain);
        assert_eq!(error.causes.len(), MAX_CAUSES);
    }

    #[test]
    fn the_innermost_operation_wins() {
        let error = HostError::internal("x").in_operation("inner").in_operation("outer");
        assert_eq!(error.operation, "inner");
    }

    #[test]
    fn details_are_data() {
        let error = HostError::out_of_memory("a column", 1 << 40);
        assert_eq!(error.details_json(), r#"{"bytes":1099511627776,"what":"a column"}"#);
        assert!(error.is(&kinds::OUT_OF_MEMORY) && !error.is(&kinds::IO));
    }

    #[test]
    fn io_keeps_path_code_and_cause() {
        let io = std::io::Error::from_raw_os_error(2);
        let error = HostError::io("a.csv", &io);
        assert_eq!(error.details["systemCode"], 2);
        assert_eq!(error.details["path"], "a.csv");
        assert_eq!(error.causes, [io.to_string()]);
    }
}
