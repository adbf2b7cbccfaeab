//! Random tables come back as they were written; random bytes never harm.

use proptest::prelude::*;

use super::*;

/// A value of an extra column.
#[derive(Debug, Clone)]
enum Cell {
    Missing,
    Number(f64),
    Truth(bool),
    Text(String),
}

fn cell(kind: u8) -> BoxedStrategy<Cell> {
    let missing = Just(Cell::Missing);
    let number = prop_oneof![
        any::<f64>().prop_filter("NaN has many bits", |value| !value.is_nan()),
        (-1000..1000_i32).prop_map(f64::from)
    ];
    let text = "[a-z\",;\n\r \u{e9}\u{1F600}]{0,6}";
    match kind {
        0 => prop_oneof![1 => missing, 4 => number.prop_map(Cell::Number)].boxed(),
        1 => prop_oneof![1 => missing, 4 => any::<bool>().prop_map(Cell::Truth)].boxed(),
        2 => prop_oneof![1 => missing, 4 => text.prop_map(Cell::Text)].boxed(),
        _ => prop_oneof![
            missing,
            number.prop_map(Cell::Number),
            any::<bool>().prop_map(Cell::Truth),
            text.prop_map(Cell::Text)
        ]
        .boxed(),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The text of a cell, and the same read back as text.
fn written(cell: &Cell) -> String {
    match cell {
        Cell::Missing => String::new(),
        Cell::Number(value) => format!("{value:?}"),
        Cell::Truth(value) => value.to_string(),
        Cell::Text(text) => quoted(text),
    }
}

fn expected(cells: &[Cell]) -> Vec<String> {
    let blank = |text: &str| text.trim_ascii().is_empty();
    let is_text = cells.iter().any(|cell| matches!(cell, Cell::Text(text) if !blank(text)))
        || (cells.iter().any(|cell| matches!(cell, Cell::Number(_)))
            && cells.iter().any(|cell| matches!(cell, Cell::Truth(_))))
        || !cells.iter().any(|cell| matches!(cell, Cell::Number(_) | Cell::Truth(_)));
    let show = |cell: &Cell| match cell {
        Cell::Missing => "-".to_owned(),
        Cell::Text(text) if is_text => format!("'{text}'"),
        Cell::Text(_) => "-".to_owned(),
        cell if is_text => format!("'{}'", written(cell)),
        Cell::Number(value) => value.to_string(),
        Cell::Truth(value) => value.to_string(),
    };
    cells.iter().map(show).collect()
}

#[derive(Debug, Clone)]
struct Table {
    keys: Vec<(String, String)>,
    columns: Vec<Vec<Cell>>,
    newline: &'static str,
    delimiter: u8,
}

fn table() -> impl Strategy<Value = Table> {
    let key = "[a-e\",;\n \u{e9}]{1,3}";
    let newline = prop_oneof![Just("\n"), Just("\r\n")];
    let delimiter = prop_oneof![Just(b','), Just(b';'), Just(b'\t'), Just(b'|')];
    (0..12_usize, prop::collection::vec(0..4_u8, 0..3), newline, delimiter).prop_flat_map(
        move |(rows, kinds, newline, delimiter)| {
            let keys = prop::collection::vec((key, key), rows);
            let columns: Vec<_> =
                kinds.into_iter().map(|kind| prop::collection::vec(cell(kind), rows)).collect();
            (keys, columns).prop_map(move |(keys, columns)| Table { keys, columns, newline, delimiter })
        },
    )
}

fn csv(table: &Table) -> String {
    let delimiter = char::from(table.delimiter).to_string();
    let mut header = vec!["source".to_owned(), "target".to_owned()];
    header.extend((0..table.columns.len()).map(|column| format!("c{column}")));
    let mut lines = vec![header.join(&delimiter)];
    for (row, (source, target)) in table.keys.iter().enumerate() {
        let mut fields = vec![quoted(source), quoted(target)];
        fields.extend(table.columns.iter().map(|column| written(&column[row])));
        lines.push(fields.join(&delimiter));
    }
    lines.join(table.newline)
}

proptest! {
    #[test]
    fn what_was_written_is_read(table in table(), chunk in 1..65_usize, threads in 1..4_usize) {
        let text = csv(&table);
        let options = TextOptions {
            labels: LabelMode::Text,
            delimiter: Some(table.delimiter.into()),
            ..TextOptions::default()
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let read = read_bytes_by(text.as_bytes(), "a.csv", &options, chunk, &Execution::on(&pool)).unwrap();
        prop_assert_eq!(edges(&read), table.keys);
        let mut columns = read.columns.iter();
        for (index, cells) in table.columns.iter().enumerate() {
            if cells.iter().all(|cell| matches!(cell, Cell::Missing)) {
                continue;
            }
            let column = columns.next().unwrap();
            prop_assert_eq!(&column.name, &format!("c{index}"));
            prop_assert_eq!(values(&read, &column.name), expected(cells), "{}", text);
        }
        prop_assert!(columns.next().is_none());
    }

    #[test]
    fn edge_lists_of_ids(edges_in in prop::collection::vec((0..900_000_u32, 0..900_000_u32), 1..30), chunk in 1..65_usize) {
        let text: String = edges_in.iter().map(|(source, target)| format!("{source}\t{target}\n")).collect();
        let read = read_bytes_by(text.as_bytes(), "a", &TextOptions::default(), chunk, &Execution::inline()).unwrap();
        let written: Vec<_> =
            edges_in.iter().map(|(source, target)| (source.to_string(), target.to_string())).collect();
        prop_assert_eq!(edges(&read), written);
        prop_assert!(matches!(read.labels, Labels::Int64(_)));
    }

    #[test]
    fn any_text_gives_one_answer(
        text in "([a1-3.,;\" #%\t\n\r\u{e9}-]|true|\n1 2|\n1,2|,\"){0,40}",
        name in "a\\.(csv|el|txt|snap)",
        labels in prop_oneof![Just(LabelMode::Auto), Just(LabelMode::Text), Just(LabelMode::Int64), Just(LabelMode::Index)],
        comments in prop_oneof![Just(None), Just(Some(b"#".to_vec()))],
        quoting: Option<bool>,
        max_line_bytes in 1..40_usize,
    ) {
        let options = TextOptions { labels, comments, quoting, max_line_bytes, ..TextOptions::default() };
        let _ = read_as(&name, text.as_bytes(), &options);
    }

    #[test]
    fn any_bytes_give_one_answer(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = read_as("a.csv", &bytes, &TextOptions::default());
        let _ = read_as("a.el", &bytes, &TextOptions::default());
    }
}
