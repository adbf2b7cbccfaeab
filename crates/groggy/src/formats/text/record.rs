//! Cuts text into records and fields.

use std::borrow::Cow;
use std::ops::Range;

use super::Delimiter;
use super::number::leading_digits;

/// Which bytes mean what.
#[derive(Debug, Clone)]
pub(super) struct Dialect {
    /// The one byte between fields; `None`: any run of blanks and tabs.
    delimiter: Option<u8>,
    quoting: bool,
    comments: Vec<u8>,
    /// Bytes that end an unquoted field, or are wrong in one.
    stops: Box<[bool; 256]>,
}

pub(super) const QUOTE: u8 = b'"';

impl Dialect {
    pub(super) fn new(delimiter: Delimiter, quoting: bool, comments: Vec<u8>) -> Self {
        let mut stops = Box::new([false; 256]);
        stops[usize::from(b'\n')] = true;
        stops[usize::from(QUOTE)] = quoting;
        let delimiter = match delimiter {
            Delimiter::Byte(byte) => Some(byte),
            Delimiter::Blanks => None,
        };
        match delimiter {
            Some(byte) => stops[usize::from(byte)] = true,
            None => [b' ', b'\t'].map(usize::from).into_iter().for_each(|byte| stops[byte] = true),
        }
        Self { delimiter, quoting, comments, stops }
    }

    pub(super) fn delimiter(&self) -> Delimiter {
        self.delimiter.map_or(Delimiter::Blanks, Delimiter::Byte)
    }

    pub(super) fn quoting(&self) -> bool {
        self.quoting
    }

    pub(super) fn has_comments(&self) -> bool {
        !self.comments.is_empty()
    }

    /// Whether this byte, before or after an unquoted field, stays out of it.
    pub(super) fn is_padding(&self, byte: u8) -> bool {
        is_blank(byte) && Some(byte) != self.delimiter
    }

    pub(super) fn is_comment(&self, byte: u8) -> bool {
        self.comments.contains(&byte)
    }
}

fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// A field as it stands in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    /// What stands between the quotes, or the whole field.
    raw: &'a [u8],
    /// Where the field begins, its quote included.
    pub(super) start: usize,
    pub(super) quoted: bool,
    /// Holds doubled quotes.
    escaped: bool,
}

impl<'a> Field<'a> {
    /// The text that the field means.
    pub(super) fn text(&self) -> Cow<'a, [u8]> {
        if !self.escaped {
            return Cow::Borrowed(self.raw);
        }
        let mut text = Vec::with_capacity(self.raw.len());
        let mut rest = self.raw;
        while let Some(quote) = memchr::memchr(QUOTE, rest) {
            text.extend_from_slice(&rest[..=quote]);
            rest = rest.get(quote + 2..).unwrap_or_default();
        }
        text.extend_from_slice(rest);
        Cow::Owned(text)
    }

    /// Where the text that the field means stands as it is; `None` where quotes are doubled.
    pub(super) fn range(&self) -> Option<Range<usize>> {
        let from = self.start + usize::from(self.quoted);
        (!self.escaped).then_some(from..from + self.raw.len())
    }

    /// Nothing at all, which is a missing value; `""` is a text of length 0.
    pub(super) fn is_missing(&self) -> bool {
        self.raw.is_empty() && !self.quoted
    }
}

/// What follows a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    Field,
    Record,
}

/// Text that no reading of the dialect allows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Malformed {
    pub(super) start: usize,
    pub(super) what: &'static str,
}

/// A position in text that begins at a record and ends after one.
pub(super) struct Records<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) position: usize,
    pub(super) comments: u64,
    dialect: &'a Dialect,
}

impl<'a> Records<'a> {
    pub(super) fn new(bytes: &'a [u8], dialect: &'a Dialect) -> Self {
        Self { bytes, position: 0, comments: 0, dialect }
    }

    #[inline]
    fn peek(&self, position: usize) -> Option<u8> {
        self.bytes.get(position).copied()
    }

    /// Moves to the first field of the next record, past blank lines and comments; false at the end.
    #[inline]
    pub(super) fn next_record(&mut self) -> bool {
        loop {
            self.skip_padding();
            match self.peek(self.position) {
                None => return false,
                Some(b'\n') => self.position += 1,
                Some(b'\r') if self.ends_line(self.position) => self.position += 1,
                Some(byte) if self.dialect.is_comment(byte) => {
                    self.comments += 1;
                    self.skip_line();
                }
                Some(_) => return true,
            }
        }
    }

    #[inline]
    fn skip_padding(&mut self) {
        while self.peek(self.position).is_some_and(|byte| self.dialect.is_padding(byte)) {
            self.position += 1;
        }
    }

    /// The rest of the line, blanks around it aside, and where it begins.
    pub(super) fn rest_of_line(&mut self) -> (&'a [u8], usize) {
        self.skip_padding();
        let start = self.position;
        self.skip_line();
        (self.bytes[start..self.position].trim_ascii_end(), start)
    }

    fn skip_line(&mut self) {
        let rest = &self.bytes[self.position..];
        self.position += memchr::memchr(b'\n', rest).map_or(rest.len(), |newline| newline + 1);
    }

    /// Whether the line ends here: its newline, a carriage return before that, or the end of the text.
    #[inline]
    fn ends_line(&self, position: usize) -> bool {
        match self.peek(position) {
            None | Some(b'\n') => true,
            Some(b'\r') => matches!(self.peek(position + 1), None | Some(b'\n')),
            Some(_) => false,
        }
    }

    /// Whether this byte alone separates two fields.
    #[inline]
    pub(super) fn separates(&self, byte: u8) -> bool {
        self.dialect.delimiter.map_or(is_blank(byte), |delimiter| byte == delimiter)
    }

    /// An unsigned integer that is a whole unquoted field, the common case of endpoints. `None` for anything
    /// else, and nothing was consumed.
    #[inline]
    pub(super) fn whole_integer(&mut self) -> Option<(u64, After)> {
        let rest = self.bytes.get(self.position..)?;
        let (value, length) = leading_digits(rest);
        if length == 0 {
            return None;
        }
        let value = value?;
        Some((value, self.close(self.position + length)?))
    }

    /// Steps over what ends a field at `end`; `None` when the field does not end there.
    #[inline]
    fn close(&mut self, end: usize) -> Option<After> {
        match self.peek(end) {
            Some(b'\n') => {
                self.position = end + 1;
                return Some(After::Record);
            }
            None => {
                self.position = end;
                return Some(After::Record);
            }
            Some(byte) => match self.dialect.delimiter {
                Some(delimiter) if byte == delimiter => {
                    self.position = end + 1;
                    self.skip_padding();
                    return Some(After::Field);
                }
                None if is_blank(byte) => {
                    self.position = end + 1;
                    self.skip_padding();
                    if !self.ends_line(self.position) {
                        return Some(After::Field);
                    }
                    self.skip_line();
                    return Some(After::Record);
                }
                _ => {}
            },
        }
        if self.ends_line(end) {
            self.position = (end + 2).min(self.bytes.len());
            return Some(After::Record);
        }
        None
    }

    /// The field that begins here.
    #[inline]
    pub(super) fn field(&mut self) -> Result<(Field<'a>, After), Malformed> {
        let start = self.position;
        if self.dialect.quoting && self.peek(start) == Some(QUOTE) {
            return self.quoted_field(start);
        }
        let rest = &self.bytes[start.min(self.bytes.len())..];
        let length =
            rest.iter().position(|&byte| self.dialect.stops[usize::from(byte)]).unwrap_or(rest.len());
        let end = start + length;
        let mut raw = &rest[..length];
        if matches!(self.peek(end), None | Some(b'\n')) {
            raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        }
        while let [kept @ .., last] = raw
            && self.dialect.is_padding(*last)
        {
            raw = kept;
        }
        let Some(after) = self.close(end) else {
            return Err(Malformed { start, what: "a quote inside a field that does not begin with one" });
        };
        Ok((Field { raw, start, quoted: false, escaped: false }, after))
    }

    fn quoted_field(&mut self, start: usize) -> Result<(Field<'a>, After), Malformed> {
        let mut end = start + 1;
        let mut escaped = false;
        loop {
            let rest = self.bytes.get(end..).unwrap_or_default();
            let Some(quote) = memchr::memchr(QUOTE, rest) else {
                return Err(Malformed { start, what: "a quoted field without its closing quote" });
            };
            end += quote + 1;
            if self.peek(end) != Some(QUOTE) {
                break;
            }
            escaped = true;
            end += 1;
        }
        let raw = &self.bytes[start + 1..end - 1];
        if self.dialect.delimiter.is_some() {
            while self.peek(end).is_some_and(|byte| self.dialect.is_padding(byte)) {
                end += 1;
            }
        }
        let Some(after) = self.close(end) else {
            return Err(Malformed { start, what: "text after the closing quote of a field" });
        };
        Ok((Field { raw, start, quoted: true, escaped }, after))
    }

    /// Steps over the rest of the record. Returns how many fields that were.
    pub(super) fn skip_record(&mut self, count: bool) -> Result<usize, Malformed> {
        if !count && !self.dialect.quoting {
            self.skip_line();
            return Ok(0);
        }
        let mut fields = 1;
        while self.field()?.1 == After::Field {
            fields += 1;
        }
        Ok(fields)
    }
}
