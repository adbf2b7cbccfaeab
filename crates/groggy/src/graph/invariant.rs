//! What must hold of every graph between two operations.

macro_rules! invariants {
    ($($variant:ident = $name:literal: $doc:literal,)*) => {
        /// An invariant that [`Graph::validate`](crate::Graph::validate) checks.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Invariant {
            $(#[doc = $doc] $variant,)*
        }

        impl Invariant {
            /// Every one, in the order of checking.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name that hosts show.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

invariants! {
    Flags = "flags": "The header shows the options that the graph was made with.",
    NodeCount = "nodeCount": "As many nodes are live as are counted, and each id has a degree.",
    EdgeCount = "edgeCount": "As many edges are live as are counted, and each id has two ends.",
    Endpoints = "endpoints": "A live edge joins live nodes.",
    Simple = "simple": "No self-loops and no parallel edges where the options forbid them.",
    Degrees = "degrees": "Degrees are those of the live edges.",
    Adjacency = "adjacency": "Each live edge stands in the rows of its ends, once, in order, and nothing else does.",
    DirtyNodes = "dirtyNodes": "A node whose compressed row is not the whole truth is marked.",
    ColumnNames = "columnNames": "Names lead to the columns that bear them.",
    ColumnLength = "columnLength": "A column has a row for each id, in its values and in its bitmap.",
    NullCount = "nullCount": "Missing values are those that the bitmap shows.",
    FrozenRows = "frozenRows": "Rows that a snapshot reads are marked, so that no host writes them in place.",
    DictionaryCodes = "dictionaryCodes": "The code of a text leads to a text.",
    Texts = "texts": "Texts are UTF-8, follow each other without gaps, and are found again when shared.",
    KeyIndex = "keyIndex": "Each live node has a key, and its key leads to it.",
}

/// An invariant that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which one.
    pub invariant: Invariant,
    /// What was found.
    pub message: String,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.invariant.name(), self.message)
    }
}
