//! What algorithms give: its shape, for every face, and the values on their way to a host.

/// One field of a result, or the whole of one that is a single array.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Its name in Rust and Python; empty when it is the whole result.
    pub name: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// What its entries are about.
    pub kind: PartKind,
    /// What its elements are.
    pub element: Element,
}

/// What the entries of a part of a result are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// One value.
    Value,
    /// One value a node, by node id, `node_bound` of them. Removed ids hold NaN, −1 or [`NONE`](crate::NONE).
    PerNode,
    /// One count a node, by node id, `node_bound` of them. Removed ids hold 0.
    CountPerNode,
    /// Ids of nodes.
    Nodes,
    /// Ids of edges.
    Edges,
    /// Values whose place means what the documentation says.
    List,
}

/// The type of a value, or of the elements of an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    /// `f64`.
    Float64,
    /// `u32`.
    Uint32,
    /// `i32`.
    Int32,
    /// `bool`.
    Flag,
}

/// What an algorithm gives.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Nothing: what it does shows elsewhere.
    Nothing,
    /// One array or value.
    Bare(Part),
    /// Named fields.
    Struct {
        /// The name of the struct.
        name: &'static str,
        /// What it is.
        doc: &'static str,
        /// Its fields, in order.
        parts: &'static [Part],
        /// The name of the one among them that can be written to a node column, if any.
        assigned: Option<&'static str>,
    },
    /// That, or nothing.
    Optional(&'static Shape),
}

/// A result on its way to a host, which takes the arrays over.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// There is none.
    Missing,
    /// A number; a count up to 2^53 is exact.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// An array of `f64`.
    Float64(Vec<f64>),
    /// An array of `u32`.
    Uint32(Vec<u32>),
    /// An array of `i32`.
    Int32(Vec<i32>),
    /// One for each field of a struct, in order.
    Fields(Vec<Answer>),
}

/// A result that an algorithm can give; `result!` implements it.
pub trait IntoAnswer {
    /// What it consists of.
    const SHAPE: Shape;

    /// Gives its values away.
    fn into_answer(self) -> Answer;
}

impl IntoAnswer for () {
    const SHAPE: Shape = Shape::Nothing;

    fn into_answer(self) -> Answer {
        Answer::Missing
    }
}

impl<R: IntoAnswer> IntoAnswer for Option<R> {
    const SHAPE: Shape = Shape::Optional(&R::SHAPE);

    fn into_answer(self) -> Answer {
        self.map_or(Answer::Missing, IntoAnswer::into_answer)
    }
}

/// A value that a part can have.
pub trait IntoPart {
    /// The type of its elements.
    const ELEMENT: Element;

    /// Gives the value away.
    fn into_part(self) -> Answer;
}

macro_rules! parts {
    ($($ty:ty => $element:ident, $make:expr;)*) => {$(
        impl IntoPart for $ty {
            const ELEMENT: Element = Element::$element;

            fn into_part(self) -> Answer {
                $make(self)
            }
        }
    )*};
}

parts! {
    f64 => Float64, Answer::Number;
    u32 => Uint32, |value| Answer::Number(f64::from(value));
    u64 => Float64, |value| Answer::Number(value as f64);
    bool => Flag, Answer::Flag;
    Vec<f64> => Float64, Answer::Float64;
    Vec<u32> => Uint32, Answer::Uint32;
    Vec<i32> => Int32, Answer::Int32;
}
