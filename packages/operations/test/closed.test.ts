// Protects: after close, every operation fails with CLOSED and its name; what gives a promise rejects, and never throws.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GraphError } from 'groggy'
import { Context, calledOf, operations } from 'groggy-operations'

for (const operation of operations.filter(({ endsWithOwner }) => endsWithOwner !== false)) {
  test(`${operation.name} after close fails with CLOSED and names itself`, async () => {
    const context = new Context()
    const own = operation.setup(context) as never
    const made = await operation.run(own, 0, {})
    if (made instanceof Object && Symbol.dispose in made) (made as Disposable)[Symbol.dispose]()
    operation.teardown?.(own)
    context.close()
    const isClosed = (error: unknown) =>
      error instanceof GraphError && error.code === 'CLOSED' && error.operation === calledOf(operation)
    const call = () => operation.run(own, 1, {})
    if (operation.abortable === true) await assert.rejects(call() as Promise<unknown>, isClosed)
    else assert.throws(call, isClosed)
  })
}
