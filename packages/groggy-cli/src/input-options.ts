/** What every command on a file takes on its command line. */

import { type Command, Option } from 'commander'

/** What a user may say about a file. */
export interface InputOptions {
  readonly format?: 'csv' | 'edgelist' | 'snap'
  readonly directed?: boolean
  readonly undirected?: boolean
  readonly source?: string
  readonly target?: string
  readonly key?: string
  readonly json?: boolean
  readonly verbose?: boolean
}

/** Adds the options that every command on a file has. */
export function addInputOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--format <format>',
        'how the text is laid out (default: found by name and content)',
      ).choices(['csv', 'edgelist', 'snap']),
    )
    .addOption(new Option('--directed', 'edges lead one way (the default)').conflicts('undirected'))
    .option('--undirected', 'edges lead both ways')
    .option('--source <column>', 'column of the edge sources: a name of the header, or a number from 0')
    .option('--target <column>', 'column of the edge targets: a name of the header, or a number from 0')
    .option(
      '--key <name>',
      'take the ends as text also where they are numbers, into a node column of this name',
    )
}
