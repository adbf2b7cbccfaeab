// What every algorithm declares in Rust, with its documentation taken apart and its names spelled for TypeScript.
import { execFileSync } from 'node:child_process'
import { inRoot } from '../../run/checkout.mjs'

/**
 * @typedef {object} Field - an argument or option.
 * @property {string} name
 * @property {string} doc
 * @property {'Number' | 'Whole' | 'Limit' | 'Node' | 'Direction' | 'Weight' | 'PerNode'} kind
 * @property {string | null} range
 * @property {string | null} default - as Rust writes it, but a direction as TypeScript does; `null` for an argument.
 * @property {string | null} example
 *
 * @typedef {object} Part - of a result.
 * @property {string} name
 * @property {string} doc
 * @property {'Value' | 'PerNode' | 'CountPerNode' | 'Nodes' | 'Edges' | 'List'} kind
 * @property {'Float64' | 'Uint32' | 'Int32' | 'Flag'} element
 *
 * @typedef {object} Result - a struct, one array or value, or nothing.
 * @property {string} [name]
 * @property {string} [doc]
 * @property {Part[]} [parts]
 * @property {string | null} [assigned] - the part that can be written to a node column.
 * @property {Part} [bare]
 * @property {boolean} [optional]
 * @property {boolean} [nothing] - whether there is no result at all.
 *
 * @typedef {object} Algorithm
 * @property {string} name
 * @property {string} family
 * @property {Doc} doc
 * @property {Field[]} arguments
 * @property {string | null} optionsName
 * @property {Field[]} options
 * @property {Result} result
 * @property {'Nothing' | 'Acyclic'} requires
 *
 * @typedef {object} Doc
 * @property {string} summary
 * @property {string[]} details - paragraphs.
 * @property {string | undefined} returns
 * @property {string} cost
 * @property {string} method
 * @property {{ kind: string, when: string }[]} errors - kinds as the core names them.
 */

/** The data as the core prints it. */
export function printedDeclarations() {
  const command = ['run', '--quiet', '--package', 'groggy', '--all-features', '--example', 'declarations']
  return execFileSync('cargo', command, { cwd: inRoot(), encoding: 'utf8' })
}

/**
 * The algorithms, every name spelled in camel case.
 *
 * @param {string} printed
 * @returns {Algorithm[]}
 */
export function parseDeclarations(printed) {
  return JSON.parse(printed, (key, value) => {
    if (key === 'name' || key === 'assigned') return value === null ? value : camelCase(value)
    if (key === 'doc') return spelled(value)
    if (key === 'default' && value?.startsWith('Direction::')) return `'${value.slice(11).toLowerCase()}'`
    return value
  }).algorithms.map((/** @type {Algorithm & { doc: string }} */ algorithm) => ({
    ...algorithm,
    doc: takeApart(algorithm.name, algorithm.doc),
  }))
}

/** @param {string} name */
function camelCase(name) {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())
}

/**
 * Names in backquotes in camel case, links as plain names, lines joined to paragraphs.
 *
 * @param {string} text
 */
function spelled(text) {
  return text
    .replaceAll(/\[(`[^`]+`)\](\([^)]*\))?/g, '$1')
    .replaceAll(/`[^`]+`/g, camelCase)
    .replaceAll(/(?<!\n)\n(?!\n)/g, ' ')
}

/**
 * @param {string} name
 * @param {string} text
 * @returns {Doc}
 */
function takeApart(name, text) {
  const [body = '', errors = ''] = text.split(/\n*# Errors\n*/)
  const [summary = '', ...rest] = body.split(/\n\n+/)
  const first = (/** @type {string} */ word) => rest.find(paragraph => paragraph.startsWith(word))
  const about = (/** @type {string} */ word) => first(word)?.slice(word.length).trim()
  const [returns, cost, method] = ['Returns', 'Cost:', 'Method:'].map(about)
  if (cost === undefined || method === undefined) throw new Error(`${name} does not say its cost and method`)
  const named = ['Returns', 'Cost:', 'Method:'].map(first)
  return {
    summary,
    details: rest.filter(paragraph => !named.includes(paragraph)),
    returns,
    cost,
    method,
    errors: errors
      .replace(/\.\s*$/, '')
      .split(/;\s*/)
      .filter(Boolean)
      .map(sentence => {
        const [, kind, when] = sentence.match(/^`(\w+)`\s*(.*)$/s) ?? []
        if (kind === undefined || when === undefined)
          throw new Error(`${name}: expected \`Kind\` and when, got ${sentence}`)
        return { kind, when }
      }),
  }
}
