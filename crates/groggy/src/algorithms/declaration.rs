//! What an algorithm says of itself, so that every face follows from it: bindings, types, documentation, tests.
//!
//! A kernel's file declares three things beside it. `options!` makes the options struct with its defaults and range
//! checks; `result!` makes the result struct; `algorithm!` makes the public function, which checks its arguments and
//! calls the kernel, and the constant [`Algorithm`] that describes all of it. A host never names an algorithm: it
//! implements [`Arguments`], which reads one value of each [`Kind`], and turns an [`Answer`] into its own values.
//!
//! The documentation of an algorithm is written once, as a doc comment whose first paragraph is its summary.
//! Paragraphs that begin with `Returns`, `Cost:` and `Method:` and the section `# Errors` are told apart by their
//! first words. Names of Rust in backquotes are spelled as each language spells them.

#[macro_use]
mod macros;
mod answer;
mod kinds;
mod range;

pub use answer::{Answer, Element, IntoAnswer, IntoPart, Part, PartKind, Shape};
pub use kinds::{Arguments, Kind, OptionKind};
pub use kinds::{node, whole};
pub use range::Range;

use crate::execution::Execution;
use crate::{Graph, Result, Snapshot, View};

/// One argument or option.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name in Rust and Python; TypeScript spells it in camel case.
    pub name: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// The values that are accepted, of those of its kind; all when there is none.
    pub range: Option<Range>,
    /// What it is when left out, as Rust writes it; `None` for an argument, which cannot be left out.
    pub default: Option<&'static str>,
    /// A value for examples and tests, as Rust writes it; without one any value of its kind serves.
    pub example: Option<&'static str>,
}

/// What an algorithm needs of the graph that it runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// Any graph will do.
    Nothing,
    /// Its edges form no cycle.
    Acyclic,
}

/// One algorithm, as every face needs to know it.
#[derive(Debug)]
pub struct Algorithm {
    /// Its name in Rust and Python; TypeScript spells it in camel case.
    pub name: &'static str,
    /// The path of its module; the last but one part is its family.
    pub module: &'static str,
    /// What it does, in paragraphs.
    pub doc: &'static str,
    /// What has to be given, in order.
    pub arguments: &'static [Field],
    /// The name of its options struct, if it has options.
    pub options_name: Option<&'static str>,
    /// What may be given by name.
    pub options: &'static [Field],
    /// What it gives.
    pub result: Shape,
    /// What it needs of a graph.
    pub requires: Requirement,
    /// Reads its arguments and options, in that order.
    pub read: fn(&mut dyn Arguments) -> Result<Box<dyn Job>>,
}

/// An algorithm with its arguments, ready to run on any thread.
pub trait Job: Send + Sync {
    /// Nodes and edges that it touches, about; the building of a missing adjacency not included.
    fn work(&self, snapshot: &Snapshot) -> u64;

    /// Runs it.
    ///
    /// # Errors
    /// Those that the algorithm documents.
    fn run(&self, snapshot: &Snapshot, execution: &Execution<'_>) -> Result<Answer>;

    /// Runs it on a graph as it is, if it is a query that touches only what is near; `None` when it is not, or gave up.
    ///
    /// # Errors
    /// Those that the algorithm documents.
    fn run_near(&self, graph: &mut Graph, execution: &Execution<'_>) -> Result<Option<Answer>>;

    /// Whether [`run_near`](Self::run_near) is worth a try.
    fn is_near(&self) -> bool;

    /// Nodes and edges that a run on `snapshot` touches now, about, for deciding where it should run.
    fn units(&self, snapshot: &Snapshot) -> u64 {
        /// Counting, placing and sorting an edge at both its ends, beside following it once.
        const EDGE_BUILT: u64 = 8;
        let build = match snapshot.has_adjacency() {
            true => 0,
            false => u64::from(snapshot.node_bound()) + EDGE_BUILT * u64::from(snapshot.edge_bound()),
        };
        build.saturating_add(self.work(snapshot))
    }
}

/// The options of an algorithm; `options!` implements it.
pub trait Options: Sized {
    /// Its name, if there are any.
    const NAME: Option<&'static str>;
    /// One for each option, in order.
    const FIELDS: &'static [Field];

    /// Reads one value for each field, in order.
    ///
    /// # Errors
    /// What `arguments` refuses.
    fn read(arguments: &mut dyn Arguments) -> Result<Self>;

    /// Checks that each value is in its range; `spell` gives the host's name of a field.
    ///
    /// # Errors
    /// `InvalidArgument` names the first value that is not.
    fn check(&self, spell: &dyn Fn(&'static str) -> String) -> Result<()>;
}

impl Options for () {
    const NAME: Option<&'static str> = None;
    const FIELDS: &'static [Field] = &[];

    fn read(_: &mut dyn Arguments) -> Result<Self> {
        Ok(())
    }

    fn check(&self, _: &dyn Fn(&'static str) -> String) -> Result<()> {
        Ok(())
    }
}

/// A job made of an algorithm's arguments, its options and what to do with them.
pub(crate) struct Prepared<A, O> {
    pub(crate) arguments: A,
    pub(crate) options: O,
    pub(crate) work: fn(&Snapshot, &A, &O) -> u64,
    pub(crate) run: fn(&Snapshot, &A, &O, &Execution<'_>) -> Result<Answer>,
    pub(crate) near: Option<NearRun<A, O>>,
}

/// Runs an algorithm on what is near.
pub(crate) type NearRun<A, O> = fn(&View<'_>, &A, &O, &Execution<'_>) -> Result<Option<Answer>>;

impl<A: Send + Sync, O: Send + Sync> Job for Prepared<A, O> {
    fn work(&self, snapshot: &Snapshot) -> u64 {
        (self.work)(snapshot, &self.arguments, &self.options)
    }

    fn run(&self, snapshot: &Snapshot, execution: &Execution<'_>) -> Result<Answer> {
        (self.run)(snapshot, &self.arguments, &self.options, execution)
    }

    fn run_near(&self, graph: &mut Graph, execution: &Execution<'_>) -> Result<Option<Answer>> {
        match self.near {
            Some(near) => near(&graph.view()?, &self.arguments, &self.options, execution),
            None => Ok(None),
        }
    }

    fn is_near(&self) -> bool {
        self.near.is_some()
    }
}

/// `max_depth` as `maxDepth`, for hosts whose names are spelled so.
#[must_use]
pub fn camel_case(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut spelled, part| {
        let mut letters = part.chars();
        spelled.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        spelled.push_str(letters.as_str());
        spelled
    })
}

/// The work of an algorithm that looks at every node and edge once.
pub(crate) fn linear<A, O>(snapshot: &Snapshot, _: &A, _: &O) -> u64 {
    u64::from(snapshot.node_bound()) + u64::from(snapshot.edge_count())
}

#[cfg(test)]
mod tests {
    use crate::algorithms::ALGORITHMS;

    #[test]
    fn every_algorithm_says_what_it_costs_and_where_it_comes_from() {
        for algorithm in ALGORITHMS {
            let paragraphs: Vec<&str> = algorithm.doc.split("\n\n").map(str::trim).collect();
            for wanted in ["Cost:", "Method:", "# Errors"] {
                let found = paragraphs.iter().any(|paragraph| paragraph.starts_with(wanted));
                assert!(found, "{} has no paragraph that begins with {wanted:?}", algorithm.name);
            }
            let fields = algorithm.arguments.iter().chain(algorithm.options);
            for field in fields {
                assert!(
                    !field.doc.trim().is_empty(),
                    "{}: {} has no documentation",
                    algorithm.name,
                    field.name
                );
            }
        }
    }

    #[test]
    fn names_are_said_once() {
        let mut names: Vec<&str> = ALGORITHMS.iter().map(|algorithm| algorithm.name).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
