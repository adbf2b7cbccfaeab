//! Reads the two endpoints of each row: ids as they are, keys as numbers of a dictionary.

use hashbrown::DefaultHashBuilder;

use super::fault::{Fault, shown};
use super::gather::Window;
use super::keys::Distinct;
use super::number::leading_digits;
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
    /// Takes the field that begins here as one end of the row.
    fn take(&mut self, records: &mut Records<'_>, end: End) -> Result<After, Box<Fault>>;
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
    #[inline]
    fn take(&mut self, records: &mut Records<'_>, end: End) -> Result<After, Box<Fault>> {
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
}

/// Keys, numbered within the chunk.
pub(super) struct Keyed<'w, D> {
    pub(super) windows: Windows<'w>,
    pub(super) keys: D,
    pub(super) hasher: &'w DefaultHashBuilder,
}

impl<D: Distinct> Endpoint for Keyed<'_, D> {
    #[inline]
    fn take(&mut self, records: &mut Records<'_>, end: End) -> Result<After, Box<Fault>> {
        let (field, after) = records.field()?;
        let text = field.text();
        if text.is_empty() {
            let what = "an endpoint is missing: every edge needs two keys";
            return Err(Fault::parse(field.start, &text, what));
        }
        let number = self.keys.number(self.hasher, &text, field.start)?;
        store(&mut self.windows, end, number)?;
        Ok(after)
    }
}

/// Endpoints that were read before.
pub(super) struct Known;

impl Endpoint for Known {
    fn take(&mut self, records: &mut Records<'_>, _end: End) -> Result<After, Box<Fault>> {
        Ok(records.field()?.1)
    }
}
