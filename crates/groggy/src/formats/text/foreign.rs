//! Formats that are not read, recognised by what files of them begin with, so that none is mistaken for text.

use std::path::Path;

use super::dialect::extension;
use super::fault::Fault;
use crate::Error;

/// Bytes that are looked at.
pub(super) const LOOKED_AT: u64 = 4096;

/// First bytes of files that are not text.
const MAGIC: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a zip archive, as spreadsheets (.xlsx) are too"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"BZh", "bzip2"),
    (b"\x28\xB5\x2F\xFD", "zstd"),
    (b"\xFD7zXZ\0", "xz"),
    (b"\x04\x22\x4D\x18", "lz4"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"),
    (b"\x1F\x8B", "gzip within gzip"),
    (b"PAR1", "Parquet"),
    (b"ARROW1", "Arrow IPC (Feather)"),
    (b"\xFF\xFF\xFF\xFF", "an Arrow IPC stream"),
    (b"FEA1", "Feather"),
    (b"Obj\x01", "Avro"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x89HDF", "HDF5"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"\xD0\xCF\x11\xE0", "a spreadsheet or document of old Office"),
    (b"%PDF-", "PDF"),
    (b"RDX", "an R workspace"),
    (b">>graph6<<", "graph6"),
    (b">>sparse6<<", "sparse6"),
    (b">>digraph6<<", "digraph6"),
];

/// First words of text in other formats, in lower case; what stands there must end with the word.
const WORDS: &[(&str, &str)] = &[
    ("%%matrixmarket", "Matrix Market"),
    ("*vertices", "Pajek"),
    ("*network", "Pajek"),
    ("*arcs", "Pajek"),
    ("*arcslist", "Pajek"),
    ("*edges", "Pajek"),
    ("*edgeslist", "Pajek"),
    ("*matrix", "Pajek"),
    ("nodedef>", "GDF"),
    ("leda.graph", "LEDA"),
    ("@prefix", "RDF Turtle"),
    ("@base", "RDF Turtle"),
    ("@relation", "ARFF"),
];

/// Extensions of formats whose content does not always show what they are.
const EXTENSIONS: &[(&str, &str)] = &[
    ("mtx", "Matrix Market"),
    ("sif", "SIF (Cytoscape)"),
    ("gml", "GML"),
    ("graphml", "GraphML"),
    ("gexf", "GEXF"),
    ("dot", "DOT (Graphviz)"),
    ("gv", "DOT (Graphviz)"),
    ("net", "Pajek"),
    ("paj", "Pajek"),
    ("gdf", "GDF"),
    ("json", "JSON"),
    ("jsonl", "JSON Lines"),
    ("ndjson", "JSON Lines"),
    ("nt", "N-Triples"),
    ("ttl", "RDF Turtle"),
    ("parquet", "Parquet"),
    ("arrow", "Arrow IPC"),
    ("feather", "Feather"),
    ("xlsx", "a spreadsheet"),
    ("zip", "a zip archive"),
    ("bz2", "bzip2"),
    ("zst", "zstd"),
    ("xz", "xz"),
];

/// The error for a text that is of another format, by its first bytes, or else by its extension where `by_name` and
/// it has bytes at all.
pub(super) fn check(beginning: &[u8], path: &Path, by_name: bool) -> Result<(), Error> {
    let found = encoding(beginning)
        .or_else(|| by_magic(beginning))
        .or_else(|| by_words(&String::from_utf8_lossy(beginning)));
    let named = || {
        let extension = extension(path)?;
        let known = EXTENSIONS.iter().find(|(known, _)| *known == extension)?;
        (by_name && !beginning.is_empty()).then_some((known.1, " by its extension"))
    };
    let Some((name, how)) = found.map(|name| (name, "")).or_else(named) else { return Ok(()) };
    let remedy = match name {
        "UTF-16" | "UTF-32" => "convert the file to UTF-8",
        _ if how.is_empty() => "convert it to CSV or to an edge list",
        _ => "convert it, or pass `format` if it is text with an edge a line",
    };
    let shown = &beginning[..beginning.len().min(40)];
    let got = format_args!("{name}{how}, which is not read yet");
    Err(Fault::parse(0, shown, "CSV, an edge list or a SNAP file", got, remedy).locate(path, beginning, 1))
}

/// The name of an encoding other than UTF-8, by its mark or by where its zeros are.
fn encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => Some("UTF-32"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("UTF-16"),
        [first, 0, second, 0, ..] | [0, first, 0, second, ..] if *first != 0 && *second != 0 => {
            Some("UTF-16")
        }
        _ => None,
    }
}

/// Some first bytes are words that text may begin with, too (`PAR1` is a gene): then other bytes must not be text.
fn by_magic(bytes: &[u8]) -> Option<&'static str> {
    let (magic, name) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic))?;
    let is_control = |&byte: &u8| byte < b' ' && !byte.is_ascii_whitespace();
    let is_word = magic.iter().all(u8::is_ascii_alphanumeric);
    (!is_word || bytes.iter().any(is_control) || std::str::from_utf8(bytes).is_err()).then_some(name)
}

fn by_words(text: &str) -> Option<&'static str> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let lower = text.to_ascii_lowercase();
    let is_word = |word: &&(&str, &str)| {
        lower.strip_prefix(word.0).is_some_and(|rest| {
            word.0.ends_with('>') || rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace())
        })
    };
    // Pajek files may have comments before.
    let significant = |marks: &[char]| {
        lower.lines().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with(marks))
    };
    let pajek = significant(&['%', '#']).filter(|line| {
        WORDS.iter().any(|(word, name)| *name == "Pajek" && line.split_whitespace().next() == Some(word))
    });
    WORDS
        .iter()
        .find(is_word)
        .map(|&(_, name)| name)
        .or(pajek.map(|_| "Pajek"))
        .or_else(|| markup(&lower))
        .or_else(|| json(text))
        .or_else(|| braces(&lower))
        .or_else(|| dimacs(text))
        .or_else(|| {
            lower
                .starts_with("dl ")
                .then(|| lower.lines().next())
                .flatten()
                .filter(|line| line.contains("n=") || line.contains("n ="))
                .map(|_| "UCINET DL")
        })
}

fn markup(lower: &str) -> Option<&'static str> {
    if !lower.starts_with('<') {
        return None;
    }
    let is_markup = ["<?xml", "<!doctype", "<!--", "<graphml", "<gexf", "<html", "<rdf", "<svg"];
    if is_markup.iter().any(|start| lower.starts_with(start)) {
        let has = |word: &str| lower.contains(word);
        return Some(match () {
            () if has("<graphml") => "GraphML",
            () if has("<gexf") => "GEXF",
            () if has("<html") || has("<!doctype html") => "an HTML page",
            () => "XML",
        });
    }
    lower.lines().next().filter(|line| line.trim_end().ends_with(" .")).map(|_| "N-Triples")
}

fn json(text: &str) -> Option<&'static str> {
    let mut characters = text.chars().filter(|c| !c.is_whitespace());
    match (characters.next()?, characters.next()) {
        ('{', None | Some('"' | '}')) => Some("JSON"),
        ('[', None | Some('"' | '{' | '[' | ']')) => Some("JSON"),
        _ => None,
    }
}

/// GML and DOT, by the word `graph` and the brace after it; comments and what GML says of itself may come before.
fn braces(lower: &str) -> Option<&'static str> {
    let mut rest = lower;
    loop {
        rest = rest.trim_start();
        let skipped = if let Some(comment) = rest.strip_prefix("/*") {
            comment.split_once("*/").map(|(_, rest)| rest)
        } else if ["#", "//", "creator ", "version ", "comment "].iter().any(|start| rest.starts_with(start))
        {
            rest.split_once('\n').map(|(_, rest)| rest)
        } else {
            break;
        };
        rest = skipped?;
    }
    let rest = rest.strip_prefix("strict").map_or(rest, str::trim_start);
    let rest = rest.strip_prefix("digraph").or_else(|| rest.strip_prefix("graph"))?;
    if rest.trim_start().starts_with('[') {
        return Some("GML");
    }
    let (name, body) = rest.split_once('{')?;
    let is_name =
        name.trim().lines().count() <= 1 && (name.is_empty() || name.starts_with(char::is_whitespace));
    // An edge of NetworkX may begin at a node called `graph`.
    (is_name && !body.starts_with('\'')).then_some("DOT (Graphviz)")
}

/// `p edge 5 4`, after lines of comments that begin with `c`.
fn dimacs(text: &str) -> Option<&'static str> {
    let is_comment = |line: &&str| line.trim().is_empty() || *line == "c" || line.starts_with("c ");
    let words: Vec<&str> = text.lines().find(|line| !is_comment(line))?.split_whitespace().collect();
    let is_number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
    match words.as_slice() {
        ["p", kind, counts @ ..]
            if !counts.is_empty() && counts.iter().all(is_number) && !is_number(kind) =>
        {
            Some("DIMACS")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &[u8]) -> Option<String> {
        check(text, Path::new("a.txt"), true).err().map(|error| error.message().to_owned())
    }

    #[test]
    fn other_formats_are_named() {
        for (text, name) in [
            (b"%%MatrixMarket matrix coordinate real general\n3 3 2\n".as_slice(), "Matrix Market"),
            (b"%%matrixmarket matrix", "Matrix Market"),
            (b"<?xml version=\"1.0\"?>\n<graphml xmlns=\"x\">", "GraphML"),
            (b"<graphml>", "GraphML"),
            (b"\xEF\xBB\xBF<?xml?>\n<!-- made by -->\n<gexf>", "GEXF"),
            (b"<!DOCTYPE html><html>", "an HTML page"),
            (b"<?xml?><kml>", "XML"),
            (b"<http://a> <http://b> <http://c> .\n", "N-Triples"),
            (b"Creator \"igraph\"\nVersion 1\ngraph\n[\n  node", "GML"),
            (b"graph [ directed 1", "GML"),
            (b"# made by\ndigraph G {\n a -> b", "DOT"),
            (b"strict graph {", "DOT"),
            (b"/* two\nlines */ graph g\n{", "DOT"),
            (b"*Vertices 3\n", "Pajek"),
            (b"% comment\n*network x\n", "Pajek"),
            (b"c comment\nc\np edge 3 2\ne 1 2\n", "DIMACS"),
            (b"p sp 3 2\n", "DIMACS"),
            (b"{\"nodes\": []}", "JSON"),
            (b"[\n  {\"source\": 1}", "JSON"),
            (b"[[1, 2]]", "JSON"),
            (b"{\"source\":1}\n{\"source\":2}\n", "JSON"),
            (b"PAR1\x15\x04", "Parquet"),
            (b"ARROW1\0\0", "Arrow"),
            (b"PK\x03\x04rest", "zip"),
            (b"BZh91AY&SY\x00\x01", "bzip2"),
            (b"\x28\xB5\x2F\xFDx", "zstd"),
            (b"\xFF\xFE1\0", "UTF-16"),
            (b"1\0 \x002\0\n\0", "UTF-16"),
            (b"nodedef>name VARCHAR\n", "GDF"),
            (b"dl n=4 format=edgelist1\n", "UCINET DL"),
        ] {
            let message = named(text);
            assert!(message.as_ref().is_some_and(|message| message.contains(name)), "{text:?}: {message:?}");
        }
    }

    #[test]
    fn text_is_not_taken_for_them() {
        for text in [
            "graph node\nnode edge\n",
            "graph,digraph\n",
            "<a> <b>\n",
            "[1] [2]\n",
            "{a} {b}\n",
            "p edge\nedge q\n",
            "c d\np q r\n",
            "*a *b\n",
            "dl x\n",
            "creator work\na b\n",
            "PAR1 PAR2\n",
            "graph node {'weight': 3}\n",
            "% sym\n1 2\n",
            "",
        ] {
            assert_eq!(named(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn an_extension_counts_where_the_content_is_silent() {
        let by = |by_name| check(b"3 3 2\n1 2 0.5\n", Path::new("a.MTX"), by_name).is_err();
        assert!(by(true) && !by(false));
        assert!(check(b"", Path::new("a.mtx"), true).is_ok());
    }
}
