/** The commands, their options and their help. What a command does is loaded only when it runs. */

import { createRequire } from 'node:module'
import { Argument, Command, InvalidArgumentError } from 'commander'
import type { ComponentsOptions } from './commands/components.js'
import type { DoctorOptions } from './commands/doctor.js'
import type { InfoOptions } from './commands/info.js'
import type { PathOptions } from './commands/path.js'
import type { RankOptions } from './commands/rank.js'
import type { SniffOptions } from './commands/sniff.js'
import { addInputOptions } from './input-options.js'
import { interruptSignal } from './interrupt.js'

const FILES = `
FILE is CSV, TSV, an edge list or a SNAP file, also gzipped: one edge a line; - is standard input. The ends of the
edges are labels, numbers or any text: each distinct one is a node. Further columns become attributes of the edges.
What was assumed is told on standard error; \`groggy sniff FILE\` says why.`

const CODES = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted. With --json, standard output has the result and
nothing else; progress and errors are on standard error.`

/** The whole program; each call makes a new one. */
export function makeProgram(): Command {
  const program = new Command('groggy')
    .description('Looks into the graph in a file: counts, ranks, components, shortest paths.')
    .version(`groggy-cli ${version()}`, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .showSuggestionAfterError()
    .showHelpAfterError(
      '  remedy     `groggy --help` lists the commands, `groggy COMMAND --help` their options',
    )
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'groggy: ')) })
    .exitOverride()
  tour(program)
  info(program)
  sniff(program)
  rank(program)
  components(program)
  path(program)
  doctor(program)
  return program.addHelpText(
    'after',
    examples(
      ['groggy tour', 'see the library at work on WordNet'],
      ['groggy info roads.csv', 'what is in the file'],
      ['groggy path friends.csv Alice Bob', 'the shortest path between two nodes'],
      ['groggy rank web.txt.gz --json | jq .top[0]', 'results for other programs'],
    ) + CODES,
  )
}

function tour(program: Command): void {
  const command = program
    .command('tour')
    .description(
      'Shows the library on WordNet or on a file: load, components, rank, path, and what the bridge cost.',
    )
    .argument('[file]', 'a graph of your own; default: WordNet, 117,791 synsets')
    .argument('[a]', 'where the path begins: a word of WordNet, or a node of the file')
    .argument('[b]', 'where the path ends')
  addInputOptions(command)
    .option('--verbose', 'print stacks of errors')
    .addHelpText(
      'after',
      examples(
        ['groggy tour', 'from dog to cat'],
        ['groggy tour wolf lamb', 'two other words'],
        ['groggy tour roads.csv', 'the same tour of a file'],
        ['groggy tour roads.csv A B', 'with a path from A to B'],
      ),
    )
    .action(async (file: string | undefined, a: string | undefined, b: string | undefined, options) => {
      const { runTour } = await import('./tour/tour.js')
      await runTour(
        [file, a, b].filter(given => given !== undefined),
        options,
        interruptSignal(),
      )
    })
}

function info(program: Command): void {
  onFile(
    program.command('info'),
    'Counts nodes and edges, lists degrees and columns, and says what memory they take.',
  )
    .addHelpText(
      'after',
      FILES + examples(['groggy info roads.csv'], ['groggy info --json web.txt.gz']) + CODES,
    )
    .action(async (file: string, options: InfoOptions) => {
      const { info } = await import('./commands/info.js')
      await info(file, options, interruptSignal())
    })
}

function sniff(program: Command): void {
  onFile(
    program.command('sniff'),
    'Says what would be assumed to read a file, and why: delimiter, header, ends, labels, columns.',
  )
    .addHelpText(
      'after',
      FILES + examples(['groggy sniff roads.csv'], ['groggy sniff --json web.txt.gz']) + CODES,
    )
    .action(async (file: string, options: SniffOptions) => {
      const { sniff } = await import('./commands/sniff.js')
      await sniff(file, options, interruptSignal())
    })
}

function rank(program: Command): void {
  onFile(program.command('rank'), 'Ranks nodes by PageRank, the highest first.')
    .option('--top <count>', 'how many nodes to print', wholeNumber, 10)
    .option('--damping <share>', 'probability of following an edge, from 0 to below 1', number, 0.85)
    .option('--tolerance <change>', 'stop when all scores together change by less', number, 1e-6)
    .option('--max-iterations <count>', 'stop after so many rounds', wholeNumber, 100)
    .option('--weight <column>', 'column of edge weights (default: all edges count the same)')
    .addHelpText(
      'after',
      FILES +
        examples(
          ['groggy rank web.txt.gz'],
          ['groggy rank --undirected --top 3 friends.csv'],
          ['groggy rank --weight amount payments.csv --json'],
        ) +
        CODES,
    )
    .action(async (file: string, options: RankOptions) => {
      const { rank } = await import('./commands/rank.js')
      await rank(file, options, interruptSignal())
    })
}

function components(program: Command): void {
  onFile(
    program.command('components'),
    'Finds connected components, the largest first, ignoring the direction of edges.',
  )
    .option('--top <count>', 'how many components to print', wholeNumber, 10)
    .addHelpText(
      'after',
      FILES + examples(['groggy components roads.csv'], ['groggy components --json roads.csv']) + CODES,
    )
    .action(async (file: string, options: ComponentsOptions) => {
      const { components } = await import('./commands/components.js')
      await components(file, options, interruptSignal())
    })
}

function path(program: Command): void {
  const command = program.command('path')
  onFile(command, 'Finds a shortest path between two nodes. That there is none is an answer, not a failure.')
    .addArgument(new Argument('<a>', 'where it begins: a name as in the file, or a number'))
    .addArgument(new Argument('<b>', 'where it ends'))
    .option('--weight <column>', 'column of edge lengths, none below 0 (default: all edges have length 1)')
    .addHelpText(
      'after',
      FILES +
        examples(
          ['groggy path friends.csv Alice Bob'],
          ['groggy path --undirected --weight km roads.csv Basel Bern'],
          ['groggy path --json edges.txt 0 17'],
        ) +
        CODES,
    )
    .action(async (file: string, a: string, b: string, options: PathOptions) => {
      const { path } = await import('./commands/path.js')
      await path(file, a, b, options, interruptSignal())
    })
}

function doctor(program: Command): void {
  program
    .command('doctor')
    .description('Says what is installed, how it is set and whether it works: to be pasted into a report.')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(
        ['groggy doctor', 'for people'],
        ['groggy doctor --json | jq .selfTest', 'for other programs'],
      ) + CODES,
    )
    .action(async (options: DoctorOptions) => {
      const { doctor } = await import('./commands/doctor.js')
      await doctor(options)
    })
}

function onFile(command: Command, description: string): Command {
  command.description(description).argument('<file>', 'the graph')
  return addInputOptions(command)
    .option('--json', 'print one JSON document')
    .option('--verbose', 'print stacks of errors')
}

/** Lines for the end of a help text. */
function examples(...lines: readonly (readonly [command: string, meaning?: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length))
  const shown = lines.map(([command, meaning = '']) => `  ${command.padEnd(width)}  ${meaning}`.trimEnd())
  return `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${shown.join('\n')}\n`
}

function wholeNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Use a whole number from 0.')
}

function number(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value)) return value
  throw new InvalidArgumentError('Use a number.')
}

function version(): string {
  const manifest: unknown = createRequire(import.meta.url)('../package.json')
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'of unknown version'
}
