/** The bridge to the sick addon, which tells its live bytes here. */

import sick from './ffi-health.config.js'

export default {
  ...sick,
  nativeMemory: (lib: unknown) => (lib as { liveBytes(): number }).liveBytes(),
}
