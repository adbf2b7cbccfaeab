//! Formats, headers, names and types: what is found without being told.

use super::*;
use crate::column::ColumnType;

#[test]
fn the_same_edges_in_many_dresses() {
    let expected = pairs(&[("0", "1"), ("1", "2"), ("2", "0")]);
    for (name, text) in [
        ("a.csv", "source,target\n0,1\n1,2\n2,0\n"),
        ("a.csv", "0,1\n1,2\n2,0"),
        ("a.csv", "0;1\r\n1;2\r\n2;0\r\n"),
        ("a.csv", "\n0|1\n \n1|2\r\n\r\n2|0\n\n"),
        ("a.csv", "\"0\",\"1\"\n\"1\",2\n2,\"0\"\n"),
        ("a.csv", "0, 1\n 1 ,2\n2,0 \n"),
        ("a.tsv", "src\tdst\n0\t1\n1\t2\n2\t0\n"),
        ("a.csv", "to,from\n1,0\n2,1\n0,2\n"),
        ("a.csv.gz", "Target,x,Source\n1,,0\n2,,1\n0,,2\n"),
        ("a.csv", "person,friend\n0,1\n1,2\n2,0\n"),
        ("a.el", "0 1\n1 2\n2 0\n"),
        ("a.el", "  0\t 1  \r\n1   2\n\t2 0 \t"),
        ("a.edges", "% sym\n0,1\n1,2\n2,0\n"),
        ("a.edges", "0, 1\n1 ,2\n 2,0\n"),
        ("a.txt", "# Nodes: 3 Edges: 3\n# FromNodeId\tToNodeId\n0\t1\n1\t2\n2\t0\n"),
        ("a.txt", "0,1\n1,2\n2,0\n"),
        ("a", "\u{feff}0 1\n1 2\n2 0\n"),
        ("a.csv", "\u{feff}source,target\n0,1\n1,2\n2,0\n"),
    ] {
        let table = read(name, text);
        assert_eq!(edges(&table), expected, "{name}: {text:?}");
        assert!(matches!(table.labels, Labels::Int64(_)));
        assert_eq!(table.node_bound(), 3);
        assert_eq!(table.columns, [], "{name}: {text:?}");
    }
}

#[test]
fn files_without_edges_are_tables_without_rows() {
    for text in [
        "",
        "\n",
        "\u{feff}",
        "\r\n\r\n",
        "# only\n# comments",
        "source,target\n",
        "source,target,weight",
        "  ",
    ] {
        let table = read("a.txt", text);
        assert_eq!((table.row_count(), table.node_bound(), table.columns.len()), (0, 0, 0), "{text:?}");
        assert!(matches!(table.labels, Labels::Int64(_)));
        let options = TextOptions { labels: LabelMode::Text, ..TextOptions::default() };
        let table = read_as("a.el", text.as_bytes(), &options).unwrap();
        assert!(matches!(table.labels, Labels::Text(_)), "{text:?}");
    }
}

#[test]
fn lines_and_comments_are_counted() {
    for (name, text, lines, comments) in [
        ("a.el", "# one\n\n0 1\n\n1 2", 5, 1),
        ("a.el", "# one\n%\nsource target\n0 1\n", 4, 2),
        ("a.csv", "source,target\n0,1\n", 2, 0),
        ("a.csv", "source,target,note\n0,1,\"two\nlines\"\n", 3, 0),
        ("a.el", "# only", 1, 1),
        ("a.el", "", 0, 0),
        ("a.el", "\n\n", 2, 0),
    ] {
        let stats = TextStats { lines, comments, bytes: text.len() as u64 };
        assert_eq!(read(name, text).stats, stats, "{text:?}");
    }
}

#[test]
fn headers_are_recognised_and_can_be_imposed() {
    let with = |header| TextOptions { header, labels: LabelMode::Text, ..TextOptions::default() };
    for (text, header, rows) in [
        ("a,b\nc,d\n", Some(false), 2),
        ("a,b\n1,2\n", None, 1),
        ("a,b,w\nx,y,5\n", None, 1),
        ("a,b,\nx,y,5\n", Some(false), 2),
        ("from,to\nx,y\n", None, 1),
        ("from,back\nx,y\n", Some(true), 1),
        ("1,2\n3,4\n", None, 2),
        ("1,2\n3,4\n", Some(true), 1),
        ("source,target\n3,4\n", Some(false), 2),
        ("\"the\nsource\",b\n1,2\n", None, 1),
    ] {
        let table = read_as("a.csv", text.as_bytes(), &with(header)).unwrap();
        assert_eq!(table.row_count(), rows, "{text:?} {header:?}");
    }
    for text in ["a,b\nc,d\n", "a,b,\nx,y,5\n", "from,back\nx,y\n"] {
        let error = refused("a.csv", text, &TextOptions::default());
        assert_eq!(place(&error), ("PARSE", Some(1), Some(1)));
        assert!(error.message().contains("`header: true`"), "{error}");
    }
    // In an edge list a header is names of endpoints, or words over numbers.
    assert_eq!(read("a.el", "a b x\nc d y\n").row_count(), 2);
    assert_eq!(read("a.el", "a b x\nc d 5\n").row_count(), 1);
    assert_eq!(read("a.el", "a b x\n1 2 5\n").row_count(), 1);
}

#[test]
fn columns_have_the_names_of_the_header_or_of_their_place() {
    let names = |name: &str, text: &str| -> Vec<String> {
        read(name, text).columns.into_iter().map(|column| column.name).collect()
    };
    assert_eq!(names("a.csv", "source,target, w ,\n0,1,2,3\n"), ["w", "column4"]);
    assert_eq!(names("a.csv", "0,1,2,3\n"), ["column3", "column4"]);
    assert_eq!(names("a.el", "0 1 2 3\n"), ["weight", "column4"]);
    assert_eq!(names("a.snap", "# Hello\n0 1 2\n"), ["column3"]);
    assert_eq!(names("a.snap", "# Hello\n# FromNodeId ToNodeId Sign\n0 1 2\n"), ["Sign"]);
    assert_eq!(names("a.txt", "# Hello\n# FromNodeId ToNodeId Sign\n0 1 2\n"), ["Sign"]);
    assert_eq!(names("a.snap", "# ToNodeId Sign FromNodeId\n0 1 2\n"), ["Sign"]);
}

#[test]
fn types_are_those_of_all_values() {
    let text = "source,target,n,b,t,mix,late,none,id,zip,blank\n\
        0,1,1.5,true,x,1,1,,1,01234,\"\"\n\
        1,2,,,,true,2,,9007199254740993,1,\n\
        2,0,-3e2,FALSE,\"y, z\",,word,,3,2,\"\"\n";
    let table = read("a.csv", text);
    let expected = [
        ("n", "float64"),
        ("b", "bool"),
        ("t", "utf8"),
        ("mix", "utf8"),
        ("late", "utf8"),
        ("id", "utf8"),
        ("zip", "utf8"),
        ("blank", "utf8"),
    ];
    assert_eq!(types(&table), expected.map(|(name, ty)| (name, ty.to_owned())));
    assert_eq!(values(&table, "n"), ["1.5", "-", "-300"]);
    assert_eq!(values(&table, "b"), ["true", "-", "false"]);
    assert_eq!(values(&table, "t"), ["'x'", "-", "'y, z'"]);
    assert_eq!(values(&table, "mix"), ["'1'", "'true'", "-"]);
    assert_eq!(values(&table, "late"), ["'1'", "'2'", "'word'"]);
    assert_eq!(values(&table, "id"), ["'1'", "'9007199254740993'", "'3'"]);
    assert_eq!(values(&table, "zip"), ["'01234'", "'1'", "'2'"]);
    assert_eq!(values(&table, "blank"), ["''", "-", "''"]);
}

#[test]
fn a_number_too_large_is_text_and_infinity_a_number() {
    let table = read("a.csv", "source,target,big,word\n0,1,1.5,inf\n1,2,1e400,-Infinity\n2,0,2,NaN\n");
    assert_eq!(values(&table, "big"), ["'1.5'", "'1e400'", "'2'"]);
    assert_eq!(values(&table, "word"), ["inf", "-inf", "NaN"]);
}

#[test]
fn one_word_in_the_last_of_many_rows_makes_a_column_text_and_loses_nothing() {
    let rows = 20_000;
    let mut text = "source,target,n\n".to_owned();
    for row in 0..rows {
        text.push_str(&format!("0,1,{row}.50\n"));
    }
    text.push_str("0,1,abc\n");
    let table = read_bytes(text.as_bytes(), "a.csv", &TextOptions::default(), &Execution::inline()).unwrap();
    let values = values(&table, "n");
    assert_eq!(values.len(), rows + 1);
    assert!(values[..rows].iter().enumerate().all(|(row, value)| *value == format!("'{row}.50'")));
    assert_eq!(values[rows], "'abc'");
}

#[test]
fn quoted_empty_fields_are_missing_numbers_and_empty_texts() {
    let table = read("a.csv", "source,target,n,t\n0,1,\"\",\"\"\n1,2,\"2\",\"x\"\"y\"\n");
    assert_eq!(values(&table, "n"), ["-", "2"]);
    assert_eq!(values(&table, "t"), ["''", "'x\"y'"]);
}

#[test]
fn columns_and_types_can_be_chosen() {
    let text = "a,when,source,b,target,c\n1,2019-03-31,0,7,1,x\n-2,,1,8,2\n,5,2,,0,y,z,too,many\n";
    let choose = |columns: Vec<ColumnChoice>| {
        let options = TextOptions { columns: Some(columns), ..TextOptions::default() };
        read_as("a.csv", text.as_bytes(), &options).unwrap()
    };
    let typed = |column: &str, ty: ColumnType| ColumnChoice { column: column.into(), ty: Some(ty.into()) };
    assert_eq!(choose(vec![]).columns, []);
    assert_eq!(edges(&choose(vec![])), pairs(&[("0", "1"), ("1", "2"), ("2", "0")]));
    let table = choose(vec!["b".into(), 0_usize.into()]);
    assert_eq!(types(&table), [("b", "float64".to_owned()), ("a", "float64".to_owned())]);
    for (ty, expected) in [
        (ColumnType::Int32, ["1", "-2", "-"]),
        (ColumnType::Int64, ["1", "-2", "-"]),
        (ColumnType::Float32, ["1", "-2", "-"]),
        (ColumnType::Float64, ["1", "-2", "-"]),
        (ColumnType::Utf8, ["'1'", "'-2'", "-"]),
    ] {
        let table = choose(vec![typed("a", ty)]);
        assert_eq!(types(&table), [("a", ty.to_string())]);
        assert_eq!(values(&table, "a"), expected);
    }
    let table = choose(vec![typed("when", ColumnType::Utf8), typed("b", ColumnType::Uint32)]);
    assert_eq!(values(&table, "when"), ["'2019-03-31'", "-", "'5'"]);
    assert_eq!(values(&table, "b"), ["7", "8", "-"]);
}

#[test]
fn endpoints_can_be_any_two_columns() {
    let text = "a,b,c\n1,2,3\n4,5,6\n";
    let read = |source: Option<ColumnRef>, target: Option<ColumnRef>| {
        let options = TextOptions { source, target, ..TextOptions::default() };
        edges(&read_as("a.csv", text.as_bytes(), &options).unwrap())
    };
    assert_eq!(read(None, None), pairs(&[("1", "2"), ("4", "5")]));
    assert_eq!(read(Some("c".into()), Some("a".into())), pairs(&[("3", "1"), ("6", "4")]));
    assert_eq!(read(Some(1.into()), None), pairs(&[("2", "1"), ("5", "4")]));
    assert_eq!(read(None, Some("c".into())), pairs(&[("1", "3"), ("4", "6")]));
    assert_eq!(read(None, Some("a".into())), pairs(&[("2", "1"), ("5", "4")]));
}

#[test]
fn names_that_were_asked_for_make_a_header() {
    let options =
        TextOptions { source: Some("who".into()), target: Some("whom".into()), ..TextOptions::default() };
    let table = read_as("a.csv", b"who,whom\nann,bob\n", &options).unwrap();
    assert_eq!(edges(&table), pairs(&[("ann", "bob")]));
}

#[test]
fn comments_that_were_asked_for_may_hold_lone_quotes() {
    let options = TextOptions { comments: Some(b"#".to_vec()), ..TextOptions::default() };
    let text = "# it's \"\nsource,target,t\n0,1,\"a\n# no comment\"\n#\"\n1,2,x\n\"0\",2,\"#\"\n";
    let table = read_as("a.csv", text.as_bytes(), &options).unwrap();
    assert_eq!(edges(&table), pairs(&[("0", "1"), ("1", "2"), ("0", "2")]));
    assert_eq!(values(&table, "t"), ["'a\n# no comment'", "'x'", "'#'"]);
    assert_eq!(table.stats.comments, 2);
}

#[test]
fn quotes_can_be_switched_off() {
    let text = "\"New York\" Boston 1\nBoston \"Sa\"\"lem\"\t2\n";
    let table = read("a.el", text);
    assert_eq!(edges(&table), pairs(&[("New York", "Boston"), ("Boston", "Sa\"lem")]));
    let off = TextOptions { quoting: Some(false), header: Some(false), ..TextOptions::default() };
    let table = read_as("a.csv", b"a,5\" disk\nb,\"c\n", &off).unwrap();
    assert_eq!(edges(&table), pairs(&[("a", "5\" disk"), ("b", "\"c")]));
}
