/** The relations of WordNet: the symbols of its data files, their names, and how they read in a sentence. */

/** A type of relation between synsets, or between words of synsets. */
export interface Relation {
  readonly name: string
  /** `source … target`, as in "a dog is a kind of canine". */
  readonly forward: string
  /** `target … source`, as in "canine has the kind dog". */
  readonly backward: string
}

const both = (name: string, phrase: string): Relation => ({ name, forward: phrase, backward: phrase })
const pair = (name: string, forward: string, backward: string): Relation => ({ name, forward, backward })

/** By symbol, as in the manual page wninput(5WN). */
const bySymbol: ReadonlyMap<string, Relation> = new Map([
  ['!', both('antonym', 'is the opposite of')],
  ['@', pair('hypernym', 'is a kind of', 'has the kind')],
  ['~', pair('hyponym', 'has the kind', 'is a kind of')],
  ['@i', pair('instance hypernym', 'is an instance of', 'has the instance')],
  ['~i', pair('instance hyponym', 'has the instance', 'is an instance of')],
  ['#m', pair('member holonym', 'is a member of', 'has the member')],
  ['%m', pair('member meronym', 'has the member', 'is a member of')],
  ['#s', pair('substance holonym', 'is a substance of', 'is made of')],
  ['%s', pair('substance meronym', 'is made of', 'is a substance of')],
  ['#p', pair('part holonym', 'is a part of', 'has the part')],
  ['%p', pair('part meronym', 'has the part', 'is a part of')],
  ['=', both('attribute', 'goes, as attribute and value, with')],
  ['+', both('derivationally related form', 'is related in form to')],
  [';c', pair('domain: topic', 'belongs to the topic', 'is the topic of')],
  ['-c', pair('member of domain: topic', 'is the topic of', 'belongs to the topic')],
  [';r', pair('domain: region', 'belongs to the region', 'is the region of')],
  ['-r', pair('member of domain: region', 'is the region of', 'belongs to the region')],
  [';u', pair('domain: usage', 'is used as', 'is the usage of')],
  ['-u', pair('member of domain: usage', 'is the usage of', 'is used as')],
  ['*', pair('entailment', 'entails', 'is entailed by')],
  ['>', pair('cause', 'causes', 'is caused by')],
  ['^', both('also see', 'see also')],
  ['$', both('verb group', 'is grouped with')],
  ['&', both('similar to', 'is similar to')],
  ['<', pair('participle of verb', 'is the participle of', 'has the participle')],
  ['\\', pair('pertainym', 'pertains to', 'is what it pertains to:')],
])

const byName: ReadonlyMap<string, Relation> = new Map(
  [...bySymbol.values()].map(relation => [relation.name, relation]),
)

/** The name of the relation that a pointer symbol stands for. */
export function relationName(symbol: string): string | undefined {
  return bySymbol.get(symbol)?.name
}

/** How a relation reads, from its source or towards it. */
export function phrase(name: string, forward: boolean): string {
  const relation = byName.get(name)
  if (relation === undefined) return name
  return forward ? relation.forward : relation.backward
}
