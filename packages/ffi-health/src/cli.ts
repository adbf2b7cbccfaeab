#!/usr/bin/env node
/** The command `ffi-health`. */

import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { apiCommand } from './api/command.js'
import { checkCommands } from './commands/checks.js'
import { UsageError } from './findings/usage-error.js'
import { historyCommand } from './history/command.js'
import { errorColors } from './output/colors.js'
import { printable } from './output/printable.js'
import { probeCommand } from './probe/command.js'
import { reportCommand } from './report/command.js'
import { sanitizeCommand } from './sanitize/command.js'
import { unsafeCommand } from './unsafe/command.js'

const manifest: { version: string } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
)
const program = new Command('ffi-health')
  .description('Measures and guards any native Node addon.')
  .version(manifest.version)
  .showHelpAfterError()
const commands = [
  ...checkCommands(),
  unsafeCommand(),
  apiCommand(),
  sanitizeCommand(),
  historyCommand(),
  reportCommand(),
  probeCommand(),
]
for (const command of commands) program.addCommand(command)
usageEndsWith2(program)

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${errorColors.red('error')} ${printable(error.message)}\n`)
  process.exitCode = 2
}

/** A command line that is wrong must not look like an addon that is: that is exit status 1. */
function usageEndsWith2(command: Command): void {
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  for (const inner of command.commands) usageEndsWith2(inner)
}
