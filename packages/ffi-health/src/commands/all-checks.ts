/** Every check, in the order in which `ffi-health check` runs them. */

import type { Check } from '../checks/check.js'
import { errors } from '../errors/check.js'
import { exit } from '../exit/check.js'
import { gc } from '../gc/check.js'
import { leaks } from '../leaks/check.js'
import { loop } from '../loop/check.js'
import { overhead } from '../overhead/check.js'
import { workers } from '../workers/check.js'

export const checks: readonly Check[] = [overhead, leaks, gc, workers, exit, errors, loop]
