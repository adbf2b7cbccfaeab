/**
 * Where each word of a header stands. Headers are native memory that is read in place: that of a graph or
 * snapshot counts 32 words of 32 bits, that of a column 8.
 */

/** Live nodes. */
export const NODE_COUNT = 0
/** One past the largest node id given. */
export const NODE_BOUND = 1
/** Live edges. */
export const EDGE_COUNT = 2
/** One past the largest edge id given. */
export const EDGE_BOUND = 3
/** The version, one float64: an index into a Float64Array over the header. */
export const VERSION_F64 = 2
/** 0 when free, else the operation that reads user objects or calls back, plus one. */
export const LOCK = 6
/** Moves when a block of degrees, endpoints or removals is replaced. */
export const TOPOLOGY_EPOCH = 7
/** Moves when a block of a column is replaced. */
export const COLUMN_EPOCH = 8
/** Moves when a column is defined, dropped or changes its type. */
export const SCHEMA_EPOCH = 9
/** 0 when the adjacency may be read in place for nodes that are not dirty. */
export const ADJACENCY_STALE = 10
/** Moves when the adjacency or its dirty bitmap is replaced. */
export const ADJACENCY_EPOCH = 11
/** How often ids were renumbered. */
export const COMPACTIONS = 12
/** 1 after a caught panic: every further change is refused. */
export const POISONED = 13
/** {@link DIRECTED}, {@link MULTI}, {@link SELF_LOOPS}, {@link KEYED}. */
export const FLAGS = 14
/** Words of a graph's or snapshot's header. */
export const HEADER_WORDS = 32

export const DIRECTED = 1
export const MULTI = 2
export const SELF_LOOPS = 4
export const KEYED = 8

/** Rows of a column below this one are shared with a snapshot: `unshare` before writing them. */
export const FROZEN = 0
/** Rows below the column's length without a value; rows of removed ids are among them. */
export const NULL_COUNT = 1
/** Rows that the column holds; ids from here on have no value. */
export const LENGTH = 2
/** Moves when the dictionary is rebuilt: what was cached by code is void. */
export const TEXT_EPOCH = 3
/** 0 when there is no validity bitmap: every row below the length is present. */
export const HAS_VALIDITY = 4
