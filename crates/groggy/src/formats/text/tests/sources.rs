//! Files, pipes, gzip, progress and cancellation.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

fn zipped(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// A folder of its own for each test, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("groggy-text-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, contents: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, contents).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn path_error(path: &std::path::Path) -> Error {
    read_path(path, &TextOptions::default(), &Execution::inline()).unwrap_err()
}

#[test]
fn a_file_reads_as_its_bytes_do() {
    let folder = Folder::new("same");
    let mut text = String::from("source,target,w,t\n");
    for row in 0..100_000_u32 {
        text += &format!("{},{},{}.5,\"t{}\"\n", row % 997, row % 1009, row % 7, row % 3);
    }
    text += "5,6,word,z";
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let expected =
        read_bytes(text.as_bytes(), "a.csv", &TextOptions::default(), &Execution::inline()).unwrap();
    assert_eq!(expected.row_count(), 100_001);
    assert_eq!(types(&expected), [("w", "utf8".to_owned()), ("t", "utf8".to_owned())]);
    for (name, contents) in [("a.csv", text.clone().into_bytes()), ("a.csv.gz", zipped(text.as_bytes()))] {
        let path = folder.file(name, &contents);
        for execution in [Execution::inline(), Execution::on(&pool)] {
            assert_eq!(read_path(&path, &TextOptions::default(), &execution).unwrap(), expected);
        }
    }
}

#[test]
fn gzip_may_have_many_members_and_any_name() {
    let mut bytes = zipped(b"0 1\n1 ");
    bytes.extend(zipped(b"2\n"));
    bytes.extend(zipped(b""));
    let table = read_as("a.el", &bytes, &TextOptions::default()).unwrap();
    assert_eq!(edges(&table), pairs(&[("0", "1"), ("1", "2")]));
    assert_eq!(table.stats.bytes, 8);
    assert_eq!(read_as("a", &zipped(b""), &TextOptions::default()).unwrap().row_count(), 0);
}

#[test]
fn broken_gzip_is_a_parse_error() {
    let whole = zipped("0 1\n1 2\n".repeat(1000).as_bytes());
    for cut in [2, 5, 12, whole.len() / 2, whole.len() - 1] {
        let error = refused("a.el.gz", &whole[..cut], &TextOptions::default());
        assert_eq!(error.kind().code(), "PARSE", "{cut}: {error}");
        assert_eq!(detail(&error, "path"), Some(Detail::Text("a.el.gz".to_owned())));
        assert!(std::error::Error::source(&error).is_some());
    }
    let mut flipped = whole.clone();
    let checksum = flipped.len() - 6;
    flipped[checksum] ^= 0xFF;
    assert_eq!(refused("a.el.gz", flipped, &TextOptions::default()).kind().code(), "PARSE");
    let mut trailing = whole;
    trailing.extend(b"rubbish");
    assert_eq!(refused("a.el.gz", trailing, &TextOptions::default()).kind().code(), "PARSE");
}

#[test]
fn decompression_has_limits() {
    let options = TextOptions { max_line_bytes: 1 << 20, max_text_bytes: 8 << 20, ..TextOptions::default() };
    let error = refused_once(&zipped(&vec![b'7'; 3 << 20]), &options);
    assert_eq!(place(&error), ("LIMIT_EXCEEDED", Some(1), None));
    let error = refused_once(&zipped(&"\n".repeat(9 << 20).into_bytes()), &options);
    assert_eq!(place(&error), ("LIMIT_EXCEEDED", None, None));
}

fn refused_once(bytes: &[u8], options: &TextOptions) -> Error {
    read_bytes(bytes, "a.el.gz", options, &Execution::inline()).unwrap_err()
}

#[test]
fn paths_that_cannot_be_read() {
    let folder = Folder::new("paths");
    let missing = folder.0.join("missing.csv");
    let file = folder.file("file.csv", b"0,1\n");
    for (path, code) in
        [(missing.clone(), "ENOENT"), (folder.0.clone(), "EISDIR"), (file.join("below.csv"), "ENOTDIR")]
    {
        let error = path_error(&path);
        assert_eq!(error.kind().code(), "IO", "{error}");
        assert_eq!(detail(&error, "path"), Some(Detail::Text(path.display().to_string())));
        assert_eq!(detail(&error, "systemCode"), Some(Detail::Text(code.to_owned())), "{error}");
        assert!(std::error::Error::source(&error).is_some());
    }
    assert_eq!(path_error(std::path::Path::new("a\0b")).kind().code(), "INVALID_ARGUMENT");
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_read_to_their_end() {
    let folder = Folder::new("pipes");
    assert_eq!(
        read_path("/dev/null".as_ref(), &TextOptions::default(), &Execution::inline()).unwrap().row_count(),
        0
    );
    let options = TextOptions { max_line_bytes: 1 << 20, ..TextOptions::default() };
    let endless = read_path("/dev/zero".as_ref(), &options, &Execution::inline()).unwrap_err();
    assert_eq!(endless.kind().code(), "LIMIT_EXCEEDED");
    for contents in [b"0 1\n1 2\n".to_vec(), zipped(b"0 1\n1 2\n"), b"0 1\n1 2".to_vec()] {
        let path = folder.0.join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
        assert!(made.success());
        let table = std::thread::scope(|scope| {
            scope.spawn(|| fs::write(&path, &contents).unwrap());
            read_path(&path, &TextOptions::default(), &Execution::inline()).unwrap()
        });
        assert_eq!(edges(&table), pairs(&[("0", "1"), ("1", "2")]));
        fs::remove_file(&path).unwrap();
    }
}

#[test]
fn a_file_that_is_cut_while_it_is_read_is_an_error() {
    let folder = Folder::new("cut");
    let path = folder.file("a.el", "123 456\n".repeat(400_000).as_bytes());
    let sink = |_: f64, stage: &'static str| {
        if stage == "parse" {
            fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(1000).unwrap();
        }
    };
    let execution = Execution::inline().with_progress(&sink);
    let error = read_path(&path, &TextOptions::default(), &execution).unwrap_err();
    assert_eq!(error.kind().code(), "IO", "{error}");
}

#[test]
fn progress_grows_to_the_end() {
    let seen = Mutex::new(Vec::new());
    let sink = |fraction: f64, stage: &'static str| seen.lock().unwrap().push((fraction, stage));
    let bytes = zipped("0 1 2\n1 2 x\n".repeat(300_000).as_bytes());
    let execution = Execution::inline().with_progress(&sink);
    read_bytes(&bytes, "a.el", &TextOptions::default(), &execution).unwrap();
    let seen = seen.into_inner().unwrap();
    assert!(seen.is_sorted_by(|left, right| left.0 <= right.0), "{seen:?}");
    assert_eq!(seen.last(), Some(&(1.0, "merge")));
    let mut stages: Vec<_> = seen.iter().map(|&(_, stage)| stage).collect();
    stages.dedup();
    assert_eq!(stages, ["decompress", "scan", "parse", "merge"]);
}

#[test]
fn cancellation_stops_each_stage() {
    let text = "0 1\n".repeat(1_000_000);
    for (bytes, stage) in [
        (zipped(text.as_bytes()), "decompress"),
        (text.clone().into_bytes(), "scan"),
        (text.into_bytes(), "parse"),
    ] {
        let flag = AtomicBool::new(false);
        let sink = |_: f64, current: &'static str| {
            if current == stage {
                flag.store(true, Ordering::Relaxed);
            }
        };
        let execution = Execution::inline().with_cancel(&flag).with_progress(&sink);
        let error = read_bytes(&bytes, "a.el", &TextOptions::default(), &execution).unwrap_err();
        assert_eq!(error.kind().code(), "CANCELLED", "{stage}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_that_says_nothing_can_be_given_up() {
    let folder = Folder::new("silent");
    let path = folder.0.join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let given_up = |writer: bool| {
        let cancel = AtomicBool::new(false);
        let over = AtomicBool::new(false);
        let (error, in_time) = std::thread::scope(|scope| {
            let holding = scope.spawn(|| {
                let mut pipe = writer.then(|| fs::OpenOptions::new().write(true).open(&path).unwrap());
                if let Some(pipe) = &mut pipe {
                    pipe.write_all(b"0 1\n1 2").unwrap();
                }
                std::thread::sleep(std::time::Duration::from_millis(50));
                cancel.store(true, Ordering::Relaxed);
                // Only a reader that waits for the end of what is written goes on for so long.
                for _ in 0..60_000 {
                    if over.load(Ordering::Relaxed) {
                        return true;
                    }
                    std::thread::sleep(std::time::Duration::from_millis(10));
                }
                false
            });
            let execution = Execution::inline().with_cancel(&cancel);
            let error = read_path(&path, &TextOptions::default(), &execution).unwrap_err();
            over.store(true, Ordering::Relaxed);
            (error, holding.join().unwrap())
        });
        assert_eq!(error.kind(), crate::ErrorKind::Cancelled);
        assert!(in_time, "the read waited for a silent pipe");
    };
    given_up(false);
    given_up(true);
}
