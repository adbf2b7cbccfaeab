//! Enums that cross to a host as numbers.

/// Defines an enum whose variants cross as numbers, with `from_number`.
///
/// `tools/generate/numbers.mjs` reads these definitions and writes them for TypeScript.
#[macro_export]
macro_rules! numbered {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident { $($(#[$variant_attribute:meta])* $variant:ident = $number:literal,)* }
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_attribute])* $variant = $number,)* }

        impl $name {
            /// The variant with this number, if there is one.
            #[must_use]
            pub const fn from_number(number: usize) -> Option<Self> {
                match number {
                    $($number => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}
