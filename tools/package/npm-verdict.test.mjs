// Protects: a finding of `npm audit` is never taken for a pass, nor a registry that does not answer for either.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { npmCommand } from '../build/setup.mjs'
import { run } from '../run/command.mjs'
import { verdictOf } from './npm-verdict.mjs'

const json = JSON.stringify
// npm keeps what it once heard of an advisory: not beside what it heard of real ones.
const cache = mkdtempSync(path.join(os.tmpdir(), 'groggy-npm-'))
after(() => rmSync(cache, { recursive: true }))

/**
 * What `npm audit --json` prints of this checkout.
 *
 * @param {string} registry
 * @param {...string} args
 */
async function npmAudit(registry, ...args) {
  /** @type {string[]} */
  const lines = []
  const command = [
    ...npmCommand(),
    'audit',
    '--json',
    '--fetch-retries=0',
    '--cache',
    cache,
    '--registry',
    registry,
  ]
  await run([...command, ...args], { onStdoutLine: line => lines.push(line) })
  return lines.join('\n')
}

/**
 * A registry that knows these advisories, and nothing else.
 *
 * @param {object} advisories
 * @param {(address: string) => Promise<void>} use
 */
async function withRegistry(advisories, use) {
  const server = createServer((request, response) => {
    const known = request.url?.endsWith('/security/advisories/bulk') === true
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' })
    response.end(json(known ? advisories : {}))
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  try {
    await use(`http://127.0.0.1:${address.port}/`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

test('npm: a registry that knows nothing against the packages lets them pass', async () => {
  await withRegistry({}, async registry => {
    assert.deepEqual(verdictOf(await npmAudit(registry), 'low'), { status: 'pass', says: [] })
  })
})

test('npm: an advisory fails from its severity on, and not for those who do not install it', async () => {
  const advisory = {
    id: 1,
    url: 'https://example.com/1',
    title: 'eats the rest',
    severity: 'high',
    vulnerable_versions: '<99.0.0',
  }
  await withRegistry({ 'fast-check': [advisory] }, async registry => {
    const printed = await npmAudit(registry)
    assert.deepEqual(verdictOf(printed, 'high'), {
      status: 'fail',
      says: ['fast-check, high: eats the rest (https://example.com/1)'],
    })
    assert.equal(verdictOf(printed, 'critical').status, 'pass')
    assert.equal(verdictOf(await npmAudit(registry, '--omit=dev'), 'high').status, 'pass')
  })
})

test('npm: nobody at home is no verdict', async () => {
  const { status, says } = verdictOf(await npmAudit('http://127.0.0.1:9/'), 'low')
  assert.equal(status, 'not judged')
  assert.match(String(says), /ECONNREFUSED/)
})

test('a registry without the service is no verdict', () => {
  const says = '405 Method Not Allowed - POST https://registry.example/-/npm/v1/security/advisories/bulk'
  assert.deepEqual(verdictOf(json({ message: says, statusCode: 405 }), 'low'), {
    status: 'not judged',
    says: [says],
  })
  for (const error of [
    { code: 'ENOTFOUND', summary: 'request failed, reason: getaddrinfo ENOTFOUND registry.example' },
    { code: 'E503', summary: '503 Service Unavailable' },
    { summary: 'found no dependencies to audit that were installed from a supported registry' },
  ]) {
    assert.equal(verdictOf(json({ error }), 'low').status, 'not judged', error.summary)
  }
})

test('signatures that are wrong or missing fail by name', () => {
  const [invalid, missing] = ['a', 'b'].map(name => ({ name, version: '1.0.0' }))
  assert.deepEqual(verdictOf(json({ invalid: [], missing: [] }), 'low'), { status: 'pass', says: [] })
  assert.deepEqual(verdictOf(json({ invalid: [invalid], missing: [missing] }), 'low'), {
    status: 'fail',
    says: ['a@1.0.0: its signature is invalid', 'b@1.0.0: its signature is missing'],
  })
})

test('whatever else npm says fails, with its words', () => {
  for (const [printed, says] of /** @type {const} */ ([
    ['', /has printed no JSON/],
    ['null', /has printed no JSON/],
    ['{}', /has answered \{\}/],
    [json({ error: { code: 'ENOLOCK', summary: 'This command requires an existing lockfile.' } }), /ENOLOCK/],
    [json({ error: { code: 'EUSAGE', summary: 'wrong' } }), /EUSAGE wrong/],
  ])) {
    const verdict = verdictOf(printed, 'low')
    assert.equal(verdict.status, 'fail')
    assert.match(String(verdict.says), says)
  }
})
