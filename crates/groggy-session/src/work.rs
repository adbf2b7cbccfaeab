//! What a task does, and what comes of it.

use std::sync::Arc;

use groggy::Graph;
use groggy::algorithms::declaration::{self, Job};
use groggy::execution::Execution;
use groggy::formats::text::{Assumed, Table};
use groggy_host::handles::Handle;

use crate::read_file::ReadRequest;
use crate::shared_snapshot::SharedSnapshot;

/// What is to be done, with all that it needs: nothing of it belongs to the caller.
pub enum Work {
    /// An algorithm on a snapshot.
    Algorithm(Box<dyn Job>, Arc<SharedSnapshot>),
    /// Text to read into a new graph.
    ReadGraph(Box<ReadRequest>),
    /// Text to read, to be added to a graph.
    ReadTable(Box<ReadRequest>),
    /// Text of which only the beginning is looked at.
    Sniff(Box<ReadRequest>),
}

/// What a task sends to its environment's thread.
pub enum Answer {
    /// The result of an algorithm.
    Found(declaration::Answer),
    /// The graph that a text became, and what was assumed to read it.
    Graph(Box<Graph>, Option<Box<Assumed>>),
    /// The rows of a text.
    Table(Box<Table>),
    /// What would be assumed to read a text.
    Assumed(Option<Box<Assumed>>),
}

/// What a host converts for its user.
pub enum Found {
    /// The result of an algorithm.
    Answer(declaration::Answer),
    /// A new graph, by its handle, and what was assumed to read it.
    Graph(Handle, Option<Box<Assumed>>),
    /// Rows that wait to be added to a graph, by their number, and what was assumed to read them.
    Table(u32, Option<Box<Assumed>>),
    /// What would be assumed to read a text.
    Assumed(Option<Box<Assumed>>),
}

impl Work {
    /// Nodes and edges that it touches, about. `None` for a file: it takes as long as its disk or network does,
    /// and to ask for its size may wait for these already.
    pub(crate) fn units(&self) -> Option<u64> {
        match self {
            Self::Algorithm(job, shared) => Some(job.units(shared.snapshot())),
            Self::ReadGraph(_) | Self::ReadTable(_) | Self::Sniff(_) => None,
        }
    }

    /// Whether the caller's thread may do it where no other can: a file may be a pipe that this thread is to fill.
    pub(crate) fn may_stay(&self) -> bool {
        matches!(self, Self::Algorithm(..))
    }

    pub(crate) fn shared(&self) -> Option<&Arc<SharedSnapshot>> {
        match self {
            Self::Algorithm(_, shared) => Some(shared),
            Self::ReadGraph(_) | Self::ReadTable(_) | Self::Sniff(_) => None,
        }
    }

    pub(crate) fn perform(&self, execution: &Execution<'_>) -> groggy::Result<Answer> {
        match self {
            Self::Algorithm(job, shared) => job.run(shared.snapshot(), execution).map(Answer::Found),
            Self::ReadGraph(request) => {
                let (graph, assumed) = request.graph(execution)?;
                Ok(Answer::Graph(Box::new(graph), assumed.map(Box::new)))
            }
            Self::ReadTable(request) => Ok(Answer::Table(Box::new(request.table(execution)?))),
            Self::Sniff(request) => Ok(Answer::Assumed(request.sniff(execution)?.map(Box::new))),
        }
    }
}
