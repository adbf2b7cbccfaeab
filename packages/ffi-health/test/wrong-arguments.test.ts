/** Protects: wrong calls are wrong in the way that they say, and lists of results mean what they did. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { TrapError, wrongCalls } from '../dist/errors/wrong-arguments.js'
import { checklistOf } from '../dist/findings/checklist.js'
import { digestOf } from '../dist/gc/digest.js'
import { judgeLoop } from '../dist/loop/check.js'
import { junitXml } from '../dist/output/junit.js'

function wrong(args: readonly unknown[], how: RegExp) {
  const found = wrongCalls(args, undefined, false).find(call => how.test(call.how))
  assert.ok(found, String(how))
  return found
}

describe('wrong calls', () => {
  test('a detached buffer is detached, of the same type', () => {
    const [view] = wrong([new Float32Array(4)], /is a detached buffer/).make()
    assert.ok(view instanceof Float32Array)
    assert.equal(view.length, 0)
  })

  test('a resizable buffer shrinks once the call returned', () => {
    const call = wrong([Buffer.from('abc')], /shrinks/)
    const [view] = call.make()
    assert.equal((view as Buffer).length, 3)
    call.afterwards?.()
    assert.equal((view as Buffer).length, 0)
  })

  test('getters throw, and are known to have been reached', () => {
    const call = wrong([{ a: 1 }], /throwing getters/)
    const [object] = call.make()
    assert.equal(call.trapped?.(), false)
    assert.throws(() => Reflect.get(object as object, 'a'), TrapError)
    assert.equal(call.trapped?.(), true)
  })

  test('a callback is known to have been reached before the call returned, and not after', () => {
    const call = wrong([() => 1], /a function that throws/)
    const [callback] = call.make()
    assert.throws(() => (callback as () => void)(), TrapError)
    assert.equal(call.trapped?.(), true)
    const [later] = call.make()
    call.afterwards?.()
    assert.throws(() => (later as () => void)(), TrapError)
    assert.equal(call.trapped?.(), false)
    const lenient = wrongCalls([() => 1], undefined, true)
    assert.equal(
      lenient.find(({ how }) => /that throws/.test(how) && /function/.test(how))?.expect,
      'may pass',
    )
  })

  test('what is followed from object to object leads back to itself', () => {
    const [proxy] = wrong([{ a: 1 }], /answers everything/).make()
    assert.equal(Reflect.get(proxy as object, 'next'), proxy)
    const [ring] = wrong([{ a: 1, inner: {} }], /an object that contains itself/).make()
    assert.deepEqual([Reflect.get(ring as object, 'a'), Reflect.get(ring as object, 'inner')], [1, ring])
    const [list] = wrong([[1, 2]], /an array that contains itself/).make()
    assert.equal((list as unknown[])[1], list)
  })

  test('an operation that takes anything need not throw', () => {
    assert.ok(wrongCalls([1, 'a'], undefined, true).every(({ expect }) => expect !== 'must throw'))
    assert.ok(wrongCalls([1], undefined, false).some(({ expect }) => expect === 'must throw'))
  })

  test('methods get receivers that no constructor made', () => {
    const receivers = wrongCalls([], new Map(), false).filter(({ receiver }) => receiver !== undefined)
    assert.equal(receivers.length, 3)
  })
})

test('results that read the same have the same digest', () => {
  const of = (bytes: readonly number[]) => ({ list: [1, { view: Uint8Array.from(bytes) }] })
  assert.equal(digestOf(of([1, 2])), digestOf(of([1, 2])))
  assert.notEqual(digestOf(of([1, 2])), digestOf(of([1, 3])))
  assert.notEqual(digestOf(1), digestOf('1'))
  assert.notEqual(digestOf(new Error('a')), digestOf(new Error('b')))
  const circular: { self?: unknown } = {}
  circular.self = circular
  assert.equal(digestOf(circular).length, 16)
})

test('what blocks in every repeat blocks; what is late once does not', () => {
  const samples = {
    idleDelay: [1, 1, 2],
    delay: [2, 90, 2],
    callReturn: [0, 0, 0],
    idleRead: [0.1, 0.1],
    read: [1, 80],
  }
  assert.equal(judgeLoop('op', samples, 20).status, 'pass')
  assert.equal(judgeLoop('op', { ...samples, delay: [60, 90, 70] }, 20).status, 'fail')
  assert.match(judgeLoop('op', { ...samples, read: [300, 400] }, 20).reason, /starves libuv/)
  assert.equal(
    judgeLoop('op', { ...samples, delay: [60, 90, 70], idleDelay: [40, 50, 45] }, 20).status,
    'not-judged',
  )
})

describe('reports', () => {
  const report = (check: string, status: 'pass' | 'fail' | 'not-judged') => ({
    check,
    seed: 1,
    durationMs: 5,
    operations: [{ operation: 'a <b> & "c"', status, reason: 'because of <this>' }],
  })

  test('an item of the checklist passes only when all of its checks pass', () => {
    const of = (...reports: readonly ReturnType<typeof report>[]) =>
      Object.fromEntries(checklistOf(reports).map(({ item, status }) => [item, status]))
    assert.equal(Object.keys(of()).length, 7)
    assert.equal(of(report('leaks', 'pass'))['leaks under budget'], 'pass')
    assert.equal(of(report('workers', 'pass'))['threads and async validated'], 'not-judged')
    assert.equal(of(report('workers', 'pass'), report('exit', 'fail'))['threads and async validated'], 'fail')
  })

  test('JUnit XML is escaped and counts', () => {
    const xml = junitXml('bridge', [report('leaks', 'fail'), report('gc', 'not-judged')])
    assert.match(xml, /<testsuite name="bridge leaks" tests="1" failures="1" skipped="0" time="0.005">/)
    assert.match(xml, /name="a &lt;b&gt; &amp; &quot;c&quot;"/)
    assert.match(xml, /<failure message="because of &lt;this&gt;"/)
    assert.match(xml, /<skipped message=/)
  })
})
