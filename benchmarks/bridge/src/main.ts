// `npm run bench:bridge [-- --json] [-- --quick] [-- --only TEXT]`: what every public operation costs.
import os from 'node:os'
import { parseArgs } from 'node:util'
import { runtime } from 'groggy'
import { leakBudget, operations, quick, thorough, uncovered } from 'groggy-operations'
import { type Measured, measure, measureReferences, type References } from './measure.js'

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
})
const { withoutOperation } = uncovered()
if (withoutOperation.length > 0) {
  throw new Error(
    `no operation for ${withoutOperation.join(', ')}: add one in packages/operations/src/catalogue`,
  )
}

const effort = options.quick ? quick : thorough
const wanted = options.only.toLowerCase()
const chosen = operations.filter(({ name }) => name.toLowerCase().includes(wanted))
// Once at length, so that they are optimized when they are measured again beside each operation.
const references = await measureReferences(effort)
const measured: Measured[] = []
for (const [index, operation] of chosen.entries()) {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\x1b[2K${index + 1} of ${chosen.length}: ${operation.name}`)
  }
  measured.push(await measure(operation, effort))
}
if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K')

const measuredOn = new Date().toISOString().slice(0, 10)
const machine = {
  cpu: os.cpus()[0]?.model ?? 'unknown',
  cores: os.availableParallelism(),
  platform: `${process.platform}-${process.arch}`,
  node: process.version,
  groggy: runtime.version,
  inPlace: runtime.inPlace,
  threads: runtime.threads,
}
if (options.json) {
  console.log(
    JSON.stringify(
      { measuredOn, machine, operations: leakBudget.calls, references, rows: measured },
      undefined,
      2,
    ),
  )
} else {
  printTable(measured, references)
}

function printTable(
  lines: readonly Measured[],
  { emptyCallNs, arrayReadNs, emptyNativeCallNs }: References,
): void {
  console.log(
    `${machine.cpu}, ${machine.cores} cores, ${machine.platform}, Node ${machine.node}, groggy ${machine.groggy}`,
  )
  console.log(
    machine.inPlace
      ? 'native memory is read in place'
      : 'native memory is NOT read in place: every read is a call',
  )
  console.log(
    `median of ${effort.rounds} rounds; at the start, empty JavaScript call ${emptyCallNs.toFixed(2)} ns, ` +
      `array read ${arrayReadNs.toFixed(2)} ns, empty native call ${emptyNativeCallNs.toFixed(1)} ns`,
  )
  console.log(
    `bulk: 1000 items; crossings: of one call; left: native bytes after ${leakBudget.calls} calls\n`,
  )
  const head = [
    'operation',
    'class',
    'founding',
    'bar',
    'measured ns',
    '× JS',
    '× native',
    'crossings',
    'left',
  ]
  const cells = lines.map(line => [
    line.variant === '' ? line.operation : `${line.operation}, ${line.variant}`,
    line.class,
    line.foundingNs === null ? '–' : String(line.foundingNs),
    line.barNs === null ? '–' : String(line.barNs),
    line.ns < 0.1 ? '< 0.1' : digits(line.ns),
    digits(line.timesEmptyCall),
    digits(line.timesEmptyNativeCall),
    String(line.crossings),
    String(line.bytesLeft),
  ])
  const widths = head.map((name, column) =>
    Math.max(name.length, ...cells.map(row => row[column]?.length ?? 0)),
  )
  for (const row of [head, ...cells]) {
    const aligned = row.map((cell, column) =>
      column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    )
    console.log(aligned.join('  ').trimEnd())
  }
}

/** Three significant digits, and no more than a number has. */
function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
