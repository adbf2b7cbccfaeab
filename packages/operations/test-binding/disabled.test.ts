/** Invariant: every public operation that GROGGY_DISABLE names is refused with `DISABLED`: a promise rejects with it. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { calledOf, operations } from 'groggy-operations'

const run = promisify(execFile)

/** What closing needs is never refused, since memory must come back; the last two have no name to refuse them by. */
const always = ['close', 'closed', '[Symbol.dispose]', 'constructor', 'iterate']

/** Those of the runtime and the monitor go by the names of the binding, which groggy's own test goes through. */
const refusable = operations.filter(
  operation => operation.declared === undefined && !always.includes(calledOf(operation)),
)

/** How the operations of a name end when that is switched off. */
const program = (called: string) => `
  import { Context, calledOf, operations } from ${JSON.stringify(import.meta.resolve('groggy-operations'))}
  async function endOf({ setup, run, abortable }) {
    try {
      const own = setup(new Context())
      let result
      try {
        result = run(own, 0, {})
      } catch (error) {
        return abortable ? 'thrown: ' + error : error.code
      }
      await result
      return 'done'
    } catch (error) {
      return error.code ?? String(error)
    }
  }
  const ends = {}
  for (const operation of operations.filter(each => !each.declared && calledOf(each) === ${JSON.stringify(called)})) {
    ends[operation.name] = await endOf(operation)
  }
  console.log(JSON.stringify(ends))`

for (const called of new Set(refusable.map(calledOf))) {
  test(`GROGGY_DISABLE=${called} refuses that operation, and async methods reject`, async () => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program(called)], {
      env: { ...process.env, GROGGY_DISABLE: called },
    })
    const names = refusable.filter(each => calledOf(each) === called).map(({ name }) => name)
    assert.deepEqual(JSON.parse(stdout), Object.fromEntries(names.map(name => [name, 'DISABLED'])))
  })
}
