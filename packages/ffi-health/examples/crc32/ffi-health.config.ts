/** `@node-rs/crc32`, a napi-rs addon of two functions: run `ffi-health check` in this folder. */

import { defineBridge } from 'ffi-health'

const kilobyte = Buffer.alloc(1000, 'ffi-health ')

export default defineBridge({
  name: '@node-rs/crc32',
  load: () => import('@node-rs/crc32'),
  setup: ({ crc32, crc32c }) => ({ crc32, crc32c, megabyte: Buffer.alloc(1_000_000, 'x') }),
  operations: operation => ({
    'crc32 of 11 characters': {
      class: 'simpleQuery',
      budget: { ns: 300 },
      run: ({ crc32 }) => crc32('hello world'),
    },
    'crc32 of a kilobyte': { class: 'bulkOperation', items: 1000, run: ({ crc32 }) => crc32(kilobyte) },
    'crc32 with a state': operation({
      class: 'bulkOperation',
      items: 1000,
      args: (_, i) => [kilobyte, i],
      call: ({ crc32 }, bytes, state) => crc32(bytes, state),
    }),
    'crc32c of a megabyte': {
      class: 'bulkOperation',
      items: 1_000_000,
      run: ({ crc32c, megabyte }) => crc32c(megabyte),
    },
  }),
})
