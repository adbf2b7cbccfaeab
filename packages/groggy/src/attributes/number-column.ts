/** A column of numbers, with the paths that make an attribute cost what an array element costs. */

import { POISONED } from '../bridge/numbers.js'
import { numberFits } from '../schema/fit.js'
import { Kind } from '../schema/schema.js'
import { isWeight } from '../views/column-codec.js'
import type { ColumnViews } from '../views/column-views.js'
import { Column } from './column.js'
import { checkValue, readValue, storeValue } from './column-access.js'

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
    if (typeof id === 'number' && id < column.readableBelow) {
      // Misses for an id that is negative or fractional.
      const value = column.values[id]
      if (value !== undefined) return value
    }
    return this.#getCold(id)
  }

  #getCold(id: number): number | undefined {
    const column = this.#column
    if (typeof id === 'number' && column.isReadable(id)) return column.values[id]
    return readValue(column, 'get', id) as number | undefined
  }

  override set(id: number, value: number | null | undefined): void {
    const column = this.#column
    if (
      typeof value === 'number' &&
      typeof id === 'number' &&
      id < column.writableBelow &&
      id >>> 0 === id &&
      column.views.header[POISONED] === 0 &&
      (this.#isFloat64 || numberFits(value, column.type.kind))
    ) {
      if (!isWeight(value)) column.lowerKnown(id, value)
      column.bump()
      column.values[id] = value
    } else {
      this.#setCold(id, value)
    }
  }

  #setCold(id: number, value: number | null | undefined): void {
    const column = this.#column
    if (
      typeof value === 'number' &&
      typeof id === 'number' &&
      numberFits(value, column.type.kind) &&
      column.isWritable(id)
    ) {
      if (!isWeight(value)) column.lowerKnown(id, value)
      column.bump()
      column.values[id] = value
    } else {
      storeValue(column, id, checkValue(column, 'set', id, value))
    }
  }
}
