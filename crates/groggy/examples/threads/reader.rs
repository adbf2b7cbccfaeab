//! Text whose chunks are read by several threads.

use std::fmt::Write;
use std::sync::Arc;
use std::thread;

use groggy::execution::Execution;
use groggy::formats::text::{LabelMode, Table, TextOptions, read_bytes, read_path};

use crate::random::Random;
use crate::{Failure, join, pool};

/// Rows enough for several chunks of 256 KiB.
const ROWS: usize = 60_000;
const TASKS: usize = 2;

/// The same table as on one thread, from memory and from a file, with labels of each kind and with ids.
pub fn as_on_one_thread(seed: u64) -> Result<(), Failure> {
    let text = text(seed)?;
    let file = std::env::temp_dir().join(format!("groggy-threads-{}.csv", std::process::id()));
    std::fs::write(&file, &text)?;
    let text: Arc<[u8]> = text.into_bytes().into();
    let (mut tasks, mut tables) = (Vec::new(), Vec::new());
    for labels in [LabelMode::Text, LabelMode::Int64, LabelMode::Auto, LabelMode::Index] {
        let options = TextOptions { labels, ..TextOptions::default() };
        let expected: Arc<Table> = Arc::new(read_bytes(&text, "memory.csv", &options, &Execution::inline())?);
        assert_eq!(expected.row_count(), ROWS);
        for _ in 0..TASKS {
            let (text, file) = (Arc::clone(&text), file.clone());
            let (options, expected) = (options.clone(), Arc::clone(&expected));
            tasks.push(thread::spawn(move || {
                let pool = pool()?;
                let run = Execution::on(&pool);
                assert!(read_bytes(&text, "memory.csv", &options, &run)? == *expected, "from memory");
                assert!(read_path(&file, &options, &run)? == *expected, "from a file");
                Ok(())
            }));
        }
        // Outlives the tasks: nothing is freed where ThreadSanitizer could not see that all are done with it.
        tables.push(expected);
    }
    let outcomes: Vec<Result<(), Failure>> = tasks.into_iter().map(join).collect();
    std::fs::remove_file(&file)?;
    outcomes.into_iter().collect()
}

fn text(seed: u64) -> Result<String, std::fmt::Error> {
    let mut random = Random(seed);
    let mut text = String::from("source,target,weight,label\n");
    for row in 0..ROWS {
        let (source, target) = (random.below(20_000), random.below(20_000));
        // A quoted newline now and then: chunks must not be cut there.
        let label = if row % 50 == 0 { "\"two\nlines\"" } else { "one" };
        writeln!(text, "{source},{target},{}.5,{label}", random.below(1000))?;
    }
    Ok(text)
}
