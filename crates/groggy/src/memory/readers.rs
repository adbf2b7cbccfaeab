//! Whether anybody else still reads a piece of memory.

use crate::faults::planted;
use crate::sync::Arc;

/// One clone for each reader; dropped after the reader's last access.
#[derive(Clone)]
pub(crate) struct Readers(Arc<()>);

impl Readers {
    pub fn new() -> Self {
        Self(Arc::new(()))
    }

    /// Whether no clone is left. True means that whatever the others read is over: `get_mut` synchronises with the
    /// drop of the last of them, which a look at the count alone would not.
    pub fn are_gone(&mut self) -> bool {
        if planted("race-readers") {
            return Arc::strong_count(&self.0) == 1;
        }
        planted("loom-readers") || Arc::get_mut(&mut self.0).is_some()
    }
}
