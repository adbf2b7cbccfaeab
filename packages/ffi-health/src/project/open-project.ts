/** Opens a config for the checks that look at sources: compiled, read in a child process, its folder known. */

import path from 'node:path'
import { compileConfig } from '../config/compile.js'
import { findConfig } from '../config/find.js'
import { UsageError } from '../findings/usage-error.js'
import { describeEnd, runChild, tellingLine } from '../harness/child-process.js'
import { type ConfigFacts, projectChild } from './child.js'

/** A project whose config was read. */
export interface OpenProject extends ConfigFacts {
  /** Where the config is; paths of the config are relative to it. */
  readonly folder: string
  /** The `file:` URL of the config as plain JavaScript. */
  readonly configUrl: string
  /** Removes what compiling wrote. */
  remove(): void
}

/**
 * Reads the config of a folder.
 *
 * @param config - a file to take instead of the one in the working directory.
 * @throws {UsageError} when there is none, or it does not hold a bridge.
 */
export async function openProject(config?: string): Promise<OpenProject> {
  const { source, url, remove } = await compileConfig(findConfig(process.cwd(), config))
  try {
    return { ...(await readConfig(url)), folder: path.dirname(source), configUrl: url, remove }
  } catch (error) {
    remove()
    throw error
  }
}

/**
 * What a compiled config says of itself; the addon is not loaded.
 *
 * @throws {UsageError} when it does not hold a bridge.
 */
export async function readConfig(configUrl: string): Promise<ConfigFacts> {
  const { end, messages, output } = await runChild(projectChild, { configUrl }, { timeoutMs: 60_000 })
  const [message] = messages
  if (message?.kind === 'facts') return message.facts
  throw new UsageError(
    message?.message ?? `reading the config, the process ${describeEnd(end)}: ${tellingLine(output)}`,
  )
}
