/** Runs the examples of a package's documentation, in child processes. */

import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { compileConfig, exportsOf } from '../config/compile.js'
import type { Status } from '../findings/findings.js'
import { UsageError } from '../findings/usage-error.js'
import { removedAtExit, temporaryFolder } from '../harness/at-exit.js'
import { describeOutcome, runChild } from '../harness/child-process.js'
import { writeOutput } from '../output/file.js'
import { ownFile } from '../output/own-folder.js'
import { exampleModule } from './example-module.js'
import { type ExamplesMessage, examplesChild } from './examples-child.js'

/** What came of an example. */
export interface ExampleVerdict {
  readonly status: Status
  /** What it did, as the end of a sentence that begins with `its example`. */
  readonly reason: string
}

/** A first example loads the addon. */
const stepMs = 20_000

/**
 * Runs each example once, one after the other, in an empty folder; one that takes the process down is noted, and
 * those after it are run in another.
 *
 * @param folder - of the config: examples import packages as it does.
 * @param context - the module whose exports examples may use, relative to `folder`; evaluated again for each.
 * @param examples - code that parses.
 * @throws {UsageError} when there is no such module, or it does not compile.
 */
export async function runExamples(
  folder: string,
  context: string | undefined,
  examples: readonly string[],
): Promise<ReadonlyMap<string, ExampleVerdict>> {
  const verdicts = new Map<string, ExampleVerdict>()
  if (examples.length === 0) return verdicts
  const compiled = context === undefined ? undefined : await compileContext(path.resolve(folder, context))
  const modules = ownFile(folder, path.join(`examples-${process.pid}-${Date.now()}`, 'context.txt'))
  const removeModules = removedAtExit(path.dirname(modules))
  const working = temporaryFolder('examples')
  try {
    const names = compiled?.names ?? []
    let left: { readonly code: string; readonly url: string }[] = []
    for (const [i, code] of examples.entries()) {
      const made = await exampleModule(code, names)
      if ('reason' in made) {
        verdicts.set(code, { status: 'not-judged', reason: `was not run: ${made.reason}` })
        continue
      }
      const file = path.join(path.dirname(modules), `example-${i}.mjs`)
      writeOutput(file, made.text)
      left.push({ code, url: pathToFileURL(file).href })
    }
    while (left.length > 0) {
      const task = { contextUrl: compiled?.url, examples: left.map(({ url }) => url), folder: working.path }
      const outcome = await runChild(examplesChild, task, { timeoutMs: stepMs, eachMessage: true })
      const found = outcome.messages.filter(message => message.kind !== 'at').map(verdictOf)
      for (const [i, verdict] of found.entries()) verdicts.set(left[i]?.code ?? '', verdict)
      const stopped = left[found.length]
      if (stopped !== undefined) {
        const reason = `does not run: the process ${describeOutcome(outcome)}`
        verdicts.set(stopped.code, { status: 'fail', reason })
      }
      left = left.slice(found.length + 1)
    }
    return verdicts
  } finally {
    working.remove()
    removeModules()
    compiled?.remove()
  }
}

async function compileContext(file: string) {
  if (!existsSync(file)) throw new UsageError(`cannot find ${file}; correct \`project.exampleContext\``)
  const compiled = await compileConfig(file)
  try {
    return { ...compiled, names: await exportsOf(file) }
  } catch (error) {
    compiled.remove()
    throw error
  }
}

function verdictOf(message: Exclude<ExamplesMessage, { kind: 'at' }>): ExampleVerdict {
  switch (message.kind) {
    case 'ran':
      return { status: 'pass', reason: 'runs' }
    case 'threw':
      return { status: 'fail', reason: `does not run: it threw ${message.what}` }
    case 'undeclared':
      return {
        status: 'not-judged',
        reason: `was not run: neither it nor \`project.exampleContext\` declares ${message.name}`,
      }
  }
}
