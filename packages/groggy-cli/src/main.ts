#!/usr/bin/env node
/** The command `groggy`. */

import { endWithReader } from './output.js'
import { makeProgram } from './program.js'
import { reportError } from './report-error.js'

endWithReader()
const args = process.argv.slice(2)
try {
  await makeProgram().parseAsync(args, { from: 'user' })
} catch (error) {
  const end = args.indexOf('--')
  const verbose = (end < 0 ? args : args.slice(0, end)).includes('--verbose')
  // At once, also while cancelled work winds down on other threads.
  process.exit(reportError(error, verbose))
}
