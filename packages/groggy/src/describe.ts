/** How values appear in messages and details, without running any code of the value. */

/** How a message shows a value; calls nothing of the value's own, so a proxy or getter stays unread. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'string': {
      const shown = value.length > 60 ? `${value.slice(0, 57)}…` : value
      return JSON.stringify(shown)
    }
    case 'bigint':
      return `${value}n`
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'symbol':
      return 'a symbol'
    case 'function':
      return 'a function'
    default:
      if (value === null) return 'null'
      return Array.isArray(value) ? 'an array' : 'an object'
  }
}

/** A value as a detail: numbers, strings and booleans as they are, everything else as {@link describe}d. */
export function detail(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
    ? value
    : describe(value)
}
