/** Child: reads a config without loading the addon, and tells what the checks of sources need. */

import type { OperationFacts } from '../config/bridge.js'
import { completeBudgets } from '../config/budgets.js'
import { loadedPackage } from '../config/loaded-package.js'
import type { Project } from '../config/project.js'
import { readBridge } from '../config/read.js'
import { UsageError } from '../findings/usage-error.js'
import { type ChildRun, childModule } from '../harness/child-module.js'
import { describeThrown, isInstance } from '../harness/thrown.js'

/** Which config to read. */
export interface ProjectTask {
  readonly configUrl: string
}

/** What a config says of itself. */
export interface ConfigFacts {
  readonly name: string
  /** Empty where the config has none: every field has a default. */
  readonly project: Project
  /** The package that it loads, where it says so by name. */
  readonly loads?: string
  /** Budget: bytes per 10 000 operations. */
  readonly leakedBytes: number
  readonly operations: readonly { readonly name: string; readonly class: OperationFacts['class'] }[]
}

/** The facts, or why there are none. */
export type ProjectMessage =
  | { readonly kind: 'facts'; readonly facts: ConfigFacts }
  | { readonly kind: 'usage'; readonly message: string }

export const projectChild = childModule<ProjectTask, ProjectMessage>('project/child')

export const run: ChildRun<ProjectTask, ProjectMessage> = async ({ configUrl }, send) => {
  try {
    const { name, load, project, operations, budgets } = await readBridge(configUrl)
    const loads = loadedPackage(load)
    send({
      kind: 'facts',
      facts: {
        name,
        project: project ?? {},
        ...(loads !== undefined && { loads }),
        leakedBytes: completeBudgets(budgets).leakedBytes,
        operations: Object.entries(operations).map(([operation, facts]) => ({
          name: operation,
          class: facts.class,
        })),
      },
    })
  } catch (error) {
    const message = isInstance(error, UsageError) ? error.message : describeThrown(error)
    send({ kind: 'usage', message })
  }
}
