// Protects: the tour reads all of WordNet, finds what is there, tells every budget beside a value measured in the
// same run, and is over in seconds.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runtime } from 'groggy'
import { file, groggy, roads, start } from './command.js'

/** The promise is 15 s on 2 cores: so much do both compute in them, and as much again where cores share what they have. */
const LIMIT_MS = 60_000
/** What a process loads to say at its end how many milliseconds it computed: what others do is not in them. */
const TELLS_WORK = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs'
  process.on('exit', () => {
    const { user, system } = process.cpuUsage()
    writeSync(2, '\\ncomputed for ' + (user + system) / 1000 + ' ms')
  })`)}`
const limited = runtime.inPlace && process.env['GROGGY_SANITIZER'] === undefined

/** Every row of the last table, by its beginning. */
const BUDGETS = [
  'Graph.nodeCount',
  'Graph.edgeCount',
  'Graph.hasNode',
  'Graph.degree',
  'Column.get, number',
  'Column.set, number',
  'Attributes.get, number',
  'Attributes.set, number',
  'Column.get, string seen before',
  'Column.get, string first time',
  'Graph.addNodes, 1,000 as typed array',
  'Graph.addNodes, 1,000 as rows',
  'Graph.addNodes, 1,000 as strings',
  'Graph.pageRank, inline',
  'Graph.pageRank, on the pool and back',
  'event-loop delay during the PageRank, p99',
  'native bytes left after 10,000 operations',
]

function assertBridge(stdout: string): void {
  assert.match(stdout, /^What the bridge cost you$/m)
  assert.match(stdout, /^Crossings: this tour called native code [\d,]+ times so far/m)
  assert.match(stdout, /^ {2}IoError: read: cannot open "no-such-roads\.csv"/m)
  assert.match(stdout, /^ {4}caused by: No such file/m)
  assert.match(
    stdout,
    /^ {4}at tour\/failing-read\.ts:\d+\n +\d+ \| return await Graph\.read\('no-such-roads\.csv'\)$/m,
  )
  assert.match(stdout, /^A decision: the PageRank above ran (inline|on the pool)\. .*\n {2}“.{20,}”$/m)
  const lines = stdout.split('\n')
  for (const budget of BUDGETS) {
    const row = lines.find(line => line.startsWith(budget))
    assert.ok(row !== undefined, `no row for ${budget}`)
    assert.match(row, /\d/)
    assert.match(row, /(within the bar|within the founding budget|above budget)$/)
  }
  assert.match(stdout, /^native bytes left after 10,000 operations .* 0 B +within the bar$/m)
}

test('WordNet, from dog to cat', async () => {
  const { code, stdout, stderr } = await start(['tour'], { NODE_OPTIONS: `--import=${TELLS_WORK}` }).ended
  assert.equal(code, 0, stderr)
  assert.match(stdout, /^117,791 synsets, 378,203 typed relations$/m)
  assert.match(stdout, /^1,369 components, found in .* (inline|on the pool); the largest:$/m)
  assert.match(stdout, /^115,579 +98\.1 % +entity/m)
  assert.match(stdout, /^117,791 nodes ranked in .* (inline|on the pool), \d+ iterations; the highest:$/m)
  assert.match(stdout, /^ 1 +\d\.\d+e-\d +[\d,]+ +United Kingdom +noun/m)
  assert.match(stdout, /^10 +\d\.\d+e-\d /m)
  assert.match(stdout, /^together +[\d.]+ MiB +[\d.]+$/m)
  assert.match(stdout, /^dog has 8 senses, cat has 10 senses; the closest two are 3 relations apart:$/m)
  assert.match(stdout, /^ {2}dog, noun, sense 1: /m)
  assert.match(stdout, /^ {2}cat, noun, sense 1: /m)
  assert.match(stdout, /^ {2}dog, .* is a kind of +domestic animal/m)
  assert.match(stdout, /^ {2}domestic animal, .* has the kind +domestic cat/m)
  assert.match(stdout, /^ {2}domestic cat, .* is a kind of +cat, true cat$/m)
  assertBridge(stdout)
  const [, ms] = /^computed for ([\d.]+) ms$/m.exec(stderr) ?? []
  if (limited) assert.ok(Number(ms) < LIMIT_MS, `${ms} ms`)
})

test('other words, also of different parts of speech, and relations between words', async () => {
  const { code, stdout } = await groggy('tour', 'Hot', 'cold')
  assert.equal(code, 0)
  assert.match(stdout, /the closest two are 1 relation apart/)
  assert.match(stdout, /^ {2}“hot” \(adjective\) +is the opposite of +“cold” \(adjective\)$/m)
})

test('words that are not there are told at once', async () => {
  const { code, stdout, stderr } = await groggy('tour', 'dgo', 'cat')
  assert.equal(code, 2)
  assert.equal(stdout, '')
  assert.match(stderr, /expected a word of WordNet, got "dgo"/)
  assert.match(stderr, /did you mean .*\bdog\b/)
})

test('a file of the user, with and without ends', async () => {
  const name = file('roads.csv', roads)
  const plain = await groggy('tour', name)
  assert.equal(plain.code, 0, plain.stderr)
  assert.match(plain.stdout, /^6 nodes, 5 directed edges$/m)
  assert.match(plain.stdout, /^From .+ to Thun$/m)
  assertBridge(plain.stdout)
  const ends = await groggy('tour', '--undirected', name, 'Thun', 'Olten')
  assert.equal(ends.code, 0)
  assert.match(
    ends.stdout,
    /^2 edges \(searched in .*\):\n\n {2}Thun → Bern {2}\(km 30\)\n {2}Bern → Olten {2}\(km 65\.5\)$/m,
  )
  assert.equal((await groggy('tour', name, 'Thun')).code, 2)
  assert.equal((await groggy('tour', 'nowhere.csv')).code, 1)
})
