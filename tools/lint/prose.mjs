// Finds phrases that a reader stumbles over in documents, comments and messages: `phrases.json` lists them, and what to
// write instead.
import { existsSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { filesInGit, inRoot, readJson } from '../run/checkout.mjs'

/** @typedef {{ phrase: string, use: string }} Phrase */

/** @type {readonly Phrase[]} */
const phrases = readJson(inRoot('tools/lint/phrases.json'))

/**
 * The phrases of the list in a text, by line; one that a line break cuts is found too.
 *
 * @param {string} text
 * @returns {{ line: number, found: string, use: string }[]}
 */
export function phrasesIn(text) {
  const plain = text.replaceAll(/\n[ \t]*(?:\/\/[/!]?|\*|#)?[ \t]*/g, gap => ' '.repeat(gap.length))
  return phrases.flatMap(({ phrase, use }) =>
    [...plain.matchAll(new RegExp(phrase.replaceAll(' ', ' +'), 'gi'))].map(({ index, 0: found }) => ({
      line: text.slice(0, index).split('\n').length,
      found: found.replaceAll(/ +/g, ' '),
      use,
    })),
  )
}

/** The files of the repository that people read, but not these, which quote the phrases. */
function texts() {
  const files = filesInGit('*.md', '*.rs', '*.ts', '*.mjs')
  return files.filter(file => existsSync(inRoot(file)) && !file.startsWith('tools/lint/'))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  let files = 0
  let failed = 0
  for (const file of texts()) {
    const hits = phrasesIn(readFileSync(inRoot(file), 'utf8'))
    for (const { line, found, use } of hits) console.log(`${file}:${line}: "${found}"; use ${use}`)
    files++
    if (hits.length > 0) failed++
  }
  console.log(`${files - failed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}
