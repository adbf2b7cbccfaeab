/** Colours, where a terminal shows them: a pipe, a file and the log of a CI service get plain text. */

import { WriteStream } from 'node:tty'
import picocolors from 'picocolors'

/** For what goes to standard output. */
export const colors = colorsFor(process.stdout)

/** For what goes to standard error. */
export const errorColors = colorsFor(process.stderr)

/** `NO_COLOR` and `FORCE_COLOR` are heeded as Node heeds them. */
function colorsFor(stream: NodeJS.WriteStream) {
  const { FORCE_COLOR: forced } = process.env
  return picocolors.createColors(
    stream instanceof WriteStream
      ? stream.hasColors()
      : forced !== undefined && !['0', 'false'].includes(forced),
  )
}
