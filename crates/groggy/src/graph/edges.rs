//! Adding edges: checked as a whole, then entered as a whole.

use std::ops::Range;

use hashbrown::{DefaultHashBuilder, HashMap};

use super::Graph;
use super::kept_rows::KeptRows;
use super::nodes::{NodeBatch, too_many};
use super::read::node_not_found;
use crate::bits::bit_of;
use crate::column::{ColumnInput, ColumnType, Values, by_name};
use crate::error::Quoted;
use crate::header::word;
use crate::key_index::{Key, Keys};
use crate::memory::{try_vec, try_with_capacity};
use crate::{Error, ErrorKind, NONE, Result};

/// What to do with an edge that `multi: false` or `self_loops: false` forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnDuplicate {
    /// Fail, adding nothing.
    #[default]
    Fail,
    /// Leave that edge out.
    Skip,
}

/// Ids of added edges, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EdgeIds {
    /// One after the other.
    Contiguous(Range<u32>),
    /// As listed; [`NONE`] for a row that was left out.
    Listed(Vec<u32>),
}

/// One end of each new edge.
#[derive(Debug, Clone, Copy)]
pub enum Endpoints<'a> {
    /// Node ids.
    Ids(&'a [u32]),
    /// Keys, as `utf8` or `int64` values.
    Keys(Values<'a>),
}

impl Endpoints<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Ids(ids) => ids.len(),
            Self::Keys(values) => values.rows(),
        }
    }
}

impl Graph {
    /// Adds an edge from `source[i]` to `target[i]` for each `i`, with the given columns. All or nothing.
    ///
    /// Cost: O(k) a column, amortised; with `multi: false` also O(k log k), and the adjacency is brought up to
    /// date.
    ///
    /// # Errors
    /// `NodeNotFound` naming row and id; `DuplicateEdge` unless skipped; `InvalidArgument` for lengths that
    /// differ; `TypeMismatch`; `LimitExceeded`; `OutOfMemory`.
    pub fn add_edges(
        &mut self,
        source: &[u32],
        target: &[u32],
        columns: &[ColumnInput<'_>],
        on_duplicate: OnDuplicate,
    ) -> Result<EdgeIds> {
        self.check_edges(source, target, columns, self.node_bound())?;
        self.enter_edges(source, target, columns, on_duplicate, None)
    }

    /// As [`add_edges`](Self::add_edges), with keys for endpoints; nodes that are missing are made, unless
    /// `create_missing` is false.
    ///
    /// # Errors
    /// As [`add_edges`](Self::add_edges); `KeyNotFound`, or `InvalidArgument` on a graph without a key.
    pub fn add_edges_between(
        &mut self,
        source: Endpoints<'_>,
        target: Endpoints<'_>,
        columns: &[ColumnInput<'_>],
        on_duplicate: OnDuplicate,
        create_missing: bool,
    ) -> Result<EdgeIds> {
        check_lengths(source.len(), target.len())?;
        let mut fresh = FreshKeys::default();
        let source = self.resolve("source", source, create_missing, &mut fresh)?;
        let target = self.resolve("target", target, create_missing, &mut fresh)?;
        let bound = u64::from(self.node_bound()) + fresh.known.len() as u64;
        if bound > u64::from(NONE) {
            return Err(too_many("nodes", self.node_bound() as usize, fresh.known.len()));
        }
        self.check_edges(&source, &target, columns, bound as u32)?;
        if fresh.known.is_empty() {
            return self.enter_edges(&source, &target, columns, on_duplicate, None);
        }
        let (column, _) = self.require_key()?;
        let name = column.shared_name().clone();
        let values = match column.ty() {
            ColumnType::Int64 => Values::Int64(&fresh.numbers),
            _ => Values::Text { bytes: &fresh.bytes, lengths: &fresh.lengths },
        };
        let inputs = [ColumnInput { name: &name, values, validity: None }];
        let nodes = self.prepare_nodes(fresh.known.len(), &inputs)?;
        self.enter_edges(&source, &target, columns, on_duplicate, Some(nodes))
    }

    fn resolve<'a>(
        &self,
        side: &'static str,
        endpoints: Endpoints<'a>,
        create_missing: bool,
        fresh: &mut FreshKeys<'a>,
    ) -> Result<std::borrow::Cow<'a, [u32]>> {
        let values = match endpoints {
            Endpoints::Ids(ids) => return Ok(ids.into()),
            Endpoints::Keys(values) => values,
        };
        let (column, state) = self.require_key()?;
        ColumnInput { name: side, values, validity: None }.check(values.rows())?;
        let keys = Keys::of(values)?;
        let mut ids = try_with_capacity("endpoints", keys.len())?;
        for row in 0..keys.len() {
            let Some(key) = keys.get(row) else { break };
            super::nodes::check_key_type(column, key)?;
            ids.push(match state.index.find(column, key) {
                Some(id) => id,
                None if create_missing => fresh.id_of(key, self.node_bound())?,
                None => {
                    return Err(Error::expected(
                        ErrorKind::KeyNotFound,
                        format_args!("a key that a node has in {}", Quoted(column.name())),
                        key,
                        "add the node first, or leave createMissing on",
                    )
                    .with("key", key)
                    .in_row_of(row, side));
                }
            });
        }
        Ok(ids.into())
    }

    /// Checks everything that can be checked without looking for duplicates. Nodes from the present bound up
    /// to `bound` are about to be made.
    pub(super) fn check_edges(
        &self,
        source: &[u32],
        target: &[u32],
        columns: &[ColumnInput<'_>],
        bound: u32,
    ) -> Result<()> {
        check_lengths(source.len(), target.len())?;
        if source.len() > (NONE - self.edge_bound()) as usize {
            return Err(too_many("edges", self.edge_bound() as usize, source.len()));
        }
        let known = self.node_bound();
        let all_live = self.removed_nodes.is_none();
        for (side, ids) in [("source", source), ("target", target)] {
            let found = if all_live {
                ids.iter().position(|&id| id >= bound)
            } else {
                ids.iter().position(|&id| !(self.has_node(id) || (known..bound).contains(&id)))
            };
            if let Some(row) = found {
                let id = ids[row];
                return Err(node_not_found(u64::from(id), known, id < known).in_row_of(row, side));
            }
        }
        self.edges.check(source.len(), columns)
    }

    pub(super) fn enter_edges(
        &mut self,
        source: &[u32],
        target: &[u32],
        columns: &[ColumnInput<'_>],
        on_duplicate: OnDuplicate,
        nodes: Option<NodeBatch<'_>>,
    ) -> Result<EdgeIds> {
        let entered = self.prepare_edges(source, target, columns, on_duplicate);
        match entered {
            Ok(ready) => {
                if let Some(nodes) = nodes {
                    self.commit_nodes(nodes);
                }
                Ok(self.commit_edges(source, target, columns, ready))
            }
            Err(error) => {
                if let Some(nodes) = nodes {
                    self.abandon_nodes(&nodes);
                }
                Err(error)
            }
        }
    }

    fn prepare_edges(
        &mut self,
        source: &[u32],
        target: &[u32],
        columns: &[ColumnInput<'_>],
        on_duplicate: OnDuplicate,
    ) -> Result<Ready> {
        let kept = self.allowed(source, target, on_duplicate)?;
        let kept_rows = kept.as_deref().map(|rows| KeptRows::all(columns, rows)).transpose()?;
        let inputs = match &kept_rows {
            None => None,
            Some(kept_rows) => {
                let mut inputs = try_with_capacity("columns", kept_rows.len())?;
                inputs.extend(kept_rows.iter().map(KeptRows::input));
                Some(inputs)
            }
        };
        let inputs = inputs.as_deref().unwrap_or(columns);
        let count = kept.as_ref().map_or(source.len(), Vec::len);
        let ids = match &kept {
            None => None,
            Some(rows) => {
                let mut ids = try_vec("edge ids", source.len(), NONE)?;
                for (position, &row) in rows.iter().enumerate() {
                    ids[row as usize] = self.edge_bound() + position as u32;
                }
                Some(ids)
            }
        };
        let grown = self.sources.reserve(count)? | self.targets.reserve(count)?;
        if grown {
            self.header.bump(word::TOPOLOGY_EPOCH);
        }
        let bound = self.edge_bound() as usize;
        let mut moved = false;
        let fresh = self.edges.prepare_append(bound, count, inputs, &mut moved);
        self.columns_moved(moved);
        Ok(Ready { fresh: fresh?, kept, ids, kept_rows })
    }

    fn commit_edges(
        &mut self,
        source: &[u32],
        target: &[u32],
        columns: &[ColumnInput<'_>],
        ready: Ready,
    ) -> EdgeIds {
        let Ready { fresh, kept, ids, kept_rows } = ready;
        let first = self.edge_bound();
        let count = match &kept {
            None => {
                self.sources.extend(source);
                self.targets.extend(target);
                source.len()
            }
            Some(rows) => {
                self.sources.extend_with(rows.len(), |i| source[rows[i] as usize]);
                self.targets.extend_with(rows.len(), |i| target[rows[i] as usize]);
                rows.len()
            }
        };
        self.raise_degrees(first as usize);
        let given = by_name(columns, |input, name| input.name == name);
        let chosen = by_name(kept_rows.as_deref().unwrap_or_default(), KeptRows::is_of);
        let input = |name: &str| match kept_rows {
            None => given(name).copied(),
            Some(_) => chosen(name).map(KeptRows::input),
        };
        if self.edges.commit_append(count, input, fresh) {
            self.schema_changed();
        }
        self.header.adjust(word::EDGE_COUNT, count as i64);
        self.header.adjust(word::EDGE_BOUND, count as i64);
        if count > 0 {
            self.header.set(word::ADJACENCY_STALE, 1);
        }
        self.topology_changed();
        ids.map_or(EdgeIds::Contiguous(first..first + count as u32), EdgeIds::Listed)
    }

    fn raise_degrees(&mut self, from: usize) {
        let Self { sources, targets, out_degrees, in_degrees, .. } = self;
        let out = out_degrees.all_mut();
        for &source in &sources[from..] {
            out[source as usize] += 1;
        }
        let inward = in_degrees.as_mut().map_or(out, |degrees| degrees.all_mut());
        for &target in &targets[from..] {
            inward[target as usize] += 1;
        }
    }

    /// The rows that the graph's options allow, or `None` when all are.
    fn allowed(
        &mut self,
        source: &[u32],
        target: &[u32],
        on_duplicate: OnDuplicate,
    ) -> Result<Option<Vec<u32>>> {
        let (multi, loops) = (self.options.multi, self.options.self_loops);
        if multi && loops || source.is_empty() {
            return Ok(None);
        }
        let mut refused = Vec::new();
        let mut first = None;
        let mut refuse = |row: usize, existing: Option<u32>| -> Result<()> {
            if refused.is_empty() {
                refused = try_vec("duplicates", source.len().div_ceil(8), 0_u8)?;
            }
            refused[row / 8] |= 1 << (row % 8);
            if first.is_none_or(|(earlier, _)| row < earlier) {
                first = Some((row, existing));
            }
            Ok(())
        };
        if !loops {
            for row in (0..source.len()).filter(|&row| source[row] == target[row]) {
                refuse(row, None)?;
            }
        }
        if !multi {
            self.sync()?;
            let (base, removed) = (self.live.base().out(), self.removed_edges.as_ref());
            let mut pairs = try_with_capacity("duplicates", source.len())?;
            for row in 0..source.len() {
                let (mut u, mut v) = (source[row], target[row]);
                if let Some(edge) = self.live.out.between(base, u, v, removed).next() {
                    refuse(row, Some(edge))?;
                } else {
                    if !self.options.directed && u > v {
                        (u, v) = (v, u);
                    }
                    pairs.push((u64::from(u) << 32 | u64::from(v), row as u32));
                }
            }
            pairs.sort_unstable();
            for pair in pairs.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
                refuse(pair[1].1 as usize, None)?;
            }
        }
        let Some((row, existing)) = first else { return Ok(None) };
        if on_duplicate == OnDuplicate::Fail {
            return Err(duplicate_edge(row, source[row], target[row], existing, loops));
        }
        let mut kept = try_with_capacity("edges", source.len())?;
        kept.extend((0..source.len() as u32).filter(|&row| !bit_of(&refused, row as usize)));
        Ok(Some(kept))
    }
}

/// Edges that were checked and have room.
struct Ready {
    fresh: Vec<crate::column::Column>,
    kept: Option<Vec<u32>>,
    ids: Option<Vec<u32>>,
    kept_rows: Option<Vec<KeptRows>>,
}

fn check_lengths(source: usize, target: usize) -> Result<()> {
    if source == target {
        return Ok(());
    }
    Err(Error::expected(
        ErrorKind::InvalidArgument,
        format_args!("{source} targets, as many as sources"),
        target,
        "give both ends of each edge",
    )
    .with("argument", "target")
    .with("value", target)
    .with("expected", source))
}

fn duplicate_edge(row: usize, source: u32, target: u32, existing: Option<u32>, loops: bool) -> Error {
    let (what, which, first) = if source == target && !loops {
        ("no self-loops (selfLoops: false)", "an", String::new())
    } else {
        let first = existing.map(|edge| format!(" (the first is edge {edge})"));
        ("no parallel edges (multi: false)", "a second", first.unwrap_or_default())
    };
    let error = Error::expected(
        ErrorKind::DuplicateEdge,
        what,
        format_args!("{which} edge from {source} to {target}{first}"),
        "leave it out, or pass onDuplicate: 'skip'",
    )
    .in_row(row)
    .with("source", source)
    .with("target", target);
    match existing {
        Some(edge) => error.with("edge", edge),
        None => error,
    }
}

/// Keys that no node has yet, each once, in order of appearance.
#[derive(Default)]
struct FreshKeys<'a> {
    known: HashMap<Key<'a>, u32, DefaultHashBuilder>,
    bytes: Vec<u8>,
    lengths: Vec<u32>,
    numbers: Vec<i64>,
}

impl<'a> FreshKeys<'a> {
    fn id_of(&mut self, key: Key<'a>, bound: u32) -> Result<u32> {
        if let Some(&id) = self.known.get(&key) {
            return Ok(id);
        }
        let refused = |_| Error::out_of_memory("keys", 64);
        self.known.try_reserve(1).map_err(|_| Error::out_of_memory("keys", 64))?;
        match key {
            Key::Text(text) => {
                self.bytes.try_reserve(text.len()).map_err(refused)?;
                self.lengths.try_reserve(1).map_err(refused)?;
                self.bytes.extend_from_slice(text.as_bytes());
                self.lengths.push(text.len() as u32);
            }
            Key::Int64(value) => {
                self.numbers.try_reserve(1).map_err(refused)?;
                self.numbers.push(value);
            }
        }
        let id = bound.saturating_add(self.known.len() as u32);
        self.known.insert(key, id);
        Ok(id)
    }
}
