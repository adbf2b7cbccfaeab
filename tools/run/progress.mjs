// Says what is going on while it goes on, and nothing when there is nothing to wait for.

const QUIET_MS = 400
const REFRESH_MS = 100
const REMINDER_MS = 60_000

/**
 * Runs one phase of work. A phase that ends within 0.4 s prints nothing; a longer one shows a line that moves
 * on a terminal, and elsewhere one line at its start, one each minute, and one at its end. All on standard error.
 *
 * @template T
 * @param {string} what - what is being done, as in `installing npm packages`.
 * @param {(detail: (text: string) => void) => Promise<T>} work - may tell details on the way.
 * @param {{ ending?: boolean }} options - `ending: false` leaves out the line at the end, for who prints a better one.
 * @returns {Promise<T>}
 */
export async function phase(what, work, { ending = true } = {}) {
  const start = performance.now()
  const moving = process.stderr.isTTY === true
  let detail = ''
  let shown = false
  let reminded = start
  const show = () => {
    const now = performance.now()
    if (now - start < QUIET_MS) return
    const line = `${what}${detail === '' ? '' : ` (${detail})`} … ${seconds(now - start)}`
    if (moving) {
      const width = process.stderr.columns ?? 80
      process.stderr.write(`\r\x1b[2K${line.slice(0, width - 1)}`)
    } else if (!shown || now - reminded >= REMINDER_MS) {
      process.stderr.write(shown ? `${line}\n` : `${what} …\n`)
      reminded = now
    }
    shown = true
  }
  const timer = setInterval(show, moving ? REFRESH_MS : QUIET_MS)
  const end = (/** @type {string} */ outcome) => {
    clearInterval(timer)
    if (!shown) return
    if (moving) process.stderr.write('\r\x1b[2K')
    if (ending) process.stderr.write(`${what}: ${outcome} in ${seconds(performance.now() - start)}\n`)
  }
  try {
    const result = await work(text => {
      detail = text
    })
    end('done')
    return result
  } catch (error) {
    end('failed')
    throw error
  }
}

/** @param {number} ms */
export function seconds(ms) {
  return ms < 9_950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`
}
