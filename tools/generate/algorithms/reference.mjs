// The reference page of the declared algorithms.

/** @typedef {import('./declarations.mjs').Algorithm} Algorithm */
/** @typedef {import('./declarations.mjs').Field} Field */
/** @typedef {import('./declarations.mjs').Part} Part */

/**
 * @param {Algorithm[]} algorithms
 * @returns {string}
 */
export function reference(algorithms) {
  const families = grouped(algorithms)
  const contents = [...families].map(
    ([family, members]) =>
      `- ${capital(family)}: ${members.map(({ name }) => `[${name}](#${name.toLowerCase()})`).join(', ')}`,
  )
  const sections = [...families].map(
    ([family, members]) => `## ${capital(family)}\n\n${members.map(section).join('\n')}`,
  )
  return `<!-- Generated from the declarations in crates/groggy/src/algorithms by \`npm run generate\`; do not edit. -->

# Algorithms

Methods of \`Graph\` and \`Snapshot\`. Each returns a promise and leaves the event loop when that pays; its twin that ends
in \`Sync\` blocks. Every options object also takes \`signal\`, \`onProgress\` and \`offload\`. Results are yours to keep.

${contents.join('\n')}

${sections.join('\n')}`
}

/** @param {Algorithm[]} algorithms */
function grouped(algorithms) {
  /** @type {Map<string, Algorithm[]>} */
  const families = new Map()
  for (const algorithm of algorithms) {
    families.set(algorithm.family, [...(families.get(algorithm.family) ?? []), algorithm])
  }
  return families
}

/** @param {Algorithm} algorithm */
function section({ name, doc, arguments: given, options, result, requires }) {
  const signature = [...given.map(field => field.name), ...(options.length > 0 ? ['options'] : [])].join(', ')
  const parts = result.parts ?? []
  const returns = doc.returns ?? `${result.doc ?? ''}`
  return [
    `### ${name}`,
    `\`${name}(${signature})\``,
    doc.summary,
    ...doc.details,
    ...(requires === 'Acyclic' ? ['The graph must not have a cycle.'] : []),
    ...(given.length + options.length > 0
      ? [table(['argument', 'default', 'meaning'], [...given, ...options].map(row))]
      : []),
    `Returns ${lower(returns)}${result.optional && doc.returns === undefined ? ' `undefined` when there is none.' : ''}`,
    ...(parts.length > 0
      ? [
          table(
            ['field', 'meaning'],
            parts.map(part => [`\`${part.name}\``, part.doc]),
          ),
        ]
      : []),
    `Cost: ${doc.cost}`,
    `Method: ${doc.method}`,
    `Errors: ${doc.errors.map(({ kind, when }) => `\`${kind}\` ${when}`.trim()).join('; ')}.`,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
}

/** @param {Field} field */
function row({ name, doc, kind, range, default: value }) {
  const plain = value !== null && ['Number', 'Whole', 'Direction'].includes(kind) ? value : ''
  return [`\`${name}\``, plain, range === null ? doc : `${doc} In ${range}.`]
}

/**
 * @param {string[]} head
 * @param {string[][]} rows
 */
function table(head, rows) {
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** @param {string} text */
function lower(text) {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
