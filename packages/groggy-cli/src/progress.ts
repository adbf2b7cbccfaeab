/** A line on standard error that moves while something takes long, and is gone when it is done. */

/** Tells how much of the work is done, from 0 to 1, and what is being done now. */
export type Report = (fraction: number, stage: string) => void

const QUIET_MS = 500
const REFRESH_MS = 80
const BAR_WIDTH = 24

/**
 * Runs `work`, which may report how far it is. What ends within half a second shows nothing. What takes longer
 * shows a bar on a terminal, and elsewhere one plain line when half a second has passed and one at the end.
 *
 * Work that blocks the event loop shows as often as it reports.
 *
 * @param what - what is being done, as in `reading roads.csv`.
 */
export async function withProgress<T>(what: string, work: (report: Report) => Promise<T>): Promise<T> {
  const line = new ProgressLine(what)
  const timer = setInterval(() => line.show(), REFRESH_MS)
  try {
    const result = await work((fraction, stage) => line.report(fraction, stage))
    line.end('done')
    return result
  } catch (error) {
    line.end('stopped')
    throw error
  } finally {
    clearInterval(timer)
  }
}

class ProgressLine {
  readonly #what: string
  readonly #stream = process.stderr
  readonly #moving = process.stderr.isTTY === true && process.env['TERM'] !== 'dumb'
  readonly #start = performance.now()
  #fraction = 0
  #stage = ''
  #shownAt: number | undefined = undefined

  constructor(what: string) {
    this.#what = what
  }

  report(fraction: number, stage: string): void {
    this.#fraction = Math.min(1, Math.max(0, fraction))
    this.#stage = stage
    this.show()
  }

  show(): void {
    const now = performance.now()
    if (now - this.#start < QUIET_MS) return
    if (!this.#moving) {
      if (this.#shownAt === undefined) this.#stream.write(`${this.#what} …\n`)
      this.#shownAt ??= now
      return
    }
    if (this.#shownAt !== undefined && now - this.#shownAt < REFRESH_MS) return
    this.#shownAt = now
    this.#stream.write(`\r\x1b[2K${this.#line(now).slice(0, (this.#stream.columns ?? 80) - 1)}`)
  }

  end(outcome: string): void {
    if (this.#shownAt === undefined) return
    if (this.#moving) this.#stream.write('\r\x1b[2K')
    else this.#stream.write(`${this.#what}: ${outcome} in ${seconds(performance.now() - this.#start)}\n`)
  }

  #line(now: number): string {
    const filled = Math.round(this.#fraction * BAR_WIDTH)
    const bar = `${'━'.repeat(filled)}${'╌'.repeat(BAR_WIDTH - filled)}`
    const percent = `${Math.floor(100 * this.#fraction)} %`.padStart(5)
    return `${this.#what} ${bar}${percent} ${seconds(now - this.#start)}  ${this.#stage}`
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
