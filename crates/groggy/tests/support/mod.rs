//! A graph of plain maps that answers every question the slow way.

mod rows;

use std::collections::{BTreeMap, BTreeSet};

use groggy::column::{Column, ColumnInput, ColumnType, Values};
use groggy::execution::Execution;
use groggy::graph::{EdgeIds, Endpoints, OnDuplicate};
use groggy::{Direction, ErrorKind, Graph, GraphOptions, Key, KeySpec, NONE, Side, Snapshot};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
pub use rows::Cell;
use rows::{COLUMNS, Owned, Rows};

/// What kind of graph to check.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    pub directed: bool,
    pub multi: bool,
    pub self_loops: bool,
    pub keyed: bool,
}

/// One operation; numbers are taken modulo what there is.
#[derive(Debug, Clone)]
pub enum Step {
    AddNodes { count: u32, with: Option<Cell> },
    AddEdges { ends: Vec<(u32, u32)>, with: Option<Cell>, skip: bool },
    RemoveNodes(Vec<u32>),
    RemoveEdges(Vec<u32>),
    SetValues { side: bool, ids: Vec<u32>, with: Cell },
    SetColumn { side: bool, rows: u32, with: Cell },
    Assign { side: bool, id: u32, with: Vec<Cell> },
    Drop { side: bool, column: usize },
    Snapshot { build: bool },
    ToGraph,
    Compact,
    Read(u32),
}

impl Step {
    pub const NAMES: [&'static str; 12] = [
        "AddNodes",
        "AddEdges",
        "RemoveNodes",
        "RemoveEdges",
        "SetValues",
        "SetColumn",
        "Drop",
        "Snapshot",
        "ToGraph",
        "Compact",
        "Read",
        "Assign",
    ];

    pub fn name(&self) -> &'static str {
        Self::NAMES[match self {
            Self::AddNodes { .. } => 0,
            Self::AddEdges { .. } => 1,
            Self::RemoveNodes(_) => 2,
            Self::RemoveEdges(_) => 3,
            Self::SetValues { .. } => 4,
            Self::SetColumn { .. } => 5,
            Self::Drop { .. } => 6,
            Self::Snapshot { .. } => 7,
            Self::ToGraph => 8,
            Self::Compact => 9,
            Self::Read(_) => 10,
            Self::Assign { .. } => 11,
        }]
    }
}

const KEY: &str = "key";

pub fn steps(count: usize) -> impl Strategy<Value = Vec<Step>> {
    let cell = (0..COLUMNS.len(), any::<u64>()).prop_map(|(column, seed)| Cell { column, seed });
    let ids = prop::collection::vec(any::<u32>(), 1..4);
    let ends = prop::collection::vec((any::<u32>(), any::<u32>()), 0..6);
    let step = prop_oneof![
        3 => (0_u32..4, prop::option::of(cell.clone())).prop_map(|(count, with)| Step::AddNodes { count, with }),
        6 => (ends, prop::option::of(cell.clone()), any::<bool>())
            .prop_map(|(ends, with, skip)| Step::AddEdges { ends, with, skip }),
        1 => ids.clone().prop_map(Step::RemoveNodes),
        2 => ids.clone().prop_map(Step::RemoveEdges),
        4 => (any::<bool>(), ids, cell.clone()).prop_map(|(side, ids, with)| Step::SetValues { side, ids, with }),
        1 => (any::<bool>(), any::<u32>(), cell.clone())
            .prop_map(|(side, rows, with)| Step::SetColumn { side, rows, with }),
        2 => (any::<bool>(), any::<u32>(), prop::collection::vec(cell, 0..4))
            .prop_map(|(side, id, with)| Step::Assign { side, id, with }),
        1 => (any::<bool>(), 0..COLUMNS.len()).prop_map(|(side, column)| Step::Drop { side, column }),
        2 => any::<bool>().prop_map(|build| Step::Snapshot { build }),
        1 => Just(Step::ToGraph),
        1 => Just(Step::Compact),
        6 => any::<u32>().prop_map(Step::Read),
    ];
    prop::collection::vec(step, count..count + 20)
}

type Attributes = BTreeMap<usize, BTreeMap<u32, Owned>>;

/// The plain graph.
#[derive(Debug, Clone, Default)]
struct Plain {
    nodes: BTreeMap<u32, Option<String>>,
    edges: BTreeMap<u32, (u32, u32)>,
    node_bound: u32,
    edge_bound: u32,
    /// By side (nodes, edges), column, id. A column that exists has an entry.
    attributes: [Attributes; 2],
    keys_given: u32,
}

impl Plain {
    fn incidence(&self, check: Check, node: u32, direction: Direction) -> Vec<(u32, u32)> {
        let mut out = Vec::new();
        let mut inward = Vec::new();
        for (&edge, &(source, target)) in &self.edges {
            if source == node {
                out.push((target, edge));
            }
            if check.directed {
                if target == node {
                    inward.push((source, edge));
                }
            } else if target == node && source != node {
                out.push((source, edge));
            }
        }
        out.sort_unstable();
        inward.sort_unstable();
        match (check.directed, direction) {
            (false, _) | (true, Direction::Out) => out,
            (true, Direction::In) => inward,
            (true, Direction::Both) => {
                out.extend(inward.into_iter().filter(|&(neighbor, _)| neighbor != node));
                out
            }
        }
    }

    fn between(&self, check: Check, u: u32, v: u32) -> Vec<u32> {
        let joins = |&(s, t): &(u32, u32)| (s, t) == (u, v) || !check.directed && (s, t) == (v, u);
        self.edges.iter().filter(|(_, ends)| joins(ends)).map(|(&edge, _)| edge).collect()
    }
}

/// Graph and plain graph side by side.
pub struct Model {
    check: Check,
    graph: Graph,
    plain: Plain,
    kept: Vec<(Snapshot, Plain)>,
}

fn side_of(edges: bool) -> Side {
    if edges { Side::Edges } else { Side::Nodes }
}

impl Model {
    /// Runs `steps` on both and compares.
    pub fn run(check: Check, steps: &[Step]) -> Result<(), TestCaseError> {
        let key = check.keyed.then(|| KeySpec { name: KEY.to_owned(), ty: ColumnType::Utf8 });
        let options =
            GraphOptions { directed: check.directed, multi: check.multi, self_loops: check.self_loops, key };
        let graph = Graph::new(options).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let mut model = Self { check, graph, plain: Plain::default(), kept: Vec::new() };
        for step in steps {
            let before = model.graph.version();
            model.step(step).map_err(|error| TestCaseError::fail(format!("{step:?}: {error}")))?;
            let fresh = matches!(step, Step::ToGraph);
            prop_assert!(fresh || model.graph.version() >= before);
            let violations =
                model.graph.validate().map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert!(violations.is_empty(), "{:?}: {:?}", step, violations);
            for side in [Side::Nodes, Side::Edges] {
                let columns = model.graph.columns(side);
                let sum: usize = columns.iter().map(Column::native_bytes).sum();
                prop_assert_eq!(columns.native_bytes(), sum, "{:?}: bytes of columns", step);
            }
        }
        model.compare_all()?;
        for (snapshot, plain) in &model.kept {
            model.compare_snapshot(snapshot, plain)?;
        }
        Ok(())
    }

    fn live_node(&self, number: u32) -> Option<u32> {
        let count = self.plain.nodes.len();
        (count > 0).then(|| self.plain.nodes.keys().copied().nth(number as usize % count)).flatten()
    }

    fn live_id(&self, edges: bool, number: u32) -> Option<u32> {
        if !edges {
            return self.live_node(number);
        }
        let count = self.plain.edges.len();
        (count > 0).then(|| self.plain.edges.keys().copied().nth(number as usize % count)).flatten()
    }

    fn step(&mut self, step: &Step) -> Result<(), TestCaseError> {
        let fail = |error: groggy::Error| TestCaseError::fail(error.to_string());
        match step {
            Step::AddNodes { count, with } => self.add_nodes(*count, *with),
            Step::AddEdges { ends, with, skip } => self.add_edges(ends, *with, *skip),
            Step::RemoveNodes(numbers) => {
                let ids: Vec<u32> = numbers.iter().filter_map(|&n| self.live_node(n)).collect();
                self.graph.remove_nodes(&ids).map_err(fail)?;
                let ids: BTreeSet<u32> = ids.into_iter().collect();
                self.plain.nodes.retain(|id, _| !ids.contains(id));
                let gone: Vec<u32> = self
                    .plain
                    .edges
                    .iter()
                    .filter(|(_, (s, t))| ids.contains(s) || ids.contains(t))
                    .map(|(&e, _)| e)
                    .collect();
                self.forget(false, ids.iter().copied());
                self.forget(true, gone.into_iter());
                Ok(())
            }
            Step::RemoveEdges(numbers) => {
                let ids: Vec<u32> = numbers.iter().filter_map(|&n| self.live_id(true, n)).collect();
                self.graph.remove_edges(&ids).map_err(fail)?;
                let error = self.graph.remove_edges(&[self.plain.edge_bound]).map_err(|e| e.kind());
                prop_assert_eq!(error, Err(ErrorKind::EdgeNotFound));
                self.forget(true, ids.into_iter());
                Ok(())
            }
            Step::SetValues { side, ids, with } => {
                let ids: Vec<u32> = ids.iter().filter_map(|&n| self.live_id(*side, n)).collect();
                let rows = Rows::new(*with, ids.len());
                self.graph.set_values(side_of(*side), &ids, &rows.input(*with)).map_err(fail)?;
                let column = self.plain.attributes[usize::from(*side)].entry(with.column).or_default();
                for (id, value) in ids.into_iter().zip(rows.owned) {
                    match value {
                        Some(value) => column.insert(id, value),
                        None => column.remove(&id),
                    };
                }
                Ok(())
            }
            Step::SetColumn { side, rows, with } => {
                let bound = if *side { self.plain.edge_bound } else { self.plain.node_bound };
                let count = rows % (bound + 1);
                let rows = Rows::new(*with, count as usize);
                self.graph.set_column(side_of(*side), &rows.input(*with)).map_err(fail)?;
                let values =
                    rows.owned.into_iter().enumerate().filter_map(|(id, value)| Some((id as u32, value?)));
                self.plain.attributes[usize::from(*side)].insert(with.column, values.collect());
                Ok(())
            }
            Step::Assign { side, id, with } => {
                let Some(id) = self.live_id(*side, *id) else { return Ok(()) };
                let rows: Vec<Rows> = with.iter().map(|&cell| Rows::new(cell, 1)).collect();
                let inputs: Vec<_> = with.iter().zip(&rows).map(|(&cell, rows)| rows.input(cell)).collect();
                let twice =
                    (1..with.len()).any(|i| with[..i].iter().any(|cell| cell.column == with[i].column));
                let assigned = self.graph.assign(side_of(*side), id, &inputs).map_err(|e| e.kind());
                prop_assert_eq!(assigned, if twice { Err(ErrorKind::InvalidArgument) } else { Ok(()) });
                for (cell, rows) in with.iter().zip(rows).filter(|_| !twice) {
                    let column = self.plain.attributes[usize::from(*side)].entry(cell.column).or_default();
                    match rows.owned.into_iter().next().flatten() {
                        Some(value) => column.insert(id, value),
                        None => column.remove(&id),
                    };
                }
                Ok(())
            }
            Step::Drop { side, column } => {
                let known = self.plain.attributes[usize::from(*side)].remove(column).is_some();
                let dropped =
                    self.graph.drop_column(side_of(*side), COLUMNS[*column].0).map_err(|e| e.kind());
                prop_assert_eq!(dropped, if known { Ok(()) } else { Err(ErrorKind::AttributeNotFound) });
                Ok(())
            }
            Step::Snapshot { build } => {
                let snapshot = self.graph.snapshot().map_err(fail)?;
                if *build {
                    snapshot.adjacency(&Execution::inline()).map_err(fail)?;
                }
                self.kept.push((snapshot, self.plain.clone()));
                Ok(())
            }
            Step::ToGraph => {
                let snapshot = self.graph.snapshot().map_err(fail)?;
                self.graph = Graph::from_snapshot(&snapshot).map_err(fail)?;
                self.kept.push((snapshot, self.plain.clone()));
                Ok(())
            }
            Step::Compact => self.compact(),
            Step::Read(number) => match self.live_node(*number) {
                Some(node) => self.compare_node(node),
                None => Ok(()),
            },
        }
    }

    fn forget(&mut self, edges: bool, ids: impl Iterator<Item = u32>) {
        for id in ids {
            if edges {
                self.plain.edges.remove(&id);
            }
            for column in self.plain.attributes[usize::from(edges)].values_mut() {
                column.remove(&id);
            }
        }
    }

    fn add_nodes(&mut self, count: u32, with: Option<Cell>) -> Result<(), TestCaseError> {
        let rows = with.map(|cell| Rows::new(cell, count as usize));
        let mut inputs: Vec<ColumnInput<'_>> =
            rows.iter().zip(with).map(|(rows, cell)| rows.input(cell)).collect();
        let keys: Vec<String> = (0..count).map(|i| format!("k{}", self.plain.keys_given + i)).collect();
        let bytes = keys.concat().into_bytes();
        let lengths: Vec<u32> = keys.iter().map(|key| key.len() as u32).collect();
        if self.check.keyed {
            inputs.push(ColumnInput {
                name: KEY,
                values: Values::Text { bytes: &bytes, lengths: &lengths },
                validity: None,
            });
            if let Some(taken) = self.plain.nodes.values().flatten().next().cloned() {
                let lengths = [taken.len() as u32];
                let values = Values::Text { bytes: taken.as_bytes(), lengths: &lengths };
                let input = [ColumnInput { name: KEY, values, validity: None }];
                let refused = self.graph.add_nodes(1, &input).map_err(|e| e.kind());
                prop_assert_eq!(refused, Err(ErrorKind::DuplicateKey));
            }
        }
        let first =
            self.graph.add_nodes(count, &inputs).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(first, self.plain.node_bound);
        for (row, key) in keys.into_iter().enumerate() {
            self.plain.nodes.insert(first + row as u32, self.check.keyed.then_some(key));
        }
        self.plain.keys_given += count;
        self.plain.node_bound += count;
        self.write_new(false, first, with, rows);
        Ok(())
    }

    fn write_new(&mut self, edges: bool, first: u32, with: Option<Cell>, rows: Option<Rows>) {
        if let (Some(cell), Some(rows)) = (with, rows) {
            let column = self.plain.attributes[usize::from(edges)].entry(cell.column).or_default();
            for (row, value) in rows.owned.into_iter().enumerate() {
                if let Some(value) = value {
                    column.insert(first + row as u32, value);
                }
            }
        }
    }

    fn add_edges(
        &mut self,
        ends: &[(u32, u32)],
        with: Option<Cell>,
        skip: bool,
    ) -> Result<(), TestCaseError> {
        let ends: Vec<(u32, u32)> =
            ends.iter().filter_map(|&(u, v)| Some((self.live_node(u)?, self.live_node(v)?))).collect();
        let rows = with.map(|cell| Rows::new(cell, ends.len()));
        let inputs: Vec<ColumnInput<'_>> =
            rows.iter().zip(with).map(|(rows, cell)| rows.input(cell)).collect();
        let mut allowed = Vec::new();
        let mut seen = BTreeSet::new();
        for &(u, v) in &ends {
            let pair = if self.check.directed || u <= v { (u, v) } else { (v, u) };
            let duplicate = !self.check.multi
                && (!self.plain.between(self.check, u, v).is_empty() || seen.contains(&pair));
            let looped = !self.check.self_loops && u == v;
            if !looped {
                seen.insert(pair);
            }
            allowed.push(!duplicate && !looped);
        }
        let on_duplicate = if skip { OnDuplicate::Skip } else { OnDuplicate::Fail };
        let (source, target): (Vec<u32>, Vec<u32>) = ends.iter().copied().unzip();
        let before = (self.graph.version(), self.graph.edge_bound());
        let refused =
            self.graph.add_edges(&[self.plain.node_bound], &[0], &[], on_duplicate).map_err(|e| e.kind());
        prop_assert_eq!(refused, Err(ErrorKind::NodeNotFound));
        let added = if self.check.keyed {
            let keys = |ids: &[u32]| -> Vec<String> {
                ids.iter().filter_map(|id| self.plain.nodes.get(id).cloned().flatten()).collect()
            };
            let pack = |keys: &[String]| {
                (keys.concat().into_bytes(), keys.iter().map(|k| k.len() as u32).collect::<Vec<_>>())
            };
            let (from, to) = (pack(&keys(&source)), pack(&keys(&target)));
            self.graph.add_edges_between(
                Endpoints::Keys(Values::Text { bytes: &from.0, lengths: &from.1 }),
                Endpoints::Keys(Values::Text { bytes: &to.0, lengths: &to.1 }),
                &inputs,
                on_duplicate,
                true,
            )
        } else {
            self.graph.add_edges(&source, &target, &inputs, on_duplicate)
        };
        let all = allowed.iter().all(|&ok| ok);
        let ids = match added {
            Err(error) => {
                prop_assert_eq!(error.kind(), ErrorKind::DuplicateEdge);
                prop_assert!(!all && !skip);
                prop_assert_eq!(before, (self.graph.version(), self.graph.edge_bound()));
                return Ok(());
            }
            Ok(EdgeIds::Contiguous(range)) => range.collect::<Vec<_>>(),
            Ok(EdgeIds::Listed(ids)) => ids,
        };
        prop_assert!(all || skip);
        prop_assert_eq!(ids.len(), ends.len());
        let mut next = self.plain.edge_bound;
        for (row, &ok) in allowed.iter().enumerate() {
            if !ok {
                prop_assert_eq!(ids[row], NONE);
                continue;
            }
            prop_assert_eq!(ids[row], next);
            self.plain.edges.insert(next, ends[row]);
            if let (Some(cell), Some(rows)) = (with, &rows)
                && let Some(value) = rows.owned[row].clone()
            {
                self.plain.attributes[1].entry(cell.column).or_default().insert(next, value);
            }
            next += 1;
        }
        if let Some(cell) = with {
            self.plain.attributes[1].entry(cell.column).or_default();
        }
        self.plain.edge_bound = next;
        Ok(())
    }

    fn compact(&mut self) -> Result<(), TestCaseError> {
        let mapping = self.graph.compact().map_err(|error| TestCaseError::fail(error.to_string()))?;
        let renumber = |ids: Vec<u32>| -> BTreeMap<u32, u32> { ids.into_iter().zip(0..).collect() };
        let nodes = renumber(self.plain.nodes.keys().copied().collect());
        let edges = renumber(self.plain.edges.keys().copied().collect());
        for (map, found, bound) in
            [(&nodes, &mapping.nodes, self.plain.node_bound), (&edges, &mapping.edges, self.plain.edge_bound)]
        {
            let right: Vec<u32> = (0..bound).map(|id| map.get(&id).copied().unwrap_or(NONE)).collect();
            prop_assert_eq!(found, &right);
        }
        let old = std::mem::take(&mut self.plain);
        self.plain.keys_given = old.keys_given;
        self.plain.nodes = old.nodes.into_iter().map(|(id, key)| (nodes[&id], key)).collect();
        self.plain.edges =
            old.edges.into_iter().map(|(id, (u, v))| (edges[&id], (nodes[&u], nodes[&v]))).collect();
        (self.plain.node_bound, self.plain.edge_bound) = (nodes.len() as u32, edges.len() as u32);
        for (side, map) in [(0, &nodes), (1, &edges)] {
            for (&column, values) in &old.attributes[side] {
                let moved =
                    values.iter().filter_map(|(id, value)| Some((*map.get(id)?, value.clone()))).collect();
                self.plain.attributes[side].insert(column, moved);
            }
        }
        Ok(())
    }

    fn compare_node(&mut self, node: u32) -> Result<(), TestCaseError> {
        let fail = |error: groggy::Error| TestCaseError::fail(error.to_string());
        let (check, plain, graph) = (self.check, &self.plain, &mut self.graph);
        for direction in [Direction::Out, Direction::In, Direction::Both] {
            let right = plain.incidence(check, node, direction);
            prop_assert_eq!(graph.incidence(node, direction).map_err(fail)?, right.clone());
            let distinct: BTreeSet<u32> = right.iter().map(|entry| entry.0).collect();
            prop_assert_eq!(
                graph.neighbors(node, direction).map_err(fail)?,
                distinct.into_iter().collect::<Vec<_>>()
            );
        }
        let ends = plain
            .edges
            .values()
            .map(|&(s, t)| usize::from(s == node) + usize::from(t == node))
            .sum::<usize>();
        prop_assert_eq!(graph.degree(node).map_err(fail)?, ends as u64);
        for &other in plain.nodes.keys().take(6) {
            let right = plain.between(check, node, other);
            prop_assert_eq!(graph.has_edge(node, other).map_err(fail)?, !right.is_empty());
            prop_assert_eq!(graph.edges_between(node, other).map_err(fail)?, right);
        }
        if let Some(Some(key)) = plain.nodes.get(&node) {
            prop_assert_eq!(graph.node_by_key(Key::Text(key)).map_err(fail)?, node);
            prop_assert_eq!(graph.key_of(node).map_err(fail)?, Key::Text(key));
        }
        Ok(())
    }

    fn compare_all(&mut self) -> Result<(), TestCaseError> {
        for node in self.plain.nodes.keys().copied().collect::<Vec<_>>() {
            self.compare_node(node)?;
        }
        for side in [false, true] {
            let bound = if side { self.plain.edge_bound } else { self.plain.node_bound };
            let live = |id: &u32| {
                if side { self.graph.is_live_edge(*id) } else { self.graph.has_node(*id) }
            };
            compare_columns(
                self.graph.columns(side_of(side)),
                &self.plain.attributes[usize::from(side)],
                (0..bound).filter(live),
            )?;
        }
        Ok(())
    }

    fn compare_snapshot(&self, snapshot: &Snapshot, plain: &Plain) -> Result<(), TestCaseError> {
        let fail = |error: groggy::Error| TestCaseError::fail(error.to_string());
        prop_assert_eq!(snapshot.node_count() as usize, plain.nodes.len());
        prop_assert_eq!(snapshot.edge_count() as usize, plain.edges.len());
        prop_assert_eq!((snapshot.node_bound(), snapshot.edge_bound()), (plain.node_bound, plain.edge_bound));
        prop_assert_eq!(snapshot.validate().map_err(fail)?, []);
        let adjacency = snapshot.adjacency(&Execution::inline()).map_err(fail)?;
        for node in 0..plain.node_bound {
            prop_assert_eq!(snapshot.has_node(node), plain.nodes.contains_key(&node));
            let out = plain.incidence(self.check, node, Direction::Out);
            let inward = plain.incidence(self.check, node, Direction::In);
            for (csr, right) in [(adjacency.out(), out), (adjacency.inward(), inward)] {
                let row: Vec<_> =
                    csr.neighbors(node).iter().copied().zip(csr.edges_of(node).iter().copied()).collect();
                prop_assert_eq!(row, right);
            }
            let count = |end: &dyn Fn(&(u32, u32)) -> bool| {
                plain.edges.values().filter(|ends| end(ends)).count() as u32
            };
            let (out, inward) = (count(&|ends| ends.0 == node), count(&|ends| ends.1 == node));
            let degrees = (adjacency.out_degrees()[node as usize], adjacency.in_degrees()[node as usize]);
            prop_assert_eq!(
                degrees,
                if self.check.directed { (out, inward) } else { (out + inward, out + inward) }
            );
            if let Some(Some(key)) = plain.nodes.get(&node) {
                prop_assert_eq!(snapshot.node_by_key(Key::Text(key)).map_err(fail)?, node);
            }
        }
        compare_columns(snapshot.nodes(), &plain.attributes[0], plain.nodes.keys().copied())?;
        compare_columns(snapshot.edges(), &plain.attributes[1], plain.edges.keys().copied())
    }
}

fn compare_columns(
    set: &groggy::column::ColumnSet,
    right: &Attributes,
    ids: impl Iterator<Item = u32>,
) -> Result<(), TestCaseError> {
    let names: BTreeSet<&str> = set.iter().map(|column| column.name()).filter(|&name| name != KEY).collect();
    let wanted: BTreeSet<&str> = right.keys().map(|&column| COLUMNS[column].0).collect();
    prop_assert_eq!(names, wanted);
    for id in ids {
        for (&column, values) in right {
            let found =
                set.get(COLUMNS[column].0).and_then(|column| column.value(id as usize)).map(Owned::from);
            prop_assert_eq!(found.as_ref(), values.get(&id), "column {} id {}", COLUMNS[column].0, id);
        }
    }
    Ok(())
}
