/** Test results of any runner, as JUnit XML. */

import { readFileSync } from 'node:fs'
import { XMLParser } from 'fast-xml-parser'
import type { CheckName } from '../config/bridge.js'
import type { CheckReport, OperationReport } from '../findings/findings.js'
import { UsageError } from '../findings/usage-error.js'

/** Checks that a suite can count for by its name, as in the XML that `ffi-health --junit` writes. */
const checkNames: ReadonlySet<string> = new Set<CheckName>([
  'overhead',
  'leaks',
  'gc',
  'workers',
  'exit',
  'errors',
  'loop',
  'unsafe',
  'sanitize',
  'api',
])

interface Element {
  readonly [name: string]: unknown
}

/**
 * Reads a JUnit file.
 *
 * A test case counts for `check`; without it for the check that its `classname` ends in, as `groggy.leaks`; else
 * for the check `tests`, which has no item in the checklist but fails the release when it fails.
 *
 * @throws {UsageError} when the file cannot be read or is not JUnit.
 */
export function readJunit(file: string, check?: string): readonly CheckReport[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(
      `cannot read the test results ${file}: ${error instanceof Error ? error.message : error}`,
    )
  }
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseAttributeValue: false,
  })
  let root: Element
  try {
    root = parser.parse(text, true)
  } catch (error) {
    throw new UsageError(
      `expected XML in ${file}, got something else: ${error instanceof Error ? error.message : error}`,
    )
  }
  if (root['testsuites'] === undefined && root['testsuite'] === undefined) {
    throw new UsageError(`expected JUnit XML in ${file}, got neither <testsuites> nor <testsuite>`)
  }
  const found = new Map<string, { operations: OperationReport[]; seconds: number }>()
  const add = (testCase: Element, suite: string) => {
    const name = check ?? checkOf(testCase)
    const report = found.get(name) ?? { operations: [], seconds: 0 }
    report.operations.push(verdictOf(testCase, suite))
    report.seconds += Number(testCase['@time']) || 0
    found.set(name, report)
  }
  const visit = (suite: Element, outer: string) => {
    const name = String(suite['@name'] ?? outer)
    for (const testCase of listOf(suite['testcase'])) add(testCase, name)
    for (const inner of listOf(suite['testsuite'])) visit(inner, name)
  }
  for (const top of [...listOf(root['testsuites']), ...listOf(root['testsuite'])]) visit(top, '')
  return [...found].map(([name, { operations, seconds }]) => ({
    check: name,
    seed: 0,
    durationMs: Math.round(seconds * 1000),
    operations,
  }))
}

function checkOf(testCase: Element): string {
  const last = String(testCase['@classname'] ?? '')
    .split('.')
    .at(-1)
  return last !== undefined && checkNames.has(last) ? last : 'tests'
}

function verdictOf(testCase: Element, suite: string): OperationReport {
  const operation = [suite, testCase['@name']].filter(part => part !== undefined && part !== '').join(' › ')
  const problem = testCase['failure'] ?? testCase['error']
  if (problem !== undefined) return { operation, status: 'fail', reason: messageOf(problem) ?? 'failed' }
  const skipped = testCase['skipped']
  if (skipped !== undefined) {
    return { operation, status: 'not-judged', reason: messageOf(skipped) ?? 'skipped' }
  }
  return { operation, status: 'pass', reason: 'passed' }
}

function messageOf(problem: unknown): string | undefined {
  const [first] = Array.isArray(problem) ? problem : [problem]
  const text = typeof first === 'object' && first !== null ? (first['@message'] ?? first['#text']) : first
  const line = String(text ?? '')
    .trim()
    .split('\n')[0]
  return line === '' ? undefined : line
}

function listOf(value: unknown): readonly Element[] {
  const list = Array.isArray(value) ? value : [value]
  return list.filter((one): one is Element => typeof one === 'object' && one !== null)
}
