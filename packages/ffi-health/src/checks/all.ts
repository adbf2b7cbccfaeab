/** Every check, in the order in which `ffi-health check` runs them. */

import type { Check } from './check.js'
import { errors } from './errors.js'
import { exit } from './exit.js'
import { gc } from './gc.js'
import { leaks } from './leaks.js'
import { loop } from './loop.js'
import { overhead } from './overhead.js'
import { workers } from './workers.js'

export const checks: readonly Check[] = [overhead, leaks, gc, workers, exit, errors, loop]
