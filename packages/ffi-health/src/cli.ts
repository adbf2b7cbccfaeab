#!/usr/bin/env node
/** The command `ffi-health`. */

import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import colors from 'picocolors'
import { checkCommands } from './commands/checks.js'
import { probeCommand } from './commands/probe.js'
import { UsageError } from './config/find.js'

const manifest: { version: string } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
)
const program = new Command('ffi-health')
  .description('Measures and guards any native Node addon.')
  .version(manifest.version)
  .showHelpAfterError()
for (const command of [...checkCommands(), probeCommand()]) program.addCommand(command)

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${colors.red('error')} ${error.message}\n`)
  process.exitCode = 2
}
