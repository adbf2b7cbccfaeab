/** What a run of operations under one tool came to. */

import type { Problem } from './problem.js'

/** The verdicts of one tool. */
export interface ToolRun {
  readonly tool: 'AddressSanitizer' | 'valgrind'
  /** Why the tool did not run, when it did not. */
  readonly absent?: string
  /** Calls that were watched, by operation. */
  readonly calls: ReadonlyMap<string, number>
  /** What was found, by operation; `(load)` and `(exit)` are none. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>
  /** What kept the tool from judging, by operation. */
  readonly unjudged: ReadonlyMap<string, string>
}

/** What is being collected. */
export class ToolRunBuilder {
  readonly #tool: ToolRun['tool']
  readonly #calls = new Map<string, number>()
  readonly #problems = new Map<string, readonly Problem[]>()
  readonly #unjudged = new Map<string, string>()

  constructor(tool: ToolRun['tool']) {
    this.#tool = tool
  }

  watched(operation: string, calls: number): void {
    this.#calls.set(operation, calls)
  }

  found(operation: string, problems: readonly Problem[]): void {
    if (problems.length > 0)
      this.#problems.set(operation, [...(this.#problems.get(operation) ?? []), ...problems])
  }

  unjudged(operation: string, reason: string): void {
    this.#unjudged.set(operation, reason)
  }

  result(): ToolRun {
    return { tool: this.#tool, calls: this.#calls, problems: this.#problems, unjudged: this.#unjudged }
  }
}

/** A tool that did not run. */
export function absentTool(tool: ToolRun['tool'], absent: string): ToolRun {
  return { tool, absent, calls: new Map(), problems: new Map(), unjudged: new Map() }
}
