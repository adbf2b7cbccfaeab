/** A column of numbers, with the paths that make an attribute cost what an array element costs. */

import { Column } from './column.js'
import { checkValue, readValue, storeValue } from './column-access.js'
import { numberFits } from './column-codec.js'
import type { ColumnViews } from './column-views.js'
import { LENGTH, NULL_COUNT } from './header.js'
import { Kind } from './schema.js'

type Numbers = Int32Array | Uint32Array | Float32Array | Float64Array

export class NumberColumn extends Column<number> {
  readonly #column: ColumnViews<Numbers>
  readonly #isFloat64: boolean

  constructor(column: ColumnViews<Numbers>, owner: object) {
    super(column, owner)
    this.#column = column
    this.#isFloat64 = column.type.kind === Kind.float64
  }

  override get(id: number): number | undefined {
    const column = this.#column
    const { header } = column
    if (typeof id === 'number' && id < (header[LENGTH] ?? 0)) {
      // Misses for an id that is fractional, negative, or past the view.
      const value = column.values[id]
      if (value !== undefined && (header[NULL_COUNT] === 0 || column.isPresent(id))) return value
    }
    return readValue(column, 'get', id) as number | undefined
  }

  override set(id: number, value: number | null | undefined): void {
    const column = this.#column
    if (
      typeof value === 'number' &&
      typeof id === 'number' &&
      (this.#isFloat64 || numberFits(value, column.type.kind)) &&
      column.isWritable(id)
    ) {
      column.values[id] = value
      column.bump()
    } else {
      storeValue(column, id, checkValue(column, 'set', id, value))
    }
  }
}
