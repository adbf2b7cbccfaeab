/** Child: makes the calls that a sanitizer watches. */

import { type ChildRun, childModule } from '../harness/child-module.js'
import { describeThrown } from '../harness/thrown.js'
import { callOnce, collectGarbage, disposeOf, openSession, plainTools } from '../session/session.js'

/** What to call. */
export interface SanitizeTask {
  readonly configUrl: string
  readonly operations: readonly string[]
  readonly calls: number
  /** An operation that has used up this much makes no further calls. */
  readonly operationMs: number
}

/** Where it is, so that what ends the process can be placed. */
export type SanitizeMessage =
  | { readonly kind: 'addons'; readonly files: readonly string[] }
  | { readonly kind: 'at'; readonly operation: string }
  | { readonly kind: 'done'; readonly operation: string; readonly calls: number }
  | { readonly kind: 'complaint'; readonly operation: string; readonly message: string }

export const sanitizeChild = childModule<SanitizeTask, SanitizeMessage>('sanitize/child')

export const run: ChildRun<SanitizeTask, SanitizeMessage> = async (task, send) => {
  send({ kind: 'at', operation: '(load)' })
  const session = await openSession(task.configUrl)
  send({ kind: 'addons', files: loadedAddons() })
  for (const name of task.operations) {
    send({ kind: 'at', operation: name })
    try {
      send({ kind: 'done', operation: name, calls: await callOften(session.operation(name), task) })
    } catch (error) {
      send({ kind: 'complaint', operation: name, message: describeThrown(error) })
    }
  }
  send({ kind: 'at', operation: '(exit)' })
  await session.close()
  await collectGarbage()
}

type Operation = Awaited<ReturnType<typeof openSession>>['operations'][number]

async function callOften(operation: Operation, { calls, operationMs }: SanitizeTask): Promise<number> {
  const { callsPerSetup = Number.POSITIVE_INFINITY, throws } = operation.facts
  const end = performance.now() + operationMs
  let own = await operation.setup()
  let kept: unknown[] = []
  let made = 0
  while (made < calls && (made === 0 || performance.now() < end)) {
    if (made > 0 && made % callsPerSetup === 0) {
      await operation.teardown(own)
      own = await operation.setup()
    }
    const outcome = await callOnce(operation, own, made, plainTools)
    made++
    if (!outcome.ok && throws === undefined) throw outcome.error
    if (outcome.ok) {
      if (kept.length < mostKept) kept.push(...buffersIn(outcome.value))
      await disposeOf(outcome.value)
    }
    if (made === 1 || made === calls >> 1) {
      await collectGarbage(midwayCollections)
      kept = kept.filter(readAll)
    }
  }
  await operation.teardown(own)
  await collectGarbage(finalCollections)
  kept.forEach(readAll)
  return made
}

const mostKept = 50
/** Few: under valgrind a collection takes a third of a second. What one frees may own more, which the next frees. */
const midwayCollections = 1
const finalCollections = 2

/** Buffers that a call gave, and those in the fields of what it gave. */
function buffersIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if (isBuffer(value)) return [value]
  return Object.values(value).filter(isBuffer)
}

function isBuffer(value: unknown): value is ArrayBuffer | ArrayBufferView {
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value)
}

/**
 * Reads every byte of a buffer by a function of the C library: the sanitizer watches those, not what V8 compiles.
 * Always false: a buffer is read once.
 */
function readAll(buffer: unknown): false {
  if (!isBuffer(buffer) || buffer.byteLength === 0) return false
  const bytes = ArrayBuffer.isView(buffer)
    ? Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : Buffer.from(buffer)
  Buffer.compare(bytes, Buffer.from(bytes))
  return false
}

function loadedAddons(): string[] {
  const report: unknown = process.report?.getReport()
  const { sharedObjects = [] } = report as { sharedObjects?: string[] }
  return sharedObjects.filter(file => file.endsWith('.node'))
}
