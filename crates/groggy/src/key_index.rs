//! From a node's key to its id: a hash table of ids, hashed by the value in the key column.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::column::{Column, ColumnType, Texts, Value, Values};
use crate::error::Quoted;
use crate::{Error, ErrorKind, Result};

/// The key of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key<'a> {
    /// A key of a `utf8` key column.
    Text(&'a str),
    /// A key of an `int64` key column.
    Int64(i64),
}

impl std::fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => Quoted(text).fmt(f),
            Self::Int64(value) => write!(f, "{value}"),
        }
    }
}

/// The key as it is, an int64 in decimal digits: text, so that no host rounds it.
impl From<Key<'_>> for crate::Detail {
    fn from(key: Key<'_>) -> Self {
        match key {
            Key::Text(text) => text.into(),
            Key::Int64(value) => value.to_string().into(),
        }
    }
}

/// Ids of live nodes by key. Memory: 5 bytes a node and the table's slack.
pub struct KeyIndex {
    ids: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

/// The keys of a batch of rows, decoded once.
pub struct Keys<'a>(Decoded<'a>);

enum Decoded<'a> {
    Texts(Vec<&'a str>),
    Numbers(&'a [i64]),
}

impl<'a> Keys<'a> {
    /// The keys that `values` holds, text checked before.
    ///
    /// # Errors
    /// `TypeMismatch` when they are neither text nor `int64`; `OutOfMemory`.
    pub fn of(values: Values<'a>) -> Result<Self> {
        Ok(Self(match values {
            Values::Int64(numbers) => Decoded::Numbers(numbers),
            Values::Text { bytes, lengths } => {
                let mut texts = crate::memory::try_with_capacity("keys", lengths.len())?;
                let mut cut = Texts::new(bytes);
                texts.extend(lengths.iter().map(|&length| cut.next(length)));
                Decoded::Texts(texts)
            }
            other => {
                return Err(Error::expected(
                    ErrorKind::TypeMismatch,
                    "keys of type utf8 or int64",
                    other.column_type(),
                    "convert the keys",
                )
                .with("argument", "key")
                .with("found", other.column_type().to_string())
                .with("expected", "utf8 or int64"));
            }
        }))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Decoded::Texts(texts) => texts.len(),
            Decoded::Numbers(numbers) => numbers.len(),
        }
    }

    /// Key `row`, if there are so many.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<Key<'a>> {
        match &self.0 {
            Decoded::Texts(texts) => texts.get(row).map(|text| Key::Text(text)),
            Decoded::Numbers(numbers) => numbers.get(row).map(|&number| Key::Int64(number)),
        }
    }
}

/// The key in row `row` of a key column.
#[must_use]
pub fn key_in(column: &Column, row: u32) -> Option<Key<'_>> {
    match column.value(row as usize)? {
        Value::Text(text) => Some(Key::Text(text)),
        Value::Int64(value) => Some(Key::Int64(value)),
        _ => None,
    }
}

impl KeyIndex {
    /// An empty index.
    #[must_use]
    pub fn new() -> Self {
        Self { ids: HashTable::new(), hasher: DefaultHashBuilder::default() }
    }

    /// Whether a column of `ty` can be a key.
    #[must_use]
    pub const fn can_index(ty: ColumnType) -> bool {
        matches!(ty, ColumnType::Utf8 | ColumnType::Int64)
    }

    fn hash(&self, key: Key<'_>) -> u64 {
        match key {
            Key::Text(text) => self.hasher.hash_one(text.as_bytes()),
            Key::Int64(value) => self.hasher.hash_one(value),
        }
    }

    /// The live node with `key`.
    #[must_use]
    pub fn find(&self, column: &Column, key: Key<'_>) -> Option<u32> {
        self.ids.find(self.hash(key), |&id| key_in(column, id) == Some(key)).copied()
    }

    /// Makes room for `additional` keys.
    ///
    /// # Errors
    /// `OutOfMemory`; nothing changed.
    pub fn reserve(&mut self, column: &Column, additional: usize) -> Result<()> {
        let hasher = &self.hasher;
        self.ids
            .try_reserve(additional, |&id| match key_in(column, id) {
                Some(Key::Text(text)) => hasher.hash_one(text.as_bytes()),
                Some(Key::Int64(value)) => hasher.hash_one(value),
                None => 0,
            })
            .map_err(|_| Error::out_of_memory("key index", additional * 5))
    }

    /// Enters rows `first..` with `keys`, of which the column does not hold the values yet; all or none.
    ///
    /// # Errors
    /// `DuplicateKey` naming the key and its row; `OutOfMemory`. Nothing changed then.
    pub fn enter(&mut self, column: &Column, first: u32, keys: &Keys<'_>) -> Result<()> {
        self.reserve(column, keys.len())?;
        for row in 0..keys.len() {
            let Some(key) = keys.get(row) else { break };
            let hash = self.hash(key);
            let found = self.ids.find(hash, |&id| match id.checked_sub(first) {
                Some(earlier) => keys.get(earlier as usize) == Some(key),
                None => key_in(column, id) == Some(key),
            });
            if let Some(&id) = found {
                self.forget_entered(first, keys, row);
                let whose = match id.checked_sub(first) {
                    Some(earlier) => format!("row {earlier}"),
                    None => format!("node {id}"),
                };
                let error = duplicate_key(column.name(), key, row, whose);
                // A row of this call is not a node yet, and never will be.
                return Err(if id < first { error.with("node", id) } else { error });
            }
            // Room was made: the hasher for growing is never asked.
            self.ids.insert_unique(hash, first + row as u32, |_| 0);
        }
        Ok(())
    }

    /// Takes the first `rows` keys of an [`enter`](Self::enter) back.
    pub fn forget_entered(&mut self, first: u32, keys: &Keys<'_>, rows: usize) {
        for row in 0..rows {
            let Some(key) = keys.get(row) else { break };
            self.forget(key, first + row as u32);
        }
    }

    /// Takes all ids from `first` on out. Takes no memory, so that what failed for lack of it can be undone; O(n).
    pub fn forget_from(&mut self, first: u32) {
        self.ids.retain(|&mut id| id < first);
    }

    /// Takes one node out.
    pub fn forget(&mut self, key: Key<'_>, id: u32) {
        if let Ok(entry) = self.ids.find_entry(self.hash(key), |&other| other == id) {
            entry.remove();
        }
    }

    /// Gives a node that the index does not know an entry; room was made by [`reserve`](Self::reserve).
    pub fn insert(&mut self, key: Key<'_>, id: u32) {
        self.ids.insert_unique(self.hash(key), id, |_| 0);
    }

    /// The index of all live rows of `column`.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn build(column: &Column, is_live: impl Fn(u32) -> bool) -> Result<Self> {
        let mut index = Self::new();
        index.reserve(column, column.len())?;
        for id in (0..column.len() as u32).filter(|&id| is_live(id)) {
            if let Some(key) = key_in(column, id) {
                index.insert(key, id);
            }
        }
        Ok(index)
    }

    /// How many nodes are indexed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Bytes of native memory.
    #[must_use]
    pub fn native_bytes(&self) -> usize {
        self.ids.allocation_size()
    }
}

/// The error for a key that another node or row, `whose`, has.
pub(crate) fn duplicate_key(column: &str, key: Key<'_>, row: usize, whose: impl std::fmt::Display) -> Error {
    Error::expected(
        ErrorKind::DuplicateKey,
        format_args!("unique keys in {}", Quoted(column)),
        format_args!("{key} (the key of {whose})"),
        "give each node a key of its own",
    )
    .with("key", key)
    .in_row(row)
}
