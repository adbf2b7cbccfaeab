//! From a file to a table.

use std::path::Path;

use hashbrown::DefaultHashBuilder;

use super::assumed::Assumed;
use super::attributes::attributes;
use super::column::{ColumnPart, Seen, join};
use super::endpoint::{Endpoint, Guess, KeyWorker, Keyed, Known, Numbers, Windows};
use super::fault::{self, Fault};
use super::input::Input;
use super::keys::{Distinct, IntegerKeys, TextKeys, merge};
use super::parse::{Job, Pass, check_rows};
use super::partitioned_array::PartitionedArray;
use super::plan::{Action, LabelKind, Plan, Planned, dense_bound, plan};
use super::progress::Progress;
use super::record::Records;
use super::scan::{Chunk, chunks};
use super::sizes::check_sizes;
use super::table::{Labels, PackedText, ParsedColumn, Table, TextStats};
use super::{LabelMode, ReadAs, Rows, TextOptions, dense};
use crate::column::ColumnType;
use crate::execution::Execution;
use crate::memory::try_vec;
use crate::{Error, ErrorKind, NONE, Result};

/// Bytes of text that a thread parses at a time: they stay in its cache between being read and being parsed.
const CHUNK_BYTES: usize = 1 << 18;
/// The longest record that can be asked for: positions within one fit 32 bits.
const MAX_LINE_BYTES: usize = 1 << 31;

/// Reads a file of edges, or of nodes.
///
/// Polls the cancel flag and reports progress (stages `decompress`, `scan`, `parse`, `merge`) after each chunk of
/// about 256 KiB. A file that changes meanwhile gives an error or a mixture of its states, and never harms the
/// process.
///
/// # Errors
/// `Io` for a path that cannot be read (`path`, `systemCode`) or a file cut short meanwhile; `Parse` for text that
/// is not what it should be, of another format, or open to more than one reading (`path`, and where it is known
/// `line`, `column`, both from 1, the column in bytes, and `text`); `LimitExceeded` for an id, a record or a text
/// over its limit; `InvalidArgument` for options that contradict each other or the file, and for ids most of which
/// no line names; `AttributeNotFound` for a column that the file does not have; `OutOfMemory`; `Cancelled`.
pub fn read_path(path: &Path, options: &TextOptions, execution: &Execution<'_>) -> Result<Table> {
    let mut progress = Progress::new(execution);
    let input = Input::open(path, options, execution, &mut progress)?;
    read(&input, path, options, CHUNK_BYTES, execution, &mut progress)
}

/// Reads a table from the contents of a file, as [`read_path`] does. `name` is what the file is called in errors;
/// its extension helps to find the format. Borrows `bytes` where they are not compressed.
///
/// # Errors
/// Those of [`read_path`].
pub fn read_bytes(
    bytes: &[u8],
    name: &str,
    options: &TextOptions,
    execution: &Execution<'_>,
) -> Result<Table> {
    read_bytes_by(bytes, name, options, CHUNK_BYTES, execution)
}

/// What would be assumed to read a file: `None` for one without records. Looks at its beginning only, unless it is
/// compressed or a pipe.
///
/// # Errors
/// Those of [`read_path`] that its beginning gives.
pub fn sniff_path(path: &Path, options: &TextOptions, execution: &Execution<'_>) -> Result<Option<Assumed>> {
    let input = Input::open(path, options, execution, &mut Progress::new(execution))?;
    sniff(&input, path, options)
}

/// As [`sniff_path`], of the contents of a file.
///
/// # Errors
/// Those of [`sniff_path`].
pub fn sniff_bytes(
    bytes: &[u8],
    name: &str,
    options: &TextOptions,
    execution: &Execution<'_>,
) -> Result<Option<Assumed>> {
    let path = Path::new(name);
    let input = Input::from_bytes(bytes, path, options, execution, &mut Progress::new(execution))?;
    sniff(&input, path, options)
}

fn sniff(input: &Input<'_>, path: &Path, options: &TextOptions) -> Result<Option<Assumed>> {
    Ok(match plan(input, path, options)? {
        Planned::Read(plan) => Some(plan.assumed),
        Planned::Empty(_) => None,
    })
}

/// With chunks of any size, for tests.
pub(super) fn read_bytes_by(
    bytes: &[u8],
    name: &str,
    options: &TextOptions,
    chunk_bytes: usize,
    execution: &Execution<'_>,
) -> Result<Table> {
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
) -> Result<Table> {
    execution.check()?;
    let max_line_bytes = options.max_line_bytes.clamp(1, MAX_LINE_BYTES);
    let options = &TextOptions { max_line_bytes, ..options.clone() };
    let mut plan = match plan(input, path, options)? {
        Planned::Read(plan) => plan,
        Planned::Empty(stats) => return Ok(empty(stats, options)),
    };
    let body = plan.body.offset..input.len();
    let (chunks, lines) =
        chunks(input, &plan.dialect, body, plan.body.line, chunk_bytes, execution, progress)?;
    if plan.actions.contains(&Action::Dictionary) {
        plan.columns = attributes(input, &plan, &chunks, options, execution)?;
    }
    let (labels, [source, target], parsed, plan) = loop {
        let reader =
            Reader { input, path, plan: &plan, chunks: &chunks, chunk_bytes, max_line_bytes, execution };
        let guess = Guess::default();
        let read = reader.labels(options, &guess, progress);
        match guess.right() {
            Some(right) => plan.labels = right,
            None => {
                let (labels, ends, parsed) = read?;
                break (labels, ends, parsed, plan);
            }
        }
    };
    check_rows(parsed.rows.iter().sum(), path)?;
    let mut assumed = plan.assumed.clone();
    assumed.labels = match &labels {
        Labels::Index { .. } => None,
        Labels::Int64(_) => Some(ColumnType::Int64),
        Labels::Text(_) => Some(ColumnType::Utf8),
    };
    let comments = assumed.comments + parsed.comments;
    let reader = Reader { input, path, plan: &plan, chunks: &chunks, chunk_bytes, max_line_bytes, execution };
    let rows = parsed.rows.clone();
    let columns = reader.columns(parsed)?;
    for column in &mut assumed.columns {
        column.ty = columns.iter().find(|read| read.name == column.name).map(ParsedColumn::ty);
    }
    if plan.may_begin_with_sizes {
        check_sizes(&labels, [&source, &target], &columns, path)?;
    }
    if plan.assumed.header {
        reader.check_headers(&labels, [&source, &target], &rows)?;
    }
    let stats = TextStats {
        lines: plan.body.line - 1 + lines + u64::from(!ends_in_newline(input)?),
        comments,
        bytes: input.len(),
    };
    progress.stage("merge", 1.0);
    progress.report(1.0);
    Ok(Table { source, target, labels, columns, stats, assumed: Some(assumed) })
}

fn ends_in_newline(input: &Input<'_>) -> Result<bool> {
    let len = input.len();
    input.with(len.saturating_sub(1)..len, |last| last == b"\n")
}

/// The table of a file without data; its labels are of the kind that was asked for.
fn empty(stats: TextStats, options: &TextOptions) -> Table {
    let labels = match options.labels {
        LabelMode::Index | LabelMode::Known => Labels::Index { bound: 0 },
        LabelMode::Text => Labels::Text(PackedText::default()),
        LabelMode::Auto | LabelMode::Int64 => Labels::Int64(Vec::new()),
    };
    Table { source: Vec::new(), target: Vec::new(), labels, columns: Vec::new(), stats, assumed: None }
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
    /// The labels, the numbers of both ends, and the other columns. An error where the guess was wrong says nothing.
    fn labels(
        &self,
        options: &TextOptions,
        guess: &Guess,
        progress: &mut Progress<'_>,
    ) -> Result<(Labels, [Vec<u32>; 2], Parsed)> {
        let may_change = options.labels == LabelMode::Auto;
        match self.plan.labels {
            LabelKind::Index => {
                let (bound, ends, parsed) = self.numbers(NONE, None, options, progress)?;
                if options.labels == LabelMode::Index {
                    self.check_density(bound, &ends)?;
                }
                Ok((Labels::Index { bound }, ends, parsed))
            }
            LabelKind::Dense => {
                let rows = self.chunks.iter().map(|chunk| chunk.rows as u64).sum();
                // Below 2^32 - 1.
                let limit = dense_bound(rows) as u32;
                let (bound, mut ends, parsed) = self.numbers(limit, Some(guess), options, progress)?;
                let [source, target] = &mut ends;
                let labels = dense::number(source, target, bound, self.execution)?;
                Ok((Labels::Int64(labels), ends, parsed))
            }
            LabelKind::Int64 => {
                let guess = may_change.then_some(guess);
                let (keys, ends, parsed) = self.keyed::<IntegerKeys>(guess, options, progress)?;
                Ok((Labels::Int64(keys.values), ends, parsed))
            }
            LabelKind::Text => {
                let (keys, ends, parsed) = self.keyed::<TextKeys>(None, options, progress)?;
                Ok((Labels::Text(keys.pack()), ends, parsed))
            }
        }
    }

    /// Labels that are numbers below `limit`, as they are, and one past the largest.
    fn numbers(
        &self,
        limit: u32,
        guess: Option<&Guess>,
        options: &TextOptions,
        progress: &mut Progress<'_>,
    ) -> Result<(u32, [Vec<u32>; 2], Parsed)> {
        let mut arrays = self.arrays(options)?;
        let mut workers = self.execution.per_thread(|| ())?;
        let (ends, parsed) = self.parse(
            windows(&mut arrays).map(|windows| Numbers { windows, bound: 0, limit, guess }),
            &mut workers,
            progress,
        )?;
        let bound = ends.iter().map(|numbers| numbers.bound).max().unwrap_or(0);
        drop(ends);
        Ok((bound, arrays.map(PartitionedArray::finish), parsed))
    }

    /// Refuses ids most of which no line names: as ids they would be nodes without edges, that nobody meant.
    fn check_density(&self, bound: u32, ends: &[Vec<u32>; 2]) -> Result<()> {
        let ids = || ends.iter().flatten().copied();
        let most = ends.iter().map(Vec::len).sum::<usize>() as u64;
        let mut named = 0_u64;
        if u64::from(bound) <= 2 * most {
            let mut seen = try_vec("ids of nodes", bound.div_ceil(64) as usize, 0_u64)?;
            for id in ids() {
                let (word, bit) = ((id / 64) as usize, 1 << (id % 64));
                named += u64::from(seen[word] & bit == 0);
                seen[word] |= bit;
            }
            if u64::from(bound) <= 2 * named {
                return Ok(());
            }
        }
        let path = self.path.display().to_string();
        Err(Error::expected(
            ErrorKind::InvalidArgument,
            format_args!("ids most of which {path:?} names"),
            format_args!("ids up to {}, most of which no line names", bound - 1),
            "leave `ids` out to read labels as keys",
        )
        .with("path", path)
        .with("argument", "ids")
        .with("node", bound - 1))
    }

    fn keyed<D: Distinct>(
        &self,
        guess: Option<&Guess>,
        options: &TextOptions,
        progress: &mut Progress<'_>,
    ) -> Result<(D, [Vec<u32>; 2], Parsed)> {
        let hasher = &DefaultHashBuilder::default();
        let mut arrays = self.arrays(options)?;
        let mut indices = 0..;
        let mut workers =
            self.execution.per_thread(|| KeyWorker::<D>::new(indices.next().unwrap_or_default()))?;
        let ends = windows(&mut arrays)
            .zip(self.chunks)
            .map(|(windows, chunk)| Keyed::new(windows, hasher, chunk.range.start, guess));
        let (ends, parsed) = self.parse(ends, &mut workers, progress)?;
        let owners: Vec<usize> = ends.iter().map(|end| end.worker).collect();
        drop(ends);
        let dictionaries = workers.into_iter().map(|worker| worker.dictionary).collect();
        let (keys, numbers) = merge::<D>(dictionaries, self.execution)?;
        let mut ends = arrays.map(PartitionedArray::finish);
        for end in ends.iter_mut().filter(|end| !end.is_empty()) {
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

    /// Room for the labels of all chunks.
    fn arrays(&self, options: &TextOptions) -> Result<[PartitionedArray<u32>; 2]> {
        let rooms =
            |has_any: bool| self.chunks.iter().map(|chunk| if has_any { chunk.rows } else { 0 }).collect();
        Ok([
            PartitionedArray::new("sources of edges", rooms(true))?,
            PartitionedArray::new("targets of edges", rooms(options.rows == Rows::Edges))?,
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

    /// Reads once more what chunks took for something else than it is by the rest of the file.
    fn reread(&self, parsed: &mut Parsed, progress: &mut Progress<'_>) -> Result<()> {
        let seen = seen(parsed, self.plan.columns.len());
        let stale_as = |part: &ColumnPart, column: usize| part.must_reread(seen[column]);
        let has_stale = |parts: &[ColumnPart]| {
            parts.iter().enumerate().any(|(column, part)| stale_as(part, column).is_some())
        };
        let stale: Vec<usize> =
            (0..self.chunks.len()).filter(|&chunk| has_stale(&parsed.parts[chunk])).collect();
        if stale.is_empty() {
            return Ok(());
        }
        let again_as = |column: usize| parsed.parts.iter().find_map(|parts| stale_as(&parts[column], column));
        let types: Vec<Option<ReadAs>> = (0..seen.len())
            .map(|column| Some(again_as(column).unwrap_or(ReadAs::Type(ColumnType::Utf8))))
            .collect();
        let mut jobs = Vec::with_capacity(stale.len());
        for &chunk in &stale {
            jobs.push(Job::new(&self.chunks[chunk], Known, &types)?);
        }
        let actions = self.plan.actions.iter().map(|&action| match action {
            Action::Dictionary => action,
            Action::Column(column) if again_as(column).is_some() => action,
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
                if stale_as(part, column).is_some() {
                    *part = again;
                }
            }
        }
        Ok(())
    }

    /// Refuses a later row that repeats the header, as of files that were put together: it is hardly an edge.
    fn check_headers(&self, labels: &Labels, ends: [&[u32]; 2], rows: &[usize]) -> Result<()> {
        let Labels::Text(labels) = labels else { return Ok(()) };
        let assumed = &self.plan.assumed;
        let Some(target) = &assumed.target else { return Ok(()) };
        let number = |name: &str| labels.iter().position(|label| label == name).map(|number| number as u32);
        let (Some(one), Some(other)) = (number(&assumed.source.name), number(&target.name)) else {
            return Ok(());
        };
        let mut edges = ends[0].iter().zip(ends[1]);
        let Some(row) = edges.position(|(&source, &target)| (source, target) == (one, other)) else {
            return Ok(());
        };
        let (mut chunk, mut before) = (0, row);
        while rows.get(chunk).is_some_and(|&rows| rows <= before) {
            before -= rows[chunk];
            chunk += 1;
        }
        let Some(found) = self.chunks.get(chunk) else { return Ok(()) };
        self.input.with(found.range.clone(), |bytes| {
            let mut records = Records::new(bytes, &self.plan.dialect);
            for _ in 0..before {
                records.next_record();
                records.skip_record(true).map_err(|_| fault::changed(self.path))?;
            }
            records.next_record();
            let start = records.position;
            records.skip_record(true).map_err(|_| fault::changed(self.path))?;
            let text = bytes[start..records.position].trim_ascii_end();
            let remedy = "remove the line, or pass `header: false` if both are edges";
            Err(Fault::parse(start, text, "a row of data", "the header again", remedy).locate(
                self.path,
                bytes,
                found.first_line,
            ))
        })?
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
