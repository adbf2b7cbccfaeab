/**
 * Invariant: in whatever order graph, snapshot, column, view, task and the worker that attached end, by `close()` or by
 * being dropped, whether garbage is collected in between or not, what is still held reads what was written, or
 * throws `CLOSED`; and when all are gone, so is every native byte.
 *
 * Native owner first (the graph closes, a view is still read) and host object first are both among the orders. A worker
 * serves many scenes at once: those whose turn it is to lose it come to that step together.
 */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { runtime } from 'groggy'
import { bytesLeft, collect, permutations, turn } from './collect.js'
import { randomOf, seed } from './seed.js'
import { type Ending, Scene, type Subject, subjects } from './subjects.js'

const endings: readonly Ending[] = ['close', 'drop']
/** Tasks beyond this many would wait in vain for a place in the queue. */
const AT_ONCE = 60

const inPlace = runtime.inPlace
const others: readonly Subject[] = subjects.filter(subject => subject !== 'worker')

/** Scenes that lose their worker at the same step. */
async function play(
  orders: readonly (readonly Subject[])[],
  graph: Ending,
  snapshot: Ending,
  often: boolean,
) {
  const scenes = orders.map(order => ({ order, scene: new Scene({ graph, snapshot }) }))
  const worker = new Worker(new URL('./holder.js', import.meta.url))
  try {
    worker.postMessage(scenes.map(({ scene }) => scene.token))
    await once(worker, 'message')
    for (let step = 0; step < subjects.length; step++) {
      if (orders[0]?.[step] === 'worker') await worker.terminate()
      for (const { order, scene } of scenes) {
        try {
          await scene.end(order[step] as Subject)
          scene.check()
        } catch (error) {
          throw new Error(`${order.slice(0, step + 1).join(', ')}: ${(error as Error).message}`, {
            cause: error,
          })
        }
      }
      if (often) await collect()
      else await turn()
      for (const { order, scene } of scenes) {
        try {
          scene.check()
        } catch (error) {
          throw new Error(
            `${order.slice(0, step + 1).join(', ')}, then collected: ${(error as Error).message}`,
            {
              cause: error,
            },
          )
        }
      }
    }
  } finally {
    for (const { scene } of scenes) scene.stop()
    await worker.terminate()
  }
  return scenes.map(({ scene }) => scene)
}

/** Under a sanitizer one order in ten, chosen by the seed: each takes many times as long. */
const isSampled = process.env['GROGGY_SANITIZER'] !== undefined
const random = randomOf(0)
const sample = isSampled ? ` (seed ${seed})` : ''

let played = 0
for (const graph of endings) {
  for (const snapshot of endings) {
    for (const often of [true, false]) {
      const collected = `${often ? 'collecting after each step' : 'collecting at the end'}${sample}`
      test(`views stay readable and memory is freed: graph ${graph}, snapshot ${snapshot}, ${collected}`, async () => {
        for (let at = 0; at < subjects.length; at++) {
          const orders = permutations(others)
            .filter(() => !isSampled || random(10) === 0)
            .map(order => order.toSpliced(at, 0, 'worker'))
          for (let first = 0; first < orders.length; first += AT_ONCE) {
            const scenes = await play(orders.slice(first, first + AT_ONCE), graph, snapshot, often)
            assert.equal(await bytesLeft(), 0, 'native bytes are left when all is gone')
            for (const scene of scenes) scene.checkGone()
            played += scenes.length
          }
        }
      })
    }
  }
}

test('every order in which owners can end was tried', () => {
  if (isSampled) assert.ok(played > 300, `${played} orders`)
  else assert.equal(played, 720 * 8)
  assert.equal(inPlace, true)
})
