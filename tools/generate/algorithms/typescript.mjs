// The TypeScript face of the declared algorithms: types, descriptions of what crosses, methods.
import { execFileSync } from 'node:child_process'
import { inRoot } from '../../run/checkout.mjs'

/** @typedef {import('./declarations.mjs').Algorithm} Algorithm */
/** @typedef {import('./declarations.mjs').Field} Field */
/** @typedef {import('./declarations.mjs').Part} Part */
/** @typedef {import('./declarations.mjs').Result} Result */

const TYPES = {
  Number: 'number',
  Whole: 'number',
  Limit: 'number',
  Node: 'number',
  Direction: 'Direction',
  Weight: 'Weight',
  PerNode: 'Float64Array',
}
const READERS = {
  Number: 'number',
  Whole: 'whole',
  Limit: 'limit',
  Node: 'node',
  Direction: 'direction',
  Weight: 'weight',
  PerNode: 'perNode',
}
const ARRAYS = { Float64: 'Float64Array', Uint32: 'Uint32Array', Int32: 'Int32Array', Flag: 'boolean[]' }
const COLUMNS = { Float64: 'float64', Uint32: 'uint32', Int32: 'int32', Flag: 'bool' }

/** @param {string} of */
const head = of => `/**
 * ${of}
 *
 * Generated from the declarations in \`crates/groggy/src/algorithms\` by \`npm run generate\`; do not edit.
 */
`

/**
 * The sources by path relative to the root.
 *
 * @param {Algorithm[]} algorithms
 * @returns {Record<string, string>}
 */
export function typescript(algorithms) {
  const files = {
    types: types(algorithms),
    declarations: declarations(algorithms),
    methods: methods(algorithms),
  }
  return Object.fromEntries(
    Object.entries(files).map(([name, source]) => {
      const file = `packages/groggy/src/algorithms/${name}.ts`
      return [file, formatted(file, source)]
    }),
  )
}

/** @param {Algorithm[]} algorithms */
function types(algorithms) {
  const results = new Map(
    algorithms.flatMap(({ result }) => (result.parts ? [[result.name ?? '', result]] : [])),
  )
  const using = new Map([...results.keys()].map(name => [name, users(algorithms, name)]))
  return `${head('What the algorithms take and give.')}
import type { Column } from '../attributes/column.js'
import type { TaskOptions } from '../runtime/offload.js'
import type { Direction, Weight } from './arguments.js'
import type { Origin } from './origin.js'

${algorithms.map(options).join('\n')}
${[...results.values()].map(result => (result.assigned ? assignable(result, using.get(result.name ?? '')) : plain(result))).join('\n')}`
}

/**
 * @param {Algorithm[]} algorithms
 * @param {string} result - its name.
 */
function users(algorithms, result) {
  return algorithms.filter(algorithm => algorithm.result.name === result)
}

/** @param {Algorithm} algorithm */
function options({ name, options }) {
  const fields = options.map(field => {
    const doc = [...new Set([field.doc, field.range ? `In ${field.range}.` : '', byDefault(field)])].filter(
      Boolean,
    )
    return `${comment(doc.join(' '))}readonly ${field.name}?: ${TYPES[field.kind]} | undefined`
  })
  return `/** Options of \`${name}\`. */
export interface ${optionsType(name)} extends TaskOptions {
${fields.join('\n')}
}
`
}

/** @param {Field} field */
function byDefault({ kind, default: value }) {
  if (kind === 'Limit') return 'Default: no limit.'
  if (kind === 'Direction') return `Default \`${value}\`; undirected graphs have no other.`
  if (kind === 'Weight' || kind === 'PerNode' || value === null) return ''
  return `Default ${value}.`
}

/** @param {Result} result */
function plain({ name, doc, parts = [] }) {
  return `${comment(`${doc} All of it is yours to keep.`)}export interface ${name} {
${parts.map(part => `${comment(part.doc)}readonly ${part.name}: ${typeOf(part)}`).join('\n')}
}
`
}

/**
 * What makes a plain result of a native one.
 *
 * @param {Result} result
 */
function converter({ name, parts = [] }) {
  return `function to${name}(result: unknown): ${name} {
  const [${names(parts)}] = result as [${parts.map(typeOf).join(', ')}]
  return { ${names(parts)} }
}
`
}

/**
 * @param {Result} result
 * @param {Algorithm[]} [givers]
 */
function assignable({ name, doc, parts = [], assigned }, givers = []) {
  const column = parts.find(part => part.name === assigned)
  const [giver] = givers
  if (column === undefined || giver === undefined) throw new Error(`${name} has no part ${assigned}`)
  return `${comment(`${doc} All of it is yours to keep.`)}export class ${name} {
${parts.map(part => `${comment(part.doc)}readonly ${part.name}: ${typeOf(part)}`).join('\n')}
readonly #origin: Origin

/** @internal */
constructor(result: unknown, origin: Origin) {
  const [${names(parts)}] = result as [${parts.map(typeOf).join(', ')}]
  ${parts.map(part => `this.${part.name} = ${part.name}`).join('\n')}
  this.#origin = origin
}

/**
 * Writes \`${assigned}\` to a node column of the graph they came from.
 *
 * Cost: O(nodes), one crossing, a copy. Ids newer than the result get no value.
 *
 * @param column - the column, or its name; a new one is ${COLUMNS[column.element]}.
 * @throws {InvalidArgumentError} when the graph was compacted since, or is not known.
 * @throws {TypeMismatchError} when the column exists with a type that the values do not fit.
 * @example
 * \`\`\`ts
 * const result = await g.${call(giver)}
 * result.assignTo('${assigned}')
 * \`\`\`
 */
assignTo(column: string | Column): void {
  this.#origin.assignTo(column, this.${assigned})
}
}
`
}

/** @param {Algorithm[]} algorithms */
function declarations(algorithms) {
  const structs = new Map(
    algorithms.flatMap(({ result }) => (result.parts ? [[result.name ?? '', result]] : [])),
  )
  const imported = [...structs].map(([name, { assigned }]) => (assigned ? name : `type ${name}`))
  const converters = [...structs.values()].filter(({ assigned }) => !assigned).map(converter)
  const given = algorithms.flatMap(({ arguments: given, options }) =>
    [...given, ...options].map(({ kind }) => READERS[kind]),
  )
  return `${head('How the arguments and results of the algorithms cross.')}
import { type Declaration, declare, ${[...new Set(given)].sort().join(', ')} } from './declare.js'
import { ${imported.sort(byName).join(', ')} } from './types.js'

${[...algorithms.map(declaration), ...converters].join('\n')}`
}

/** @param {Algorithm} algorithm */
function declaration({ name, arguments: given, options, result }) {
  const readers = (/** @type {Field[]} */ fields) =>
    `{ ${fields.map(field => (field.name === READERS[field.kind] ? field.name : `${field.name}: ${READERS[field.kind]}`)).join(', ')} }`
  return `export const ${name}: Declaration<${resultType(result)}> = declare('${name}', ${readers(given)}, ${readers(options)}, ${finish(result)})
`
}

/** @param {Result} result */
function finish({ name, assigned, bare, optional, nothing }) {
  if (nothing) return '() => undefined'
  if (bare !== undefined) return `result => result as ${typeOf(bare)}`
  const value = assigned ? `new ${name}(result, origin)` : `to${name}(result)`
  const body = optional ? `result === undefined ? undefined : ${value}` : value
  return `${assigned ? '(result, origin)' : 'result'} => ${body}`
}

/** @param {Algorithm[]} algorithms */
function methods(algorithms) {
  const results = algorithms.flatMap(({ result }) => result.name ?? [])
  const named = [...algorithms.map(({ name }) => optionsType(name)), ...results]
  return `${head('The algorithms as methods of `Graph` and `Snapshot`.')}
import type { Schema } from '../schema/schema.js'
import type { Views } from '../views/views.js'
import * as declared from './declarations.js'
import { Runner, runDeclared, startDeclared } from './runner.js'
import type { ${[...new Set(named)].sort().join(', ')} } from './types.js'

/**
 * The algorithms that {@link Graph} and {@link Snapshot} share.
 *
 * Each runs on a snapshot taken at the call: later changes to the graph are not seen and need not wait. The plain name
 * promises its result and leaves the event loop when the work is worth it; the twin that ends in \`Sync\` blocks until
 * the result is there. Blocking twins check \`signal\` before they start and do not call \`onProgress\`; \`offload\` has no
 * meaning for them.
 */
export abstract class Algorithms<N extends Schema, E extends Schema> extends Runner<N, E> {
  /** @internal An implied constructor would spread its arguments, through what Array.prototype holds. */
  constructor(views: Views, graph: WeakRef<Views> | undefined) {
    super(views, graph)
  }

${algorithms.map(method).join('\n')}
}
`
}

/** @param {Algorithm} algorithm */
function method(algorithm) {
  const { name, doc, arguments: given, options, result } = algorithm
  const type = resultType(result)
  const signature = [
    ...given.map(field => `${field.name}: ${TYPES[field.kind]}`),
    `options: ${optionsType(name)} = {}`,
  ].join(', ')
  const pass = `this, declared.${name}, [${names(given)}], options`
  const asFor = [
    ...given.map(field => `@param ${field.name} - ${lower(field.doc)}`),
    `@param options - as for {@link ${name}}.`,
  ]
  const about = [
    doc.summary,
    ...doc.details,
    `Cost: ${doc.cost} One crossing. Leaves the event loop when the policy says so.`,
    `Method: ${doc.method}`,
    [
      ...given.map(field => `@param ${field.name} - ${lower(field.doc)}`),
      ...options.map(
        field =>
          `@param options.${field.name} - ${lower([field.doc, byDefault(field)].filter(Boolean).join(' '))}`,
      ),
      ...(options.length === 0 ? [`@param options - see {@link ${optionsType(name)}}.`] : []),
      `@returns ${returned(algorithm)}`,
      ...thrown(algorithm),
      `@example\n\`\`\`ts\n${example(algorithm)}\n\`\`\``,
    ],
  ]
  const twin = [
    `As {@link ${name}}, blocking until the result is there.`,
    `Cost: as {@link ${name}}, on the event loop and on the threads of the pool; one crossing.`,
    [
      ...asFor,
      `@returns as {@link ${name}} resolves.`,
      `@throws as {@link ${name}} rejects.`,
      `@example\n\`\`\`ts\n${syncExample(algorithm)}\n\`\`\``,
    ],
  ]
  return `${block(about)}${name}(${signature}): Promise<${type}> {
  return startDeclared(${pass})
}

${block(twin)}${name}Sync(${signature}): ${type} {
  ${type === 'void' ? '' : 'return '}runDeclared(${pass})
}
`
}

/** @param {Algorithm} algorithm */
function returned({ doc, result }) {
  const returns = doc.returns ?? lower(result.doc ?? '')
  return result.nothing ? returns : `${returns} Yours to keep.`
}

/** @param {Algorithm} algorithm */
function thrown({ doc }) {
  const told = doc.errors.filter(({ kind }) => kind !== 'Cancelled')
  return [
    ...told.map(({ kind, when }) => `@throws {${kind}Error} ${when || 'when memory is refused'}.`),
    '@throws {ClosedError} after close.',
  ]
}

/** @param {Algorithm} algorithm */
function example(algorithm) {
  const { parts, optional, nothing } = algorithm.result
  if (nothing) return `await ${graph(algorithm)}.${call(algorithm)}`
  const names =
    optional || parts === undefined
      ? 'result'
      : `{ ${parts
          .slice(0, 2)
          .map(part => part.name)
          .join(', ')} }`
  return `const ${names} = await ${graph(algorithm)}.${call(algorithm)}`
}

/** @param {Algorithm} algorithm */
function syncExample(algorithm) {
  const { parts = [], optional } = algorithm.result
  const [first] = parts
  const then = first === undefined ? '' : `${optional ? '?.' : '.'}${first.name}`
  return `${graph(algorithm)}.${call(algorithm, 'Sync')}${then}`
}

/** @param {Algorithm} algorithm */
function graph({ requires }) {
  return requires === 'Acyclic' ? 'dag' : 'g'
}

/**
 * A call with a value for each argument, of those that examples know.
 *
 * @param {Algorithm} algorithm
 * @param {string} [suffix]
 */
function call({ name, arguments: given }, suffix = '') {
  const people = ['alice', 'carol']
  const values = given.map(field => {
    const value = field.kind === 'Node' ? people.shift() : field.example
    if (value == null) throw new Error(`${name}: expected an example of ${field.name}, as in \`= 2\``)
    return value
  })
  return `${name}${suffix}(${values.join(', ')})`
}

/** @param {string} name - of an algorithm. */
function optionsType(name) {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}Options`
}

/** @param {Result} result */
function resultType({ name, bare, optional, nothing }) {
  if (nothing) return 'void'
  const type = bare === undefined ? name : typeOf(bare)
  return optional ? `${type} | undefined` : `${type}`
}

/** @param {Part} part */
function typeOf({ kind, element }) {
  if (kind !== 'Value') return ARRAYS[element]
  return element === 'Flag' ? 'boolean' : 'number'
}

/**
 * Compares imported names, whether they are types or values.
 *
 * @param {string} a
 * @param {string} b
 */
function byName(a, b) {
  return a.replace('type ', '') < b.replace('type ', '') ? -1 : 1
}

/** @param {{ name: string }[]} list */
function names(list) {
  return list.map(({ name }) => name).join(', ')
}

/** @param {string} text */
function lower(text) {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}

/**
 * A documentation comment of one paragraph, on one line if it fits.
 *
 * @param {string} text
 */
function comment(text) {
  return text.length < 100 ? `/** ${text} */\n` : block([text])
}

/**
 * A documentation comment: paragraphs, and tags that follow one another.
 *
 * @param {(string | string[])[]} paragraphs
 */
function block(paragraphs) {
  const lines = paragraphs.flatMap((paragraph, index) => {
    const text =
      typeof paragraph === 'string' ? wrapped(paragraph) : paragraph.flatMap(tag => wrapped(tag, '  '))
    return index === 0 ? text : ['', ...text]
  })
  return `/**\n${lines.map(line => ` * ${line}`.trimEnd()).join('\n')}\n */\n`
}

/**
 * @param {string} text
 * @param {string} [indent] - of all lines but the first.
 */
function wrapped(text, indent = '') {
  if (text.startsWith('@example')) return text.split('\n')
  const lines = ['']
  for (const word of text.split(/\s+/)) {
    const last = lines[lines.length - 1] ?? ''
    if (last !== '' && `${last} ${word}`.length > 106) lines.push(indent + word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines
}

/**
 * @param {string} file - its path, which tells the language.
 * @param {string} source
 */
export function formatted(file, source) {
  const biome = inRoot('node_modules', '@biomejs', 'biome', 'bin', 'biome')
  return execFileSync(process.execPath, [biome, 'format', `--stdin-file-path=${file}`], {
    cwd: inRoot(),
    encoding: 'utf8',
    input: source,
  })
}
