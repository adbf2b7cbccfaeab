// `npm run bench:single [-- --json]`: one node, one edge, one value at a time.
import { MultiDirectedGraph } from 'graphology'
import { Graph } from 'groggy'
import { beside, type Row } from './beside.js'

const NODES = 4096
const MASK = NODES - 1
const texts = Array.from({ length: 1000 }, (_, i) => `text ${i}`)
const text = (i: number) => texts[i % texts.length] ?? ''

/** A graph that is made again when it has grown to a million edges or nodes. */
function growing<G>(make: () => G): (i: number) => G {
  let graph = make()
  return i => {
    if (i % 1_000_000 === 0) graph = make()
    return graph
  }
}

function writes(): Row[] {
  const ours = growing(() => new Graph())
  const theirs = growing(() => new MultiDirectedGraph())
  const keyed = growing(() => new Graph({ key: 'name' }))
  const keyedTheirs = growing(() => new MultiDirectedGraph())
  const linked = growing(() => {
    const graph = new Graph()
    graph.addNodes(NODES)
    return graph
  })
  const linkedTheirs = growing(() => {
    const graph = new MultiDirectedGraph()
    for (let i = 0; i < NODES; i++) graph.addNode(i)
    return graph
  })
  const nothing = () => undefined
  const calls = 2000
  return [
    {
      name: 'addNode, two attributes',
      calls,
      ours: i => ours(i).addNode({ rank: i, name: text(i) }),
      theirs: i => theirs(i).addNode(i, { rank: i, name: text(i) }),
      answer: nothing,
    },
    {
      name: 'addEdge, two attributes',
      calls,
      ours: i => linked(i).addEdge(i & MASK, (i * 7) & MASK, { weight: i, kind: text(i) }),
      theirs: i => linkedTheirs(i).addEdge(i & MASK, (i * 7) & MASK, { weight: i, kind: text(i) }),
      answer: nothing,
    },
    {
      name: 'addEdge by keys, nodes made',
      calls,
      ours: i => keyed(i).addEdge(`a${i % 5000}`, `b${(i * 7) % 5000}`),
      theirs: i => keyedTheirs(i).mergeEdge(`a${i % 5000}`, `b${(i * 7) % 5000}`),
      answer: nothing,
    },
  ]
}

function values(): Row[] {
  const graph = new Graph({ nodes: { number: 'float64', some: 'float64', time: 'timestamp', name: 'utf8' } })
  const whole = Array.from({ length: NODES }, (_, i) => i)
  const some = whole.map(i => (i % 3 === 0 ? null : i))
  const time = whole.map(i => new Date(1e12 + i))
  graph.addNodes({ number: whole, some, time, name: whole.map(text) })
  const theirs = new MultiDirectedGraph()
  for (const i of whole) {
    theirs.addNode(i, { number: i, some: some[i] ?? undefined, time: time[i], name: text(i) })
  }
  const column = {
    number: graph.nodes.column('number'),
    some: graph.nodes.column('some'),
    time: graph.nodes.column('time'),
    name: graph.nodes.column('name'),
  }
  const calls = 100_000
  const get = (name: string) => (i: number) => theirs.getNodeAttribute(i & MASK, name)
  return [
    { name: 'get, number', calls, ours: i => column.number.get(i & MASK), theirs: get('number') },
    { name: 'get, number or missing', calls, ours: i => column.some.get(i & MASK), theirs: get('some') },
    { name: 'get, Date', calls, ours: i => column.time.get(i & MASK), theirs: get('time') },
    {
      name: 'millis',
      calls,
      ours: i => column.time.millis(i & MASK),
      theirs: i => Number(theirs.getNodeAttribute(i & MASK, 'time')),
    },
    { name: 'get, string', calls, ours: i => column.name.get(i & MASK), theirs: get('name') },
    {
      name: 'set, number',
      calls,
      ours: i => column.number.set(i & MASK, i),
      theirs: i => theirs.setNodeAttribute(i & MASK, 'number', i),
      answer: () => undefined,
    },
    {
      name: 'set, string',
      calls: 10_000,
      ours: i => column.name.set(i & MASK, text(i)),
      theirs: i => theirs.setNodeAttribute(i & MASK, 'name', text(i)),
      answer: () => undefined,
    },
    {
      name: `iterate ${NODES} ids`,
      calls: 50,
      ours: () => {
        let sum = 0
        for (const id of graph.nodes) sum += id
        return sum
      },
      theirs: () => {
        let sum = 0
        theirs.forEachNode(id => {
          sum += Number(id)
        })
        return sum
      },
    },
  ]
}

beside('Single operations: CPU time of a call', [...writes(), ...values()])
