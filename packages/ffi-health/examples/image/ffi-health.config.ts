/** `@napi-rs/image`, with a wrapped class and async methods: run `ffi-health check` in this folder. */

import { defineBridge } from 'ffi-health'

const width = 64
const height = 64
const pixels = Uint8Array.from({ length: width * height * 4 }, (_, i) => (i * 7) % 256)

export default defineBridge({
  name: '@napi-rs/image',
  load: () => import('@napi-rs/image'),
  setup: ({ Transformer }) => ({
    Transformer,
    png: Transformer.fromRgbaPixels(pixels, width, height).pngSync(),
  }),
  operations: operation => ({
    construct: {
      class: 'simpleQuery',
      budget: { ns: 20_000 },
      run: ({ Transformer, png }) => new Transformer(png),
    },
    metadataSync: operation({
      class: 'simpleQuery',
      budget: { ns: 50_000 },
      setup: ({ Transformer, png }) => new Transformer(png),
      run: image => image.metadataSync(),
    }),
    pngSync: {
      class: 'bulkOperation',
      items: pixels.length,
      run: ({ Transformer }) => Transformer.fromRgbaPixels(pixels, width, height).pngSync(),
    },
    webp: {
      class: 'algorithm',
      abortable: true,
      budget: { ns: 100_000 },
      run: ({ Transformer, png }, _, { signal }) => new Transformer(png).webp(75, signal),
    },
    rawPixels: {
      class: 'algorithm',
      budget: { ns: 100_000 },
      run: ({ Transformer, png }) => new Transformer(png).rawPixels(),
    },
    'no picture': {
      class: 'simpleQuery',
      throws: { code: 'InvalidArg' },
      run: ({ Transformer }) => new Transformer(Buffer.from('no picture')).pngSync(),
    },
  }),
})
