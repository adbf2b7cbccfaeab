// What `ffi-health` is told of this addon: `npx ffi-health check`, built with `--features counting`.
import { createRequire } from 'node:module'
import { defineBridge } from 'ffi-health'

const TEXT = '1 2 3 4 5 6 7 8'

export default defineBridge({
  name: 'own-bridge',
  load: () => import('./index.mjs'),
  setup: ({ Series }) => ({ Series, series: new Series(TEXT), long: new Series(`${TEXT} `.repeat(2_000)) }),
  teardown: ({ series, long }) => {
    series.close()
    long.close()
  },
  nativeMemory: () => {
    const [liveBytes, liveAllocations] = createRequire(import.meta.url)('./own-bridge.node').live()
    return { liveBytes, liveAllocations }
  },
  operations: {
    open: { class: 'bulkOperation', items: 8, run: ({ Series }) => new Series(TEXT) },
    'open refused': {
      class: 'bulkOperation',
      throws: { code: 'PARSE', cause: true },
      run: ({ Series }) => new Series('1 x'),
    },
    view: { class: 'simpleQuery', run: ({ series }) => series.view() },
    autocorrelation: { class: 'algorithm', run: ({ series }) => series.autocorrelation(3) },
    'autocorrelation, long': {
      class: 'algorithm',
      abortable: true,
      lenient: true, // as with options of JavaScript itself, what has no `signal` means none
      run: ({ long }, _i, { signal }) => long.autocorrelation(8_000, { signal }),
    },
  },
})
