// Written by `npm run generate` from conformance/errors.json: change that.
//! What can go wrong.

/// What went wrong, one kind per cause; every host turns a kind into its own exception type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A number that is not the id of a live node.
    NodeNotFound,
    /// A number that is not the id of a live edge.
    EdgeNotFound,
    /// A column that does not exist.
    AttributeNotFound,
    /// A key that no live node has.
    KeyNotFound,
    /// A value, or a column of values, of another type than the one it is meant for.
    TypeMismatch,
    /// A value of the right type that the operation cannot accept.
    InvalidArgument,
    /// A key that another live node already has.
    DuplicateKey,
    /// An edge that the graph's options forbid: a parallel edge or a self-loop.
    DuplicateEdge,
    /// The object was closed, or the environment it lived in has ended.
    Closed,
    /// A change from within a callback of a running operation on the same object.
    Busy,
    /// The operation was disabled by an environment variable.
    Disabled,
    /// More nodes, edges, bytes, handles or waiting tasks than can be held.
    LimitExceeded,
    /// The allocator refused.
    OutOfMemory,
    /// A file whose text is not what its format says.
    Parse,
    /// The operating system refused.
    Io,
    /// A caught panic, or an invariant found broken; the object it hit refuses further work.
    Internal,
    /// The caller cancelled.
    Cancelled,
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::NodeNotFound,
        Self::EdgeNotFound,
        Self::AttributeNotFound,
        Self::KeyNotFound,
        Self::TypeMismatch,
        Self::InvalidArgument,
        Self::DuplicateKey,
        Self::DuplicateEdge,
        Self::Closed,
        Self::Busy,
        Self::Disabled,
        Self::LimitExceeded,
        Self::OutOfMemory,
        Self::Parse,
        Self::Io,
        Self::Internal,
        Self::Cancelled,
    ];

    /// The stable code of this kind, the same in every language.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NodeNotFound => "NODE_NOT_FOUND",
            Self::EdgeNotFound => "EDGE_NOT_FOUND",
            Self::AttributeNotFound => "ATTRIBUTE_NOT_FOUND",
            Self::KeyNotFound => "KEY_NOT_FOUND",
            Self::TypeMismatch => "TYPE_MISMATCH",
            Self::InvalidArgument => "INVALID_ARGUMENT",
            Self::DuplicateKey => "DUPLICATE_KEY",
            Self::DuplicateEdge => "DUPLICATE_EDGE",
            Self::Closed => "CLOSED",
            Self::Busy => "BUSY",
            Self::Disabled => "DISABLED",
            Self::LimitExceeded => "LIMIT_EXCEEDED",
            Self::OutOfMemory => "OUT_OF_MEMORY",
            Self::Parse => "PARSE",
            Self::Io => "IO",
            Self::Internal => "INTERNAL",
            Self::Cancelled => "CANCELLED",
        }
    }
}
