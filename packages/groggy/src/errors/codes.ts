// Written by `npm run generate` from conformance/errors.json: change that.

/** The stable code of an error, the same in every language. */
export type ErrorCode =
  | 'NODE_NOT_FOUND'
  | 'EDGE_NOT_FOUND'
  | 'ATTRIBUTE_NOT_FOUND'
  | 'KEY_NOT_FOUND'
  | 'TYPE_MISMATCH'
  | 'INVALID_ARGUMENT'
  | 'DUPLICATE_KEY'
  | 'DUPLICATE_EDGE'
  | 'CLOSED'
  | 'BUSY'
  | 'DISABLED'
  | 'LIMIT_EXCEEDED'
  | 'OUT_OF_MEMORY'
  | 'PARSE'
  | 'IO'
  | 'INTERNAL'
