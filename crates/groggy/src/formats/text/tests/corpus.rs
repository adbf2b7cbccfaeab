//! What fuzzing has found interesting, `fuzz/corpus/text_reader`, is read without a finding.

use std::fs;
use std::path::Path;

use super::fuzzing;
use crate::execution::Execution;

/// The corpus is part of every clone: it stays small.
const MOST_BYTES: usize = 300_000;

#[test]
fn the_corpus_of_the_fuzzer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/text_reader");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let executions = [Execution::inline(), Execution::on(&pool)];
    let mut files = 0;
    let mut bytes = 0;
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let text = fs::read(&path).unwrap();
        let replay = || fuzzing::check(&text, &[1, 2, 3, 7, 16, 64], &executions);
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(replay));
        assert!(outcome.is_ok(), "{} is a finding", path.display());
        files += 1;
        bytes += text.len();
    }
    assert!(files >= 40, "only {files} files: is this the whole corpus?");
    assert!(bytes < MOST_BYTES, "{bytes} bytes: minimise the corpus with libFuzzer's `-merge=1`");
}
