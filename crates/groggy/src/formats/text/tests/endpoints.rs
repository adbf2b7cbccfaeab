//! Labels: what they become, and in what order.

use super::*;

fn read_with(name: &str, text: &str, labels: LabelMode) -> Result<Table> {
    read_as(name, text.as_bytes(), &TextOptions { labels, header: Some(false), ..TextOptions::default() })
}

fn texts(table: &Table) -> Vec<&str> {
    let Labels::Text(labels) = &table.labels else { panic!("{table:?}") };
    labels.iter().collect()
}

#[test]
fn labels_are_numbered_in_order_of_first_appearance() {
    let table = read_with("a.csv", "d,b\nb,a\n\"d\",ü\nc,\"a\"\n", LabelMode::Auto).unwrap();
    assert_eq!(texts(&table), ["d", "b", "a", "ü", "c"]);
    assert_eq!(
        (table.source.as_slice(), table.target.as_slice()),
        ([0, 1, 0, 4].as_slice(), [1, 2, 3, 2].as_slice())
    );
    assert_eq!(table.node_bound(), 5);
    let table = read_with("a.el", "7 5\n5 9\n7 7\n0 9\n", LabelMode::Auto).unwrap();
    assert_eq!(table.labels, Labels::Int64(vec![7, 5, 9, 0]));
    assert_eq!(
        (table.source.as_slice(), table.target.as_slice()),
        ([0, 1, 0, 3].as_slice(), [1, 2, 0, 2].as_slice())
    );
}

#[test]
fn a_source_comes_before_its_target_whatever_their_columns() {
    let table = read("a.csv", "to,from\nb,a\nc,c\na,d\n");
    assert_eq!(texts(&table), ["a", "b", "c", "d"]);
    assert_eq!(
        (table.source.as_slice(), table.target.as_slice()),
        ([0, 2, 3].as_slice(), [1, 2, 0].as_slice())
    );
    assert_eq!(read("a.csv", "to,from\n2,1\n3,3\n1,4\n").labels, Labels::Int64(vec![1, 2, 3, 4]));
}

#[test]
fn one_label_that_does_not_fit_changes_the_type_of_all() {
    let many: String = (0..2000).map(|row| format!("{row} {}\n", row + 1)).collect();
    for (late, last) in
        [("x", "x"), ("007", "007"), ("+7", "+7"), ("9223372036854775808", "9223372036854775808")]
    {
        let table = read_with("a.el", &format!("{many}5 {late}\n"), LabelMode::Auto).unwrap();
        let labels = texts(&table);
        assert_eq!((labels.len(), labels[7], labels.last()), (2002, "7", Some(&last)), "{late}");
    }
    // Past a table for dense labels, and below zero, integers stay integers.
    for late in [-1, i64::MIN, 50_000_000, 4_294_967_295, i64::MAX] {
        let table = read_with("a.el", &format!("{many}5 {late}\n"), LabelMode::Auto).unwrap();
        let Labels::Int64(labels) = &table.labels else { panic!("{late}") };
        assert_eq!((labels.len(), labels[7], labels.last()), (2002, 7, Some(&late)));
    }
    let all = read_with("a.el", &format!("{many}5 -1\n6 x\n"), LabelMode::Auto).unwrap();
    assert_eq!(texts(&all)[2001..], ["-1", "x"]);
}

#[test]
fn what_is_wrong_before_such_a_label_is_told_all_the_same() {
    for text in ["1 2\n3\n4 x\n", "1 2\n-3 4\n3\n4 x\n", "1 2\n4 x\n3\n"] {
        let error = read_with("a.el", text, LabelMode::Auto).unwrap_err();
        let line = text.lines().position(|line| line == "3").unwrap() as u64 + 1;
        assert_eq!(place(&error), ("PARSE", Some(line), Some(1)), "{error}");
    }
}

#[test]
fn integers_can_be_asked_for() {
    let table =
        read_with("a.el", "7 -9223372036854775808\n9223372036854775807 7\n", LabelMode::Int64).unwrap();
    assert_eq!(table.labels, Labels::Int64(vec![7, i64::MIN, i64::MAX]));
    for (text, column) in [("1 2\n+7 3\n", 1), ("1 2\n7 007\n", 3), ("1 2\n7 x\n", 3)] {
        let error = read_with("a.el", text, LabelMode::Int64).unwrap_err();
        assert_eq!(place(&error), ("PARSE", Some(2), Some(column)), "{error}");
        assert!(error.message().contains("`keyType"), "{error}");
    }
    assert_eq!(texts(&read_with("a.el", "7 +7\n007 7\n", LabelMode::Text).unwrap()), ["7", "+7", "007"]);
}

#[test]
fn what_is_no_id_is_refused_with_its_place() {
    for (text, line, column) in [
        ("0 1\n2 x\n", 2, 3),
        ("0 1\n-2 1\n", 2, 1),
        ("0 1\n\n 2.5 1\n", 3, 2),
        ("0 1\n1 1e3\n", 2, 3),
        ("0 1\n1 +3\n", 2, 3),
        ("0 1\n1 03\n", 2, 3),
        ("0 1\n1 00\n", 2, 3),
    ] {
        let error = read_with("a.el", text, LabelMode::Index).unwrap_err();
        assert_eq!(place(&error), ("PARSE", Some(line), Some(column)), "{error}");
        assert!(error.message().contains("`ids`"), "{error}");
    }
    assert_eq!(
        edges(&read_with("a.el", "0 1\n1 \"2\"\n", LabelMode::Index).unwrap()),
        pairs(&[("0", "1"), ("1", "2")])
    );
}

#[test]
fn labels_that_are_missing_are_refused_with_their_place() {
    for labels in [LabelMode::Auto, LabelMode::Index, LabelMode::Text, LabelMode::Int64] {
        for (text, column) in [("0,1\n2,\n", 3), ("0,1\n,2\n", 1), ("0,1\n2,\"\"\n", 3)] {
            let error = read_with("a.csv", text, labels).unwrap_err();
            assert_eq!(place(&error), ("PARSE", Some(2), Some(column)), "{labels:?}: {error}");
            assert!(error.message().contains("a label"), "{error}");
        }
    }
}

#[test]
fn ids_past_the_limit_are_refused() {
    for id in [
        "4294967295",
        "4294967296",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999999",
    ] {
        let error = read_with("a.el", &format!("0 1\n1 {id}\n"), LabelMode::Index).unwrap_err();
        assert_eq!(place(&error), ("LIMIT_EXCEEDED", Some(2), Some(3)), "{error}");
        let quoted = read_with("a.csv", &format!("0,1\n1,\"{id}\"\n"), LabelMode::Index).unwrap_err();
        assert_eq!(place(&quoted).0, "LIMIT_EXCEEDED", "{quoted}");
    }
}

#[test]
fn ids_most_of_which_no_line_names_are_refused() {
    assert_eq!(read_with("a.el", "0 3\n", LabelMode::Index).unwrap().node_bound(), 4);
    for (text, largest) in [("0 4\n", 4), ("5 5\n", 5), ("0 4294967294\n", 4_294_967_294)] {
        let error = read_with("a.el", text, LabelMode::Index).unwrap_err();
        assert_eq!(error.kind().code(), "INVALID_ARGUMENT");
        assert_eq!(detail(&error, "node"), Some(Detail::U64(largest)));
        assert_eq!(detail(&error, "argument"), Some(Detail::Text("ids".to_owned())));
    }
}
