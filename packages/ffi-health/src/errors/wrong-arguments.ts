/// <reference lib="es2024.arraybuffer" />
/** Arguments that a function of an addon must survive, made from the arguments of a call that works. */

import { types } from 'node:util'

/** Thrown by getters and proxies, so that an addon that passes it on can be told from one that hides it. */
export class TrapError extends Error {
  override readonly name = 'TrapError'
  constructor() {
    super('thrown by a getter of ffi-health')
  }
}

/** One way to call a function wrongly. */
export interface WrongCall {
  /** `argument 1 is a symbol`. */
  readonly how: string
  /** The arguments, made again for each call. */
  make(): readonly unknown[]
  /** Made instead of the receiver of the call that works. */
  receiver?(): unknown
  /**
   * `must throw`: no function means this. `may pass`: some do, such as those with optional arguments; what
   * counts is that nothing breaks. `must not swallow`: passes only if nothing was thrown into it.
   */
  readonly expect: 'must throw' | 'may pass' | 'must not swallow'
  /** Runs once the call returned: pulls the rug from under work that goes on. */
  afterwards?(): void
  /** Whether a getter or trap was reached, for `must not swallow`. */
  trapped?(): boolean
}

/** Every wrong call that follows from `args`. */
export function wrongCalls(args: readonly unknown[], receiver: unknown, lenient: boolean): WrongCall[] {
  const calls = args.flatMap((argument, at) =>
    wrongArguments(argument).map(
      ({ how, make, expect, ...more }): WrongCall => ({
        how: `argument ${at + 1} is ${how}`,
        make: () => args.with(at, make()),
        expect: lenient && (expect === 'must throw' || how === throwingFunction) ? 'may pass' : expect,
        ...more,
      }),
    ),
  )
  return [...calls, ...wrongCounts(args), ...wrongReceivers(args, receiver)]
}

const throwingFunction = 'a function that throws'

interface WrongArgument extends Omit<WrongCall, 'make' | 'receiver'> {
  make(): unknown
}

function wrongCounts(args: readonly unknown[]): WrongCall[] {
  const tooMany: WrongCall = {
    how: 'one argument too many',
    make: () => [...args, Symbol('more')],
    expect: 'may pass',
  }
  if (args.length === 0) return [tooMany]
  return [
    tooMany,
    { how: 'no arguments', make: () => [], expect: 'may pass' },
    { how: 'one argument too few', make: () => args.slice(0, -1), expect: 'may pass' },
  ]
}

/** A method that trusts its receiver reads whatever memory it finds there. */
function wrongReceivers(args: readonly unknown[], receiver: unknown): WrongCall[] {
  if (typeof receiver !== 'object' || receiver === null) return []
  const prototype: unknown = Object.getPrototypeOf(receiver)
  if (prototype === null || prototype === Object.prototype || typeof prototype !== 'object') return []
  return [
    { how: 'this is an empty object', make: () => args, receiver: () => ({}), expect: 'may pass' },
    { how: 'this is undefined', make: () => args, receiver: () => undefined, expect: 'may pass' },
    {
      how: 'this is an object of the class that no constructor made',
      make: () => args,
      receiver: () => Object.create(prototype),
      expect: 'may pass',
    },
  ]
}

function wrongArguments(argument: unknown): WrongArgument[] {
  const must = (how: string, value: unknown): WrongArgument => ({
    how,
    make: () => value,
    expect: 'must throw',
  })
  const may = (how: string, value: unknown): WrongArgument => ({ how, make: () => value, expect: 'may pass' })
  const any = [
    must('a symbol', Symbol('wrong')),
    may('undefined', undefined),
    may('null', null),
    may('a function', () => undefined),
    may('a proxy that throws', throwingProxy()),
    may('a proxy that answers everything with itself', endlessProxy()),
  ]
  switch (typeof argument) {
    case 'number':
      return [
        ...any,
        must('an object', { not: 'a number' }),
        ...[Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY, 2 ** 31, 2 ** 53, -(2 ** 63)].map(n =>
          may(String(n), n),
        ),
        may('a bigint', 1n),
        may('a string', 'text'),
        may('an object whose valueOf throws', { valueOf: trap }),
      ]
    case 'bigint':
      return [
        ...any,
        must('an object', {}),
        may('2n ** 64n', 2n ** 64n),
        may('-(2n ** 80n)', -(2n ** 80n)),
        may('a number', 1),
      ]
    case 'string':
      return [
        ...any,
        must('a boolean', true),
        may('a number', 42),
        may('the empty string', ''),
        may('a lone surrogate', '\ud800'),
        may('a long string', 'x'.repeat(1 << 20)),
        may('with a zero character', 'a\0b'),
      ]
    case 'boolean':
      return [...any, may('a string', 'text'), may('a number', 2)]
    case 'function':
      return [...any, must('a number', 42), throwingCallback()]
    case 'object':
      return [...any, ...wrongObjects(argument)]
    default:
      return any.filter(({ expect }) => expect === 'may pass')
  }
}

function wrongObjects(argument: object | null): WrongArgument[] {
  if (argument === null) return []
  const number: WrongArgument = { how: 'a number', make: () => 42, expect: 'must throw' }
  const empty: WrongArgument = { how: 'an empty object', make: () => ({}), expect: 'may pass' }
  if (ArrayBuffer.isView(argument) || types.isArrayBuffer(argument))
    return [number, empty, ...wrongBuffers(argument)]
  if (Array.isArray(argument)) {
    return [
      number,
      empty,
      { how: 'a sparse array', make: () => new Array(3), expect: 'may pass' },
      {
        how: 'an array of symbols',
        make: () => argument.map(() => Symbol('wrong')),
        expect: argument.length > 0 ? 'must throw' : 'may pass',
      },
      { how: 'an array that contains itself', make: () => ringArray(argument), expect: 'may pass' },
      ...trapped('an array with throwing getters', argument, () => []),
    ]
  }
  const prototype: unknown = Object.getPrototypeOf(argument)
  if (prototype === Object.prototype || prototype === null) {
    return [
      number,
      empty,
      { how: 'an object that contains itself', make: () => ringObject(argument), expect: 'may pass' },
      ...trapped('an object with throwing getters', argument, () => ({})),
    ]
  }
  return [
    number,
    empty,
    {
      how: 'an object of its class that no constructor made',
      make: () => Object.create(prototype as object),
      expect: 'may pass',
    },
  ]
}

/** An object like `argument` whose every element or field throws when it is read. */
function trapped(how: string, argument: object, base: () => object): WrongArgument[] {
  const keys = Object.keys(argument)
  if (keys.length === 0) return []
  let reached = false
  const get = () => {
    reached = true
    return trap()
  }
  return [
    {
      how,
      make() {
        reached = false
        const made = base()
        for (const key of keys) Object.defineProperty(made, key, { get, enumerable: true })
        return made
      },
      expect: 'must not swallow',
      trapped: () => reached,
    },
  ]
}

function wrongBuffers(argument: ArrayBufferView | ArrayBuffer): WrongArgument[] {
  const { byteLength } = argument
  const over = (buffer: ArrayBuffer, tracking: boolean): unknown => viewLike(argument, buffer, tracking)
  let resizable: ArrayBuffer | undefined
  const makeResizable = () => {
    resizable = new ArrayBuffer(byteLength, { maxByteLength: byteLength + 64 })
    return resizable
  }
  const shrink = () => resizable?.resize(0)
  const calls: WrongArgument[] = [
    { how: 'a resizable buffer', make: () => over(makeResizable(), false), expect: 'may pass' },
    {
      how: 'a view that tracks a resizable buffer',
      make: () => over(makeResizable(), true),
      expect: 'may pass',
    },
    {
      how: 'a buffer that shrinks once the call returned',
      make: () => over(makeResizable(), true),
      expect: 'may pass',
      afterwards: shrink,
    },
    { how: 'empty', make: () => over(new ArrayBuffer(0), false), expect: 'may pass' },
    { how: 'a view of another type', make: () => new Float64Array(3), expect: 'may pass' },
    { how: 'a shared buffer', make: () => new Uint8Array(new SharedArrayBuffer(8)), expect: 'may pass' },
  ]
  if (byteLength === 0) return calls
  const detached: WrongArgument = {
    how: 'a detached buffer',
    make() {
      const buffer = new ArrayBuffer(byteLength)
      const made = over(buffer, false)
      structuredClone(buffer, { transfer: [buffer] })
      return made
    },
    expect: 'must throw',
  }
  let kept: ArrayBuffer | undefined
  const detachedLater: WrongArgument = {
    how: 'a buffer that is detached once the call returned',
    make() {
      kept = new ArrayBuffer(byteLength)
      return over(kept, false)
    },
    expect: 'may pass',
    afterwards() {
      if (kept !== undefined && kept.byteLength > 0) structuredClone(kept, { transfer: [kept] })
    },
  }
  return [detached, detachedLater, ...calls]
}

/** A view of `buffer` of the type of `argument`, or the buffer itself where that is one. */
function viewLike(argument: ArrayBufferView | ArrayBuffer, buffer: ArrayBuffer, tracking: boolean): unknown {
  if (!ArrayBuffer.isView(argument)) return buffer
  if (Buffer.isBuffer(argument))
    return tracking ? Buffer.from(buffer) : Buffer.from(buffer, 0, buffer.byteLength)
  if (argument instanceof DataView) return new DataView(buffer)
  const Type = argument.constructor as new (
    buffer: ArrayBuffer,
    offset?: number,
    length?: number,
  ) => ArrayBufferView & { BYTES_PER_ELEMENT: number }
  const bytes = (argument as ArrayBufferView & { BYTES_PER_ELEMENT: number }).BYTES_PER_ELEMENT
  return tracking ? new Type(buffer) : new Type(buffer, 0, buffer.byteLength / bytes)
}

/** Called before the call returns, its error must come out of it; what is called later has nobody to throw to. */
function throwingCallback(): WrongArgument {
  let reached = false
  let returned = false
  return {
    how: throwingFunction,
    make() {
      reached = false
      returned = false
      return () => {
        if (!returned) reached = true
        trap()
      }
    },
    expect: 'must not swallow',
    afterwards() {
      returned = true
    },
    trapped: () => reached,
  }
}

function ringArray(argument: readonly unknown[]): unknown[] {
  const ring: unknown[] = []
  for (const _ of argument) ring.push(ring)
  return ring
}

/** Like `argument`, but every object in it is the whole again, and so is what is looked for beyond its fields. */
function ringObject(argument: object): object {
  const ring: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(argument))
    ring[key] = typeof value === 'object' && value !== null ? ring : value
  return Object.assign(ring, { self: ring, next: ring, parent: ring })
}

/** Who follows a field for as long as there is one never comes to an end. */
function endlessProxy(): object {
  const proxy: object = new Proxy({}, { get: () => proxy })
  return proxy
}

function trap(): never {
  throw new TrapError()
}

function throwingProxy(): object {
  const traps = [
    'get',
    'has',
    'ownKeys',
    'getOwnPropertyDescriptor',
    'getPrototypeOf',
    'set',
    'deleteProperty',
  ] as const
  return new Proxy({}, Object.fromEntries(traps.map(name => [name, trap])))
}
