/** What a package offers: its exports with their members, each with its types as text. */

import type * as Ast from '@babel/types'
import { commentOf, type Declaration, type Declarations } from './declarations.js'

/** A member of a class or interface, or an exported function itself. */
export interface Member {
  /** `addNodes`, `[Symbol.dispose]`, `constructor`. */
  readonly name: string
  readonly kind: 'method' | 'getter' | 'property' | 'constructor' | 'function'
  readonly isStatic: boolean
  /** The class or interface whose declaration holds it, which a subclass inherits from. */
  readonly declaredBy: string
  /** One per overload. */
  readonly signatures: readonly string[]
  /** The comments of its overloads. */
  readonly comments: readonly string[]
  /** Names of the parameters of each overload. */
  readonly parameters: readonly (readonly string[])[]
  /** Result types as text. */
  readonly results: readonly string[]
}

/** An export. */
export interface ExportedItem {
  readonly name: string
  readonly kind: 'class' | 'interface' | 'function' | 'type' | 'value'
  /** What is not a member: type parameters, ancestors, the type of a value. */
  readonly signature: string
  readonly comment: string
  /** Exported by `export type`: not there at run time. */
  readonly typeOnly: boolean
  readonly members: readonly Member[]
}

/** The exports of a declaration file, by name. */
export function surfaceOf(declarations: Declarations, file: string): readonly ExportedItem[] {
  return [...declarations.exportsOf(file).values()]
    .map(one => itemOf(declarations, one))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function itemOf(declarations: Declarations, declaration: Declaration): ExportedItem {
  const { name, node, comment, file, typeOnly = false } = declaration
  const text = (part: Ast.Node) => oneLine(file.source, part)
  switch (node.type) {
    case 'ClassDeclaration':
    case 'TSInterfaceDeclaration': {
      const isClass = node.type === 'ClassDeclaration'
      const signature = clean(file.source, node.start ?? 0, node.body.start ?? 0)
      const members = membersOf(declarations, declaration)
      return { name, kind: isClass ? 'class' : 'interface', signature, comment, typeOnly, members }
    }
    case 'TSDeclareFunction': {
      const overloads = file.body.flatMap(statement => {
        const inner = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
        return isFunctionNamed(inner, node.id?.name) ? [{ node: inner, comment: commentOf(statement) }] : []
      })
      const member: Member = {
        name,
        kind: 'function',
        isStatic: false,
        declaredBy: '',
        signatures: overloads.map(one => text(one.node)),
        comments: overloads.map(one => one.comment),
        parameters: overloads.map(one => one.node.params.map(parameterName)),
        results: overloads.map(one => resultOf(file.source, one.node.returnType)),
      }
      return { name, kind: 'function', signature: '', comment, typeOnly, members: [member] }
    }
    case 'TSTypeAliasDeclaration':
    case 'TSEnumDeclaration':
      return { name, kind: 'type', signature: text(node), comment, typeOnly, members: [] }
    default:
      return { name, kind: 'value', signature: text(node), comment, typeOnly, members: [] }
  }
}

function isFunctionNamed(node: Ast.Node | null | undefined, name?: string): node is Ast.TSDeclareFunction {
  return node?.type === 'TSDeclareFunction' && node.id?.name === name
}

/** Own members, then those of the ancestors within the package that it does not override. */
function membersOf(
  declarations: Declarations,
  { node, file, name: outerName }: Declaration,
): readonly Member[] {
  if (node.type !== 'ClassDeclaration' && node.type !== 'TSInterfaceDeclaration') return []
  const declaredBy = node.id?.name ?? outerName
  const found = new Map<string, Member>()
  for (const part of node.body.body) {
    const member = memberOf(part, file.source, declaredBy)
    if (member === undefined) continue
    const key = `${member.isStatic ? 'static ' : ''}${member.name}`
    const before = found.get(key)
    found.set(key, before === undefined ? member : joined(before, member))
  }
  for (const ancestor of ancestors(node)) {
    const declaration = declarations.find(file.path, ancestor)
    if (declaration === undefined) continue
    for (const member of membersOf(declarations, declaration)) {
      const key = `${member.isStatic ? 'static ' : ''}${member.name}`
      if (!found.has(key)) found.set(key, member)
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

function ancestors(node: Ast.ClassDeclaration | Ast.TSInterfaceDeclaration): string[] {
  if (node.type === 'ClassDeclaration')
    return node.superClass?.type === 'Identifier' ? [node.superClass.name] : []
  return (node.extends ?? []).flatMap(one => {
    return one.expression.type === 'Identifier' ? [one.expression.name] : []
  })
}

type Part = Ast.ClassBody['body'][number] | Ast.TSInterfaceBody['body'][number]

function memberOf(part: Part, source: string, declaredBy: string): Member | undefined {
  const base = { declaredBy, comments: [commentOf(part)], signatures: [oneLine(source, part)] }
  switch (part.type) {
    case 'TSDeclareMethod':
      if (part.accessibility === 'private') return undefined
      return {
        ...base,
        name: keyName(part, source),
        isStatic: part.static === true,
        kind: part.kind === 'constructor' ? 'constructor' : part.kind === 'method' ? 'method' : 'getter',
        parameters: part.kind === 'set' ? [] : [part.params.map(parameterName)],
        results: [resultOf(source, part.returnType)],
      }
    case 'ClassProperty':
      if (part.accessibility === 'private') return undefined
      return {
        ...base,
        name: keyName(part, source),
        isStatic: part.static,
        kind: 'property',
        parameters: [],
        results: [resultOf(source, part.typeAnnotation)],
      }
    case 'TSMethodSignature':
      return {
        ...base,
        name: keyName(part, source),
        isStatic: false,
        kind: part.kind === 'method' ? 'method' : 'getter',
        parameters: part.kind === 'set' ? [] : [parametersOf(part).map(parameterName)],
        results: [resultOf(source, 'typeAnnotation' in part ? part.typeAnnotation : undefined)],
      }
    case 'TSPropertySignature':
      return {
        ...base,
        name: keyName(part, source),
        isStatic: false,
        kind: 'property',
        parameters: [],
        results: [resultOf(source, part.typeAnnotation)],
      }
    default:
      return undefined
  }
}

function parametersOf(node: Ast.TSMethodSignature): readonly Ast.Node[] {
  return 'parameters' in node ? node.parameters : []
}

function joined(a: Member, b: Member): Member {
  return {
    ...a,
    signatures: [...a.signatures, ...b.signatures],
    comments: [...a.comments, ...b.comments],
    parameters: [...a.parameters, ...b.parameters],
    results: [...a.results, ...b.results],
  }
}

function keyName(part: { key: Ast.Node; computed?: boolean | null }, source: string): string {
  const text = source.slice(part.key.start ?? 0, part.key.end ?? 0)
  return part.computed === true ? `[${text}]` : text
}

function parameterName(node: Ast.Node): string {
  if (node.type === 'Identifier') return node.name
  if (node.type === 'RestElement') return parameterName(node.argument)
  if (node.type === 'AssignmentPattern') return parameterName(node.left)
  return 'options'
}

function resultOf(source: string, annotation: Ast.Node | null | undefined): string {
  return annotation == null ? 'void' : oneLine(source, annotation).replace(/^:\s*/, '')
}

function oneLine(source: string, node: Ast.Node): string {
  return clean(source, node.start ?? 0, node.end ?? 0)
}

/** Source text without comments and needless white space, so that only a change of types changes it. */
function clean(source: string, start: number, end: number): string {
  return source
    .slice(start, end)
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
    .replace(/\s+/g, ' ')
    .replace(/;$/, '')
    .trim()
}
