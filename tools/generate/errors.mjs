// The kinds of errors of every layer, from conformance/errors.json.
import { execFileSync } from 'node:child_process'
import { inRoot, readJson, root } from '../run/checkout.mjs'
import { SetupError } from '../setup/setup.mjs'

/**
 * @typedef {{ code: string, typescript: string, python: string, description: string, remedy: string, retryable: boolean,
 *   details: string[], oneOf: string[], optional: string[] }} Kind
 */

const HEAD = '// Written by `npm run generate` from conformance/errors.json: change that.'

/** @returns {Record<string, string>} */
export function errors() {
  /** @type {{ fields: Record<string, string>, kinds: Kind[], cancelled: Kind }} */
  const { fields, kinds, cancelled } = readJson(inRoot('conformance', 'errors.json'))
  const used = new Set(kinds.flatMap(kind => [...kind.details, ...kind.oneOf, ...kind.optional]))
  const wrong = [...used, ...Object.keys(fields)].filter(name => !used.has(name) || !(name in fields))
  if (wrong.length > 0)
    throw new SetupError(`conformance/errors.json: explain each field, and no other: ${wrong}`)
  return {
    'crates/groggy/src/error_kind.rs': formatted(coreKinds([...kinds, cancelled])),
    'crates/groggy-host/src/errors/table.rs': formatted(hostKinds(kinds, cancelled)),
    'packages/groggy/src/errors/codes.ts': codes(kinds),
    'packages/groggy/src/errors/classes.ts': classes(kinds),
  }
}

/** @param {readonly Kind[]} kinds */
function coreKinds(kinds) {
  const variants = kinds.map(kind => `/// ${kind.description}\n${variant(kind)},`)
  const codes = kinds.map(kind => `Self::${variant(kind)} => "${kind.code}",`)
  const all = kinds.map(kind => `Self::${variant(kind)},`)
  return `${HEAD}
//! What can go wrong.

/// What went wrong, one kind per cause; every host turns a kind into its own exception type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
${variants.join('\n')}
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: &[Self] = &[${all.join(' ')}];

    /// The stable code of this kind, the same in every language.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self { ${codes.join('\n')} }
    }
}
`
}

/**
 * @param {readonly Kind[]} kinds
 * @param {Kind} cancelled
 */
function hostKinds(kinds, cancelled) {
  const row = (/** @type {Kind} */ kind) => `/// ${kind.description}
    pub static ${kind.code}: ErrorKind = ErrorKind {
        code: ${JSON.stringify(kind.code)},
        typescript: ${JSON.stringify(kind.typescript)},
        python: ${JSON.stringify(kind.python)},
        description: ${JSON.stringify(kind.description)},
        remedy: ${JSON.stringify(kind.remedy)},
        retryable: ${kind.retryable},
        details: &${JSON.stringify(kind.details)},
        one_of: &${JSON.stringify(kind.oneOf)},
        optional: &${JSON.stringify(kind.optional)},
    };`
  return `${HEAD}
//! The table of error kinds.

/// The kinds, by the name of their code.
pub mod kinds {
    use crate::errors::ErrorKind;

    ${[...kinds, cancelled].map(row).join('\n')}
}

use super::ErrorKind;

/// Every kind that a host has a class for; a cancelled call ends with the caller's own reason.
#[must_use]
pub fn table() -> &'static [&'static ErrorKind] {
    static TABLE: &[&ErrorKind] = &[${kinds.map(kind => `&kinds::${kind.code},`).join(' ')}];
    TABLE
}
`
}

/** @param {readonly Kind[]} kinds */
function codes(kinds) {
  const union = kinds.map(kind => `  | '${kind.code}'`).join('\n')
  return `${HEAD}\n\n/** The stable code of an error, the same in every language. */\nexport type ErrorCode =\n${union}\n`
}

/** @param {readonly Kind[]} kinds */
function classes(kinds) {
  const all = kinds.map(kind => {
    const names = [...kind.details, ...kind.oneOf, ...kind.optional].map(name => `\`${name}\``)
    return `/**
 * ${kind.description}
 *
 * ${kind.remedy} Details: ${names.join(', ')}.
 */
export class ${kind.typescript} extends GraphError {
  static {
    nameErrors(this, '${kind.typescript}')
  }
  constructor(operation: string, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('${kind.code}', operation, message, details, options)
  }
}
`
  })
  const rows = kinds.map(kind => `  ${kind.code}: ${kind.typescript},\n`)
  return `${HEAD}

import type { ErrorCode } from './codes.js'
import { type ErrorDetails, GraphError, nameErrors } from './graph-error.js'

${all.join('\n')}
type Subclass = new (
  operation: string,
  message: string,
  details?: ErrorDetails,
  options?: ErrorOptions,
) => GraphError

/** The class of each code. */
export const errorClasses: Readonly<Record<ErrorCode, Subclass>> = Object.freeze({
${rows.join('')}})
`
}

/** @param {Kind} kind - \`NODE_NOT_FOUND\` is \`NodeNotFound\`. */
function variant(kind) {
  return kind.code.replaceAll(/([A-Z])([A-Z]*)_?/g, (_, first, rest) => first + rest.toLowerCase())
}

/** @param {string} rust */
function formatted(rust) {
  return execFileSync('rustfmt', ['--edition', '2024'], { cwd: root, input: rust, encoding: 'utf8' })
}
