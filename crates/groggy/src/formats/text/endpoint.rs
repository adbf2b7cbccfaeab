//! Reads the labels of each row: small integers as they are, others as numbers of a dictionary.
//!
//! Which of the two, and of what type, is a guess from the first records. A label that does not fit it sets the
//! [`Guess`] right: the text is then read again, from its beginning, as if that had been known from the start.

use std::marker::PhantomData;
use std::ops::Range;
use std::sync::atomic::{AtomicU8, Ordering};

use hashbrown::DefaultHashBuilder;

use super::fault::{Fault, shown};
use super::keys::{Dictionary, Distinct, no_label};
use super::number::{canonical_integer, eight_digits};
use super::partitioned_array::Window;
use super::plan::LabelKind;
use super::record::{After, Records};
use crate::{Error, ErrorKind, NONE};

/// Which end of an edge; index into pairs of arrays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Source = 0,
    Target = 1,
}

/// Where the endpoints of a chunk go.
pub(super) trait Endpoint: Send {
    /// What a thread keeps from chunk to chunk.
    type Worker: Send;

    /// Takes the field that begins here as one end of the row.
    fn take(
        &mut self,
        worker: &mut Self::Worker,
        records: &mut Records<'_>,
        end: End,
    ) -> Result<After, Box<Fault>>;

    /// Finishes what was put off, at the end of a chunk and before a fault of the chunk is believed to be its first.
    fn finish(&mut self, _worker: &mut Self::Worker, _bytes: &[u8]) -> Result<(), Box<Fault>> {
        Ok(())
    }

    /// Takes records of nothing but source and target for as long as they are of the plainest kind. Returns how
    /// many, 0 where the kind of endpoint knows no short way.
    fn take_plain(&mut self, _records: &mut Records<'_>) -> usize {
        0
    }
}

/// Room for the endpoints of a chunk, sources and targets.
pub(super) type Windows<'w> = [Window<'w, u32>; 2];

#[inline]
fn store(windows: &mut Windows<'_>, end: End, value: u32) -> Result<(), Box<Fault>> {
    if windows[end as usize].push(value) {
        Ok(())
    } else {
        // More rows than newlines: the bytes are not those that were scanned.
        Err(Fault::changed())
    }
}

/// What labels turned out to be, where they were taken for something else.
#[derive(Default)]
pub(super) struct Guess(AtomicU8);

impl Guess {
    const INTEGERS: u8 = 1;
    const TEXT: u8 = 2;

    fn is_wrong(&self, right: u8) {
        self.0.fetch_max(right, Ordering::Relaxed);
    }

    /// What to read labels as instead.
    pub(super) fn right(&self) -> Option<LabelKind> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            Self::INTEGERS => Some(LabelKind::Int64),
            _ => Some(LabelKind::Text),
        }
    }
}

/// Labels that are small integers.
pub(super) struct Numbers<'w> {
    pub(super) windows: Windows<'w>,
    /// One past the largest.
    pub(super) bound: u32,
    /// All are below this.
    pub(super) limit: u32,
    /// `None` where labels are ids, and others are errors.
    pub(super) guess: Option<&'w Guess>,
}

impl Numbers<'_> {
    /// A label that is quoted, has blanks after it, or does not fit.
    #[cold]
    fn unusual(&mut self, records: &mut Records<'_>) -> Result<(u32, After), Box<Fault>> {
        let (field, after) = records.field()?;
        let text = field.text();
        if text.is_empty() {
            return Err(no_label(field.start));
        }
        let number = canonical_integer(&text);
        if let Some(number) =
            number.and_then(|number| u32::try_from(number).ok()).filter(|&number| number < self.limit)
        {
            return Ok((number, after));
        }
        if let Some(guess) = self.guess {
            guess.is_wrong(if number.is_some() { Guess::INTEGERS } else { Guess::TEXT });
            return Err(Fault::changed());
        }
        let remedy = "leave `ids` out to read labels as keys";
        let is_number = !text.is_empty() && text.iter().all(u8::is_ascii_digit) && text[0] != b'0';
        Err(if is_number {
            let error =
                Error::expected(ErrorKind::LimitExceeded, "a node id up to 4294967294", shown(&text), remedy);
            Fault::new(field.start, error.with("what", "nodes").with("limit", NONE))
        } else {
            Fault::parse(field.start, &text, "a node id", shown(&text), remedy)
        })
    }
}

impl Endpoint for Numbers<'_> {
    type Worker = ();

    #[inline]
    fn take(&mut self, (): &mut (), records: &mut Records<'_>, end: End) -> Result<After, Box<Fault>> {
        let start = records.position;
        let usual = records.whole_integer().and_then(|(number, after)| {
            let digits = records.bytes.get(start..).and_then(|rest| rest.first_chunk::<2>());
            let has_zeros = digits.is_some_and(|[first, second]| *first == b'0' && second.is_ascii_digit());
            let fits = u32::try_from(number).ok().filter(|&number| number < self.limit && !has_zeros);
            fits.map(|number| (number, after))
        });
        let (number, after) = match usual {
            Some(usual) => usual,
            None => {
                records.position = start;
                self.unusual(records)?
            }
        };
        self.bound = self.bound.max(number + 1);
        store(&mut self.windows, end, number)?;
        Ok(after)
    }

    fn take_plain(&mut self, records: &mut Records<'_>) -> usize {
        let [sources, targets] = &mut self.windows;
        let mut bound = self.bound;
        let mut rows = 0;
        let mut position = records.position;
        // A plain record is at most 10 digits, a separator, 10 digits and a newline long; loads reach 16 bytes
        // past the separator.
        while let Some(window) = records.bytes.get(position..).and_then(|rest| rest.first_chunk::<40>()) {
            let Some((source, length)) = window.first_chunk::<24>().and_then(plain_id) else { break };
            if !records.separates(window[length]) {
                break;
            }
            let second = length + 1;
            let Some((target, length)) = window[second..].first_chunk::<24>().and_then(plain_id) else {
                break;
            };
            let end = second + length;
            let end = match [window[end], window[end + 1]] {
                [b'\n', _] => end + 1,
                [b'\r', b'\n'] => end + 2,
                _ => break,
            };
            let largest = source.max(target);
            if largest >= u64::from(self.limit)
                || !sources.push(source as u32)
                || !targets.push(target as u32)
            {
                break;
            }
            bound = bound.max(largest as u32 + 1);
            position += end;
            rows += 1;
        }
        records.position = position;
        self.bound = bound;
        rows
    }
}

/// A number of 1 to 10 digits at the start of `window`, and its length; `None` for other lengths, and for leading
/// zeros.
#[inline]
fn plain_id(window: &[u8; 24]) -> Option<(u64, usize)> {
    if window[0] == b'0' && window[1].is_ascii_digit() {
        return None;
    }
    let (first, rest) = window.split_first_chunk::<8>()?;
    let (value, length) = eight_digits(u64::from_le_bytes(*first));
    if length < 8 {
        return (length > 0).then_some((value, length));
    }
    let (more, more_length) = eight_digits(u64::from_le_bytes(*rest.first_chunk::<8>()?));
    let scale = [1, 10, 100].get(more_length)?;
    Some((value * scale + more, 8 + more_length))
}

/// Keys, numbered by the thread that meets them.
pub(super) struct Keyed<'w, D> {
    windows: Windows<'w>,
    hasher: &'w DefaultHashBuilder,
    /// Place of the next source and the next target.
    places: [u64; 2],
    /// Which worker numbered the keys.
    pub(super) worker: usize,
    /// Where another type of key may yet be the right one.
    guess: Option<&'w Guess>,
    kind: PhantomData<D>,
}

/// A thread's dictionary, and which of the threads it is.
pub(super) struct KeyWorker<D> {
    index: usize,
    pub(super) dictionary: Dictionary<D>,
    /// Fields that have no number yet.
    waiting: Vec<Waiting>,
    guesses: Vec<(u64, Option<u32>)>,
}

/// A key in the text of a chunk that has no number yet.
#[derive(Debug, Clone)]
struct Waiting {
    /// Where the field begins.
    start: usize,
    /// Where the key is.
    text: Range<usize>,
    end: End,
}

/// So many keys are looked up together: enough for their waits for memory to overlap.
const TOGETHER: usize = 64;

impl<D: Distinct> KeyWorker<D> {
    pub(super) fn new(index: usize) -> Self {
        Self { index, dictionary: Dictionary::default(), waiting: Vec::new(), guesses: Vec::new() }
    }
}
impl<'w, D: Distinct> Keyed<'w, D> {
    /// For a chunk that begins at byte `start` of the text.
    pub(super) fn new(
        windows: Windows<'w>,
        hasher: &'w DefaultHashBuilder,
        start: u64,
        guess: Option<&'w Guess>,
    ) -> Self {
        // A row takes two places, and more bytes than that: places grow from chunk to chunk.
        Self { windows, hasher, places: [start, start + 1], worker: 0, guess, kind: PhantomData }
    }

    /// The key that a text spells.
    #[inline]
    fn key<'t>(&self, text: &'t [u8], start: usize) -> Result<D::Key<'t>, Box<Fault>> {
        D::key(text, start).inspect_err(|_| {
            if let Some(guess) = self.guess.filter(|_| !text.is_empty()) {
                guess.is_wrong(Guess::TEXT);
            }
        })
    }

    #[inline]
    fn number(
        &mut self,
        worker: &mut Dictionary<D>,
        (hash, key, guess): (u64, D::Key<'_>, Option<u32>),
        start: usize,
        end: End,
    ) -> Result<(), Box<Fault>> {
        let place = &mut self.places[end as usize];
        let number = worker.number(hash, key, guess, start, *place)?;
        *place += 2;
        store(&mut self.windows, end, number)
    }
}

impl<D: Distinct> Endpoint for Keyed<'_, D> {
    type Worker = KeyWorker<D>;

    #[inline]
    fn take(
        &mut self,
        worker: &mut KeyWorker<D>,
        records: &mut Records<'_>,
        end: End,
    ) -> Result<After, Box<Fault>> {
        let (field, after) = records.field()?;
        match field.range() {
            Some(text) => worker.waiting.push(Waiting { start: field.start, text, end }),
            None => {
                self.finish(worker, records.bytes)?;
                let text = field.text();
                let key = self.key(&text, field.start)?;
                let looked_up = (D::hash(self.hasher, key), key, None);
                self.number(&mut worker.dictionary, looked_up, field.start, end)?;
            }
        }
        if worker.waiting.len() >= TOGETHER {
            self.finish(worker, records.bytes)?;
        }
        Ok(after)
    }

    fn finish(&mut self, worker: &mut KeyWorker<D>, bytes: &[u8]) -> Result<(), Box<Fault>> {
        self.worker = worker.index;
        let mut waiting = std::mem::take(&mut worker.waiting);
        worker.guesses.clear();
        let mut fault = None;
        for waiting in &waiting {
            match self.key(&bytes[waiting.text.clone()], waiting.start) {
                Ok(key) => {
                    let hash = D::hash(self.hasher, key);
                    worker.guesses.push((hash, worker.dictionary.keys.guess(hash, key)));
                }
                Err(found) => {
                    fault = Some(found);
                    break;
                }
            }
        }
        // Those before a faulty one come first: they may have faults of their own.
        for (waiting, &(hash, guess)) in waiting.iter().zip(&worker.guesses) {
            let looked_up = (hash, self.key(&bytes[waiting.text.clone()], waiting.start)?, guess);
            self.number(&mut worker.dictionary, looked_up, waiting.start, waiting.end)?;
        }
        if let Some(fault) = fault {
            return Err(fault);
        }
        waiting.clear();
        worker.waiting = waiting;
        Ok(())
    }
}

/// Endpoints that were read before.
pub(super) struct Known;

impl Endpoint for Known {
    type Worker = ();

    fn take(&mut self, (): &mut (), records: &mut Records<'_>, _end: End) -> Result<After, Box<Fault>> {
        Ok(records.field()?.1)
    }
}
