//! What a column is called.

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use crate::Result;
use crate::memory::try_string;
use crate::sync::Arc;

/// A name of any length: copied once, where that can fail, and shared by a graph, its snapshots and their tables.
#[derive(Clone)]
pub struct Name(Arc<String>);

impl Name {
    /// A copy of `text`.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn new(text: &str) -> Result<Self> {
        try_string("a name", text).map(Self::from)
    }
}

impl From<String> for Name {
    fn from(text: String) -> Self {
        Self(Arc::new(text))
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        self
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        str::hash(self, state);
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Name {}
