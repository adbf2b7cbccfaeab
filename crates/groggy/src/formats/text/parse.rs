//! Parses chunks on all threads, and reports the first fault of the file whatever thread met it.

use std::path::Path;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::column::ColumnPart;
use super::endpoint::{End, Endpoint};
use super::fault::{self, Fault};
use super::input::Input;
use super::plan::{Action, Plan};
use super::progress::Progress;
use super::record::{After, Records};
use super::scan::{Chunk, overlong};
use crate::column::ColumnType;
use crate::error::Quoted;
use crate::execution::Execution;
use crate::sync::Mutex;
use crate::{Error, ErrorKind, Result};

/// A chunk on its way.
pub(super) struct Job<'a, E> {
    pub(super) chunk: &'a Chunk,
    pub(super) endpoints: E,
    pub(super) columns: Vec<ColumnPart>,
    pub(super) rows: usize,
    pub(super) comments: u64,
    pub(super) error: Option<Error>,
}

impl<'a, E> Job<'a, E> {
    pub(super) fn new(chunk: &'a Chunk, endpoints: E, types: &[Option<ColumnType>]) -> Result<Self> {
        let columns = types.iter().map(|&ty| ColumnPart::new(ty, chunk.rows)).collect::<Result<_>>()?;
        Ok(Self { chunk, endpoints, columns, rows: 0, comments: 0, error: None })
    }
}

/// What all chunks have in common.
pub(super) struct Pass<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) path: &'a Path,
    pub(super) plan: &'a Plan,
    /// What is done with fields: the plan's, or less in a second pass.
    pub(super) actions: &'a [Action],
    pub(super) chunk_bytes: usize,
    pub(super) max_line_bytes: usize,
}

impl Pass<'_> {
    /// Parses the chunks of all jobs; each thread has one of `workers`.
    ///
    /// # Errors
    /// The error of the first chunk that has one: those after it are skipped, those before it are not.
    pub(super) fn run<'a, E: Endpoint>(
        &self,
        jobs: Vec<Job<'a, E>>,
        workers: &mut [E::Worker],
        execution: &Execution<'_>,
        progress: &Progress<'_>,
    ) -> Result<Vec<Job<'a, E>>> {
        let stop = AtomicUsize::new(usize::MAX);
        // Each lock is taken once.
        let jobs: Vec<_> = jobs.into_iter().map(Mutex::new).collect();
        execution.for_each_chunk_with(workers, jobs.len(), 1, |worker, range| {
            for index in range {
                if index > stop.load(Ordering::Relaxed) {
                    return;
                }
                let mut job = jobs[index].lock().unwrap_or_else(PoisonError::into_inner);
                if let Err(error) = self.parse(&mut job, worker) {
                    job.error = Some(error);
                    stop.fetch_min(index, Ordering::Relaxed);
                }
                progress.count(job.chunk.range.end - job.chunk.range.start);
            }
        })?;
        let jobs = jobs.into_iter().map(|job| {
            let mut job = job.into_inner().unwrap_or_else(PoisonError::into_inner);
            job.error.take().map_or(Ok(job), Err)
        });
        jobs.collect()
    }

    fn parse<E: Endpoint>(&self, job: &mut Job<'_, E>, worker: &mut E::Worker) -> Result<()> {
        let range = &job.chunk.range;
        let first_line = job.chunk.first_line;
        // Only the last record of a chunk reaches past its block: a longer chunk ends in a record over the limit,
        // and so much of it is enough to see that.
        let longest = (self.chunk_bytes as u64).saturating_add(self.max_line_bytes as u64).saturating_add(1);
        let end = range.end.min(range.start.saturating_add(longest));
        self.input.with(range.start..end, |bytes| {
            let too_long = overlong(bytes, &self.plan.dialect, self.max_line_bytes);
            if end < range.end && too_long.is_none() {
                return Err(fault::changed(self.path));
            }
            let bytes = &bytes[..too_long.unwrap_or(bytes.len())];
            let parsed = self.parse_records(bytes, job, worker);
            let finished = job.endpoints.finish(worker, bytes);
            finished.and(parsed).map_err(|fault| fault.locate(self.path, bytes, first_line))?;
            if too_long.is_some() {
                let line = first_line + memchr::memchr_iter(b'\n', bytes).count() as u64;
                return Err(fault::line_too_long(self.path, line, self.max_line_bytes));
            }
            Ok(())
        })?
    }

    fn parse_records<E: Endpoint>(
        &self,
        bytes: &[u8],
        job: &mut Job<'_, E>,
        worker: &mut E::Worker,
    ) -> Result<(), Box<Fault>> {
        let mut records = Records::new(bytes, &self.plan.dialect);
        let plain = matches!(self.actions, [Action::Source, Action::Target]);
        let mut rows = 0;
        loop {
            if plain {
                rows += job.endpoints.take_plain(&mut records);
            }
            if !records.next_record() {
                break;
            }
            let start = records.position;
            let mut after = After::Field;
            for (field, &action) in self.actions.iter().enumerate() {
                if after == After::Record {
                    return Err(self.missing(bytes, start, records.position, field));
                }
                after = match action {
                    Action::Source => job.endpoints.take(worker, &mut records, End::Source)?,
                    Action::Target => job.endpoints.take(worker, &mut records, End::Target)?,
                    Action::Skip => records.field()?.1,
                    Action::Column(column) => {
                        let (field, after) = records.field()?;
                        if let Some(part) = job.columns.get_mut(column) {
                            part.push(&field)?;
                        }
                        after
                    }
                };
            }
            if after == After::Field {
                let more = records.skip_record(self.plan.width.is_some())?;
                if let Some(width) = self.plan.width.filter(|_| more > 0) {
                    let found = self.actions.len() + more;
                    if found != width {
                        return Err(too_many(bytes, start, records.position, found, width));
                    }
                }
            }
            rows += 1;
        }
        job.rows = rows;
        job.comments = records.comments;
        Ok(())
    }

    #[cold]
    fn missing(&self, bytes: &[u8], start: usize, end: usize, field: usize) -> Box<Fault> {
        let name = self.plan.names.get(field).map_or("", String::as_str);
        let what = format_args!("at least {} fields (column {})", field + 1, Quoted(name));
        let text = bytes[start..end].trim_ascii_end();
        Fault::parse(start, text, what, field, "correct the row, or choose other `columns`")
    }
}

#[cold]
fn too_many(bytes: &[u8], start: usize, end: usize, found: usize, width: usize) -> Box<Fault> {
    let what = format_args!("{width} fields, as in the first row");
    let remedy = "quote fields that contain the delimiter, or choose the `columns` to read";
    Fault::parse(start, bytes[start..end].trim_ascii_end(), what, found, remedy)
}

/// The number of rows, as ids of edges allow.
pub(super) fn check_rows(rows: usize, path: &Path) -> Result<()> {
    if rows < crate::NONE as usize {
        return Ok(());
    }
    let path = path.display().to_string();
    Err(Error::expected(
        ErrorKind::LimitExceeded,
        format_args!("at most 4294967295 edges in {path:?}"),
        rows,
        "split the file",
    )
    .with("path", path)
    .with("what", "edges")
    .with("requested", rows)
    .with("limit", crate::NONE))
}
