/** A call that fails, for the tour to show what its error tells. */

import { Graph } from 'groggy'

/** Reads a file that does not exist. */
export async function failingRead(): Promise<Graph> {
  return await Graph.read('no-such-roads.csv')
}
