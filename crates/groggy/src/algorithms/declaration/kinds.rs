//! The closed set of kinds that arguments and options have.

use super::super::personalization::Personalization;
use super::super::weights::Weights;
use super::Field;
use crate::{Direction, Result, Snapshot, View};

/// What values an argument or option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// A whole number from 0 below 2^32.
    Whole,
    /// A whole number from 0, or none: no limit.
    Limit,
    /// A live node.
    Node,
    /// Which edges are followed.
    Direction,
    /// Weights of edges: a numeric column or an array by edge id.
    Weight,
    /// A number for each node, by node id.
    PerNode,
}

/// Arguments and options of one call, as a host holds them: read one after the other, in the order of their fields.
///
/// What a method gives belongs to the caller: nothing of the host is borrowed. `None` was left out.
pub trait Arguments {
    /// The host's spelling of a name.
    fn spell(&self, name: &'static str) -> String;

    /// A value of [`Kind::Number`].
    ///
    /// # Errors
    /// What the host refuses, here and below.
    fn number(&mut self, field: &Field) -> Result<Option<f64>>;

    /// A value of [`Kind::Whole`], [`Kind::Limit`] or [`Kind::Node`].
    ///
    /// # Errors
    /// As above.
    fn whole(&mut self, field: &Field) -> Result<Option<u32>>;

    /// A value of [`Kind::Direction`].
    ///
    /// # Errors
    /// As above.
    fn direction(&mut self, field: &Field) -> Result<Option<Direction>>;

    /// A value of [`Kind::Weight`].
    ///
    /// # Errors
    /// As above.
    fn weights(&mut self, field: &Field) -> Result<Option<Weights<'static>>>;

    /// A value of [`Kind::PerNode`].
    ///
    /// # Errors
    /// As above.
    fn per_node(&mut self, field: &Field) -> Result<Option<Vec<f64>>>;
}

/// A type that an option can have; its kind follows from it.
pub trait OptionKind: Sized {
    /// What values it takes.
    const KIND: Kind;

    /// Reads a value; `None` when it was left out.
    ///
    /// # Errors
    /// What `arguments` refuses.
    fn read(arguments: &mut dyn Arguments, field: &Field) -> Result<Option<Self>>;

    /// The number to compare with a range, if it is one.
    fn number(&self) -> Option<f64> {
        None
    }
}

impl OptionKind for f64 {
    const KIND: Kind = Kind::Number;

    fn read(arguments: &mut dyn Arguments, field: &Field) -> Result<Option<Self>> {
        arguments.number(field)
    }

    fn number(&self) -> Option<f64> {
        Some(*self)
    }
}

impl OptionKind for u32 {
    const KIND: Kind = Kind::Whole;

    fn read(arguments: &mut dyn Arguments, field: &Field) -> Result<Option<Self>> {
        arguments.whole(field)
    }

    fn number(&self) -> Option<f64> {
        Some(f64::from(*self))
    }
}

impl OptionKind for Option<u32> {
    const KIND: Kind = Kind::Limit;

    fn read(arguments: &mut dyn Arguments, field: &Field) -> Result<Option<Self>> {
        arguments.whole(field).map(Some)
    }

    fn number(&self) -> Option<f64> {
        self.map(f64::from)
    }
}

impl OptionKind for Direction {
    const KIND: Kind = Kind::Direction;

    fn read(arguments: &mut dyn Arguments, field: &Field) -> Result<Option<Self>> {
        arguments.direction(field)
    }
}

impl OptionKind for Weights<'_> {
    const KIND: Kind = Kind::Weight;

    fn read(arguments: &mut dyn Arguments, field: &Field) -> Result<Option<Self>> {
        arguments.weights(field)
    }
}

impl OptionKind for Option<Personalization<'_>> {
    const KIND: Kind = Kind::PerNode;

    fn read(arguments: &mut dyn Arguments, field: &Field) -> Result<Option<Self>> {
        let values = arguments.per_node(field)?;
        Ok(values.map(|values| Some(Personalization::Dense(values.into()))))
    }
}

/// What arguments are checked against.
pub trait Nodes {
    /// # Errors
    /// `NodeNotFound` when `node` is not live.
    fn check_node(&self, node: u32) -> Result<()>;
}

impl Nodes for Snapshot {
    fn check_node(&self, node: u32) -> Result<()> {
        Snapshot::check_node(self, node)
    }
}

impl Nodes for View<'_> {
    fn check_node(&self, node: u32) -> Result<()> {
        View::check_node(self, node)
    }
}

/// Kinds of arguments, by the names that `algorithm!` gives them.
macro_rules! argument_kinds {
    ($($(#[$about:meta])* $name:ident: $kind:ident, |$graph:pat_param, $value:ident| $check:expr;)*) => {$(
        $(#[$about])*
        pub mod $name {
            use super::{Arguments, Field, Kind, Nodes, Result};

            /// What values it takes.
            pub const KIND: Kind = Kind::$kind;

            /// Reads a value.
            ///
            /// # Errors
            /// What `arguments` refuses; `TypeMismatch` when it was left out.
            pub fn read(arguments: &mut dyn Arguments, field: &Field) -> Result<u32> {
                super::given(arguments.whole(field)?, arguments, field)
            }

            /// Checks a value.
            ///
            /// # Errors
            /// Why `graph` cannot accept it.
            pub fn check($graph: &impl Nodes, $value: u32) -> Result<()> {
                $check
            }
        }
    )*};
}

argument_kinds! {
    /// A live node.
    node: Node, |graph, node| graph.check_node(node);
    /// A whole number.
    whole: Whole, |_, _value| Ok(());
}

/// The value of an argument, which cannot be left out.
fn given<T>(value: Option<T>, arguments: &dyn Arguments, field: &Field) -> Result<T> {
    value.ok_or_else(|| {
        let name = arguments.spell(field.name);
        crate::Error::new(
            crate::ErrorKind::TypeMismatch,
            format!("expected {name}, got nothing; give a value for it"),
        )
        .with("argument", name)
        .with("expected", "a number")
        .with("found", "nothing")
    })
}
