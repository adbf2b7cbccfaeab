/** Results in a form that can be compared: between processes, and before and after a collection. */

import { createHash } from 'node:crypto'
import { types } from 'node:util'

const deepest = 6

/**
 * A short text that is the same for results that read the same. Bytes of buffers count, and so do own fields;
 * functions and what a class hides do not. What throws when it is read, as a detached view or a getter does, reads
 * the same as long as it throws.
 */
export function digestOf(value: unknown): string {
  const hash = createHash('sha1')
  const seen = new Set<object>()
  const read = (work: () => void): void => {
    try {
      work()
    } catch {
      hash.update('throws;')
    }
  }
  const visit = (part: unknown, depth: number): void => read(() => enter(part, depth))
  const enter = (part: unknown, depth: number): void => {
    if (typeof part !== 'object' || part === null) {
      hash.update(`${typeof part} ${typeof part === 'function' ? part.name : String(part)};`)
      return
    }
    if (seen.has(part) || depth > deepest) return
    seen.add(part)
    read(() => hash.update(`${part.constructor?.name ?? 'null'}`))
    hash.update('{')
    if (ArrayBuffer.isView(part)) hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
    else if (types.isAnyArrayBuffer(part)) hash.update(new Uint8Array(part))
    else if (types.isDate(part)) hash.update(String(part.getTime()))
    else if (types.isNativeError(part))
      hash.update(`${part.name} ${part.message} ${Reflect.get(part, 'code')}`)
    else if (types.isMap(part) || types.isSet(part)) for (const entry of part) visit(entry, depth + 1)
    else {
      for (const key of Object.keys(part).sort()) {
        hash.update(`${key}:`)
        read(() => visit(Reflect.get(part, key), depth + 1))
      }
    }
    hash.update('}')
  }
  visit(value, 0)
  return hash.digest('base64').slice(0, 16)
}
