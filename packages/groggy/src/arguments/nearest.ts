/** Which name was meant. */

/** The known name with the fewest letters to change, where these are at most two and fewer than half of it. */
export function nearest(wrong: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let fewest = 3
  for (const name of known) {
    const letters = distance(wrong.toLowerCase(), name.toLowerCase())
    if (letters >= fewest || letters >= name.length / 2) continue
    best = name
    fewest = letters
  }
  return best
}

/** Letters to insert, remove or replace (Levenshtein): O(length²), or none at all when the lengths differ by more than two. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Number.POSITIVE_INFINITY
  let above = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced))
    }
    above = row
  }
  return above[b.length] ?? 0
}
