/** Whether a public method tells its callers all that they need to know. */

import { parse as parseComment } from 'comment-parser'
import { parseExample } from './example-module.js'
import type { ExportedItem, Member } from './surface.js'

/** What can be missing. */
export type Missing =
  | 'description'
  | 'parameters'
  | 'result'
  | 'cost'
  | 'memory behaviour'
  | 'errors'
  | 'example'

/** What is missing, with the names of parameters. */
export interface Gap {
  readonly what: Missing
  readonly detail?: string
}

const noResult = /^(void|Promise<void>|this|asserts .*|undefined|never)$/
/** Values that both sides hold for themselves. */
const plainType = /^(number|string|boolean|bigint|undefined|null|void|never|this|symbol)$/
/** A first sentence that says what is given, as `How many edges a node has.` */
const resultSentence = /^\s*(whether|how (many|much|long|often)|the|an?|every|all|which|what|ids?)\b/i
const costWords = /\bcosts?\s*:|\bO\(|@cost\b|\bcosts? (what|as much|nothing|one|a )/i
const memoryWords =
  /\b(cop(y|ies|ied)|views?|alias(es)?|in place|yours to keep|never kept|is kept|keeps|owns?|owned|memory|allocat\w*|frees?|freed|releas\w*|reference)\b/i
const errorWords = /@throws\b|\b(never|does not|cannot) (throws?|fails?)\b/i

/**
 * What the documentation of a member leaves out. Documentation of one overload counts for all.
 *
 * The sentence that says what a getter is also says what it gives; a method without parameters has none to
 * describe; memory has to be spoken of only where more than plain values cross. An example counts when it is the
 * member's own, or when one of its class calls it.
 */
export function gapsOf(member: Member, owner: ExportedItem): Gap[] {
  const text = withReferences(member, owner).join('\n')
  const tags = parseComment(`/**\n${text.replaceAll('*/', '')}\n*/`, { spacing: 'preserve' }).flatMap(
    block => block.tags,
  )
  const has = (tag: string) => tags.some(one => one.tag === tag)
  const gaps: Gap[] = []
  const need = (met: boolean, what: Missing, detail?: string) => {
    if (!met) gaps.push(detail === undefined ? { what } : { what, detail })
  }
  if (member.comments.join('').trim() === '') return [{ what: 'description' }]
  if (has('inheritdoc') || has('internal')) return []
  const callable = member.kind !== 'getter' && member.kind !== 'property'
  if (!callable) return gaps
  const named = new Set(
    tags.filter(({ tag }) => tag === 'param').map(({ name }) => name.split('.')[0] ?? name),
  )
  const silent = silentParameters(member, named)
  need(silent.length === 0, 'parameters', silent.join(', '))
  const gives = member.results.some(result => !noResult.test(result)) && member.kind !== 'constructor'
  need(!gives || has('returns') || has('return') || resultSentence.test(text), 'result')
  need(costWords.test(text), 'cost')
  const plain = member.signatures.every(signature => plainSignature(signature, member))
  need(plain || memoryWords.test(text), 'memory behaviour')
  need(errorWords.test(text), 'errors')
  need(has('example') || examplesThatCall(member, owner).length > 0, 'example')
  const broken = examplesIn(member.comments)
    .map(syntaxError)
    .find(error => error !== undefined)
  need(broken === undefined, 'example', broken)
  return gaps
}

/** The comments of a member, and of those that it says it is like: `As {@link pageRank}, on this thread.` */
function withReferences({ comments, name }: Member, { members }: ExportedItem): string[] {
  const own = comments.map(plainText)
  const referred = own.flatMap(text => [
    ...text.matchAll(/\b(?:as|like|twin of|see)(?: for)? \{@link (?:\w+\.)?(\w+)\}/gi),
  ])
  const others = members.filter(one => one.name !== name && referred.some(([, link]) => link === one.name))
  return [...own, ...others.flatMap(one => one.comments.map(plainText))]
}

/** A comment without the stars at its left. */
function plainText(comment: string): string {
  return comment.replace(/^\s*\* ?/gm, '')
}

/** Parameters that no `@param` names. One list of them may stand for overloads whose names differ. */
function silentParameters({ parameters }: Member, named: ReadonlySet<string>): string[] {
  const silent = parameters.flatMap(list =>
    parameters.length > 1 && named.size >= list.length ? [] : list.filter(name => !named.has(name)),
  )
  return [...new Set(silent)]
}

/** Only numbers, strings and the like go in and come out. */
function plainSignature(signature: string, { results }: Member): boolean {
  const types = [...signature.matchAll(/[(,]\s*(?:\.\.\.)?\w+\??:\s*([^,)]+)/g)].map(([, type]) => type ?? '')
  return [...types, ...results].every(type => type.split('|').every(part => plainType.test(part.trim())))
}

/** The examples that count for a member: its own, else those of its class that call it. */
export function examplesOf(member: Member, owner: ExportedItem): string[] {
  const own = examplesIn(member.comments)
  return own.length > 0 ? own : examplesThatCall(member, owner)
}

function examplesThatCall({ name, kind, isStatic }: Member, owner: ExportedItem): string[] {
  const call =
    kind === 'constructor'
      ? `new ${owner.name}\\b`
      : kind === 'function'
        ? `\\b${name}\\(`
        : `${isStatic ? owner.name : ''}\\.${name}\\(`
  return examplesIn([owner.comment]).filter(example => new RegExp(call).test(example))
}

/** What keeps an example from being TypeScript. */
export function syntaxError(example: string): string | undefined {
  try {
    parseExample(example)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The code of every `@example`. */
export function examplesIn(comments: readonly string[]): string[] {
  return comments
    .map(plainText)
    .flatMap(comment => comment.split(/@example\b/).slice(1))
    .flatMap(rest => [...rest.matchAll(/```(?:ts|typescript|js|javascript)?\s*\n([\s\S]*?)```/g)])
    .map(([, code]) => code ?? '')
}
