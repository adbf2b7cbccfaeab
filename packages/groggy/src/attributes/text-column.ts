/** A column of strings, with the path that makes a string seen before cost two array reads. */

import type { ColumnViews } from '../views/column-views.js'
import { decodeText } from '../views/text-cache.js'
import { Column } from './column.js'
import { readValue } from './column-access.js'

export class TextColumn extends Column<string> {
  readonly #column: ColumnViews<Uint32Array>

  constructor(column: ColumnViews<Uint32Array>, owner: object) {
    super(column, owner)
    this.#column = column
  }

  override get(id: number): string | undefined {
    const column = this.#column
    if (typeof id === 'number' && (id < column.readableBelow || column.isReadable(id))) {
      // Misses for an id that is negative or fractional.
      const code = column.values[id]
      if (code !== undefined) return decodeText(column, code)
    }
    return readValue(column, 'get', id) as string | undefined
  }
}
