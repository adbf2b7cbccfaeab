/**
 * SQLite, by what this Node has: `node:sqlite` since 22.13, else SQLite compiled to WebAssembly.
 *
 * Both write the same files. The WebAssembly build (node-sqlite3-wasm, 1.3 MB) ships in its npm package and needs
 * no install script; native bindings fetch a binary from elsewhere at install.
 */

import { createRequire } from 'node:module'

/** What SQLite takes and gives. */
export type SqlValue = number | string | null

/** A row by column. */
export type Row = Readonly<Record<string, SqlValue>>

/** As much of a database as the history needs. */
export interface Database {
  /** Runs a statement; gives the id of the row that it inserted, if any. */
  run(sql: string, values?: readonly SqlValue[]): number
  all(sql: string, values?: readonly SqlValue[]): readonly Row[]
  close(): void
}

interface NodeSqlite {
  readonly DatabaseSync: new (
    file: string,
  ) => {
    prepare(sql: string): {
      run(...values: SqlValue[]): { lastInsertRowid: number | bigint }
      all(...values: SqlValue[]): Row[]
    }
    close(): void
  }
}

const require = createRequire(import.meta.url)

/** Opens a database file, made when it is not there. */
export function openDatabase(file: string, kind: 'auto' | 'wasm' = 'auto'): Database {
  const builtIn = kind === 'auto' ? nodeSqlite() : undefined
  return builtIn === undefined ? openWasm(file) : openBuiltIn(builtIn, file)
}

function nodeSqlite(): NodeSqlite | undefined {
  // It warns that it is experimental, which does not concern the user of the tool.
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return require('node:sqlite')
  } catch {
    return undefined
  } finally {
    process.emitWarning = emitWarning
  }
}

function openBuiltIn({ DatabaseSync }: NodeSqlite, file: string): Database {
  const database = new DatabaseSync(file)
  return {
    run: (sql, values = []) => Number(database.prepare(sql).run(...values).lastInsertRowid),
    all: (sql, values = []) => database.prepare(sql).all(...values),
    close: () => database.close(),
  }
}

function openWasm(file: string): Database {
  const { Database: Wasm }: typeof import('node-sqlite3-wasm') = require('node-sqlite3-wasm')
  const database = new Wasm(file)
  return {
    run: (sql, values = []) => Number(database.run(sql, [...values]).lastInsertRowid),
    all: (sql, values = []) => database.all(sql, [...values]) as readonly Row[],
    close: () => database.close(),
  }
}
