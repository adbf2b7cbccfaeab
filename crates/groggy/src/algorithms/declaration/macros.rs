//! `options!`, `result!`, `algorithm!` and `algorithms!`.

/// Makes an options struct: its fields with defaults, and how a host reads and checks them.
///
/// ```text
/// options! {
///     /// How [`page_rank`] ranks.
///     PageRankOptions<'a> {
///         /// Probability of following an edge rather than jumping to a node.
///         damping: f64 = 0.85, Range::below(0.0, 1.0);
///         …
///     }
/// }
/// ```
macro_rules! options {
    (
        $(#[doc = $doc:literal])*
        $name:ident $(<$life:lifetime>)? {$(
            $(#[doc = $field_doc:literal])*
            $field:ident: $ty:ty = $default:expr $(, $range:expr)?;
        )+}
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name $(<$life>)? {$(
            $(#[doc = $field_doc])*
            #[doc = concat!("\nDefault: `", stringify!($default), "`.")]
            pub $field: $ty,
        )+}

        impl $(<$life>)? Default for $name $(<$life>)? {
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        impl $(<$life>)? $crate::algorithms::declaration::Options for $name $(<$life>)? {
            const NAME: Option<&'static str> = Some(stringify!($name));
            const FIELDS: &'static [$crate::algorithms::declaration::Field] = &[$(
                $crate::algorithms::declaration::Field {
                    name: stringify!($field),
                    doc: concat!($($field_doc, "\n",)*),
                    kind: <$ty as $crate::algorithms::declaration::OptionKind>::KIND,
                    range: options!(@range $($range)?),
                    default: Some(stringify!($default)),
                    example: None,
                },
            )+];

            fn read(
                arguments: &mut dyn $crate::algorithms::declaration::Arguments,
            ) -> $crate::Result<Self> {
                let mut fields = Self::FIELDS.iter();
                let options = Self {$(
                    $field: match fields.next() {
                        Some(field) => <$ty as $crate::algorithms::declaration::OptionKind>::read(arguments, field)?,
                        None => None,
                    }
                    .unwrap_or($default),
                )+};
                Ok(options)
            }

            fn check(&self, spell: &dyn Fn(&'static str) -> String) -> $crate::Result<()> {
                let values = [$($crate::algorithms::declaration::OptionKind::number(&self.$field),)+];
                for (field, value) in Self::FIELDS.iter().zip(values) {
                    if let (Some(range), Some(value)) = (field.range, value) {
                        range.check(spell(field.name), value, field.default)?;
                    }
                }
                Ok(())
            }
        }
    };
    (@range) => { None };
    (@range $range:expr) => { Some($range) };
}

/// Makes a result struct: its fields with what their entries are about. `assigned` marks the field that can be
/// written to a node column.
///
/// ```text
/// result! {
///     /// What [`bfs`] found.
///     BfsResult, assigned depth {
///         /// Edges on a shortest path from the source.
///         per_node depth: Vec<i32>;
///         …
///     }
/// }
/// ```
macro_rules! result {
    (
        $(#[doc = $doc:literal])*
        $name:ident $(, assigned $assigned:ident)? {$(
            $(#[doc = $field_doc:literal])*
            $kind:ident $field:ident: $ty:ty;
        )+}
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {$(
            $(#[doc = $field_doc])*
            pub $field: $ty,
        )+}

        impl $crate::algorithms::declaration::IntoAnswer for $name {
            const SHAPE: $crate::algorithms::declaration::Shape = $crate::algorithms::declaration::Shape::Struct {
                name: stringify!($name),
                doc: concat!($($doc, "\n",)*),
                parts: &[$(
                    $crate::algorithms::declaration::Part {
                        name: stringify!($field),
                        doc: concat!($($field_doc, "\n",)*),
                        kind: result!(@kind $kind),
                        element: <$ty as $crate::algorithms::declaration::IntoPart>::ELEMENT,
                    },
                )+],
                assigned: result!(@assigned $($assigned)?),
            };

            fn into_answer(self) -> $crate::algorithms::declaration::Answer {
                $crate::algorithms::declaration::Answer::Fields(vec![$(
                    $crate::algorithms::declaration::IntoPart::into_part(self.$field),
                )+])
            }
        }
    };
    (@assigned) => { None };
    (@assigned $name:ident) => { Some(stringify!($name)) };
    (@kind value) => { $crate::algorithms::declaration::PartKind::Value };
    (@kind per_node) => { $crate::algorithms::declaration::PartKind::PerNode };
    (@kind count_per_node) => { $crate::algorithms::declaration::PartKind::CountPerNode };
    (@kind nodes) => { $crate::algorithms::declaration::PartKind::Nodes };
    (@kind edges) => { $crate::algorithms::declaration::PartKind::Edges };
    (@kind list) => { $crate::algorithms::declaration::PartKind::List };
}

/// Makes an algorithm's public function, which checks its arguments and calls the kernel, and the constant
/// `ALGORITHM` that describes it.
///
/// ```text
/// algorithm! {
///     /// Finds how many edges each node is away from `source`, and on which way.
///     …
///     bfs(
///         /// The live node to begin at.
///         node source: u32,
///     ) with options: BfsOptions => BfsResult
///     { kernel: search, work: linear }
/// }
/// ```
///
/// `near: …` beside the kernel, or in its place, is a search that touches only what is near: it takes a [`View`](crate::View)
/// instead of the snapshot and a [`Budget`](super::near::Budget) before the execution, and runs on a graph as it is.
///
/// The kernel takes a snapshot, the arguments, the options (if there are any) and an execution; `work` takes a snapshot,
/// the arguments as a tuple and the options, `()` if there are none. A result that is one array is written with what its
/// entries are about: `=> per_node(Vec<f64>)`.
macro_rules! algorithm {
    // A result that is one array or value.
    (
        $(#[doc = $doc:literal])*
        $name:ident($($arguments:tt)*) $(with $options:ident: $options_type:ty)? => $kind:ident($result:ty)
        { $(near: $near:path,)? $(kernel: $kernel:path,)? work: $work:path $(, requires: $requires:ident)? $(,)? }
    ) => {
        algorithm! { @both
            [$($doc)*] $name [$($arguments)*] [$($options $options_type)?] [$result]
            [$($near)?] [$($kernel)?] [$work] [$($requires)?]
            [$crate::algorithms::declaration::Shape::Bare($crate::algorithms::declaration::Part {
                name: "",
                doc: "",
                kind: result!(@kind $kind),
                element: <$result as $crate::algorithms::declaration::IntoPart>::ELEMENT,
            })]
            [$crate::algorithms::declaration::IntoPart::into_part]
        }
    };
    // A struct, or one that may be missing.
    (
        $(#[doc = $doc:literal])*
        $name:ident($($arguments:tt)*) $(with $options:ident: $options_type:ty)? => $result:ty
        { $(near: $near:path,)? $(kernel: $kernel:path,)? work: $work:path $(, requires: $requires:ident)? $(,)? }
    ) => {
        algorithm! { @both
            [$($doc)*] $name [$($arguments)*] [$($options $options_type)?] [$result]
            [$($near)?] [$($kernel)?] [$work] [$($requires)?]
            [<$result as $crate::algorithms::declaration::IntoAnswer>::SHAPE]
            [$crate::algorithms::declaration::IntoAnswer::into_answer]
        }
    };
    (@both
        [$($doc:literal)*] $name:ident
        [$(
            $(#[doc = $argument_doc:literal])*
            $argument_kind:ident $argument:ident: $argument_type:ty $(= $example:literal)?
        ),* $(,)?]
        [$($options:ident $options_type:ty)?] [$result:ty]
        [$($near:path)?] [$($kernel:path)?] [$work:path] [$($requires:ident)?] [$shape:expr] [$into:path]
    ) => {
        $(#[doc = $doc])*
        pub fn $name(
            snapshot: &$crate::Snapshot,
            $($argument: $argument_type,)*
            $($options: &$options_type,)?
            execution: &$crate::execution::Execution<'_>,
        ) -> $crate::Result<$result> {
            $($crate::algorithms::declaration::$argument_kind::check(snapshot, $argument)?;)*
            $($crate::algorithms::declaration::Options::check($options, &str::to_owned)?;)?
            algorithm!(@body [$($near)?] [$($kernel)?] snapshot [$($argument,)* $($options,)?] execution)
        }

        /// What every face needs to know of it.
        pub(crate) const ALGORITHM: $crate::algorithms::declaration::Algorithm = {
            use $crate::algorithms::declaration::{Algorithm, Arguments, Field, Options, Prepared};

            const ARGUMENTS: &[Field] = &[$(Field {
                name: stringify!($argument),
                doc: concat!($($argument_doc, "\n",)*),
                kind: $crate::algorithms::declaration::$argument_kind::KIND,
                range: None,
                default: None,
                example: algorithm!(@example $($example)?),
            },)*];

            fn read(
                arguments: &mut dyn Arguments,
            ) -> $crate::Result<Box<dyn $crate::algorithms::declaration::Job>> {
                let mut _fields = ARGUMENTS.iter();
                let arguments_read = ($({
                    let field = _fields.next().unwrap_or(&ARGUMENTS[0]);
                    $crate::algorithms::declaration::$argument_kind::read(arguments, field)?
                },)*);
                let options = <algorithm!(@options $($options_type)?) as Options>::read(arguments)?;
                options.check(&|name| arguments.spell(name))?;
                Ok(Box::new(Prepared {
                    arguments: arguments_read,
                    options,
                    work: $work,
                    run: |snapshot, &($($argument,)*), _options, execution| {
                        $(let $options = _options;)?
                        $name(snapshot, $($argument,)* $($options,)? execution).map($into)
                    },
                    near: algorithm!(@near [$($near)?] [$($argument_kind $argument),*] [$($options)?] $into),
                }))
            }

            Algorithm {
                name: stringify!($name),
                module: module_path!(),
                doc: concat!($($doc, "\n",)*),
                arguments: ARGUMENTS,
                options_name: <algorithm!(@options $($options_type)?) as Options>::NAME,
                options: <algorithm!(@options $($options_type)?) as Options>::FIELDS,
                result: $shape,
                requires: algorithm!(@requires $($requires)?),
                read,
            }
        };
    };
    // Near, and whole where that gave up.
    (@body [$near:path] [$kernel:path] $snapshot:ident [$($argument:ident,)*] $execution:ident) => {{
        let near = |view: &$crate::View<'_>, budget: &$crate::algorithms::near::Budget| {
            $near(view, $($argument,)* budget, $execution)
        };
        match $crate::algorithms::near::on_snapshot($snapshot, near, $execution)? {
            Some(found) => Ok(found),
            None => $kernel($snapshot, $($argument,)* $execution),
        }
    }};
    // Near without a limit.
    (@body [$near:path] [] $snapshot:ident [$($argument:ident,)*] $execution:ident) => {{
        let budget = $crate::algorithms::near::Budget::unlimited();
        let view = $snapshot.view($execution)?;
        $crate::algorithms::near::without_limit($near(&view, $($argument,)* &budget, $execution))
    }};
    (@body [] [$kernel:path] $snapshot:ident [$($argument:ident,)*] $execution:ident) => {
        $kernel($snapshot, $($argument,)* $execution)
    };
    (@near [] $($rest:tt)*) => { None };
    (@near [$near:path] [$($argument_kind:ident $argument:ident),*] [$($options:ident)?] $into:path) => {
        Some(|view, &($($argument,)*), _options, execution| {
            $($crate::algorithms::declaration::$argument_kind::check(view, $argument)?;)*
            $(let $options = _options;)?
            let budget = $crate::algorithms::near::Budget::near();
            let found = $near(view, $($argument,)* $($options,)? &budget, execution);
            Ok($crate::algorithms::near::unless_far(found)?.map($into))
        })
    };
    (@options) => { () };
    (@options $options:ty) => { $options };
    (@example) => { None };
    (@example $example:literal) => { Some(stringify!($example)) };
    (@requires) => { $crate::algorithms::declaration::Requirement::Nothing };
    (@requires acyclic) => { $crate::algorithms::declaration::Requirement::Acyclic };
}

/// Declares the modules of all algorithms by family, and the table of their descriptions.
macro_rules! algorithms {
    ($($(#[$about:meta])* $family:ident { $($module:ident),* $(,)? })*) => {
        $(
            $(#[$about])*
            pub mod $family {
                $(pub mod $module;)*
            }
            $(pub use $family::$module::*;)*
        )*

        /// Every algorithm, in the order of its family and name here: its place is its number at a boundary.
        pub const ALGORITHMS: &[declaration::Algorithm] = &[$($($family::$module::ALGORITHM,)*)*];
    };
}
