/**
 * Invariant: every text of `conformance/reading.json` becomes the graph that it says, or the error, whether it is read
 * from a file, from memory or from a stream.
 */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { it } from 'node:test'
import { Graph, type GraphError, type ReadOptions, type TextSource } from 'groggy'
import { textFiles } from './read-files.js'
import { rejects } from './support.js'

interface Case {
  readonly kind: string
  readonly name: string
  readonly file: string
  readonly text?: string
  readonly base64?: string
  readonly options?: ReadOptions
  readonly edges?: readonly (readonly [source: string, target: string, ...values: unknown[]])[]
  readonly nodes?: number
  readonly labels?: string
  readonly columns?: readonly string[]
  readonly types?: Readonly<Record<string, string>>
  readonly error?: { readonly code: GraphError['code']; readonly line?: number; readonly message?: string }
}

const where = path.resolve(import.meta.dirname, '../../../conformance/reading.json')
const { cases } = JSON.parse(readFileSync(where, 'utf8')) as { readonly cases: readonly Case[] }
const file = textFiles()

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 7) yield bytes.subarray(start, start + 7)
}

/** A value of an edge as the cases write it. */
function plain(value: unknown): unknown {
  if (value === undefined) return null
  if (value instanceof Date) return value.getTime()
  return typeof value === 'number' && Number.isNaN(value) ? 'NaN' : value
}

for (const one of cases) {
  it(`${one.kind}: ${one.name} (${one.file})`, async () => {
    const bytes =
      one.text === undefined ? Buffer.from(one.base64 ?? '', 'base64') : new TextEncoder().encode(one.text)
    const sources: readonly TextSource[] = [file(one.file, bytes), bytes, chunks(bytes)]
    for (const source of sources) {
      const options = { name: one.file, ...one.options }
      if (one.error !== undefined) {
        const { details, message } = await rejects(one.error.code, Graph.read(source, options))
        if (one.error.line !== undefined) assert.equal(details['line'], one.error.line, message)
        assert.ok(message.includes(one.error.message ?? ''), message)
        continue
      }
      using g = await Graph.read(source, options)
      const columns = one.columns ?? Object.keys(g.edges.schema)
      assert.deepEqual(Object.keys(g.edges.schema).sort(), [...columns].sort())
      const labelOf = (node: number): string => (g.nodes.schema['id'] ? String(g.keyOf(node)) : String(node))
      const edges = [...g.edges].map(edge => [
        labelOf(g.source(edge)),
        labelOf(g.target(edge)),
        ...columns.map(column => plain(g.edges.get(edge, column))),
      ])
      assert.deepEqual(edges, one.edges)
      assert.equal(g.nodeCount, one.nodes)
      if (one.labels !== undefined) assert.equal(g.nodes.schema['id'], one.labels)
      for (const [column, type] of Object.entries(one.types ?? {})) {
        assert.equal(g.edges.schema[column], type)
      }
      assert.deepEqual(g.validate(), [])
    }
  })
}
