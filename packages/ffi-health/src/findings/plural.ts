/** Words for numbers. */

/** `3 operations`, `1 operation`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

/** The word alone, for a number that is written otherwise. */
export function plural(count: number, one: string): string {
  return count === 1 ? one : `${one}s`
}
