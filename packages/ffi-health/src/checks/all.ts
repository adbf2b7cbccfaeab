/** Every check, in the order in which `ffi-health check` runs them. */

import type { Check } from './check.js'
import { leaks } from './leaks.js'
import { overhead } from './overhead.js'

export const checks: readonly Check[] = [overhead, leaks]
