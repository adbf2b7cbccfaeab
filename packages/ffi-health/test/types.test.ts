/** Types flow from load and setup into the operations. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineBridge } from '../dist/index.js'

test('a bridge is typed from load to run', () => {
  const bridge = defineBridge({
    name: 'typed',
    load: () => Promise.resolve({ add: (a: number, b: number) => a + b }),
    setup: lib => ({ lib, n: 5 }),
    operations: operation => ({
      shared: { class: 'simpleQuery', run: ({ lib, n }, i) => lib.add(n, i).toFixed() },
      own: operation({
        class: 'bulkOperation',
        items: 2,
        setup: ({ n }) => ({ list: [n] }),
        teardown: own => own.list.length,
        run: ({ list }, i) => list.push(i).toFixed(),
      }),
      call: operation({
        class: 'simpleQuery',
        args: ({ n }, i) => [n + i],
        call: ({ lib }, a) => lib.add(a, 1),
      }),
      wrong: {
        class: 'simpleQuery',
        // @ts-expect-error: no such method
        run: ({ lib }) => lib.subtract(1),
      },
      wrongOwn: operation({
        class: 'simpleQuery',
        setup: () => ({ size: 1 }),
        // @ts-expect-error: a number
        run: ({ size }) => size.length,
      }),
    }),
  })
  assert.deepEqual(Object.keys(bridge.operations), ['shared', 'own', 'call', 'wrong', 'wrongOwn'])
})
