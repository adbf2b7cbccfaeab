/**
 * The indices of the `count` highest values, the highest first, the lower index first among equals.
 * NaN is never among them. Cost: O(n log count) at most, far less on values in no order.
 */
export function highest(values: ArrayLike<number>, count: number): number[] {
  const top: number[] = []
  let threshold = Number.NEGATIVE_INFINITY
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    if (Number.isNaN(value) || (top.length >= count && value <= threshold)) continue
    insert(top, values, index, value)
    if (top.length > count) top.pop()
    if (top.length === count) threshold = values[top[count - 1] ?? 0] ?? Number.NEGATIVE_INFINITY
  }
  return top
}

function insert(top: number[], values: ArrayLike<number>, index: number, value: number): void {
  let low = 0
  let high = top.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((values[top[middle] ?? 0] ?? Number.NaN) >= value) low = middle + 1
    else high = middle
  }
  top.splice(low, 0, index)
}
