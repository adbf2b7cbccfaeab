/** A bridge to the sick addon: healthy unless the environment variable SICK names an illness. */

import { createRequire } from 'node:module'
import { defineBridge } from 'ffi-health'

interface Sick {
  add(a: number, b: number): number
  hold<T extends object>(object: T): T
  size(text: string): number
  each(count: number, callback: (i: number) => number): number
  work(ms: number): Promise<number>
  readonly Box: new (length: number) => { bytes(): ArrayBuffer }
}

export default defineBridge({
  name: 'sick',
  load: (): Sick =>
    createRequire(import.meta.url)(process.env['SICK_ADDON'] ?? '../build/sick-addon/sick.node'),
  setup: lib => ({ lib }),
  // The budgets are wide: these tests are about what the checks find, on machines that do other things too.
  budgets: { simpleQuery: { ns: 20_000 }, bulkOperation: { ns: 1e9 }, algorithm: { ns: 10_000_000 } },
  operations: operation => ({
    add: { class: 'simpleQuery', run: ({ lib }, i) => lib.add(i, 1) },
    hold: { class: 'simpleQuery', run: ({ lib }, i) => lib.hold({ i }) },
    size: operation({
      class: 'simpleQuery',
      args: (_, i) => [`text ${i % 10}`],
      call: ({ lib }, text) => lib.size(text),
    }),
    each: { class: 'simpleQuery', run: ({ lib }, i) => lib.each(3, k => k + i) },
    box: { class: 'bulkOperation', items: 256, run: ({ lib }) => new lib.Box(256).bytes() },
    work: { class: 'algorithm', run: ({ lib }, i) => lib.work(i % 3) },
    badSize: {
      class: 'simpleQuery',
      throws: 'NOT_A_STRING',
      run: ({ lib }) => lib.size(Symbol('no text') as unknown as string),
    },
  }),
})
