/** A report with everything in it that a page has to show: long names, markup in names, all verdicts, many runs. */
import type { CheckReport, OperationReport, Status } from '../dist/findings/findings.js'
import type { Run } from '../dist/history/history.js'
import type { ReportData } from '../dist/report/report-data.js'

const machine = { platform: 'linux 6.1.0', arch: 'x64', cpu: 'Model CPU @ 2.60GHz', cores: 2, memoryGiB: 23 }

interface SampleOperation {
  readonly name: string
  readonly ns: number
  readonly budget: number
  readonly per?: string
}

const operations: readonly SampleOperation[] = [
  { name: 'nodeCount', ns: 4.1, budget: 50 },
  { name: 'degree', ns: 9.2, budget: 50 },
  { name: 'hasEdge', ns: 61, budget: 50 },
  { name: 'getAge', ns: 18, budget: 100 },
  { name: 'setAge', ns: 24, budget: 100 },
  { name: 'getName', ns: 71, budget: 100 },
  { name: 'neighborsOfANodeWithAVeryLongOperationNameIndeed', ns: 320, budget: 500 },
  { name: '<script>alert("x")</script> & co', ns: 46, budget: 50 },
  { name: 'addNodes', ns: 41_000, budget: 1_000_000, per: '1 000 items' },
  { name: 'addEdges', ns: 88_000, budget: 1_000_000, per: '1 000 items' },
  { name: 'setColumn', ns: 610_000, budget: 1_000_000, per: '1 000 items' },
  { name: 'pageRank', ns: 3400, budget: 10_000 },
  { name: 'bfs', ns: 2900, budget: 10_000 },
  { name: 'shortestPath', ns: 26_000, budget: 10_000 },
]

function report(check: string, list: readonly OperationReport[], seed = 4711): CheckReport {
  return { check, seed, durationMs: 12_000, operations: list }
}

function verdict(operation: string, status: Status, reason: string): OperationReport {
  return { operation, status, reason }
}

/** The `overhead` of a run; `factor` makes some of it slower. */
function overhead(factor: number): CheckReport {
  return report(
    'overhead',
    operations.map(({ name, ns, budget, per = 'call' }, i): OperationReport => {
      const wave = 1 + 0.06 * Math.sin(i * 3 + factor * 9)
      const medianNs = ns * wave * (name === 'hasEdge' ? factor : 1)
      const highNs = medianNs * 1.22
      const lowNs = medianNs * 0.93
      const status = highNs <= budget ? 'pass' : lowNs > budget ? 'fail' : 'not-judged'
      return {
        operation: name,
        status,
        reason: `${medianNs.toFixed(0)} ns, budget ${budget} ns`,
        measurements: {
          medianNs,
          lowNs,
          highNs,
          budgetNs: budget,
          per,
          emptyNativeNs: 14 * wave,
          noise: 0.08,
        },
      }
    }),
  )
}

const leaks = report(
  'leaks',
  operations.map(({ name }, i): OperationReport => {
    const leaking = name === 'setColumn'
    const bytesPerCall = leaking ? 16 : [0, 0.004, -0.2, 0.02][i % 4]
    const low = leaking ? 16 : (bytesPerCall ?? 0) - 0.05
    const growth = { bytesPerCall: bytesPerCall ?? 0, low, high: leaking ? 16 : (bytesPerCall ?? 0) + 0.04 }
    return {
      operation: name,
      status: leaking ? 'fail' : 'pass',
      reason: leaking ? 'native liveBytes grows by 16 bytes per call' : 'nothing stays behind',
      measurements: {
        complete: {
          status: leaking ? 'fail' : 'pass',
          reason: '',
          'native liveBytes': growth,
          heap: { bytesPerCall: 0.1, low: -1, high: 1 },
        },
      },
    }
  }),
)

const all = (
  check: string,
  reason: string,
  except: Readonly<Record<string, readonly [Status, string]>> = {},
) =>
  report(
    check,
    operations.map(({ name }) => {
      const [status, said] = except[name] ?? (['pass', reason] as const)
      return verdict(name, status, said)
    }),
  )

function runOf(id: number, factor: number, more: readonly CheckReport[] = [], runtime = 'v20.20.2'): Run {
  return {
    id,
    startedAt: `2026-11-${String(id).padStart(2, '0')}T08:00:00.000Z`,
    bridge: 'sample',
    revision: `${(id * 0x1234567).toString(16).padStart(8, 'a')}`.repeat(5).slice(0, 40),
    subject: `Change number ${id}`,
    dirty: id === 18,
    machine,
    host: 'node',
    runtime,
    reports: [overhead(factor), ...more],
  }
}

const checks: readonly CheckReport[] = [
  leaks,
  all('gc', 'same results under collections', {
    getName: ['not-judged', 'its results differ from call to call anyway'],
  }),
  all('workers', 'terminated 200 times'),
  all('exit', 'ends as it should'),
  all('errors', 'an exception each time', {
    shortestPath: ['fail', 'the process was ended by SIGABRT: shortestPath(undefined) aborts'],
  }),
  report('loop', [
    verdict('pageRank', 'pass', 'held the loop up for 3 ms'),
    verdict('bfs', 'pass', 'held the loop up for 2 ms'),
  ]),
  report(
    'unsafe',
    [
      verdict(
        'crates/core/src/words.rs:42',
        'fail',
        'unsafe block in Words::get does not say why it is sound',
      ),
    ],
    0,
  ),
  report(
    'history',
    [
      verdict('hasEdge', 'fail', 'slower: 2.9 empty native calls before, 4.4 now (+52 %)'),
      verdict('degree', 'pass', '0.65 before, 0.66 now (+2 %)'),
    ],
    0,
  ),
  report(
    'api',
    [
      'Graph.close',
      'Graph.removeEdge',
      'Snapshot.refs',
      'Runtime.stats',
      'Monitor.report',
      'Monitor.stop',
      'Column.toArray',
      'Column.values',
    ].map(name => verdict(name, 'fail', 'does not document its cost, errors, example')),
    0,
  ),
]

/** The sample; `healthy` has no failure in it, and nothing to compare with. */
export function sampleReport(healthy = false): ReportData {
  const earlier = Array.from({ length: 17 }, (_, i) => runOf(i + 1, i < 11 ? 1 : 1 + (i - 10) * 0.08))
  const other = runOf(16, 1, checks.slice(1, 5), 'v24.21.0')
  const good = [all('gc', 'same results'), all('errors', 'an exception each time')]
  const run = healthy ? runOf(1, 0.6, good) : runOf(18, 1.6, checks)
  const reports = healthy
    ? [
        report(
          'leaks',
          leaks.operations.map(one => ({ ...one, status: 'pass' as const })),
        ),
        ...good,
      ]
    : run.reports
  return {
    run,
    reports,
    runs: healthy ? [run] : [...earlier, other, run],
    leakedBytes: 1024,
    options: '',
    hosts: healthy
      ? []
      : [
          {
            host: 'python',
            runtime: 'CPython 3.12.3',
            platform: 'linux',
            arch: 'x64',
            revision: run.revision,
            reports: [report('leaks', [verdict('page_rank', 'pass', '0 bytes')])],
          },
        ],
    unsafe: [
      {
        file: 'crates/core/src/words.rs',
        line: 42,
        kind: 'block',
        item: 'Words<N>::get',
        text: 'unsafe { *self.words.add(i) }',
        safe: false,
        inTests: false,
        test: 'crates/core/tests/words.rs',
      },
      {
        file: 'crates/node/src/environment.rs',
        line: 127,
        kind: 'block',
        item: 'Environment::create',
        text: 'unsafe { &mut *data }',
        safety: 'nobody else knows the environment yet.',
        safe: false,
        inTests: false,
        isNew: true,
        test: 'packages/sample/test',
      },
      ...Array.from({ length: 12 }, (_, i) => ({
        file: `crates/core/src/algorithms/part_${i}.rs`,
        line: 10 + i,
        kind: 'impl' as const,
        item: '(file)',
        text: `unsafe impl Zeroed for u${i} {}`,
        safety:
          'an unsigned integer of zero bytes is 0, so that memory from the system is a valid array of it.',
        safe: false,
        inTests: false,
        test: `crates/core/src/algorithms/part_${i}.rs`,
      })),
    ],
    since: healthy
      ? undefined
      : {
          base: 'v0.1.0',
          surface: [
            { kind: 'added', name: 'Graph.validate', after: 'validate(): readonly string[]' },
            {
              kind: 'changed',
              name: 'Graph.addNodes',
              before: 'addNodes(count: number): Uint32Array',
              after:
                'addNodes(count: number): Uint32Array\naddNodes<R extends object>(rows: readonly (R & RowInput<N>)[]): Uint32Array',
            },
            { kind: 'removed', name: 'Graph.dump', before: 'dump(): string' },
          ],
          dependencies: [
            { from: 'cargo', name: 'flate2', before: [], after: ['1.1.5'] },
            { from: 'cargo', name: 'rayon', before: ['1.10.0'], after: ['1.11.0'] },
            { from: 'npm', name: 'left-pad', before: ['1.3.0'], after: [] },
          ],
        },
  }
}
