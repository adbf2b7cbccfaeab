//! Parses chunks on all threads, and reports the first fault of the file whatever thread met it.

use std::path::Path;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::ReadAs;
use super::column::ColumnPart;
use super::dictionary::{Kind, entries};
use super::endpoint::{End, Endpoint};
use super::fault::{self, Fault, marked, other_width};
use super::head::MARKERS;
use super::input::Input;
use super::plan::{Action, Plan};
use super::progress::Progress;
use super::record::{After, Records};
use super::scan::{Chunk, overlong};
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
    pub(super) fn new(chunk: &'a Chunk, endpoints: E, types: &[Option<ReadAs>]) -> Result<Self> {
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
            if self.plan.guards_markers && bytes.get(start).is_some_and(|byte| MARKERS.contains(byte)) {
                self.check_marker(&records)?;
            }
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
                    Action::Dictionary => {
                        let (text, start) = records.rest_of_line();
                        self.take_attributes(text, start, &mut job.columns, rows)?;
                        After::Record
                    }
                };
            }
            if after == After::Field {
                let more = records.skip_record(self.plan.is_fixed)?;
                let found = self.actions.len() + more;
                if self.plan.is_fixed && more > 0 && found != self.plan.width {
                    let text = bytes[start..records.position].trim_ascii_end();
                    return Err(other_width(start, text, found, self.plan.width));
                }
            } else if self.plan.is_fixed && self.actions.len() < self.plan.width {
                let text = bytes[start..records.position].trim_ascii_end();
                return Err(other_width(start, text, self.actions.len(), self.plan.width));
            }
            rows += 1;
        }
        job.rows = rows;
        job.comments = records.comments;
        Ok(())
    }

    /// Columns take their values from a dictionary of attributes; those it lacks have none in this row.
    fn take_attributes(
        &self,
        text: &[u8],
        start: usize,
        parts: &mut [ColumnPart],
        row: usize,
    ) -> Result<(), Box<Fault>> {
        let columns = &self.plan.columns;
        // Mostly, keys come in the order of the columns.
        let mut next = 0;
        entries(text, start, |entry| {
            let is_key = |&column: &usize| columns[column].name.as_bytes() == &*entry.key;
            let Some(column) = (next..columns.len()).chain(0..next).find(is_key) else { return Ok(()) };
            next = column + 1;
            let Some(part) = parts.get_mut(column) else { return Ok(()) };
            if part.rows() > row {
                let remedy = "leave one of them out";
                return Err(Fault::parse(
                    start,
                    text,
                    "each attribute once",
                    Quoted(&columns[column].name),
                    remedy,
                ));
            }
            part.push_next((entry.kind != Kind::Missing).then_some((&*entry.value, entry.start)))
        })?;
        parts.iter_mut().filter(|part| part.rows() == row).try_for_each(|part| part.push_next(None))
    }

    /// Refuses a line that begins as a comment and may well be one.
    #[cold]
    fn check_marker(&self, records: &Records<'_>) -> Result<(), Box<Fault>> {
        let (bytes, start) = (records.bytes, records.position);
        let mut ahead = Records::new(bytes, &self.plan.dialect);
        ahead.position = start;
        let (first, after) = ahead.field()?;
        let is_alone =
            first.text().len() == 1 || first.text().starts_with(b"# ") || first.text().starts_with(b"% ");
        let more = if after == After::Field { ahead.skip_record(true)? } else { 0 };
        if is_alone || self.plan.integers || 1 + more != self.plan.width {
            let text = bytes[start..ahead.position].trim_ascii_end();
            return Err(marked(start, text, bytes[start]));
        }
        Ok(())
    }

    #[cold]
    fn missing(&self, bytes: &[u8], start: usize, end: usize, field: usize) -> Box<Fault> {
        let text = bytes[start..end].trim_ascii_end();
        if self.plan.is_fixed {
            return other_width(start, text, field, self.plan.width);
        }
        let name = self.plan.names.get(field).map_or("", String::as_str);
        let what = format_args!("at least {} fields (column {})", field + 1, Quoted(name));
        Fault::parse(start, text, what, field, "correct the row, or choose other `columns`")
    }
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
