/** What a run ran on. */

import os from 'node:os'

/** A machine, as far as it decides what a call costs. Nothing in it tells whose it is. */
export interface Machine {
  readonly platform: string
  readonly arch: string
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
}

/** This machine. */
export function thisMachine(): Machine {
  return {
    platform: `${os.platform()} ${os.release().split('-')[0]}`,
    arch: os.arch(),
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
  }
}

/** Whether ratios measured on both can be compared: same architecture and processor. */
export function sameKind(a: Machine, b: Machine): boolean {
  return a.arch === b.arch && a.cpu === b.cpu
}
