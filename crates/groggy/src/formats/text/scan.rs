//! Cuts a text into chunks of whole records, and bounds the rows of each.
//!
//! Without quotes a record ends at every newline. With them, whether a newline ends a record depends on all
//! that precedes: each block of bytes is summed up for both cases (it begins outside quotes, or inside), and
//! the parities of the blocks before it decide. Text where quotes stand elsewhere than RFC 4180 allows breaks
//! that sum only after the misplaced quote, which the parser reports when it gets there. With comments the sum
//! does not hold, for a comment may hold a lone quote: then one thread walks the text.

use std::ops::Range;

use super::input::Input;
use super::progress::Progress;
use super::record::{Dialect, QUOTE};
use crate::Result;
use crate::execution::Execution;
use crate::faults::planted;

/// Whole records, end to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chunk {
    pub(super) range: Range<u64>,
    /// Line of the file, from 1, on which it begins.
    pub(super) first_line: u64,
    /// At most so many records.
    pub(super) rows: usize,
}

/// Newlines of a block that end records, in one of the two cases.
#[derive(Debug, Clone, Copy, Default)]
struct Ends {
    count: u64,
    /// The first: its offset, and how many newlines of any kind there are up to it.
    first: Option<(u64, u64)>,
}

impl Ends {
    fn add(&mut self, offset: usize, newlines: u64) {
        self.count += 1;
        self.first.get_or_insert((offset as u64, newlines));
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Block {
    newlines: u64,
    /// Record ends when the block begins outside quotes, and when it begins inside.
    ends: [Ends; 2],
    /// Holds an odd number of quotes.
    odd: bool,
}

/// The chunks of `body`, each of about `chunk_bytes`, and the lines of the body. `body.start` begins a record, on
/// line `first_line`.
pub(super) fn chunks(
    input: &Input<'_>,
    dialect: &Dialect,
    body: Range<u64>,
    first_line: u64,
    chunk_bytes: usize,
    execution: &Execution<'_>,
    progress: &mut Progress<'_>,
) -> Result<(Vec<Chunk>, u64)> {
    let chunk_bytes = chunk_bytes.max(1) as u64;
    let len = body.end - body.start;
    let count = usize::try_from(len.div_ceil(chunk_bytes)).unwrap_or(usize::MAX);
    let range = |block: usize| {
        let start = body.start + block as u64 * chunk_bytes;
        start..body.end.min(start + chunk_bytes)
    };
    progress.counted_stage("scan", 0.2, count as u64);
    let blocks: Vec<Block> = if dialect.quoting() && dialect.has_comments() {
        let mut walk = Walk::RecordStart;
        (0..count)
            .map(|block| {
                execution.check()?;
                let summary = input.with(range(block), |bytes| walk.block(bytes, dialect))?;
                progress.count(1);
                Ok(summary)
            })
            .collect::<Result<_>>()?
    } else {
        let counted: &Progress<'_> = progress;
        let blocks = execution.map_chunks(count, 1, |piece| {
            let summary = input.with(range(piece.start), |bytes| summarize(bytes, dialect.quoting()));
            counted.count(1);
            summary
        })?;
        blocks.into_iter().collect::<Result<_>>()?
    };
    progress.stage_done();
    Ok(join(&blocks, body, first_line, chunk_bytes))
}

fn summarize(bytes: &[u8], quoting: bool) -> Block {
    let mut block = Block::default();
    if !quoting || memchr::memchr(QUOTE, bytes).is_none() {
        block.newlines = memchr::memchr_iter(b'\n', bytes).count() as u64;
        block.ends[0].count = block.newlines;
        block.ends[0].first = memchr::memchr(b'\n', bytes).map(|offset| (offset as u64, 1));
        return block;
    }
    for offset in memchr::memchr2_iter(QUOTE, b'\n', bytes) {
        if bytes.get(offset) == Some(&QUOTE) {
            block.odd = !block.odd;
        } else {
            block.newlines += 1;
            block.ends[usize::from(block.odd)].add(offset, block.newlines);
        }
    }
    block
}

/// Where a walk through text with quotes and comments stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Walk {
    RecordStart,
    Comment,
    Outside,
    Inside,
}

impl Walk {
    fn block(&mut self, bytes: &[u8], dialect: &Dialect) -> Block {
        let mut block = Block::default();
        for (offset, &byte) in bytes.iter().enumerate() {
            if byte == b'\n' {
                block.newlines += 1;
                if *self != Self::Inside {
                    *self = Self::RecordStart;
                    block.ends[0].add(offset, block.newlines);
                }
                continue;
            }
            *self = match *self {
                Self::RecordStart if dialect.is_comment(byte) => Self::Comment,
                Self::RecordStart if dialect.is_padding(byte) => Self::RecordStart,
                Self::Comment => Self::Comment,
                Self::Inside if byte == QUOTE => Self::Outside,
                Self::RecordStart | Self::Outside if byte == QUOTE => Self::Inside,
                Self::RecordStart | Self::Outside => Self::Outside,
                Self::Inside => Self::Inside,
            };
        }
        block
    }
}

/// A chunk begins after the first record end of a block (the first chunk: with the body) and goes on to the
/// first record end of the next block that has one.
fn join(blocks: &[Block], body: Range<u64>, first_line: u64, chunk_bytes: u64) -> (Vec<Chunk>, u64) {
    let mut chunks = Vec::new();
    let mut open = Chunk { range: body.clone(), first_line, rows: 1 };
    let mut inside = false;
    let mut line = first_line;
    for (index, block) in blocks.iter().enumerate() {
        let ends = block.ends[usize::from(inside)];
        let block_start = body.start + index as u64 * chunk_bytes;
        if let Some((offset, newlines)) = ends.first {
            if index == 0 {
                open.rows = ends.count as usize + 1;
            } else {
                open.range.end = block_start + offset + 1;
                let next = Chunk {
                    range: open.range.end..body.end,
                    first_line: line + newlines,
                    rows: ends.count as usize,
                };
                chunks.push(std::mem::replace(&mut open, next));
            }
        }
        inside ^= block.odd && !planted("reader-quote-parity");
        line += block.newlines;
    }
    if open.range.start < open.range.end {
        chunks.push(open);
    }
    (chunks, line - first_line)
}

/// Where the first record longer than `limit` bytes begins, in text that begins at a record.
pub(super) fn overlong(bytes: &[u8], dialect: &Dialect, limit: usize) -> Option<usize> {
    let mut start = 0;
    let mut walk = Walk::RecordStart;
    while bytes.len() - start > limit {
        let mut end = start;
        loop {
            let Some(newline) = memchr::memchr(b'\n', &bytes[end..]) else { return Some(start) };
            let line = &bytes[end..=end + newline];
            end += newline + 1;
            if !dialect.quoting() {
                break;
            }
            walk.block(line, dialect);
            if walk == Walk::RecordStart {
                break;
            }
        }
        if end - start > limit {
            return Some(start);
        }
        start = end;
    }
    None
}
