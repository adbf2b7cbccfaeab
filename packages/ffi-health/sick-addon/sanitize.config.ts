/** The bridge to the sick addon, with a build of it for AddressSanitizer. */

import { createRequire } from 'node:module'
import sick from './ffi-health.config.js'

const { include_dir: headers }: { include_dir: string } = createRequire(import.meta.url)('node-api-headers')
const addon = '../build/sick-addon/sick-asan.so'

export default {
  ...sick,
  project: {
    sanitize: {
      build: [
        ...(['gcc', '-std=c11', '-D_GNU_SOURCE', '-g', '-O1', '-fno-omit-frame-pointer'] as const),
        ...['-fsanitize=address', '-fPIC', '-shared', '-I', headers, 'sick.c', '-o', addon],
        ...['-Wl,-z,nodelete', '-lpthread'],
      ],
      addon,
      env: { SICK_ADDON: '{addon}' },
    },
  },
}
