/** Which package a config loads, as far as the text of its `load` says it. */

/**
 * The name of the one package that a function imports or requires by a literal name; `undefined` when that is a file,
 * is computed, or there are several.
 */
export function loadedPackage(load: unknown): string | undefined {
  const names = new Set([...String(load).matchAll(importing)].map(([, , name]) => name ?? ''))
  const [name = ''] = names
  if (names.size !== 1 || /^[./]|^\w+:/.test(name)) return undefined
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')
}

/** `import('x')`, `require('x')`, `createRequire(…)('x')`. */
const importing = /(?:import|require|createRequire\d*\([^()]*\))\(\s*(["'])([^"']+)\1/g
