/** Protects: what an addon says breaks neither a terminal nor the XML of a CI service. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { checkTable } from '../dist/output/human.js'
import { junitXml } from '../dist/output/junit.js'
import { printable } from '../dist/output/printable.js'
import { probeText } from '../dist/probe/text.js'

const nasty =
  'a\0b \x1b[31m\x1b[2J \b \x7f \x9b2J \r \u202egnp.exe \ufffe \uffff \ud800 \udc00x ]]> <i> & "q" ü 😀'
const shown =
  'a\\x00b \\x1b[31m\\x1b[2J \\x08 \\x7f \\x9b2J \\x0d \\u202egnp.exe \\ufffe \\uffff \\ud800 \\udc00x ]]> <i> & "q" ü 😀'
const report = {
  check: 'errors',
  seed: 1,
  durationMs: 5,
  operations: [
    { operation: nasty, status: 'fail' as const, reason: nasty },
    { operation: 'other', status: 'not-judged' as const, reason: nasty },
  ],
}
/** What XML 1.0 calls a Char, and nothing else. */
const chars = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u

test('what is not text is written out, line ends stay', () => {
  assert.equal(printable(nasty), shown)
  assert.equal(printable('two\nlines\tü'), 'two\nlines\tü')
})

test('JUnit XML is well-formed, whatever the messages hold', () => {
  const xml = junitXml(nasty, [report])
  assert.match(xml, chars)
  assert.equal(XMLValidator.validate(xml), true)
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', htmlEntities: true })
  const { testsuites } = parser.parse(xml)
  const [failing, skipped] = testsuites.testsuite.testcase
  assert.deepEqual([testsuites.name, failing.name], [shown, shown])
  assert.deepEqual([failing.failure.message, skipped.skipped.message], [shown, shown])
})

describe('on a terminal', () => {
  // Line ends and colours of the tables themselves do not matter here.
  const controls = /(?!\n)\p{Cc}/u

  test('a table shows what would clear it', () => {
    const text = checkTable(report)
    assert.doesNotMatch(stripVTControlCharacters(text), controls)
    assert.ok(text.replace(/\s+/g, ' ').includes('\\x1b[2J'), text)
  })

  test('so does a probe', () => {
    const text = probeText({
      package: nasty,
      loadMs: 1,
      exports: [{ path: nasty, kind: 'function', native: true }],
      addons: [],
      calls: [{ path: nasty, outcome: 'threw', what: nasty }],
      checks: [report],
    })
    assert.doesNotMatch(stripVTControlCharacters(text), controls)
    assert.ok(text.includes('\\x1b[2J'), text)
  })
})
