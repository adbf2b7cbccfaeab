/** Types of arguments that algorithms share. */

/** Edge weights: the name of a numeric edge column, or one value an edge id (length `edgeBound`). */
export type Weight = string | Float64Array

/** Which edges are followed: out of a node, into it, or both ways. */
export type Direction = 'out' | 'in' | 'both'
