// What a call costs through each layer, in one process, beside an empty JavaScript call.
// Usage: cargo build --release && node bench.mjs [path of the built library] [--json]
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dlopen } from 'node:process'

const CALLS = 2_000_000
const ROUNDS = 15
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
for (let round = -3; round < ROUNDS; round++) {
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
  return { call: name, medianNs: at(0.5), p10Ns: at(0.1), p90Ns: at(0.9) }
})
const require = createRequire(import.meta.url)
const machine = {
  node: process.version,
  cpu: require('node:os').cpus()[0]?.model,
  calls: CALLS,
  rounds: ROUNDS,
}
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ machine, rows }, null, 2))
} else {
  console.log(`${machine.cpu}, Node ${machine.node}, median of ${ROUNDS} rounds of ${CALLS} calls`)
  for (const { call, medianNs, p10Ns, p90Ns } of rows) {
    console.log(
      `${call.padEnd(36)}${medianNs.toFixed(1).padStart(7)} ns   (${p10Ns.toFixed(1)} – ${p90Ns.toFixed(1)})`,
    )
  }
}
