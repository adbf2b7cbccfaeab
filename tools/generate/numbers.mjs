// packages/groggy/src/bridge/numbers.ts: the numbers that cross the boundary, from the Rust items that define them.
import { readFileSync } from 'node:fs'
import { inRoot } from '../run/checkout.mjs'
import { SetupError } from '../setup/setup.mjs'

/**
 * The Rust items, and how TypeScript has them: an enum as an object, or, where it is used on hot paths, as constants, with
 * a type of its own where it is named. A module gives its constants, a constant itself.
 *
 * @type {readonly { file: string, item: string, as?: 'object' | 'constants', type?: string }[]}
 */
const ITEMS = [
  { file: 'groggy/src/lib.rs', item: 'NONE' },
  { file: 'groggy/src/graph/mod.rs', item: 'Side', as: 'constants', type: 'Side' },
  { file: 'groggy/src/graph/mod.rs', item: 'Direction', as: 'constants', type: 'Which' },
  { file: 'groggy/src/column/types.rs', item: 'ColumnKind', as: 'object', type: 'Kind' },
  { file: 'groggy/src/graph/add_table.rs', item: 'OnKnownNode', as: 'object', type: 'OnKnownNode' },
  { file: 'groggy-node/src/read_file.rs', item: 'LabelNumber', as: 'object', type: 'Labels' },
  { file: 'groggy-node/src/read_file.rs', item: 'EpochNumber', as: 'object', type: 'Epoch' },
  { file: 'groggy-session/src/launch.rs', item: 'Mode', as: 'object', type: 'Mode' },
  { file: 'groggy-session/src/deliver.rs', item: 'Status', as: 'object', type: 'Status' },
  { file: 'groggy-session/src/parts.rs', item: 'TopologyPart', as: 'constants' },
  { file: 'groggy-session/src/parts.rs', item: 'AdjacencyPart', as: 'constants' },
  { file: 'groggy-session/src/parts.rs', item: 'ColumnPart', as: 'constants' },
  { file: 'groggy/src/header.rs', item: 'flag' },
  { file: 'groggy-session/src/flags.rs', item: 'edge_flag' },
  { file: 'groggy/src/header.rs', item: 'word' },
  { file: 'groggy/src/header.rs', item: 'HEADER_WORDS' },
  { file: 'groggy/src/column/mod.rs', item: 'column_word' },
]

/** @returns {Record<string, string>} */
export function numbers() {
  const sections = ITEMS.map(({ file, item, as, type }) => {
    const { doc, body } = found(file, item)
    const entries = [
      ...body.matchAll(/((?: *\/\/\/.*\n)+)(?: *#\[.*\n)* *(?:pub const )?(\w+)(?:: \w+)? = ([^,;]+)[,;]/g),
    ]
    const all = entries.map(([, text = '', name = '', value = '']) => {
      return { doc: prose(text), name, number: numberOf(value, entries) }
    })
    if (all.length === 0) throw new SetupError(`${file}: ${item} has no numbers with documentation`)
    if (as === 'object') {
      const rows = all.map(one => `  ${comment(one.doc, 2)}\n  ${lower(one.name)}: ${one.number},`)
      return `${comment(doc)}\nexport const ${type} = {\n${rows.join('\n')}\n} as const`
    }
    const typed = as === 'constants' && type !== undefined
    const rows = all.map(one => {
      const name = as === 'constants' ? upper(one.name) : one.name
      return `${comment(one.doc)}\nexport const ${name}${typed ? `: ${type}` : ''} = ${one.number}`
    })
    const types = all.map(one => one.number).join(' | ')
    const head = typed ? `${comment(doc)}\nexport type ${type} = ${types}\n` : ''
    const heading = !typed && all.length > 1 ? `// ${doc}\n\n` : ''
    return head + heading + rows.join('\n')
  })
  const text = ['// Written by `npm run generate` from the Rust sources: change those.', ...sections].join(
    '\n\n',
  )
  return { 'packages/groggy/src/bridge/numbers.ts': `${text}\n` }
}

/**
 * A number as TypeScript writes it: of a constant by itself, or of half of one before it.
 *
 * @param {string} value
 * @param {RegExpMatchArray[]} entries
 */
function numberOf(value, entries) {
  if (value === 'u32::MAX') return '0xffff_ffff'
  const [, name] = value.match(/^(\w+) \/ 2$/) ?? []
  return name === undefined ? value : String(Number(entries.find(entry => entry[2] === name)?.[3]) / 2)
}

/**
 * The documentation and the body of an item: an enum, a module or a constant.
 *
 * @param {string} file
 * @param {string} item
 */
function found(file, item) {
  const text = readFileSync(inRoot('crates', file), 'utf8')
  const block = text.match(
    new RegExp(`((?: *///.*\\n)+)(?: *#\\[.*\\n)* *pub (?:enum|mod) ${item} \\{\\n([\\s\\S]*?)\\n *\\}\\n`),
  )
  if (block !== null) return { doc: prose(block[1] ?? ''), body: `${block[2]}\n` }
  const constant = text.match(new RegExp(`(?:///.*\\n)+pub const ${item}: .*\\n`))
  if (constant === null) throw new SetupError(`crates/${file} has no public item ${item} with documentation`)
  return { doc: '', body: constant[0] }
}

/**
 * The text of doc comments, links of Rust being names alone.
 *
 * @param {string} comments
 */
function prose(comments) {
  const lines = comments
    .trim()
    .split('\n')
    .map(line => line.trim().replace(/^\/\/\/ ?/, ''))
  return lines.join(' ').replaceAll(/\[(`[^`]+`)\](?:\([^)]*\))?/g, '$1')
}

/**
 * @param {string} text
 * @param {number} indent
 */
function comment(text, indent = 0) {
  const margin = ' '.repeat(indent)
  if (text.length + indent <= 112) return `/** ${text} */`
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line.length + word.length + indent > 112) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return ['/**', ...lines.map(line => `${margin} * ${line}`), `${margin} */`].join('\n')
}

/** @param {string} name */
function lower(name) {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

/** @param {string} name */
function upper(name) {
  return name.replaceAll(/(?<=[a-z])[A-Z]/g, letter => `_${letter}`).toUpperCase()
}
