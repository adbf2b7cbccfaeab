/**
 * Invariant: node files and edge files add to a graph by its key, all of their rows or none, and rows about nodes that
 * there are already do what `onDuplicate` says.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Graph, runtime } from 'groggy'
import { textFiles } from './read-files.js'
import { rejects, turn } from './support.js'

const file = textFiles()
const people = file('people.csv', 'id,age,born\nann,30,1990-01-02\nbob,40,\ncem,,1970-05-06\n')
const friends = file('friends.csv', 'source,target,since\nann,bob,2019\nbob,dan,2020\n')

function rows(g: Graph): readonly unknown[] {
  return [...g.nodes].map(node => [g.keyOf(node), g.nodes.get(node, 'age')])
}

describe('nodes, then edges', () => {
  it('make a graph', async () => {
    using g = await Graph.readNodes(people, { directed: false })
    assert.deepEqual([g.nodeCount, g.edgeCount, g.directed], [3, 0, false])
    assert.deepEqual(g.nodes.schema, { id: 'utf8', age: 'float64', born: 'timestamp' })
    assert.deepEqual(await g.readEdges(friends), { nodes: 1, edges: 2, updated: 0, skipped: 0 })
    assert.deepEqual([...g.neighbors(g.nodeByKey('bob'))], [g.nodeByKey('ann'), g.nodeByKey('dan')])
    assert.equal(g.edges.get(1, 'since'), 2020)
    assert.equal(g.nodes.get(g.nodeByKey('dan'), 'age'), undefined)
    assert.deepEqual(g.validate(), [])
  })

  it('of a Neo4j export', async () => {
    const nodes = file(
      'nodes.csv',
      'personId:ID(Person),name,:LABEL,since:int\n7,Ann,Person;Admin,5\n8,Bob,Person,6\n',
    )
    const edges = file('rels.csv', ':START_ID(Person),:END_ID(Person),:TYPE\n7,8,KNOWS\n')
    using g = await Graph.readNodes(nodes)
    assert.deepEqual(g.nodes.schema, { personId: 'int64', name: 'utf8', label: 'utf8', since: 'int32' })
    await g.readEdges(edges)
    assert.deepEqual([g.keyOf(g.target(0)), g.edges.get(0, 'type')], [8n, 'KNOWS'])
  })

  it('key and its column can be chosen', async () => {
    const towns = file('towns.csv', 'zip,name\n03001,Bern\n03002,Thun\n')
    using byName = await Graph.readNodes(towns, { label: 'name', key: 'town' })
    assert.deepEqual(byName.nodes.schema, { town: 'utf8', zip: 'utf8' })
    using byZip = await Graph.readNodes(towns, { label: 0 })
    assert.equal(byZip.nodes.get(byZip.nodeByKey('03002'), 'name'), 'Thun')
    using list = await Graph.readNodes(Buffer.from('ann\nbob\n'))
    assert.deepEqual([list.nodes.schema, list.nodeCount], [{ id: 'utf8' }, 2])
  })

  it('columns that the graph has are read as their type', async () => {
    using g = new Graph({ key: 'id', nodes: { age: 'int32', zip: 'utf8' }, edges: { since: 'int64' } })
    await g.readNodes(file('typed.csv', 'id,age,zip\nann,30,5\n'))
    assert.deepEqual([g.nodes.get(0, 'age'), g.nodes.get(0, 'zip')], [30, '5'])
    await g.readEdges(friends)
    assert.equal(g.edges.get(0, 'since'), 2019n)
    const { details } = await rejects('PARSE', g.readNodes(file('typed.csv', 'id,age\nbob,4.5\n')))
    assert.deepEqual([details['line'], g.hasKey('bob')], [2, true])
  })

  it('integers are text for a key that is text', async () => {
    using g = new Graph({ key: 'id' })
    await g.readEdges(Buffer.from('1 2\n2 3\n'))
    assert.equal(g.nodeByKey('3'), 2)
    using numbered = new Graph({ key: 'id', nodes: { id: 'int64' } })
    await numbered.readEdges(Buffer.from('1 2\n'))
    assert.equal(numbered.nodeByKey(2n), 1)
    await rejects('PARSE', numbered.readEdges(Buffer.from('1 x\n')))
    assert.equal(numbered.edgeCount, 1)
  })

  it('labels are ids on a graph without a key', async () => {
    using g = new Graph()
    g.addNodes(1000)
    assert.equal((await g.readEdges(Buffer.from('998 999 0.5\n'))).edges, 1)
    assert.deepEqual([g.target(0), g.edges.get(0, 'weight')], [999, 0.5])
    await rejects('NODE_NOT_FOUND', g.readEdges(Buffer.from('0 1\n5 1000\n')))
    await rejects('INVALID_ARGUMENT', g.readNodes(people))
    assert.deepEqual([g.nodeCount, g.edgeCount], [1000, 1])
  })
})

describe('rows about nodes that there are already', () => {
  const more = file('more.csv', 'id,age\ndan,1\nbob,41\ndan,2\nann,\n')

  it('fail the call, and change nothing', async () => {
    using g = await Graph.readNodes(people)
    const before = rows(g)
    const error = await rejects('DUPLICATE_KEY', g.readNodes(more))
    assert.deepEqual([error.operation, error.details['key']], ['readNodes', '"bob"'])
    assert.match(error.stack ?? '', /read-into\.test/)
    assert.deepEqual(rows(g), before)
    await rejects('DUPLICATE_KEY', Graph.readNodes(more))
  })

  it('are left out', async () => {
    using g = await Graph.readNodes(people)
    const counts = await g.readNodes(more, { onDuplicate: 'skip' })
    assert.deepEqual(counts, { nodes: 1, edges: 0, updated: 0, skipped: 3 })
    assert.deepEqual(rows(g), [
      ['ann', 30],
      ['bob', 40],
      ['cem', undefined],
      ['dan', 1],
    ])
  })

  it('update, the last of them', async () => {
    using g = await Graph.readNodes(people)
    const counts = await g.readNodes(more, { onDuplicate: 'update' })
    assert.deepEqual(counts, { nodes: 1, edges: 0, updated: 2, skipped: 1 })
    assert.deepEqual(rows(g), [
      ['ann', undefined],
      ['bob', 41],
      ['cem', undefined],
      ['dan', 2],
    ])
    assert.deepEqual(g.nodes.get(0, 'born'), new Date('1990-01-02'))
    assert.deepEqual(g.validate(), [])
  })

  it('edges: missing nodes and forbidden edges', async () => {
    using g = await Graph.readNodes(people)
    const error = await rejects('KEY_NOT_FOUND', g.readEdges(friends, { createMissing: false }))
    assert.deepEqual([error.operation, g.edgeCount], ['readEdges', 0])
    using simple = new Graph({ key: 'id', multi: false })
    await simple.readEdges(friends)
    await rejects('DUPLICATE_EDGE', simple.readEdges(Buffer.from('x y\nann bob\n')))
    assert.deepEqual([simple.edgeCount, simple.hasKey('x')], [2, false])
    const counts = await simple.readEdges(Buffer.from('x y\nann bob\n'), { onDuplicate: 'skip' })
    assert.deepEqual(counts, { nodes: 2, edges: 1, updated: 0, skipped: 1 })
  })
})

it('a graph that is closed meanwhile, and wrong options', async () => {
  const g = await Graph.readNodes(people)
  const reading = g.readEdges(friends)
  g.close()
  await rejects('CLOSED', reading)
  await rejects('CLOSED', g.readNodes(people))
  using open = new Graph({ key: 'id' })
  await rejects('INVALID_ARGUMENT', open.readNodes(people, { onDuplicate: 'replace' as never }))
  await rejects('INVALID_ARGUMENT', open.readEdges(friends, { onDuplicate: 'update' as never }))
  await rejects('INVALID_ARGUMENT', open.readNodes(people, { source: 0 } as never))
  await rejects('IO', open.readEdges('no-such-file.csv'))
  await turn()
  const before = runtime.memory().liveBytes
  await rejects('DUPLICATE_KEY', open.readNodes(Buffer.from('a\na\n')))
  await turn()
  assert.ok(runtime.memory().liveBytes <= before + 1000)
})
