/** Which name was meant. */

import { UsageError } from '../findings/usage-error.js'

/**
 * The operations that were chosen, in the order of the config.
 *
 * @param only - absent: all.
 * @throws {UsageError} for a name that no operation has.
 */
export function chosenNames(all: readonly string[], only: readonly string[] | undefined): readonly string[] {
  const unknown = only?.find(name => !all.includes(name))
  if (unknown !== undefined)
    throw new UsageError(`the config has no operation '${unknown}'${listed(unknown, all)}`)
  return all.filter(name => only?.includes(name) ?? true)
}

/** Names may hold commas, so that a list of them is not split. */
function listed(wrong: string, all: readonly string[]): string {
  const parts = wrong.split(',').map(part => part.trim())
  const areNames = parts.length > 1 && parts.some(part => all.includes(part))
  return areNames ? `: give several with a space between, as -o ${parts.join(' ')}` : hint(wrong, all)
}

/** `: did you mean 'args'?` when a name is near enough, else nothing. */
export function hint(wrong: string, known: readonly string[]): string {
  const found = nearest(wrong, known)
  return found === undefined ? '' : `: did you mean '${found}'?`
}

/** The known name with the fewest letters to change, where these are at most two and fewer than half of it. */
export function nearest(wrong: string, known: readonly string[]): string | undefined {
  const [first] = known
    .map(name => ({ name, distance: distance(wrong.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= 2 && distance < name.length / 2)
    .sort((a, b) => a.distance - b.distance)
  return first?.name
}

/** Letters to insert, remove, replace or swap: optimal string alignment, O(length²). */
function distance(a: string, b: string): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const differs = a[i - 1] === b[j - 1] ? 0 : 1
      const steps = [(above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + differs]
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(Math.min(...steps, ...(swapped ? [(before[j - 2] ?? 0) + 1] : [])))
    }
    before = above
    above = row
  }
  return above[b.length] ?? 0
}
