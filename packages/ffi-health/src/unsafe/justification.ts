/** Finds the words with which an author says why an `unsafe` is sound, where rustc's own lints look for them. */

import type { Node } from '@vscode/tree-sitter-wasm'

/** Statements and items end the search: a comment above them speaks for what they hold. */
const wholes = /_statement$|_item$|^let_declaration$|^field_initializer$|^match_arm$|^attribute_item$/

/**
 * The text after `SAFETY:` in the comment above the node, above the statement or item that holds it, beside it, or
 * first inside it; for functions and traits, the section `# Safety` of their documentation. A method of the
 * implementation of a trait is covered by what is said there.
 */
export function justification(node: Node, lines: readonly string[]): string | undefined {
  const inside = firstInside(node)
  if (inside !== undefined) return inside
  for (let at: Node | null = node; at !== null; at = at.parent) {
    const found = above(at, lines)
    if (found !== undefined) return found
    if (wholes.test(at.type) && !(at.id === node.id && isMethodOfTrait(at))) {
      return undefined
    }
  }
  return undefined
}

function isMethodOfTrait({ parent }: Node): boolean {
  const implementation = parent?.parent
  return implementation?.type === 'impl_item' && implementation.childForFieldName('trait') !== null
}

/** What the comment lines directly above a node's first line say, attributes between them left out. */
function above(node: Node, lines: readonly string[]): string | undefined {
  const row = node.startPosition.row
  const words: string[] = []
  const beside = lines[row]?.slice(0, node.startPosition.column).match(/\/\*(.*)\*\/\s*$/)?.[1]
  if (beside !== undefined) words.push(beside)
  for (let at = row - 1; at >= 0; at--) {
    const line = lines[at]?.trim() ?? ''
    if (/^(\/\/|\/\*|\*)/.test(line)) words.unshift(line.replace(/^(\/\/[/!]?|\/\*+|\*+\/?)\s?|\*\/$/g, ''))
    else if (!/^#!?\[.*\]$/.test(line)) break
  }
  return safetyIn(words)
}

/** What the comment says that is the first thing in a block or list. */
function firstInside(node: Node): string | undefined {
  const body =
    node.childForFieldName('body') ?? node.namedChildren.find(child => child?.type === 'block') ?? null
  if (node.type !== 'unsafe_block' && node.type !== 'foreign_mod_item') return undefined
  const words: string[] = []
  for (const child of body?.namedChildren ?? []) {
    if (child === null || !child.type.endsWith('comment')) break
    words.push(child.text.replace(/^\/\/[/!]?\s?|^\/\*+|\*\/$/g, ''))
  }
  return safetyIn(words)
}

function safetyIn(words: readonly string[]): string | undefined {
  const start = words.findIndex(line => /^\s*#+\s*Safety\b|\bSAFETY\s*:/i.test(line))
  if (start < 0) return undefined
  const [first = '', ...rest] = words.slice(start)
  const heading = /^\s*#/.test(first)
  const end = rest.findIndex(line => heading && /^\s*#+\s/.test(line))
  const said = [
    first.replace(/^\s*#+\s*Safety\b|^.*?\bSAFETY\s*:/i, ''),
    ...(end < 0 ? rest : rest.slice(0, end)),
  ]
  const text = said.join(' ').replace(/\s+/g, ' ').trim()
  return text === '' ? undefined : text
}
