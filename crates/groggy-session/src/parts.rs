//! Which memory of an object a host may show, by number.

use groggy::Side;
use groggy::adjacency::{Adjacency, AdjacencyPart as Part};
use groggy::bits::Bits;
use groggy::column;
use groggy::memory::{Element, Segment};
use groggy_host::errors::HostError;

use crate::object::Object;
use crate::view::Memory;

groggy::numbered! {
    /// Arrays that a graph or snapshot keeps beside its adjacency.
    pub enum TopologyPart {
        /// Degrees, outwards or both ways: `u32`.
        OutDegrees = 0,
        /// Degrees, inwards: `u32`.
        InDegrees = 1,
        /// The source of each edge: `u32`.
        Sources = 2,
        /// The target of each edge: `u32`.
        Targets = 3,
        /// A bit for each removed node.
        RemovedNodes = 4,
        /// A bit for each removed edge.
        RemovedEdges = 5,
    }
}

groggy::numbered! {
    /// Arrays of the adjacency.
    pub enum AdjacencyPart {
        /// Where rows start, outwards or both ways: `u64`.
        OutOffsets = 0,
        /// Neighbours, outwards or both ways: `u32`.
        OutTargets = 1,
        /// Edges, outwards or both ways: `u32`.
        OutEdges = 2,
        /// Where rows start, inwards: `u64`.
        InOffsets = 3,
        /// Neighbours, inwards: `u32`.
        InTargets = 4,
        /// Edges, inwards: `u32`.
        InEdges = 5,
        /// A bit for each node of a graph whose row is not the whole truth.
        DirtyNodes = 6,
    }
}

groggy::numbered! {
    /// Arrays of a column.
    pub enum ColumnPart {
        /// Values, or codes of text.
        Values = 0,
        /// A bit for each row that has a value.
        Validity = 1,
        /// Where each entry of text ends.
        TextEnds = 2,
        /// UTF-8 of all entries.
        TextBytes = 3,
        /// Counters.
        Header = 4,
    }
}

impl Object {
    /// Degrees, ends and removals; `None` when there are none.
    ///
    /// Of a graph it is all committed memory, so that a view of it stays good while the arrays grow within it.
    #[must_use]
    pub fn topology_part(&self, part: TopologyPart) -> Option<Memory> {
        match self {
            Self::Graph(live) => {
                let graph = &live.graph;
                match part {
                    TopologyPart::OutDegrees => Some(whole(graph.out_degrees())),
                    TopologyPart::InDegrees => Some(whole(graph.in_degrees())),
                    TopologyPart::Sources => Some(whole(graph.sources())),
                    TopologyPart::Targets => Some(whole(graph.targets())),
                    TopologyPart::RemovedNodes => graph.removed_nodes().map(bits),
                    TopologyPart::RemovedEdges => graph.removed_edges().map(bits),
                }
            }
            Self::Snapshot(live) => {
                let snapshot = live.snapshot();
                match part {
                    // Degrees come with the adjacency, which may be long in the building: the flat call is exact.
                    TopologyPart::OutDegrees => {
                        snapshot.built_adjacency().and_then(|built| part_of(built, Part::OutDegrees))
                    }
                    TopologyPart::InDegrees => snapshot.built_adjacency().and_then(|built| {
                        part_of(built, Part::InDegrees).or_else(|| part_of(built, Part::OutDegrees))
                    }),
                    TopologyPart::Sources => Some(exact(snapshot.sources())),
                    TopologyPart::Targets => Some(exact(snapshot.targets())),
                    TopologyPart::RemovedNodes => snapshot.removed_nodes().map(bits),
                    TopologyPart::RemovedEdges => snapshot.removed_edges().map(bits),
                }
            }
        }
    }

    /// Rows of neighbours, as they were [brought up to date](Self::sync_adjacency) last; `None` when there are none.
    #[must_use]
    pub fn adjacency_part(&self, part: AdjacencyPart) -> Option<Memory> {
        let part = match part {
            AdjacencyPart::OutOffsets => Part::OutOffsets,
            AdjacencyPart::OutTargets => Part::OutTargets,
            AdjacencyPart::OutEdges => Part::OutEdges,
            AdjacencyPart::InOffsets => Part::InOffsets,
            AdjacencyPart::InTargets => Part::InTargets,
            AdjacencyPart::InEdges => Part::InEdges,
            AdjacencyPart::DirtyNodes => {
                return match self {
                    Self::Graph(live) => Some(bits(live.graph.dirty_nodes())),
                    Self::Snapshot(_) => None,
                };
            }
        };
        match self {
            Self::Graph(live) => part_of(live.graph.base_adjacency(), part),
            Self::Snapshot(live) => {
                live.snapshot().built_adjacency().and_then(|adjacency| part_of(adjacency, part))
            }
        }
    }

    /// Memory of a column; `None` when there is none. For the user (`exported`) it is exactly the rows that there are;
    /// otherwise all committed memory, so that a view of it stays good while rows are appended within it.
    ///
    /// # Errors
    /// `ATTRIBUTE_NOT_FOUND` when the column was dropped.
    pub fn column_part(
        &self,
        side: Side,
        position: usize,
        part: ColumnPart,
        exported: bool,
    ) -> Result<Option<Memory>, HostError> {
        let column = self.column(side, position)?;
        let found = match part {
            ColumnPart::Values => column.part(column::Part::Values),
            ColumnPart::Validity => column.part(column::Part::Validity),
            ColumnPart::TextEnds => column.part(column::Part::TextEnds),
            ColumnPart::TextBytes => column.part(column::Part::TextBytes),
            ColumnPart::Header => Some((column.header().allocation(), usize::MAX)),
        };
        Ok(found.map(
            |(allocation, length)| {
                if exported { Memory::first(allocation, length) } else { Memory::of(allocation) }
            },
        ))
    }
}

fn whole<T: Element>(segment: &Segment<T>) -> Memory {
    Memory::of(segment.allocation())
}

fn exact<T: Element>(segment: &Segment<T>) -> Memory {
    Memory::first(segment.allocation(), size_of_val(&**segment))
}

fn bits(bits: &Bits) -> Memory {
    whole(bits.words())
}

fn part_of(adjacency: &Adjacency, part: Part) -> Option<Memory> {
    adjacency.part(part).map(|(allocation, length)| Memory::first(allocation, length))
}
