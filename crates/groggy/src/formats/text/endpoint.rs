//! Reads the two endpoints of each row: ids as they are, keys as numbers of a dictionary.

use std::marker::PhantomData;

use hashbrown::DefaultHashBuilder;

use super::fault::{Fault, shown};
use super::gather::Window;
use super::keys::{Dictionary, Distinct};
use super::number::{eight_digits, leading_digits};
use super::record::{After, Records};
use crate::{ErrorKind, NONE};

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

/// Dense node ids.
pub(super) struct Ids<'w> {
    pub(super) windows: Windows<'w>,
    /// One past the largest id.
    pub(super) bound: u32,
}

impl Ids<'_> {
    /// An id that is quoted, has blanks around it, or is none.
    #[cold]
    fn unusual(&mut self, records: &mut Records<'_>) -> Result<(u64, After), Box<Fault>> {
        let (field, after) = records.field()?;
        let text = field.text();
        let digits = text.trim_ascii();
        match leading_digits(digits) {
            (Some(id), length) if length > 0 && length == digits.len() => Ok((id, after)),
            (None, length) if length == digits.len() => Ok((u64::MAX, after)),
            _ => {
                let what = if field.is_missing() {
                    "an endpoint is missing".to_owned()
                } else {
                    format!("'{}' is not a node id: pass `key` to read endpoints as keys", shown(&text))
                };
                Err(Fault::parse(field.start, &text, what))
            }
        }
    }
}

impl Endpoint for Ids<'_> {
    type Worker = ();

    #[inline]
    fn take(&mut self, (): &mut (), records: &mut Records<'_>, end: End) -> Result<After, Box<Fault>> {
        let start = records.position;
        let (id, after) = match records.whole_integer() {
            Some(usual) => usual,
            None => self.unusual(records)?,
        };
        match u32::try_from(id) {
            Ok(id) if id != NONE => {
                self.bound = self.bound.max(id + 1);
                store(&mut self.windows, end, id)?;
                Ok(after)
            }
            _ => Err(Fault::new(
                ErrorKind::LimitExceeded,
                start,
                "this endpoint is past the largest node id, 4294967294: pass `key` to read endpoints as keys",
            )),
        }
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
            if largest >= u64::from(NONE) || !sources.push(source as u32) || !targets.push(target as u32) {
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

/// An id of 1 to 10 digits at the start of `window`, and its length; `None` for other lengths.
#[inline]
fn plain_id(window: &[u8; 24]) -> Option<(u64, usize)> {
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
    pub(super) windows: Windows<'w>,
    pub(super) hasher: &'w DefaultHashBuilder,
    /// Place of the first row of the chunk.
    pub(super) place: u64,
    /// Which worker numbered the keys.
    pub(super) worker: usize,
    pub(super) kind: PhantomData<D>,
}

/// A thread's dictionary, and which of the threads it is.
pub(super) struct KeyWorker<D> {
    pub(super) index: usize,
    pub(super) dictionary: Dictionary<D>,
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
        let text = field.text();
        if text.is_empty() {
            let what = "an endpoint is missing: every edge needs two keys";
            return Err(Fault::parse(field.start, &text, what));
        }
        self.worker = worker.index;
        let row = self.windows[end as usize].len() as u64;
        let place = self.place + 2 * row + end as u64;
        let number = worker.dictionary.number(self.hasher, &text, field.start, place)?;
        store(&mut self.windows, end, number)?;
        Ok(after)
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
