// The npm packages that carry the binding, one for each platform: `packages/groggy/npm/<triple>/`.
//
// Same names and contents as `napi create-npm-dirs` of @napi-rs/cli 3 makes, so that its `artifacts` and
// `pre-publish` commands work on them; made here because that tool brings more packages than the rest of the
// checkout together.
import { inRoot, readJson } from '../run/checkout.mjs'

/**
 * @typedef {object} Platform
 * @property {string} triple - as in `groggy.<triple>.node`.
 * @property {string} os
 * @property {string} cpu
 * @property {string} [libc]
 */

/** @type {Record<string, Platform>} by Rust target */
const PLATFORMS = {
  'x86_64-unknown-linux-gnu': { triple: 'linux-x64-gnu', os: 'linux', cpu: 'x64', libc: 'glibc' },
  'aarch64-unknown-linux-gnu': { triple: 'linux-arm64-gnu', os: 'linux', cpu: 'arm64', libc: 'glibc' },
  'x86_64-unknown-linux-musl': { triple: 'linux-x64-musl', os: 'linux', cpu: 'x64', libc: 'musl' },
  'aarch64-unknown-linux-musl': { triple: 'linux-arm64-musl', os: 'linux', cpu: 'arm64', libc: 'musl' },
  'x86_64-apple-darwin': { triple: 'darwin-x64', os: 'darwin', cpu: 'x64' },
  'aarch64-apple-darwin': { triple: 'darwin-arm64', os: 'darwin', cpu: 'arm64' },
  'x86_64-pc-windows-msvc': { triple: 'win32-x64-msvc', os: 'win32', cpu: 'x64' },
  'aarch64-pc-windows-msvc': { triple: 'win32-arm64-msvc', os: 'win32', cpu: 'arm64' },
}

/** @returns {Record<string, string>} contents by path relative to the root. */
export function platformPackages() {
  const main = readJson(inRoot('packages', 'groggy', 'package.json'))
  const { binaryName, packageName, targets } = main.napi
  /** @type {Record<string, string>} */
  const files = {}
  for (const target of targets) {
    const platform = PLATFORMS[target]
    if (platform === undefined) throw new Error(`no platform package is known for the Rust target ${target}`)
    const name = `${packageName}-${platform.triple}`
    const binary = `${binaryName}.${platform.triple}.node`
    const folder = `packages/groggy/npm/${platform.triple}`
    files[`${folder}/README.md`] =
      `# \`${name}\`\n\nThis is the **${target}** binary for \`${packageName}\`\n`
    files[`${folder}/package.json`] = `${JSON.stringify(
      {
        name,
        version: main.version,
        cpu: [platform.cpu],
        main: binary,
        files: [binary],
        ...pick(main, [
          'description',
          'keywords',
          'author',
          'authors',
          'homepage',
          'license',
          'engines',
          'repository',
          'bugs',
          'publishConfig',
        ]),
        os: [platform.os],
        ...(platform.libc === undefined ? {} : { libc: [platform.libc] }),
      },
      null,
      2,
    )}\n`
  }
  return files
}

/**
 * @param {Record<string, unknown>} from
 * @param {string[]} keys - in the order they are wanted in; the missing ones are left out.
 */
function pick(from, keys) {
  return Object.fromEntries(keys.filter(key => from[key] !== undefined).map(key => [key, from[key]]))
}
