// Written by `npm run generate` from the Rust sources: change those.

/** No node, no edge: one past the largest id. */
export const NONE = 0xffff_ffff

/** Nodes or edges. */
export type Side = 0 | 1
/** Columns with a row for each node. */
export const NODES: Side = 0
/** Columns with a row for each edge. */
export const EDGES: Side = 1

/** Along which end of directed edges to go; undirected edges go both ways. */
export type Which = 0 | 1 | 2
/** Either way. */
export const BOTH: Which = 0
/** From source to target. */
export const OUT: Which = 1
/** From target to source. */
export const IN: Which = 2

/** What a column holds, as it is numbered at the boundary. */
export const Kind = {
  /** One bit a row. */
  bool: 0,
  /** Signed 32-bit. */
  int32: 1,
  /** Unsigned 32-bit. */
  uint32: 2,
  /** Signed 64-bit. */
  int64: 3,
  /** IEEE 754 single. */
  float32: 4,
  /** IEEE 754 double. */
  float64: 5,
  /** Text, as codes into a dictionary. */
  utf8: 6,
  /** Milliseconds since 1970-01-01 UTC, signed 64-bit. */
  timestamp: 7,
  /** A fixed number of `float32`, which stands above the low four bits. */
  vector: 8,
} as const

/** What becomes of a row about a node that there is already. */
export const OnKnownNode = {
  /** The call fails, and changes nothing. */
  fail: 0,
  /** The row is left out. */
  skip: 1,
  /** The node gets the values of the row, the missing ones too; of several rows those of the last. */
  update: 2,
} as const

/** What labels become, as it crosses. */
export const Labels = {
  /** Keys of the type that fits. */
  auto: 0,
  /** Node ids. */
  index: 1,
  /** `utf8` keys. */
  text: 2,
  /** `int64` keys. */
  int64: 3,
  /** Ids of nodes that there are already. */
  known: 4,
} as const

/** What numbers in a column of times count, as it crosses: instead of a type's number. */
export const Epoch = {
  /** Seconds. */
  seconds: 64,
  /** Milliseconds. */
  milliseconds: 65,
  /** Microseconds. */
  microseconds: 66,
  /** Nanoseconds. */
  nanoseconds: 67,
} as const

/** Where work is done. */
export const Mode = {
  /** Here or on the pool, as the policy decides. */
  auto: 0,
  /** Here, on this thread alone. */
  inline: 1,
  /** On the pool. */
  pool: 2,
  /** Here, until it is done, with the pool's threads for parallel loops. */
  sync: 3,
} as const

/** How a task ended. */
export const Status = {
  /** With its result. */
  ok: 0,
  /** With an error. */
  error: 1,
  /** It was cancelled. */
  cancelled: 2,
  /** With a new graph, by its handle: its receiver must close it. */
  graph: 3,
} as const

// Arrays that a graph or snapshot keeps beside its adjacency.

/** Degrees, outwards or both ways: `u32`. */
export const OUT_DEGREES = 0
/** Degrees, inwards: `u32`. */
export const IN_DEGREES = 1
/** The source of each edge: `u32`. */
export const SOURCES = 2
/** The target of each edge: `u32`. */
export const TARGETS = 3
/** A bit for each removed node. */
export const REMOVED_NODES = 4
/** A bit for each removed edge. */
export const REMOVED_EDGES = 5

// Arrays of the adjacency.

/** Where rows start, outwards or both ways: `u64`. */
export const OUT_OFFSETS = 0
/** Neighbours, outwards or both ways: `u32`. */
export const OUT_TARGETS = 1
/** Edges, outwards or both ways: `u32`. */
export const OUT_EDGES = 2
/** Where rows start, inwards: `u64`. */
export const IN_OFFSETS = 3
/** Neighbours, inwards: `u32`. */
export const IN_TARGETS = 4
/** Edges, inwards: `u32`. */
export const IN_EDGES = 5
/** A bit for each node of a graph whose row is not the whole truth. */
export const DIRTY_NODES = 6

// Arrays of a column.

/** Values, or codes of text. */
export const VALUES = 0
/** A bit for each row that has a value. */
export const VALIDITY = 1
/** Where each entry of text ends. */
export const TEXT_ENDS = 2
/** UTF-8 of all entries. */
export const TEXT_BYTES = 3
/** Counters. */
export const HEADER = 4

// Bits of the word `FLAGS`: the options that a graph was made with.

/** Edges have a direction. */
export const DIRECTED = 1
/** Parallel edges are allowed. */
export const MULTI = 2
/** Edges from a node to itself are allowed. */
export const SELF_LOOPS = 4
/** Each node has a key. */
export const KEYED = 8

// Bits of the flags of adding edges.

/** Edges that the graph's options forbid are left out instead of refused. */
export const SKIP_DUPLICATES = 1
/** Keys that no node has get a node. */
export const CREATE_MISSING = 2

// Names of the 32-bit words of a `Header`.

/** Live nodes. */
export const NODE_COUNT = 0
/** One past the largest node id given. */
export const NODE_BOUND = 1
/** Live edges. */
export const EDGE_COUNT = 2
/** One past the largest edge id given. */
export const EDGE_BOUND = 3
/** Two words, one `f64`: counts changes; a host that writes a value in place adds one. */
export const VERSION = 4
/** The version as a host reads it: an index of 64-bit words. */
export const VERSION_F64 = 2
/** 0 when free, else one more than the number of the operation whose callback is running. */
export const LOCK = 6
/** Bumped when a topology segment was replaced or grew. */
export const TOPOLOGY_EPOCH = 7
/** Bumped when a segment of any column was replaced or grew. */
export const COLUMN_EPOCH = 8
/** Bumped when a column was defined or dropped. */
export const SCHEMA_EPOCH = 9
/** 0 when the base adjacency may be read in place for nodes that are not dirty. */
export const ADJACENCY_STALE = 10
/** Bumped when the base adjacency or the dirty bitmap was replaced. */
export const ADJACENCY_EPOCH = 11
/** How often ids were renumbered. */
export const COMPACTIONS = 12
/** 1 after a caught panic: the graph refuses further work. */
export const POISONED = 13
/** The bits of `flag`. */
export const FLAGS = 14

/** How many words a header has. */
export const HEADER_WORDS = 32

// Names of the 32-bit words of a column's header.

/** Rows below are shared with a snapshot: they must be made writable first. */
export const FROZEN = 0
/** Rows without a value, removed ones included. */
export const NULL_COUNT = 1
/** Rows. */
export const LENGTH = 2
/** Bumped when codes were renumbered: what was cached by code is void. */
export const TEXT_EPOCH = 3
/** 1 when there is a validity bitmap; without one every row has a value. */
export const HAS_VALIDITY = 4
/**
 * Rows below are known to hold numbers that are not negative, or to be removed. A write of another value lowers it.
 */
export const NON_NEGATIVE_BELOW = 5
/** Rows below are known to hold finite numbers that are not negative, or to be removed. Lowered likewise. */
export const FINITE_BELOW = 6
