/** A reason to stop that explains itself: shown without a stack, exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
