//! Attributes as NetworkX writes them after the two ends of an edge: a dictionary of Python, `{'weight': 3, 'kind': 'a'}`.

use std::borrow::Cow;

use super::fault::{Fault, shown};

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A string.
    Text,
    /// A number, a truth value, or something nested, as it is written.
    Plain,
    /// `None`.
    Missing,
}

/// An attribute.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) key: Cow<'a, [u8]>,
    pub(super) value: Cow<'a, [u8]>,
    pub(super) kind: Kind,
    /// Where the value begins.
    pub(super) start: usize,
}

/// Hands each entry of the dictionary that `text` is, which begins at byte `start` of a piece, to `take`.
pub(super) fn entries<'a>(
    text: &'a [u8],
    start: usize,
    mut take: impl FnMut(Entry<'a>) -> Result<(), Box<Fault>>,
) -> Result<(), Box<Fault>> {
    let mut cursor = Cursor { text, at: 0 };
    let malformed = || {
        let remedy = "correct the line, or write the edges with data=False";
        Fault::parse(start, text, "attributes as {'name': value}", shown(text), remedy)
    };
    if !cursor.eat(b'{') {
        return Err(malformed());
    }
    loop {
        if cursor.eat(b'}') {
            break;
        }
        let (key, _) = cursor.value().ok_or_else(malformed)?;
        if !cursor.eat(b':') {
            return Err(malformed());
        }
        cursor.skip_blanks();
        let begin = start + cursor.at;
        let (value, kind) = cursor.value().ok_or_else(malformed)?;
        take(Entry { key, value, kind, start: begin })?;
        if !cursor.eat(b',') {
            if cursor.eat(b'}') {
                break;
            }
            return Err(malformed());
        }
    }
    cursor.skip_blanks();
    if cursor.at == text.len() { Ok(()) } else { Err(malformed()) }
}

struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        self.skip_blanks();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self) -> Option<(Cow<'a, [u8]>, Kind)> {
        self.skip_blanks();
        if let Some(quote @ (b'\'' | b'"')) = self.peek() {
            return Some((self.string(quote)?, Kind::Text));
        }
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'\'' | b'"' => {
                    self.string(byte)?;
                    continue;
                }
                b'[' | b'(' | b'{' => depth += 1,
                b']' | b')' | b'}' if depth > 0 => depth -= 1,
                b',' | b':' | b'}' if depth == 0 => break,
                _ => {}
            }
            self.at += 1;
        }
        let value = self.text[start..self.at].trim_ascii();
        let kind = if value == b"None" { Kind::Missing } else { Kind::Plain };
        (!value.is_empty()).then_some((Cow::Borrowed(value), kind))
    }

    /// The text of a string that begins here, its quote first; escapes that Python's `repr` writes are undone.
    fn string(&mut self, quote: u8) -> Option<Cow<'a, [u8]>> {
        self.at += 1;
        let start = self.at;
        let mut text = Cow::Borrowed(&self.text[start..start]);
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'\\' => {
                    let escape = self.peek()?;
                    self.at += 1;
                    let hex = |count: usize| {
                        let digits = self.text.get(self.at..self.at + count)?;
                        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
                    };
                    let (character, length) = match escape {
                        b'n' => ('\n', 0),
                        b't' => ('\t', 0),
                        b'r' => ('\r', 0),
                        b'x' => (char::from_u32(hex(2)?)?, 2),
                        b'u' => (char::from_u32(hex(4)?)?, 4),
                        b'U' => (char::from_u32(hex(8)?)?, 8),
                        b'\\' | b'\'' | b'"' => (char::from(escape), 0),
                        _ => return None,
                    };
                    self.at += length;
                    text.to_mut().extend(character.encode_utf8(&mut [0; 4]).bytes());
                }
                _ if byte == quote => return Some(text),
                _ => match &mut text {
                    Cow::Borrowed(text) => *text = &self.text[start..self.at],
                    Cow::Owned(text) => text.push(byte),
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<(String, String, Kind)>> {
        let mut found = Vec::new();
        let show = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        entries(text.as_bytes(), 0, |entry| {
            found.push((show(&entry.key), show(&entry.value), entry.kind));
            Ok(())
        })
        .ok()?;
        Some(found)
    }

    #[test]
    fn dictionaries_of_python() {
        let one = |key: &str, value: &str, kind| Some(vec![(key.to_owned(), value.to_owned(), kind)]);
        assert_eq!(read("{}"), Some(Vec::new()));
        assert_eq!(read("{'weight': 3}"), one("weight", "3", Kind::Plain));
        assert_eq!(read("{\"it's\": 'a, b'}"), one("it's", "a, b", Kind::Text));
        assert_eq!(read(r"{'a': 'x\'\\\n\xe9\u20ac'}"), one("a", "x'\\\n\u{e9}\u{20ac}", Kind::Text));
        assert_eq!(read("{'a': [1, (2, 'x]')], }"), one("a", "[1, (2, 'x]')]", Kind::Plain));
        assert_eq!(read("{'a': None}"), one("a", "None", Kind::Missing));
        assert_eq!(read("{'a': True, 0: -1.5e3}").map(|found| found.len()), Some(2));
        for text in ["", "{", "{'a'}", "{'a': }", "{'a': 1", "{'a': 1} x", "{'a' 1}", "{'a': 'b}", "['a']"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
