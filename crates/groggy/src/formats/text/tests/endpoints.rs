//! Ids, keys, and what decides between them.

use super::*;

fn keyed(keyed: KeyMode) -> TextOptions {
    TextOptions { keyed, ..TextOptions::default() }
}

#[test]
fn the_first_row_decides_between_ids_and_keys() {
    let is_text = |text: &str| matches!(read("a.el", text).endpoints, Endpoints::Text { .. });
    assert!(!is_text("1 2\n"));
    assert!(!is_text("4294967 2\n4 5\n".replace("4294967", "429496").as_str()));
    assert!(is_text("a 2\n1 2\n"));
    assert!(is_text("1 b\n1 2\n"));
    assert!(is_text("-1 2\n"));
    assert!(is_text("1.0 2\n"));
    assert!(is_text("4294967295 2\n"));
    assert!(is_text("18446744073709551616 2\n"));
}

#[test]
fn keys_are_numbered_in_order_of_first_appearance() {
    let table = read("a.csv", "d,b\nb,a\n\"d\",ü\nc,\"a\"\n");
    let Endpoints::Text { source, target, keys } = &table.endpoints else { panic!("{table:?}") };
    assert_eq!(keys.iter().collect::<Vec<_>>(), ["d", "b", "a", "ü", "c"]);
    assert_eq!(keys.lengths, [1, 1, 1, 2, 1]);
    assert_eq!((source.as_slice(), target.as_slice()), ([0, 1, 0, 4].as_slice(), [1, 2, 3, 2].as_slice()));
    assert_eq!(table.node_bound(), 5);
}

#[test]
fn a_source_comes_before_its_target_whatever_their_columns() {
    let table = read("a.csv", "to,from\nb,a\nc,c\na,d\n");
    let Endpoints::Text { source, target, keys } = &table.endpoints else { panic!("{table:?}") };
    assert_eq!(keys.iter().collect::<Vec<_>>(), ["a", "b", "c", "d"]);
    assert_eq!((source.as_slice(), target.as_slice()), ([0, 2, 3].as_slice(), [1, 2, 0].as_slice()));
}

#[test]
fn numbers_can_be_keys() {
    let text = "7 -9223372036854775808\n+7 9223372036854775807\n007 7\n";
    let table = read_as("a.el", text.as_bytes(), &keyed(KeyMode::Int64)).unwrap();
    let Endpoints::Int64 { source, target, keys } = &table.endpoints else { panic!("{table:?}") };
    assert_eq!(keys, &[7, i64::MIN, i64::MAX]);
    assert_eq!((source.as_slice(), target.as_slice()), ([0, 0, 0].as_slice(), [1, 2, 0].as_slice()));
    let table = read_as("a.el", text.as_bytes(), &keyed(KeyMode::Text)).unwrap();
    assert_eq!(table.node_bound(), 5);
}

#[test]
fn what_is_no_id_is_refused_with_its_place() {
    for (text, line, column) in [
        ("0 1\n2 x\n", 2, 3),
        ("0 1\n-2 1\n", 2, 1),
        ("0 1\n\n# c\n 2.5 1\n", 4, 2),
        ("0 1\n1 \"2\"\n", 2, 3),
        ("0 1\n1 1e3\n", 2, 3),
        ("0 1\n1 +3\n", 2, 3),
    ] {
        let error = refused("a.el", text, &TextOptions::default());
        assert_eq!(place(&error), ("PARSE", Some(line), Some(column)), "{error}");
        assert!(error.message().contains("`key`"), "{error}");
    }
    let error = refused("a.csv", "0,1\n2,\n", &TextOptions::default());
    assert_eq!(place(&error), ("PARSE", Some(2), Some(3)), "{error}");
    let error = refused("a.csv", "a,b\n", &keyed(KeyMode::Never));
    assert_eq!(place(&error), ("PARSE", Some(1), Some(1)), "{error}");
    let error = refused("a.csv", "a,b\n", &keyed(KeyMode::Int64));
    assert_eq!(place(&error), ("PARSE", Some(1), Some(1)), "{error}");
    let error = refused("a.csv", "a,b\nc,\"\"\n", &TextOptions::default());
    assert_eq!(place(&error), ("PARSE", Some(2), Some(3)), "{error}");
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
        let error = refused("a.el", format!("0 1\n1 {id}\n"), &TextOptions::default());
        assert_eq!(place(&error), ("LIMIT_EXCEEDED", Some(2), Some(3)), "{error}");
        let quoted = refused("a.csv", format!("0,1\n1,\"{id}\"\n"), &TextOptions::default());
        assert_eq!(place(&quoted).0, "LIMIT_EXCEEDED", "{quoted}");
    }
}

#[test]
fn ids_that_are_far_apart_must_be_keys() {
    assert_eq!(read("a.el", "0 1000016\n").node_bound(), 1_000_017);
    let error = refused("a.el", "0 1000017\n", &TextOptions::default());
    assert_eq!(error.kind().code(), "INVALID_ARGUMENT");
    assert_eq!(detail(&error, "node"), Some(Detail::U64(1_000_017)));
    assert!(error.message().contains("`key`"), "{error}");
    let table = read_as("a.el", b"0 4294967294\n", &keyed(KeyMode::Text)).unwrap();
    assert_eq!(table.node_bound(), 2);
}
