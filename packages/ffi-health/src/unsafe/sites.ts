/** Finds every place in a Rust file where the compiler trusts the author. */

import type { Node } from '@vscode/tree-sitter-wasm'
import { justification } from './justification.js'
import { parseRust } from './rust-parser.js'

/** What is trusted there. */
export type UnsafeKind =
  | 'block'
  | 'fn'
  | 'impl'
  | 'trait'
  | 'extern block'
  | 'extern fn'
  | 'attribute'
  | 'in macro'

/** One place. */
export interface UnsafeSite {
  /** Relative to the project, with `/`. */
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly kind: UnsafeKind
  /** The items around it, as `Segment::grow`. */
  readonly item: string
  /** A block's text, an item's text before its body, with white space made single. */
  readonly text: string
  /** Why it is sound, in the author's words. */
  readonly safety?: string
  /** Nothing has to be justified: a safe function with a foreign calling convention. */
  readonly safe: boolean
  /** In test code. */
  readonly inTests: boolean
}

/** What a file holds that the table needs. */
export interface RustFile {
  readonly file: string
  readonly sites: readonly UnsafeSite[]
  /** It has tests of its own. */
  readonly hasTests: boolean
  /** Names of items that it declares at its top or in an `impl`. */
  readonly declares: readonly string[]
  /** Every identifier in it. */
  readonly mentions: ReadonlySet<string>
}

/** Reads a Rust file. */
export async function readRustFile(file: string, source: string): Promise<RustFile> {
  const tree = await parseRust(source)
  try {
    const root = tree.rootNode
    const lines = source.split('\n')
    const sites: UnsafeSite[] = []
    const declares: string[] = []
    const mentions = new Set<string>()
    let hasTests = false
    const visit = (node: Node, item: readonly string[], inTests: boolean) => {
      const kind = kindOf(node)
      const named = itemName(node)
      const testsHere = inTests || isTestItem(node)
      if (testsHere) hasTests = true
      if (named !== undefined && !testsHere && item.length < 2) declares.push(named)
      if (isIdentifier(node)) mentions.add(node.text)
      const within = named === undefined ? item : [...item, named]
      if (kind !== undefined) {
        const safety = justification(node, lines)
        const owner = kind === 'fn' || kind === 'trait' || kind === 'extern fn' ? within : item
        sites.push({
          file,
          line: node.startPosition.row + 1,
          kind,
          item: owner.join('::') || '(file)',
          text: signature(node),
          ...(safety !== undefined && { safety }),
          safe: kind === 'extern fn',
          inTests: testsHere,
        })
      }
      for (const child of childrenOf(node)) visit(child, within, testsHere)
    }
    visit(root, [], isTestFile(file))
    return { file, sites, hasTests, declares, mentions }
  } finally {
    tree.delete()
  }
}

function signature(node: Node): string {
  const body = node.type === 'unsafe_block' ? null : node.childForFieldName('body')
  const text = body === null ? node.text : node.text.slice(0, body.startIndex - node.startIndex)
  return text.replace(/\s+/g, ' ').trim().slice(0, 400)
}

function childrenOf(node: Node): readonly Node[] {
  return node.children.filter(child => child !== null)
}

function isTestFile(file: string): boolean {
  return /(^|\/)(tests|benches)\//.test(file) || /(^|\/)tests?\.rs$/.test(file)
}

function isIdentifier(node: Node): boolean {
  return node.type === 'identifier' || node.type === 'type_identifier' || node.type === 'field_identifier'
}

function kindOf(node: Node): UnsafeKind | undefined {
  switch (node.type) {
    case 'unsafe_block':
      return 'block'
    case 'function_item':
    case 'function_signature_item':
      // Functions of an `extern` block are unsafe or safe by their block, which is listed once.
      if (node.parent?.parent?.type === 'foreign_mod_item') return undefined
      if (modifiers(node).includes('unsafe')) return 'fn'
      return modifiers(node).includes('extern') ? 'extern fn' : undefined
    case 'impl_item':
      return hasToken(node, 'unsafe') ? 'impl' : undefined
    case 'trait_item':
      return hasToken(node, 'unsafe') ? 'trait' : undefined
    case 'foreign_mod_item':
      return 'extern block'
    case 'attribute':
      return /^unsafe\b/.test(node.text) ? 'attribute' : undefined
    case 'unsafe':
      return node.parent?.type === 'token_tree' ? 'in macro' : undefined
    default:
      // The grammar has `unsafe` in a macro's body as a plain word.
      return node.type === 'identifier' && node.text === 'unsafe' && node.parent?.type === 'token_tree'
        ? 'in macro'
        : undefined
  }
}

function modifiers(node: Node): string {
  return childrenOf(node).find(child => child.type === 'function_modifiers')?.text ?? ''
}

function hasToken(node: Node, token: string): boolean {
  return childrenOf(node).some(child => child.type === token)
}

/** The name that an item gives to the path of what is in it. */
function itemName(node: Node): string | undefined {
  switch (node.type) {
    case 'impl_item': {
      const type = node.childForFieldName('type')?.text
      const trait = node.childForFieldName('trait')?.text
      return trait === undefined ? type : `<${type} as ${trait}>`
    }
    case 'function_item':
    case 'function_signature_item':
    case 'struct_item':
    case 'enum_item':
    case 'union_item':
    case 'trait_item':
    case 'mod_item':
    case 'macro_definition':
    case 'const_item':
    case 'static_item':
    case 'type_item':
      return node.childForFieldName('name')?.text
    default:
      return undefined
  }
}

/** A module or function that only tests compile. */
function isTestItem(node: Node): boolean {
  if (node.type !== 'mod_item' && node.type !== 'function_item') return false
  let before = node.previousNamedSibling
  while (before !== null && (before.type === 'attribute_item' || before.type.endsWith('comment'))) {
    if (/^#\[\s*(test|cfg\s*\(\s*(test\b|(all|any)\s*\(\s*test\b)|.*::test\b)/.test(before.text)) return true
    before = before.previousNamedSibling
  }
  return false
}
