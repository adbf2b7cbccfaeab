/** The Rust grammar of tree-sitter, loaded once. */

import { createRequire } from 'node:module'
import type { Language, Parser, Tree } from '@vscode/tree-sitter-wasm'

interface TreeSitter {
  readonly Parser: typeof Parser
  readonly Language: typeof Language
}

const require = createRequire(import.meta.url)
let loaded: Promise<Parser> | undefined

/** Parses a Rust file; what does not parse is an `ERROR` node, never an exception. `delete()` the tree after use. */
export async function parseRust(source: string): Promise<Tree> {
  loaded ??= loadParser()
  const tree = (await loaded).parse(source)
  if (tree === null) throw new Error('the Rust parser gave nothing')
  return tree
}

async function loadParser(): Promise<Parser> {
  const treeSitter: TreeSitter = require('@vscode/tree-sitter-wasm')
  await treeSitter.Parser.init()
  const grammar = require.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-rust.wasm')
  const rust = await treeSitter.Language.load(grammar)
  const made = new treeSitter.Parser()
  made.setLanguage(rust)
  return made
}
