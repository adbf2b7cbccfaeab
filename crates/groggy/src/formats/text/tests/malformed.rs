//! Bad files: the right error at the right place.

use super::*;
use crate::column::ColumnType;

fn any() -> TextOptions {
    TextOptions::default()
}

#[test]
fn rows_that_lack_or_have_too_many_fields() {
    for (name, text, line) in [
        ("a.el", "0 1\n2\n", 2),
        ("a.el", "0\n1 2\n", 1),
        ("a.csv", "source,target,w\n0,1,2\n\n1,2\n", 4),
        ("a.csv", "0,1,\"a\nb\"\n1,2\n", 3),
        ("a.csv", "0,1\n1,2,3\n", 2),
        ("a.el", "0 1\n1 2\n2 3 4\n", 3),
        ("a.csv", "only\n", 1),
        ("a.csv", "source\n0\n", 1),
    ] {
        let error = refused(name, text, &any());
        assert_eq!(place(&error), ("PARSE", Some(line), Some(1)), "{text:?}: {error}");
        assert!(detail(&error, "found").is_some());
        assert_eq!(detail(&error, "path"), Some(Detail::Text(name.to_owned())));
    }
}

#[test]
fn values_that_do_not_fit_the_type_that_was_asked_for() {
    for (ty, value) in [
        (ColumnType::Int32, "2147483648"),
        (ColumnType::Int32, "1.0"),
        (ColumnType::Uint32, "-1"),
        (ColumnType::Uint32, "4294967296"),
        (ColumnType::Int64, "9223372036854775808"),
        (ColumnType::Float32, "one"),
        (ColumnType::Float64, "0x10"),
        (ColumnType::Float64, "1e400"),
        (ColumnType::Float32, "-1e39"),
        (ColumnType::Bool, "yes"),
        (ColumnType::Timestamp, "2019-02-29"),
    ] {
        let choice = ColumnChoice { column: "w".into(), ty: Some(ty.into()) };
        let options = TextOptions { columns: Some(vec![choice]), ..any() };
        let error = refused("a.csv", format!("source,target,w\n0,1,\n1,2,\"{value}\"\n"), &options);
        assert_eq!(place(&error), ("PARSE", Some(3), Some(5)), "{ty} {value}: {error}");
        assert_eq!(detail(&error, "found"), Some(Detail::Text(value.to_owned())));
        assert!(error.message().contains(&ty.to_string()), "{error}");
    }
}

#[test]
fn quotes_out_of_place() {
    for (text, line, column) in [
        ("a,b\nc,d\"e\nf,g\n", 2, 3),
        ("a,b\nc,\"d\"e\nf,g\n", 2, 3),
        ("a,b\nc,\"d\ne,f\n", 2, 3),
        ("a,b\nc\",\"d\ne\",f\n", 2, 1),
        ("a,\"b\n", 1, 3),
    ] {
        let error = refused("a.csv", text, &TextOptions { header: Some(false), ..any() });
        assert_eq!(place(&error), ("PARSE", Some(line), Some(column)), "{text:?}: {error}");
        // Where there may be a header, it is told before that is asked.
        assert_eq!(place(&refused("a.csv", text, &any())), place(&error));
    }
}

#[test]
fn what_is_no_text() {
    for (name, text, line) in [
        ("a.el", b"a b\nc \xFF\n".as_slice(), 2),
        ("a.el", b"a b\nc d\0e\n", 2),
        ("a.el", b"0 1 x\n1 2 \xC3\x28\n", 2),
        ("a.el", b"0 1 5\n1 2 x\n1 2 6\n1 2 \xC3\x28\n1 2 \0", 4),
        ("a.el", b"\0\0\0\0\0", 1),
        ("a.bin", b"\x7FELF\x02\x01\x01\0\0\0\n\xFF\xFE", 1),
        ("a.el", b"\xFF\xFE0\x00 \x001\x00\n\x00", 1),
        ("a.el", b"0 1\r1 2\r2 3\r", 1),
        ("a.csv", b"source,target\nc,\xF0\x9F\n", 2),
    ] {
        let error = refused(name, text, &any());
        assert_eq!((place(&error).0, place(&error).1), ("PARSE", Some(line)), "{text:?}: {error}");
        assert!(place(&error).2.is_some());
    }
}

#[test]
fn the_offending_text_is_cut_and_escaped() {
    let error = refused(
        "a.el",
        format!("0 1\n0 \x1b{}\n", "ab".repeat(500)),
        &TextOptions { labels: LabelMode::Index, ..any() },
    );
    let Some(Detail::Text(text)) = detail(&error, "found") else { panic!("{error}") };
    assert!(text.starts_with("\x1babab") && text.ends_with('…') && text.len() < 100, "{text}");
    assert!(error.message().contains("\\u{1b}abab") && error.message().len() < 300);
}

#[test]
fn lines_past_the_limit() {
    let limit = |max_line_bytes| TextOptions { max_line_bytes, ..any() };
    let long = "x".repeat(100);
    for (name, text, line) in [
        ("a.el", format!("0 {long}"), 1),
        ("a.el", format!("a b\nc d\n\na {long}\ne f\n"), 4),
        ("a.csv", format!("source,target\nc,d\na,\"{}\"\ne,f\n", "x\n".repeat(50)), 3),
        ("a.csv", format!("source,target\nc,d\na,\"{}", "x\n".repeat(50)), 3),
    ] {
        let error = refused(name, &text, &limit(50));
        assert_eq!((place(&error).0, place(&error).1), ("LIMIT_EXCEEDED", Some(line)), "{text:?}: {error}");
    }
    // What is wrong before the long line is said first.
    let error = refused("a.el", format!("0 1\nx\n1 {long}\n"), &limit(50));
    assert_eq!(place(&error), ("PARSE", Some(2), Some(1)));
    assert!(read_as("a.el", b"a b\nc 45678\n", &limit(8)).is_ok());
    assert!(read_as("a.el", b"a b\nc 456789\n", &limit(8)).is_err());
    let error = refused("a.el", "0 1\n0 1\n", &TextOptions { max_text_bytes: 7, ..any() });
    assert_eq!(error.kind().code(), "LIMIT_EXCEEDED");
}

#[test]
fn options_that_contradict_the_file_or_each_other() {
    let csv = "source,target,w,w,x\n0,1,2,3,4\n";
    let choose = |column: ColumnChoice| TextOptions { columns: Some(vec![column]), ..any() };
    for (options, code) in [
        (TextOptions { source: Some("nobody".into()), ..any() }, "ATTRIBUTE_NOT_FOUND"),
        (TextOptions { source: Some(9.into()), ..any() }, "INVALID_ARGUMENT"),
        (TextOptions { source: Some(1.into()), target: Some("target".into()), ..any() }, "INVALID_ARGUMENT"),
        (choose("y".into()), "ATTRIBUTE_NOT_FOUND"),
        (choose("w".into()), "PARSE"),
        (choose("source".into()), "INVALID_ARGUMENT"),
        (TextOptions { columns: Some(vec!["x".into(), 4.into()]), ..any() }, "INVALID_ARGUMENT"),
        (any(), "PARSE"),
        (TextOptions { columns: Some(vec![2.into(), 3.into()]), ..any() }, "INVALID_ARGUMENT"),
        (TextOptions { delimiter: Some(b'5'.into()), ..any() }, "INVALID_ARGUMENT"),
        (TextOptions { delimiter: Some(b'"'.into()), ..any() }, "INVALID_ARGUMENT"),
        (
            TextOptions { comments: Some(b",".to_vec()), delimiter: Some(b','.into()), ..any() },
            "INVALID_ARGUMENT",
        ),
        (
            choose(ColumnChoice { column: "x".into(), ty: Some(ColumnType::Vector(3).into()) }),
            "INVALID_ARGUMENT",
        ),
    ] {
        assert_eq!(refused("a.csv", csv, &options).kind().code(), code, "{options:?}");
    }
    assert_eq!(types(&read_as("a.csv", csv.as_bytes(), &choose(2.into())).unwrap()).len(), 1);
}

#[test]
fn names_that_two_columns_have() {
    for (text, line, column, fields) in [
        ("source,source\n0,1\n", 1, 8, "fields 0 and 1"),
        ("source,target,w,x,w\n0,1,2,3,4\n", 1, 19, "fields 2 and 4"),
        ("source,\"a\nb\",target,\"a\nb\"\n0,1,2,3\n", 2, 11, "fields 1 and 3"),
        ("source,target,,column3\n0,1,2,3\n", 1, 16, "fields 2 and 3"),
    ] {
        let error = refused("a.csv", text, &any());
        assert_eq!(place(&error), ("PARSE", Some(line), Some(column)), "{text:?}: {error}");
        assert!(error.message().contains(fields), "{error}");
    }
    // By position, and where nobody reads them, they do no harm.
    let both = TextOptions { source: Some(0.into()), target: Some(1.into()), ..any() };
    assert_eq!(read_as("a.csv", b"source,source\n0,1\n", &both).unwrap().row_count(), 1);
    let none = TextOptions { columns: Some(Vec::new()), ..any() };
    assert_eq!(read_as("a.csv", b"source,target,w,w\n0,1,2,3\n", &none).unwrap().row_count(), 1);
    // A comment that names two columns alike names none.
    let table = read_as("a.snap", b"# FromNodeId ToNodeId w w\n0 1 2 3\n", &any()).unwrap();
    assert_eq!(types(&table).iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["column3", "column4"]);
}

#[test]
fn a_header_of_many_columns_takes_no_quadratic_time() {
    let names: Vec<String> = (0..300_000).map(|index| format!("c{index}")).collect();
    let text = format!("source,target,{}\n", names.join(","));
    let read = |options: &TextOptions| read_bytes(text.as_bytes(), "a.csv", options, &Execution::inline());
    assert_eq!(read(&any()).unwrap().row_count(), 0);
    let error = read(&TextOptions { columns: Some(vec!["nobody".into()]), ..any() }).unwrap_err();
    assert!(error.message().len() < 500, "{error}");
}

#[test]
fn the_first_of_many_faults_is_the_one_that_is_told() {
    let keyed = |labels| TextOptions { labels, header: Some(false), ..any() };
    for (text, keyed, line, column) in [
        (b"a,b,x\nc,\xFF,y\n,d,\0\n".as_slice(), keyed(LabelMode::Text), 2, 3),
        (b"a,b,x\nc,d,\0\n\xFF,d,y\n", keyed(LabelMode::Text), 2, 5),
        (b"a,b,x\n,\xFF,y\nc\n", keyed(LabelMode::Text), 2, 1),
        (b"a,b,x\nc,\"\"\"\xFF\",y\n,d,y\n", keyed(LabelMode::Text), 2, 3),
        (b"1,2,x\n3,z,x\n4,5\n", keyed(LabelMode::Int64), 2, 3),
        (b"1,2,x\n3,4\nz,5,x\n", keyed(LabelMode::Int64), 2, 1),
    ] {
        let error = refused("a.csv", text, &keyed);
        assert_eq!(place(&error), ("PARSE", Some(line), Some(column)), "{error}");
    }
}
