/** The runs of a project, kept in a SQLite file. */

import type { CheckReport, OperationReport } from '../findings/findings.js'
import { UsageError } from '../findings/usage-error.js'
import { requireWritable } from '../output/file.js'
import { type Database, openDatabase, type Row } from './database.js'
import type { Machine } from './machine.js'

/** A run of some checks, with all that is needed to compare it. */
export interface Run {
  /** Given when it is stored; counts up. */
  readonly id: number
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly bridge: string
  /** The full hash, or `null` outside a repository. */
  readonly revision: string | null
  readonly subject: string | null
  /** Files differed from the revision. */
  readonly dirty: boolean
  readonly machine: Machine
  /** `node`, or the host that told its results. */
  readonly host: string
  /** Of Node: `v20.20.2`. */
  readonly runtime: string
  readonly reports: readonly CheckReport[]
}

/** A run that has no number yet. */
export type NewRun = Omit<Run, 'id'>

const schema = [
  `CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, bridge TEXT NOT NULL, revision TEXT, subject TEXT,
    dirty INTEGER NOT NULL, machine TEXT NOT NULL, host TEXT NOT NULL, runtime TEXT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS reports (
    run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, name TEXT NOT NULL, seed INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL, effort REAL, PRIMARY KEY (run, name))`,
  `CREATE TABLE IF NOT EXISTS verdicts (
    run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, report TEXT NOT NULL, position INTEGER NOT NULL,
    operation TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL, rest TEXT NOT NULL,
    PRIMARY KEY (run, report, position))`,
  'CREATE INDEX IF NOT EXISTS runs_by_revision ON runs (bridge, revision)',
]

/** The runs of a project. */
export class History {
  readonly #database: Database

  /**
   * Opens the history, made when there is none. `kind` forces one of the two ways to SQLite.
   *
   * @throws {UsageError} when the file cannot be written, or is not a database.
   */
  constructor(file: string, kind: 'auto' | 'wasm' = 'auto') {
    requireWritable(file)
    try {
      this.#database = openDatabase(file, kind)
      for (const statement of schema) this.#database.run(statement)
      const columns = this.#database.all('PRAGMA table_info(reports)')
      // Files of older versions do not tell it.
      if (!columns.some(({ name }) => name === 'effort'))
        this.#database.run('ALTER TABLE reports ADD COLUMN effort REAL')
    } catch (error) {
      throw new UsageError(
        `cannot use ${file} as a history: ${error instanceof Error ? error.message : error}`,
      )
    }
  }

  /** Stores a run whole or not at all, and gives its number. */
  add(run: NewRun): number {
    const { startedAt, bridge, revision, subject, dirty, machine, host, runtime } = run
    this.#database.run('BEGIN IMMEDIATE')
    try {
      const id = this.#database.run(
        `INSERT INTO runs (started_at, bridge, revision, subject, dirty, machine, host, runtime)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        [startedAt, bridge, revision, subject, dirty ? 1 : 0, JSON.stringify(machine), host, runtime],
      )
      for (const report of run.reports) this.#addReport(id, report)
      this.#database.run('COMMIT')
      return id
    } catch (error) {
      this.#database.run('ROLLBACK')
      throw error
    }
  }

  #addReport(run: number, { check, seed, effort, durationMs, operations }: CheckReport): void {
    this.#database.run('INSERT INTO reports (run, name, seed, effort, duration_ms) VALUES (?, ?, ?, ?, ?)', [
      run,
      check,
      seed,
      effort ?? null,
      Math.round(durationMs),
    ])
    for (const [position, { operation, status, reason, ...rest }] of operations.entries()) {
      this.#database.run('INSERT INTO verdicts VALUES (?, ?, ?, ?, ?, ?, ?)', [
        run,
        check,
        position,
        operation,
        status,
        reason,
        JSON.stringify(rest),
      ])
    }
  }

  /** The newest runs, newest first; `revision` is a full hash. */
  runs({ bridge, revision, limit = 100 }: RunFilter = {}): readonly Run[] {
    return this.#database
      .all(
        `SELECT * FROM runs WHERE (?1 IS NULL OR bridge = ?1) AND (?2 IS NULL OR revision = ?2)
         ORDER BY id DESC LIMIT ?3`,
        [bridge ?? null, revision ?? null, limit],
      )
      .map(row => this.#runOf(row))
  }

  /** A run by its number. */
  run(id: number): Run | undefined {
    const [row] = this.#database.all('SELECT * FROM runs WHERE id = ?', [id])
    return row === undefined ? undefined : this.#runOf(row)
  }

  #runOf(row: Row): Run {
    const id = Number(row['id'])
    const verdicts = this.#database.all('SELECT * FROM verdicts WHERE run = ? ORDER BY report, position', [
      id,
    ])
    const reports = this.#database
      .all('SELECT * FROM reports WHERE run = ? ORDER BY rowid', [id])
      .map(report => ({
        check: String(report['name']),
        seed: Number(report['seed']),
        ...(typeof report['effort'] === 'number' && { effort: report['effort'] }),
        durationMs: Number(report['duration_ms']),
        operations: verdicts.filter(verdict => verdict['report'] === report['name']).map(verdictOf),
      }))
    return {
      id,
      startedAt: String(row['started_at']),
      bridge: String(row['bridge']),
      revision: textOrNull(row['revision']),
      subject: textOrNull(row['subject']),
      dirty: row['dirty'] === 1,
      machine: JSON.parse(String(row['machine'])),
      host: String(row['host']),
      runtime: String(row['runtime']),
      reports,
    }
  }

  /** Closes the file. */
  close(): void {
    this.#database.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

/** Which runs to give. */
export interface RunFilter {
  readonly bridge?: string
  readonly revision?: string
  /** Default 100. */
  readonly limit?: number
}

function verdictOf(row: Row): OperationReport {
  return {
    operation: String(row['operation']),
    status: row['status'] === 'pass' || row['status'] === 'fail' ? row['status'] : 'not-judged',
    reason: String(row['reason']),
    ...JSON.parse(String(row['rest'])),
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
