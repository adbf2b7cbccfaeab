// What a call costs through each layer, in one process, beside an empty JavaScript call.
// Usage: cargo build --release && node bench.mjs [path of the built library] [--json]
import { existsSync } from 'node:fs'
import { cpus } from 'node:os'
import { dlopen } from 'node:process'

// Short windows, many of them: on a busy machine most are disturbed, and the quiet ones tell what a call costs.
const CALLS = 20_000
const ROUNDS = 600
const WARM_UP = 30
const LENGTH = 4096

const built = { linux: 'libnapi_layers.so', darwin: 'libnapi_layers.dylib', win32: 'napi_layers.dll' }
const path =
  process.argv.slice(2).find(argument => !argument.startsWith('--')) ??
  new URL(`target/release/${built[process.platform]}`, import.meta.url).pathname
if (!existsSync(path)) {
  console.error(`${path} is not there: run \`cargo build --release\` in benchmarks/napi-layers first`)
  process.exit(1)
}
const library = { exports: {} }
dlopen(library, path)
const macro = library.exports
const { sys } = macro

const flat = { macro: macro.create(), sys: sys.create() }
const wrapped = { macro: new macro.Column(), sys: new sys.Column() }
const emptyJs = new Function('return 1')

/** Each case is compiled on its own, so that no call site sees two functions. */
function loop(call) {
  return new Function(
    'context',
    `const { f, object, handle } = context
     return (count) => { let sink = 0; for (let i = 0; i < count; i++) sink += ${call}; return sink }`,
  )
}
const cases = {
  'empty JavaScript call': loop('f()')({ f: emptyJs }),
  'empty, macro': loop('f()')({ f: macro.empty }),
  'empty, sys': loop('f()')({ f: sys.empty }),
  'handle + id → f64, macro': loop(`f(handle, i & ${LENGTH - 1})`)({ f: macro.at, handle: flat.macro }),
  'handle + id → f64, sys': loop(`f(handle, i & ${LENGTH - 1})`)({ f: sys.at, handle: flat.sys }),
  'method of a wrapped class, macro': loop(`object.at(i & ${LENGTH - 1})`)({ object: wrapped.macro }),
  'method of a wrapped class, sys': loop(`object.at(i & ${LENGTH - 1})`)({ object: wrapped.sys }),
}
for (const layer of [macro.at, sys.at]) {
  for (const [name, handle] of Object.entries(flat)) {
    if (layer(handle, 7) !== 7) throw new Error(`wrong answer from ${name}`)
  }
}
if (wrapped.macro.at(7) !== 7 || wrapped.sys.at(7) !== 7) throw new Error('wrong answer from a method')

const samples = Object.fromEntries(Object.keys(cases).map(name => [name, []]))
for (let round = -WARM_UP; round < ROUNDS; round++) {
  for (const [name, run] of Object.entries(cases)) {
    const start = process.hrtime.bigint()
    run(CALLS)
    const ns = Number(process.hrtime.bigint() - start) / CALLS
    if (round >= 0) samples[name].push(ns)
  }
}
const rows = Object.entries(samples).map(([name, times]) => {
  times.sort((a, b) => a - b)
  const at = share => times[Math.floor(share * (times.length - 1))]
  return { call: name, medianNs: at(0.5), leastNs: at(0), p10Ns: at(0.1), p90Ns: at(0.9) }
})
const machine = {
  node: process.version,
  cpu: cpus()[0]?.model,
  calls: CALLS,
  rounds: ROUNDS,
}
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ machine, rows }, null, 2))
} else {
  const column = text => text.padStart(9)
  console.log(`${machine.cpu}, Node ${machine.node}: ns a call, ${ROUNDS} rounds of ${CALLS} calls`)
  console.log(' '.repeat(36) + ['median', 'least', '10 %', '90 %'].map(column).join(''))
  for (const { call, medianNs, leastNs, p10Ns, p90Ns } of rows) {
    const times = [medianNs, leastNs, p10Ns, p90Ns].map(ns => column(ns.toFixed(1)))
    console.log(call.padEnd(36) + times.join(''))
  }
}
