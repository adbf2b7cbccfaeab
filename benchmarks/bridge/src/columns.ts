/** Rows of columns: `g.nodes.column('age')`, for each type of value. */

import { type FilledGraph, filledGraph, MASK } from 'groggy-cli/measure'
import { type Loop, type Row, type RowClass, row, session } from './row.js'

type Extra = { readonly variant?: string; readonly barNs?: number }

function on(
  name: string,
  class_: RowClass,
  crossings: number,
  loop: (nodes: FilledGraph['nodes']) => Loop,
  extra: Extra = {},
): Row {
  return row(
    `Column.${name}`,
    class_,
    crossings,
    session(filledGraph, graph => loop(graph.nodes)),
    extra,
  )
}

const times = Array.from({ length: 64 }, (_, i) => new Date(1e12 + i))
const bigs = Array.from({ length: 64 }, (_, i) => BigInt(i))
const texts = Array.from({ length: 64 }, (_, i) => `text ${i}`)
const vector = Float32Array.of(1, 2, 3, 4)

const gets: readonly Row[] = [
  on(
    'get',
    'attribute',
    0,
    nodes => {
      const column = nodes.column('int')
      return count => {
        let sum = 0
        for (let i = 0; i < count; i++) sum += column.get(i & MASK) ?? 0
        return sum
      }
    },
    { variant: 'int32', barNs: 5 },
  ),
  on(
    'get',
    'attribute',
    0,
    nodes => {
      const column = nodes.column('flag')
      return count => {
        let sum = 0
        for (let i = 0; i < count; i++) sum += column.get(i & MASK) === true ? 1 : 0
        return sum
      }
    },
    { variant: 'bool' },
  ),
  on(
    'get',
    'attribute',
    0,
    nodes => {
      const column = nodes.column('big')
      return count => {
        let sum = 0
        for (let i = 0; i < count; i++) sum += column.get(i & MASK) === undefined ? 0 : 1
        return sum
      }
    },
    { variant: 'int64' },
  ),
  on(
    'get',
    'attribute',
    0,
    nodes => {
      const column = nodes.column('time')
      return count => {
        let sum = 0
        for (let i = 0; i < count; i++) sum += column.get(i & MASK)?.getTime() ?? 0
        return sum
      }
    },
    { variant: 'timestamp' },
  ),
  on(
    'get',
    'attribute',
    0,
    nodes => {
      const column = nodes.column('vector')
      return count => {
        let sum = 0
        for (let i = 0; i < count; i++) sum += column.get(i & MASK)?.[0] ?? 0
        return sum
      }
    },
    { variant: 'vector of 4' },
  ),
]

const sets: readonly Row[] = [
  on(
    'set',
    'attribute',
    0,
    nodes => {
      const column = nodes.column('int')
      return count => {
        for (let i = 0; i < count; i++) column.set(i & MASK, i & MASK)
        return count
      }
    },
    { variant: 'int32', barNs: 10 },
  ),
  on(
    'set',
    'attribute',
    0,
    nodes => {
      const column = nodes.column('flag')
      return count => {
        for (let i = 0; i < count; i++) column.set(i & MASK, (i & 1) === 0)
        return count
      }
    },
    { variant: 'bool' },
  ),
  on(
    'set',
    'attribute',
    0,
    nodes => {
      const column = nodes.column('big')
      return count => {
        for (let i = 0; i < count; i++) column.set(i & MASK, bigs[i & 63])
        return count
      }
    },
    { variant: 'int64' },
  ),
  on(
    'set',
    'attribute',
    0,
    nodes => {
      const column = nodes.column('time')
      return count => {
        for (let i = 0; i < count; i++) column.set(i & MASK, times[i & 63])
        return count
      }
    },
    { variant: 'timestamp' },
  ),
  on(
    'set',
    'attribute',
    0,
    nodes => {
      const column = nodes.column('vector')
      return count => {
        for (let i = 0; i < count; i++) column.set(i & MASK, vector)
        return count
      }
    },
    { variant: 'vector of 4' },
  ),
  on(
    'set',
    'change',
    1,
    nodes => {
      const column = nodes.column('text')
      return count => {
        for (let i = 0; i < count; i++) column.set(i & MASK, texts[i & 63])
        return count
      }
    },
    { variant: 'string' },
  ),
]

const wholes: readonly Row[] = [
  on('isNull', 'attribute', 0, nodes => {
    const column = nodes.column('number')
    return count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += column.isNull(i & MASK) ? 1 : 0
      return sum
    }
  }),
  on('nullCount', 'query', 0, nodes => {
    const column = nodes.column('number')
    return count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += column.nullCount
      return sum
    }
  }),
  on('name', 'query', 0, nodes => {
    const column = nodes.column('number')
    return count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += column.name.length
      return sum
    }
  }),
  on('type', 'query', 0, nodes => {
    const column = nodes.column('number')
    return count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += column.type.length
      return sum
    }
  }),
  on('values', 'list', 0, nodes => {
    const column = nodes.column('number')
    return count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += column.values?.[i & MASK] ?? 0
      return sum
    }
  }),
  on('toArray', 'list', 0, nodes => {
    const column = nodes.column('number')
    return count => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += column.toArray().length
      return sum
    }
  }),
]

/** All of them. */
export const columnRows: readonly Row[] = [...gets, ...sets, ...wholes]
