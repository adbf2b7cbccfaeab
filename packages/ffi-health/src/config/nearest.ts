/** Which name was meant. */

import { distance } from 'fastest-levenshtein'
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
    throw new UsageError(`unknown operation "${unknown}"; expected one of the config${listed(unknown, all)}`)
  return all.filter(name => only?.includes(name) ?? true)
}

/** Names may hold commas, so that a list of them is not split. */
function listed(wrong: string, all: readonly string[]): string {
  const parts = wrong.split(',').map(part => part.trim())
  const areNames = parts.length > 1 && parts.some(part => all.includes(part))
  return areNames ? `; separate several with spaces: -o ${parts.join(' ')}` : hint(wrong, all)
}

/** ` (did you mean "args"?)` when a name is near enough, else nothing. */
export function hint(wrong: string, known: readonly string[]): string {
  const found = nearest(wrong, known)
  return found === undefined ? '' : ` (did you mean "${found}"?)`
}

/** The known name with the fewest letters to change, where these are at most two and fewer than half of it. */
export function nearest(wrong: string, known: readonly string[]): string | undefined {
  const [first] = known
    .map(name => ({ name, letters: distance(wrong.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, letters }) => letters <= 2 && letters < name.length / 2)
    .sort((a, b) => a.letters - b.letters)
  return first?.name
}
