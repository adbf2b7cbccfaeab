/** A live line on standard error: what is being done now. */

import { clearLine, cursorTo } from 'node:readline'

/** Shows progress where somebody looks; a file or a pipe gets nothing. */
export interface Progress {
  show(text: string): void
  /** Prints a line that stays. */
  line(text: string): void
  end(): void
}

export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  const clear = () => {
    if (!stream.isTTY) return
    cursorTo(stream, 0)
    clearLine(stream, 0)
  }
  return {
    show(text) {
      if (!stream.isTTY) return
      clear()
      stream.write(text.slice(0, (stream.columns || 80) - 1))
    },
    line(text) {
      clear()
      stream.write(`${text}\n`)
    },
    end: clear,
  }
}
