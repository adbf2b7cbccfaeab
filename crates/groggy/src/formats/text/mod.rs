//! Edges and nodes from text: CSV, edge lists and SNAP files, plain or gzip, on all threads.
//!
//! First a plan: what the options leave open is decided from the name of the file and up to 1000 of its first records,
//! each question in a file of its own (`foreign`, `dialect`, `leading`, `header`, `names`). What a plan assumes is told
//! ([`Assumed`]); where it could be wrong without notice, an error asks for the option. What only the whole text
//! can decide is not left to the sample: a label or value that does not fit what it seemed makes the text, or the
//! column, be read again as what it is.
//!
//! Then the text is cut into chunks of whole records; every thread reads chunks by itself, straight from bytes to
//! arrays: no intermediate strings, and no whole file in memory unless it is compressed. The result is the same
//! for any number of threads and any chunk size, errors included.
//!
//! | what | rule |
//! |---|---|
//! | lines | end in LF or CR LF, the last one may lack it; blank lines are skipped, as is a byte order mark |
//! | quotes | RFC 4180: a quoted field may hold delimiters, newlines and doubled quotes; anything else is an error |
//! | blanks | around unquoted fields do not belong to them, unless they are the delimiter |
//! | labels | `int64` when all in both columns of the ends are canonical integers, else `utf8` as written; each distinct one once, in order of first appearance |
//! | empty field | a missing value; `""` is a text of length 0, or a missing number |
//! | inferred types | by all values of the file: all numbers, `float64`; all `true` and `false`, `bool`; all ISO 8601 dates, `timestamp`; else `utf8`. One word in the last row makes the whole column text, with every value as it was written |
//! | integers past 2^53 or with leading zeros | are not numbers unless asked for: nothing is rounded silently |
//! | decimal fractions | the nearest number; below the smallest one, 0 |
//! | numbers too large for their type (`1e400`) | are not numbers: text where the type is inferred, an error where it was asked for |
//! | `inf`, `infinity`, `nan` | numbers, in any case, signed or not |
//! | `NA`, `N/A`, `null`, `NULL`, `None`, `\N` | missing values, but texts in a column of texts |
//! | decimal commas, times finer than a millisecond | errors, unless the column is asked for as text |
//! | two columns of one name | an error, unless both are left out or chosen by position |
//! | column without any value | left out unless its type was asked for |
//!
//! Cost: `O(bytes)`, two passes over the text (find records, parse them); memory of about twice the result,
//! and of the text when it is compressed. Method: quote parity by block as in Mühlbauer et al. (2013) and Ge et
//! al. (2019), integers eight digits at a time (Lemire 2018), exact floats (Clinger 1990).

mod assumed;
mod attributes;
mod column;
mod dense;
mod dialect;
mod dictionary;
mod endpoint;
mod fault;
mod fields;
mod foreign;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod head;
mod header;
mod input;
mod keys;
mod leading;
mod names;
mod number;
mod options;
mod parse;
mod partitioned_array;
mod plan;
mod progress;
mod read;
mod record;
mod scan;
mod sizes;
mod stream;
mod table;
#[cfg(test)]
mod tests;
mod timestamp;

pub use assumed::{Assumed, AssumedColumn};
pub use options::{
    ColumnChoice, ColumnRef, Delimiter, Epoch, LabelMode, ReadAs, Rows, TextFormat, TextOptions,
};
pub use read::{read_bytes, read_path, sniff_bytes, sniff_path};
pub use table::{Labels, PackedText, ParsedColumn, ParsedValues, Table, TextStats};
