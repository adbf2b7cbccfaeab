//! What any host needs around a graph. It knows no language.
//!
//! A [`Session`] holds what one environment of a host owns: [`Object`]s by handle, the offload policy, the tasks. Each
//! call of the host looks an object up there, reads it, changes it or [launches](Session::launch) work on it. Answers
//! of tasks wait in the inbox until the host's thread [delivers](deliver) them.
//!
//! A host implements two traits: [`Host`] (wait for work, report external memory, stay alive while tasks run) and
//! [`Receiver`] (hand an answer to the user). It converts arguments before a call and results after it.

#[macro_use]
mod object;

mod deliver;
mod external_memory;
mod faults;
mod flags;
mod host;
mod inbox;
mod launch;
mod lookup;
pub mod panic_points;
mod parts;
mod read_file;
mod session;
mod shared_snapshot;
mod tasks;
mod view;
mod work;

pub use deliver::{Receiver, Status, deliver};
pub use external_memory::{ExternalMemory, external_bytes};
pub use flags::{creates_missing, edge_flag, on_duplicate};
pub use host::{Failure, Host};
pub use inbox::finalizer_panicked;
pub use launch::{Launched, Mode};
pub use object::{LiveGraph, LiveSnapshot, Object, no_column};
pub use parts::{AdjacencyPart, ColumnPart, TopologyPart};
pub use read_file::{ReadRequest, TextSource, format_name, to_format};
pub use session::Session;
pub use shared_snapshot::{SharedSnapshot, attach};
pub use tasks::Tasks;
pub use view::{Mapping, Memory, View};
pub use work::{Answer, Found, Work};
