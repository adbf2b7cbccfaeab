/** Protects: what a set-up made is torn down, by every check, once and when no call works on it any more. */
import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import type { Check } from '../dist/checks/check.js'
import { errors } from '../dist/errors/check.js'
import { gc } from '../dist/gc/check.js'
import { leaks } from '../dist/leaks/check.js'
import { loop } from '../dist/loop/check.js'
import { overhead } from '../dist/overhead/check.js'
import { checkConfig } from './check-config.js'
import { folder } from './folder.js'

const log = path.join(folder, 'log')
const config = `import { appendFileSync } from 'node:fs'
  import { setTimeout as wait } from 'node:timers/promises'
  let made = 0
  const note = what => appendFileSync(${JSON.stringify(log)}, what + ' ' + process.pid + '\\n')
  const work = async own => {
    if (own?.open !== true) throw new TypeError('an open one is needed')
    own.inFlight++
    await wait(1)
    own.inFlight--
    if (own.open !== true) note('torn down too early')
    return 7
  }
  export default {
    name: 'x',
    load: () => ({ work }),
    setup: lib => (note('set up'), { lib }),
    teardown: () => note('torn down'),
    operations: {
      work: {
        class: 'algorithm',
        budget: { ns: 1e8 },
        callsPerSetup: 3,
        setup: ({ lib }) => (note('set up own'), { lib, made: made++, open: true, inFlight: 0 }),
        teardown: own => {
          if (own.open !== true) note('torn down twice')
          own.open = false
          note('torn down own')
        },
        run: own => own.lib.work(own),
      },
    },
  }`

for (const check of [errors, gc, leaks, loop, overhead] satisfies Check[]) {
  test(check.name, async () => {
    rmSync(log, { force: true })
    const facts = { class: 'algorithm', callsPerSetup: 3 } as const
    const work = { name: 'work', facts, async: true }
    const { operations } = await checkConfig(check, config, [work], { effort: 0.05 })
    const lines = readFileSync(log, 'utf8').trim().split('\n')
    const count = (what: string) => lines.filter(line => line.startsWith(`${what} `)).length
    const found = JSON.stringify(operations)
    assert.deepEqual([count('torn down too early'), count('torn down twice')], [0, 0], found)
    assert.ok(count('set up') > 0 && count('set up own') > 0, found)
    assert.equal(count('torn down'), count('set up'), found)
    assert.equal(count('torn down own'), count('set up own'), found)
  })
}
