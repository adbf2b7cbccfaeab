//! The texts of a column: an append-only table of entries, shared by equal rows where that pays.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::memory::{Owner, Segment};
use crate::{Error, ErrorKind, Result};

/// From so many entries on it is asked whether sharing pays.
const JUDGE_FROM: usize = 4096;

/// Entries of text, each with a code: its position. An entry never changes under its code.
///
/// Memory: the bytes, 4 bytes an entry for its end, and while sharing 5 bytes an entry for the hash table.
/// Sharing stops for good when more than half of the rows brought a new text.
pub struct TextTable {
    /// One past the last byte of each entry.
    ends: Segment<u32>,
    bytes: Segment<u8>,
    codes: Option<HashTable<u32>>,
    hasher: DefaultHashBuilder,
    /// Rows that were written since the table was new.
    written: usize,
}

impl TextTable {
    /// An empty table; `shared` lets equal texts share an entry.
    ///
    /// # Errors
    /// `OutOfMemory` when the allocator refuses.
    pub fn new(shared: bool) -> Result<Self> {
        Ok(Self {
            ends: Segment::new(Owner::Text)?,
            bytes: Segment::new(Owner::Text)?,
            codes: shared.then(HashTable::new),
            hasher: DefaultHashBuilder::default(),
            written: 0,
        })
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether equal texts share an entry.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.codes.is_some()
    }

    /// The text of `code`; empty for a code never given.
    #[must_use]
    pub fn get(&self, code: u32) -> &str {
        let bytes = entry(&self.ends, &self.bytes, code);
        // SAFETY: `push` appends whole `str`s only and entries never change, so `bytes` is what one `str` had.
        unsafe { std::str::from_utf8_unchecked(bytes) }
    }

    /// One past the last byte of each entry.
    #[must_use]
    pub fn ends(&self) -> &Segment<u32> {
        &self.ends
    }

    /// The bytes of all entries.
    #[must_use]
    pub fn bytes(&self) -> &Segment<u8> {
        &self.bytes
    }

    /// Makes room for `rows` texts of `bytes` bytes together. Returns whether memory moved or grew.
    ///
    /// # Errors
    /// `LimitExceeded` past 4 GiB of text in one column; `OutOfMemory`. Nothing changed.
    pub fn prepare(&mut self, rows: usize, bytes: usize) -> Result<bool> {
        if self.bytes.len() as u64 + bytes as u64 > u64::from(u32::MAX) {
            return Err(Error::expected(
                ErrorKind::LimitExceeded,
                "at most 4 GiB of text in a column",
                format_args!("{bytes} bytes more than the {} already in it", self.bytes.len()),
                "spread the text over several columns",
            )
            .with("what", "bytes of text in a column")
            .with("requested", self.bytes.len() as u64 + bytes as u64)
            .with("limit", u32::MAX));
        }
        let Self { ends, bytes: texts, codes, hasher, .. } = self;
        if let Some(codes) = codes {
            codes
                .try_reserve(rows, |&code| hasher.hash_one(entry(ends, texts, code)))
                .map_err(|_| Error::out_of_memory("text dictionary", rows * 5))?;
        }
        Ok(ends.reserve(rows)? | texts.reserve(bytes)?)
    }

    /// The code of `text`, given a new one when needed; room was made by [`prepare`](Self::prepare).
    pub fn push(&mut self, text: &str) -> u32 {
        let Self { ends, bytes, codes, hasher, written } = self;
        *written += 1;
        let code = ends.len() as u32;
        if let Some(codes) = codes {
            let hash = hasher.hash_one(text.as_bytes());
            if let Some(&known) = codes.find(hash, |&code| entry(ends, bytes, code) == text.as_bytes()) {
                return known;
            }
            codes.insert_unique(hash, code, |&code| hasher.hash_one(entry(ends, bytes, code)));
        }
        bytes.extend(text.as_bytes());
        ends.push(bytes.len() as u32);
        code
    }

    /// Makes the last entry end one byte early.
    #[cfg(feature = "faults")]
    pub(super) fn corrupt(&mut self) -> Result<()> {
        let Some((last, &end)) = self.ends.iter().enumerate().next_back() else { return Ok(()) };
        self.ends.make_writable(0)?;
        self.ends.set(last, end.saturating_sub(1));
        Ok(())
    }

    /// What is wrong with the entries, if anything.
    #[must_use]
    pub fn defect(&self) -> Option<String> {
        let mut start = 0;
        for (code, &end) in self.ends.iter().enumerate() {
            let Some(bytes) = self.bytes.get(start as usize..end as usize) else {
                return Some(format!("text {code} lies from {start} to {end} of {} bytes", self.bytes.len()));
            };
            if std::str::from_utf8(bytes).is_err() {
                return Some(format!("text {code} is not UTF-8"));
            }
            let found = self.codes.as_ref().map(|codes| {
                let known = codes.find(self.hasher.hash_one(bytes), |&known| known as usize == code);
                known.is_some()
            });
            if found == Some(false) {
                return Some(format!("text {code} is not found by its contents"));
            }
            start = end;
        }
        if start as usize != self.bytes.len() {
            return Some(format!("the texts end at {start} of {} bytes", self.bytes.len()));
        }
        let shared = self.codes.as_ref().map(HashTable::len);
        (shared.is_some_and(|shared| shared != self.ends.len()))
            .then(|| format!("{shared:?} texts are shared of {}", self.ends.len()))
    }

    /// Stops sharing when it has shown that it does not pay.
    pub fn judge(&mut self) {
        if self.ends.len() >= JUDGE_FROM && self.ends.len() * 2 > self.written {
            self.codes = None;
        }
    }

    /// The same entries once more, of a frozen table; new texts are not shared any more.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn share(&self) -> Result<Self> {
        Ok(Self {
            ends: self.ends.share()?,
            bytes: self.bytes.share()?,
            codes: None,
            hasher: DefaultHashBuilder::default(),
            written: self.written,
        })
    }

    /// The same entries for reading on any thread.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn freeze(&mut self) -> Result<Self> {
        Ok(Self {
            ends: self.ends.freeze()?,
            bytes: self.bytes.freeze()?,
            codes: None,
            hasher: DefaultHashBuilder::default(),
            written: self.written,
        })
    }
}

fn entry<'a>(ends: &[u32], bytes: &'a [u8], code: u32) -> &'a [u8] {
    let code = code as usize;
    let start = code.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0) as usize;
    let end = ends.get(code).copied().unwrap_or(0) as usize;
    bytes.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_share_until_it_does_not_pay() -> Result<()> {
        let mut table = TextTable::new(true)?;
        table.prepare(3, 6)?;
        assert_eq!([table.push("ab"), table.push(""), table.push("ab")], [0, 1, 0]);
        assert_eq!((table.get(0), table.get(1), table.get(7)), ("ab", "", ""));
        for i in 0..JUDGE_FROM {
            let text = format!("text {i}");
            table.prepare(1, text.len())?;
            table.push(&text);
        }
        table.judge();
        assert!(!table.is_shared());
        table.prepare(1, 2)?;
        let code = table.push("ab");
        assert_eq!((code as usize, table.get(code)), (table.len() - 1, "ab"));
        Ok(())
    }
}
