/** What a sanitizer says against an addon. */

/** One report. */
export interface Problem {
  /** `heap-use-after-free`, `leak of 48 bytes`. */
  readonly what: string
  /** Frames of the addon, the innermost first: `grow (segment.rs:88)`. */
  readonly frames: readonly string[]
  /** The report as it was written. */
  readonly text: string
}

/** In a sentence. */
export function describeProblem({ what, frames }: Problem): string {
  const where = frames.slice(0, 3).join(' ← ')
  return where === '' ? what : `${what} in ${where}`
}
