/** Reads declaration files: what a package exports, with the types and comments that the compiler wrote. */

import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from '@babel/parser'
import type * as Ast from '@babel/types'

/** A declaration with where it is. */
export interface Declaration {
  readonly name: string
  readonly node: Ast.Declaration | Ast.TSDeclareFunction
  readonly comment: string
  readonly file: DeclarationFile
  /** It was passed on by `export type`. */
  readonly typeOnly?: boolean
}

/** A parsed declaration file. */
export interface DeclarationFile {
  readonly path: string
  readonly source: string
  readonly body: readonly Ast.Statement[]
}

/** Finds declarations by following imports and exports between files, each parsed once. */
export class Declarations {
  readonly #files = new Map<string, DeclarationFile>()

  /** Every export of a file by name, those it passes on included. */
  exportsOf(file: string): ReadonlyMap<string, Declaration> {
    const found = new Map<string, Declaration>()
    this.#collect(file, found, new Set())
    return found
  }

  #collect(file: string, found: Map<string, Declaration>, seen: Set<string>): void {
    if (seen.has(file)) return
    seen.add(file)
    const parsed = this.#read(file)
    for (const statement of parsed.body) {
      if (statement.type === 'ExportAllDeclaration') {
        const target = resolve(file, statement.source.value)
        if (target === undefined) continue
        if (statement.exportKind !== 'type') {
          this.#collect(target, found, seen)
          continue
        }
        const types = new Map<string, Declaration>()
        this.#collect(target, types, new Set(seen))
        for (const [name, one] of types) {
          if (!found.has(name)) found.set(name, { ...one, typeOnly: true })
        }
      } else if (statement.type === 'ExportNamedDeclaration') {
        if (statement.declaration != null) {
          for (const one of declared(statement.declaration, commentOf(statement), parsed))
            found.set(one.name, one)
        }
        for (const specifier of statement.specifiers) {
          if (specifier.type !== 'ExportSpecifier') continue
          const name = textOf(specifier.exported)
          const target = statement.source == null ? file : resolve(file, statement.source.value)
          const one = target === undefined ? undefined : this.find(target, specifier.local.name)
          const typeOnly = statement.exportKind === 'type' || specifier.exportKind === 'type'
          if (one !== undefined) found.set(name, { ...one, name, typeOnly })
        }
      } else if (statement.type === 'ExportDefaultDeclaration') {
        const { declaration } = statement
        const one =
          declaration.type === 'Identifier'
            ? this.find(file, declaration.name)
            : declaration.type === 'TSDeclareFunction' || declaration.type === 'ClassDeclaration'
              ? { name: 'default', node: declaration, comment: commentOf(statement), file: parsed }
              : undefined
        if (one !== undefined) found.set('default', { ...one, name: 'default' })
      }
    }
  }

  /** The declaration that a name stands for in a file, through its imports. */
  find(file: string, name: string): Declaration | undefined {
    const parsed = this.#read(file)
    for (const statement of parsed.body) {
      const inner = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
      const own =
        inner == null
          ? undefined
          : declared(inner, commentOf(statement), parsed).find(one => one.name === name)
      if (own !== undefined) return own
      if (statement.type === 'ImportDeclaration') {
        for (const specifier of statement.specifiers) {
          if (specifier.local.name !== name) continue
          const target = resolve(file, statement.source.value)
          const outer = specifier.type === 'ImportSpecifier' ? textOf(specifier.imported) : 'default'
          return target === undefined ? undefined : this.exportsOf(target).get(outer)
        }
      }
    }
    return this.exportsWithout(file).get(name)
  }

  /** Names that a file only passes on; not followed for files that import each other. */
  exportsWithout(file: string): ReadonlyMap<string, Declaration> {
    const found = new Map<string, Declaration>()
    for (const statement of this.#read(file).body) {
      if (statement.type !== 'ExportNamedDeclaration' || statement.source == null) continue
      const target = resolve(file, statement.source.value)
      for (const specifier of statement.specifiers) {
        if (specifier.type !== 'ExportSpecifier' || target === undefined || target === file) continue
        const one = this.find(target, specifier.local.name)
        if (one !== undefined) found.set(textOf(specifier.exported), one)
      }
    }
    return found
  }

  #read(file: string): DeclarationFile {
    const known = this.#files.get(file)
    if (known !== undefined) return known
    const source = readFileSync(file, 'utf8')
    const { program } = parse(source, {
      sourceType: 'module',
      sourceFilename: file,
      plugins: [['typescript', { dts: true }]],
    })
    const parsed = { path: file, source, body: program.body }
    this.#files.set(file, parsed)
    return parsed
  }
}

/** The declarations that a statement makes. */
function declared(node: Ast.Node, comment: string, file: DeclarationFile): Declaration[] {
  switch (node.type) {
    case 'ClassDeclaration':
    case 'TSDeclareFunction':
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSEnumDeclaration':
      return node.id == null ? [] : [{ name: node.id.name, node, comment, file }]
    case 'VariableDeclaration':
      return node.declarations.flatMap(({ id }) =>
        id.type === 'Identifier' ? [{ name: id.name, node, comment, file }] : [],
      )
    default:
      return []
  }
}

/** The documentation comment directly above a node, without its stars. */
export function commentOf(node: Ast.Node): string {
  const comment = node.leadingComments
    ?.filter(({ type, value }) => type === 'CommentBlock' && value.startsWith('*'))
    .at(-1)
  return comment === undefined ? '' : comment.value
}

function textOf(name: Ast.Identifier | Ast.StringLiteral): string {
  return name.type === 'Identifier' ? name.name : name.value
}

/** The declaration file of an import between files of a package; other packages are not followed. */
function resolve(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  const base = path.resolve(path.dirname(from), specifier)
  const candidates = [
    base.replace(/\.([cm]?)js$/, '.d.$1ts'),
    `${base}.d.ts`,
    path.join(base, 'index.d.ts'),
    base,
  ]
  return candidates.find(candidate => /\.[cm]?ts$/.test(candidate) && existsSync(candidate))
}
