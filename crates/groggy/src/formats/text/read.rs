//! From a file to a table.

use std::path::Path;

use hashbrown::DefaultHashBuilder;

use super::column::{ColumnPart, Seen, join};
use super::endpoint::{Endpoint, Ids, KeyWorker, Keyed, Known, Windows};
use super::fault;
use super::input::Input;
use super::keys::{Distinct, IntegerKeys, TextKeys, merge};
use super::parse::{Job, Pass, check_rows};
use super::partitioned_array::PartitionedArray;
use super::plan::{Action, Keys, Plan, Planned, plan};
use super::progress::Progress;
use super::scan::{Chunk, chunks};
use super::table::{EdgeTable, Endpoints, PackedText, ParsedColumn, TextStats};
use super::{KeyMode, TextOptions};
use crate::column::ColumnType;
use crate::execution::Execution;
use crate::{Error, ErrorKind, Result};

/// Bytes of text that a thread parses at a time: they stay in its cache between being read and being parsed.
const CHUNK_BYTES: usize = 1 << 18;
/// The longest record that can be asked for: positions within one fit 32 bits.
const MAX_LINE_BYTES: usize = 1 << 31;

/// Reads a file of edges.
///
/// Polls the cancel flag and reports progress (stages `decompress`, `scan`, `parse`, `merge`) after each chunk of
/// about 256 KiB. A file that changes meanwhile gives an error or a mixture of its states, and never harms the
/// process.
///
/// # Errors
/// `Io` for a path that cannot be read (`path`, `systemCode`) or a file cut short meanwhile; `Parse` for text that
/// is not what it should be (`path`, and where it is known `line`, `column`, both from 1, the column in bytes, and
/// `text`); `LimitExceeded` for an id, a record or a text over its limit; `InvalidArgument` for options that
/// contradict each other or the file, and for ids so sparse that they must be keys; `AttributeNotFound` for
/// a column that the file does not have; `OutOfMemory`; `Cancelled`.
pub fn read_path(path: &Path, options: &TextOptions, execution: &Execution<'_>) -> Result<EdgeTable> {
    let mut progress = Progress::new(execution);
    let input = Input::open(path, options, execution, &mut progress)?;
    read(&input, path, options, CHUNK_BYTES, execution, &mut progress)
}

/// Reads edges from the contents of a file, as [`read_path`] does. `name` is what the file is called in errors;
/// its extension helps to find the format. Borrows `bytes` where they are not compressed.
///
/// # Errors
/// Those of [`read_path`].
pub fn read_bytes(
    bytes: &[u8],
    name: &str,
    options: &TextOptions,
    execution: &Execution<'_>,
) -> Result<EdgeTable> {
    read_bytes_by(bytes, name, options, CHUNK_BYTES, execution)
}

/// With chunks of any size, for tests.
pub(super) fn read_bytes_by(
    bytes: &[u8],
    name: &str,
    options: &TextOptions,
    chunk_bytes: usize,
    execution: &Execution<'_>,
) -> Result<EdgeTable> {
    let mut progress = Progress::new(execution);
    let path = Path::new(name);
    let input = Input::from_bytes(bytes, path, options, execution, &mut progress)?;
    read(&input, path, options, chunk_bytes, execution, &mut progress)
}

fn read(
    input: &Input<'_>,
    path: &Path,
    options: &TextOptions,
    chunk_bytes: usize,
    execution: &Execution<'_>,
    progress: &mut Progress<'_>,
) -> Result<EdgeTable> {
    execution.check()?;
    let max_line_bytes = options.max_line_bytes.clamp(1, MAX_LINE_BYTES);
    let options = &TextOptions { max_line_bytes, ..options.clone() };
    let plan = match plan(input, path, options)? {
        Planned::Read(plan) => plan,
        Planned::Empty(stats) => return Ok(empty(stats, options)),
    };
    let body = plan.body.offset..input.len();
    let (chunks, lines) =
        chunks(input, &plan.dialect, body, plan.body.line, chunk_bytes, execution, progress)?;
    let reader = Reader { input, path, plan: &plan, chunks: &chunks, chunk_bytes, max_line_bytes, execution };
    let (endpoints, parsed) = match plan.keys {
        Keys::Ids => reader.ids(progress)?,
        Keys::Text => {
            let (keys, [source, target], parsed) = reader.keyed::<TextKeys>(progress)?;
            (Endpoints::Text { source, target, keys: keys.pack() }, parsed)
        }
        Keys::Int64 => {
            let (keys, [source, target], parsed) = reader.keyed::<IntegerKeys>(progress)?;
            (Endpoints::Int64 { source, target, keys: keys.values }, parsed)
        }
    };
    check_rows(parsed.rows.iter().sum(), path)?;
    let comments = plan.comments + parsed.comments;
    let columns = reader.columns(parsed)?;
    let stats = TextStats {
        lines: plan.body.line - 1 + lines + u64::from(!ends_in_newline(input)?),
        comments,
        bytes: input.len(),
    };
    progress.stage("merge", 1.0);
    progress.report(1.0);
    Ok(EdgeTable { endpoints, columns, stats })
}

fn ends_in_newline(input: &Input<'_>) -> Result<bool> {
    let len = input.len();
    input.with(len.saturating_sub(1)..len, |last| last == b"\n")
}

/// The table of a file without data; its endpoints are of the kind that was asked for.
fn empty(stats: TextStats, options: &TextOptions) -> EdgeTable {
    let (source, target) = (Vec::new(), Vec::new());
    let endpoints = match options.keyed {
        KeyMode::Auto | KeyMode::Never => Endpoints::Ids { source, target, bound: 0 },
        KeyMode::Text => Endpoints::Text { source, target, keys: PackedText::default() },
        KeyMode::Int64 => Endpoints::Int64 { source, target, keys: Vec::new() },
    };
    EdgeTable { endpoints, columns: Vec::new(), stats }
}

/// A file with all that is known about it.
struct Reader<'a> {
    input: &'a Input<'a>,
    path: &'a Path,
    plan: &'a Plan,
    chunks: &'a [Chunk],
    chunk_bytes: usize,
    max_line_bytes: usize,
    execution: &'a Execution<'a>,
}

/// What the chunks gave besides endpoints.
struct Parsed {
    /// By chunk, then by column.
    parts: Vec<Vec<ColumnPart>>,
    /// Rows by chunk.
    rows: Vec<usize>,
    comments: u64,
}

impl Reader<'_> {
    fn ids(&self, progress: &mut Progress<'_>) -> Result<(Endpoints, Parsed)> {
        let mut arrays = self.arrays()?;
        let mut workers = self.execution.per_thread(|| ())?;
        let (ends, parsed) = self.parse(
            windows(&mut arrays).map(|windows| Ids { windows, bound: 0 }),
            &mut workers,
            progress,
        )?;
        let bound = ends.iter().map(|ids| ids.bound).max().unwrap_or(0);
        let [source, target] = arrays.map(PartitionedArray::finish);
        self.check_density(bound, source.len())?;
        Ok((Endpoints::Ids { source, target, bound }, parsed))
    }

    /// Ids far past the number of edges are keys that happen to be numbers: as ids they would cost memory for
    /// every number that is missing.
    fn check_density(&self, bound: u32, edges: usize) -> Result<()> {
        if u64::from(bound) <= 16 * edges as u64 + 1_000_001 {
            return Ok(());
        }
        let path = self.path.display().to_string();
        Err(Error::expected(
            ErrorKind::InvalidArgument,
            format_args!("dense node ids for the {edges} edges of {path:?}"),
            bound - 1,
            "pass `key` to read endpoints as keys",
        )
        .with("path", path)
        .with("argument", "key")
        .with("node", bound - 1)
        .with("expected", edges))
    }

    fn keyed<D: Distinct>(&self, progress: &mut Progress<'_>) -> Result<(D, [Vec<u32>; 2], Parsed)> {
        let hasher = &DefaultHashBuilder::default();
        let mut arrays = self.arrays()?;
        let mut indices = 0..;
        let mut workers =
            self.execution.per_thread(|| KeyWorker::<D>::new(indices.next().unwrap_or_default()))?;
        let ends = windows(&mut arrays)
            .zip(self.chunks)
            .map(|(windows, chunk)| Keyed::new(windows, hasher, chunk.range.start));
        let (ends, parsed) = self.parse(ends, &mut workers, progress)?;
        let owners: Vec<usize> = ends.iter().map(|end| end.worker).collect();
        drop(ends);
        let dictionaries = workers.into_iter().map(|worker| worker.dictionary).collect();
        let (keys, numbers) = merge::<D>(dictionaries, self.execution)?;
        let mut ends = arrays.map(PartitionedArray::finish);
        for end in &mut ends {
            self.renumber(end, &parsed.rows, &owners, &numbers)?;
        }
        Ok((keys, ends, parsed))
    }

    /// Turns the numbers that threads gave into final ones; `rows` and `owners` are by chunk, `numbers` by owner.
    fn renumber(
        &self,
        end: &mut [u32],
        rows: &[usize],
        owners: &[usize],
        numbers: &[Vec<u32>],
    ) -> Result<()> {
        if numbers.is_empty() {
            return Ok(());
        }
        let mut rest = end;
        let mut jobs = Vec::with_capacity(rows.len());
        for (&rows, &owner) in rows.iter().zip(owners) {
            let (part, after) = std::mem::take(&mut rest).split_at_mut(rows);
            rest = after;
            jobs.push((part, owner));
        }
        self.execution.for_each_chunk_mut(&mut jobs, 1, |_, jobs| {
            for (part, owner) in jobs {
                let numbers = numbers.get(*owner).map_or(&[][..], Vec::as_slice);
                for code in part.iter_mut() {
                    *code = numbers.get(*code as usize).copied().unwrap_or_default();
                }
            }
        })
    }

    /// Room for the endpoints of all chunks.
    fn arrays(&self) -> Result<[PartitionedArray<u32>; 2]> {
        let rooms = || self.chunks.iter().map(|chunk| chunk.rows).collect();
        Ok([
            PartitionedArray::new("sources of edges", rooms())?,
            PartitionedArray::new("targets of edges", rooms())?,
        ])
    }

    /// Parses all chunks, the endpoints of each into one of `endpoints`.
    fn parse<E: Endpoint>(
        &self,
        endpoints: impl Iterator<Item = E>,
        workers: &mut [E::Worker],
        progress: &mut Progress<'_>,
    ) -> Result<(Vec<E>, Parsed)> {
        let types: Vec<_> = self.plan.columns.iter().map(|column| column.ty).collect();
        let mut jobs = Vec::with_capacity(self.chunks.len());
        for (chunk, endpoints) in self.chunks.iter().zip(endpoints) {
            jobs.push(Job::new(chunk, endpoints, &types)?);
        }
        progress.counted_stage("parse", 0.8, self.input.len());
        let jobs = self.pass(&self.plan.actions).run(jobs, workers, self.execution, progress)?;
        progress.stage_done();
        let mut parsed = Parsed { parts: Vec::new(), rows: Vec::new(), comments: 0 };
        let mut ends = Vec::with_capacity(jobs.len());
        for job in jobs {
            ends.push(job.endpoints);
            parsed.parts.push(job.columns);
            parsed.rows.push(job.rows);
            parsed.comments += job.comments;
        }
        self.reread(&mut parsed, progress)?;
        Ok((ends, parsed))
    }

    fn pass<'p>(&'p self, actions: &'p [Action]) -> Pass<'p> {
        Pass {
            input: self.input,
            path: self.path,
            plan: self.plan,
            actions,
            chunk_bytes: self.chunk_bytes,
            max_line_bytes: self.max_line_bytes,
        }
    }

    /// Reads once more, as text, what chunks took for numbers and is text by the rest of the file.
    fn reread(&self, parsed: &mut Parsed, progress: &mut Progress<'_>) -> Result<()> {
        let seen = seen(parsed, self.plan.columns.len());
        let is_stale = |part: &ColumnPart, column: usize| part.must_reread(seen[column]);
        let has_stale =
            |parts: &[ColumnPart]| parts.iter().enumerate().any(|(column, part)| is_stale(part, column));
        let stale: Vec<usize> =
            (0..self.chunks.len()).filter(|&chunk| has_stale(&parsed.parts[chunk])).collect();
        if stale.is_empty() {
            return Ok(());
        }
        let types = vec![Some(ColumnType::Utf8); seen.len()];
        let mut jobs = Vec::with_capacity(stale.len());
        for &chunk in &stale {
            jobs.push(Job::new(&self.chunks[chunk], Known, &types)?);
        }
        let actions = self.plan.actions.iter().map(|&action| match action {
            Action::Column(column) if parsed.parts.iter().any(|parts| is_stale(&parts[column], column)) => {
                action
            }
            _ => Action::Skip,
        });
        let actions: Vec<_> = actions.collect();
        progress.counted_stage("parse", 0.5, self.input.len());
        let mut workers = self.execution.per_thread(|| ())?;
        let jobs = self.pass(&actions).run(jobs, &mut workers, self.execution, progress)?;
        progress.stage_done();
        for (job, &chunk) in jobs.into_iter().zip(&stale) {
            if job.rows != parsed.rows[chunk] {
                return Err(fault::changed(self.path));
            }
            for (column, (part, again)) in parsed.parts[chunk].iter_mut().zip(job.columns).enumerate() {
                if is_stale(part, column) {
                    *part = again;
                }
            }
        }
        Ok(())
    }

    /// The columns, from their parts.
    fn columns(&self, parsed: Parsed) -> Result<Vec<ParsedColumn>> {
        let mut parts: Vec<_> = parsed.parts.into_iter().map(Vec::into_iter).collect();
        let mut columns = Vec::with_capacity(self.plan.columns.len());
        for column in &self.plan.columns {
            let parts = parts.iter_mut().filter_map(Iterator::next).collect();
            columns.extend(join(&column.name, column.ty, parts, self.execution)?);
        }
        Ok(columns)
    }
}

/// What each column holds over all chunks.
fn seen(parsed: &Parsed, columns: usize) -> Vec<Seen> {
    let mut seen = vec![Seen::Nothing; columns];
    for part in &parsed.parts {
        for (seen, part) in seen.iter_mut().zip(part) {
            *seen = seen.join(part.seen());
        }
    }
    seen
}

fn windows(arrays: &mut [PartitionedArray<u32>; 2]) -> impl Iterator<Item = Windows<'_>> {
    let [source, target] = arrays;
    source.windows().zip(target.windows()).map(|(source, target)| [source, target])
}
