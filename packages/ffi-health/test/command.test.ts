/** Protects: what is wrong with a command line is told before the work, and nothing is left behind by any end. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import { folder as root } from './folder.js'

const manifest = createRequire(import.meta.url).resolve('ffi-health/package.json')
const cli = path.join(path.dirname(manifest), 'dist', 'cli.js')

/** The JSON of a check. */
interface Verdicts {
  readonly operations: readonly {
    readonly operation: string
    readonly status: string
    readonly reason: string
  }[]
}

let count = 0
/** A package of its own, with a config that has these fields besides. */
function project(rest = '', run = '1'): string {
  const folder = path.join(root, `project-${++count}`)
  mkdirSync(folder)
  writeFileSync(
    path.join(folder, 'package.json'),
    '{ "name": "some-addon", "type": "module", "exports": "./index.js" }',
  )
  writeFileSync(path.join(folder, 'index.js'), 'export const one = () => 1\n')
  writeFileSync(
    path.join(folder, 'ffi-health.config.ts'),
    `export default { name: 'some', load: () => import('some-addon' as string), ${rest}
      operations: { one: { class: 'simpleQuery', run: (lib: any) => { note(); return ${run} } } } }
    import { appendFileSync } from 'node:fs'
    const note = () => appendFileSync('called', 'x')`,
  )
  return folder
}

/** Without the colours that a shell or a CI service around the tests may ask for. */
const { FORCE_COLOR: _forced, ...plainEnv } = process.env

function ffiHealth(folder: string, ...args: readonly string[]) {
  return ffiHealthIn(plainEnv, folder, ...args)
}

function ffiHealthIn(env: NodeJS.ProcessEnv, folder: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

describe('ffi-health', () => {
  test('a package can be loaded by its own name, and nothing but the history stays', () => {
    const folder = project()
    const { status, stdout } = ffiHealth(folder, 'exit', '--effort', '0.1')
    assert.equal(status, 0, stdout)
    assert.match(stdout, /one +pass +ended as asked in \d ways, 1 time each/)
    assert.deepEqual(readdirSync(path.join(folder, '.ffi-health')), ['.gitignore'])
  })

  test('colours are for a terminal, and not for the log of a CI service', () => {
    const folder = project()
    const texts = (env: NodeJS.ProcessEnv) => {
      const { stdout } = ffiHealthIn({ ...plainEnv, ...env }, folder, 'loop', '--effort', '0.02')
      const { stderr } = ffiHealthIn({ ...plainEnv, ...env }, folder, 'loop', '-o', 'unknown')
      return [stdout, stderr]
    }
    for (const text of texts({ CI: 'true' })) assert.equal(text, stripVTControlCharacters(text))
    for (const text of texts({ FORCE_COLOR: '1' })) assert.notEqual(text, stripVTControlCharacters(text))
  })

  test('--only adds up, and a list of operations is explained', () => {
    const folder = project()
    const args = ['check', '--json', '--effort', '0.02', '--only', 'exit', '--only', 'gc']
    const { stdout } = ffiHealth(folder, ...args)
    const reports: readonly { check: string }[] = JSON.parse(stdout)
    assert.deepEqual(reports.map(({ check }) => check).sort(), ['exit', 'gc'])
    const { status, stderr } = ffiHealth(folder, ...args, '-o', 'one,two')
    assert.equal(status, 2)
    assert.match(stderr, /unknown operation "one,two"; .*; separate several with spaces: -o one two/)
  })

  test('a tear-down that throws is called that', () => {
    const folder = project("teardown: () => { throw new Error('on purpose') },")
    const { status, stdout } = ffiHealth(folder, 'gc', '--json', '--effort', '0.02')
    assert.equal(status, 1)
    const { operations }: { operations: readonly { operation: string; reason: string }[] } =
      JSON.parse(stdout)
    assert.equal(operations[0]?.operation, '(tear-down)')
    assert.match(operations[0]?.reason ?? '', /failed: Error: on purpose/)
  })

  for (const command of [
    ['exit', '--junit'],
    ['check', '--junit'],
    ['unsafe', '--junit'],
    ['api', '--junit'],
    ['sanitize', '--junit'],
    ['report', '--output'],
  ] as const) {
    test(`${command.join(' ')}: a file that cannot be written is told first`, () => {
      const folder = project('project: {},')
      for (const file of ['package.json/out', '.']) {
        const { status, stdout, stderr } = ffiHealth(folder, ...command, file)
        assert.equal(status, 2)
        assert.match(stderr, /^error cannot write .*: \w+[^\n]*\n$/)
        assert.equal(stdout, '')
      }
      assert.equal(existsSync(path.join(folder, 'called')), false)
    })
  }

  test('a history that cannot be used is told first', () => {
    const folder = project()
    mkdirSync(path.join(folder, '.ffi-health', 'history.sqlite'), { recursive: true })
    const { status, stderr } = ffiHealth(folder, 'check', '--only', 'loop', '--history')
    assert.equal(status, 2)
    assert.match(stderr, /cannot write .*history\.sqlite: it is a folder/)
    assert.equal(existsSync(path.join(folder, 'called')), false)
    writeFileSync(path.join(folder, 'no-database'), 'text '.repeat(500))
    const listed = ffiHealth(folder, 'history', 'list', '--file', 'no-database')
    assert.deepEqual([listed.status, listed.stdout], [2, ''])
    assert.match(listed.stderr, /^error cannot use no-database as a history/)
  })

  test('a folder that cannot be written is told', {
    skip: process.getuid?.() === 0 || process.platform === 'win32',
  }, () => {
    const folder = project()
    chmodSync(folder, 0o555)
    const { status, stderr } = ffiHealth(folder, 'exit')
    chmodSync(folder, 0o755)
    assert.equal(status, 2)
    assert.match(stderr, /cannot write/)
  })

  test('results of others, and a revision, that are not there are told before anything runs', () => {
    const folder = project("project: { junit: [{ file: 'no.xml' }] },")
    const missing = ffiHealth(folder, 'check', '--only', 'exit')
    assert.equal(missing.status, 2)
    assert.match(missing.stderr, /no\.xml/)
    const revision = ffiHealth(project(), 'check', '--only', 'exit', '--baseline', 'no-such-revision')
    assert.equal(revision.status, 2)
    assert.match(revision.stderr, /no-such-revision/)
    assert.equal(existsSync(path.join(folder, 'called')), false)
  })

  test('what has nothing to look at is not judged, alone as within `check`', () => {
    const folder = project("project: { package: 'no-such-package' },")
    const alone = ffiHealth(folder, 'api', '--json')
    const within = ffiHealth(folder, 'check', '--only', 'api', '--json')
    assert.deepEqual([alone.status, within.status], [0, 0], alone.stderr + within.stderr)
    const { operations } = JSON.parse(alone.stdout)
    assert.deepEqual(JSON.parse(within.stdout)[0].operations, operations)
    assert.deepEqual([operations.length, operations[0].status], [1, 'not-judged'])
    assert.match(operations[0].reason, /cannot find the package "no-such-package"/)
    assert.equal(existsSync(path.join(folder, 'called')), false)
    assert.equal(ffiHealth(folder, 'api', '--accept').status, 2)
  })

  test('a config without `project` is judged as one whose project is empty', () => {
    const folder = project()
    writeFileSync(
      path.join(folder, 'lib.rs'),
      'pub fn first(v: &[u8]) -> u8 {\n    unsafe { *v.as_ptr() }\n}\n',
    )
    const judged = (...args: readonly string[]) => {
      const { status, stdout, stderr } = ffiHealth(folder, ...args, '--json')
      assert.equal(stderr.includes('error'), false, stderr)
      const { operations } = [JSON.parse(stdout)].flat()[0] as Verdicts
      return { status, operations: operations.map(({ operation, ...one }) => [operation, one.status]) }
    }
    const unsafe = { status: 1, operations: [['lib.rs:2', 'fail']] }
    assert.deepEqual(judged('unsafe'), unsafe)
    assert.deepEqual(judged('check', '--only', 'unsafe'), unsafe)

    const surface = (verdict: string) => [
      ['(surface)', verdict],
      ['(types)', 'not-judged'],
    ]
    assert.deepEqual(judged('api'), { status: 0, operations: surface('not-judged') })
    assert.deepEqual(judged('api', '--accept'), { status: 0, operations: surface('pass') })
    writeFileSync(path.join(folder, 'index.js'), 'export const one = (a, b) => a + b\n')
    const changed = { status: 1, operations: surface('fail') }
    assert.deepEqual(judged('api'), changed)
    assert.deepEqual(judged('check', '--only', 'api'), changed)

    writeFileSync(
      path.join(folder, 'index.d.ts'),
      'export declare function one(a: number, b: number): number\n',
    )
    const { operations } = judged('api')
    assert.deepEqual(operations, [
      ['(surface)', 'fail'],
      ['one', 'fail'],
    ])
  })

  test('without `project`, the sanitizers are those that need no build', () => {
    const folder = project()
    const { status, stdout } = ffiHealth(folder, 'sanitize', '--only', 'asan', '--json')
    const { operations }: Verdicts = JSON.parse(stdout)
    assert.deepEqual([status, operations.length], [0, 1])
    const reason =
      process.platform === 'linux'
        ? /no sanitizer build: `project\.sanitize\.addon` in the config names it/
        : /Linux only/
    assert.match(operations[0]?.reason ?? '', reason)
  })
})

/** Processes whose command line holds a text, this one and `ps` aside. */
function processesWith(text: string): string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,stat=,args='], { encoding: 'utf8' })
  return stdout.split('\n').filter(line => line.includes(text) && !/^\s*\d+\s+Z/.test(line))
}

describe('a run that is interrupted', { skip: process.platform === 'win32' }, () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    test(`${signal}: no process, no folder and no compiled config stay`, async () => {
      const mark = `ffi-health-mark-${signal}-${process.pid}`
      const temporary = path.join(root, `tmp-${signal}`)
      mkdirSync(temporary)
      // The sanitizer build is a program that does not end, and its operations are never reached; beside it an
      // operation hangs.
      const folder = project(
        `project: { sanitize: { build: ['sh', '-c', 'echo started > build-started; sleep 300; : ${mark}'], addon: 'index.js' } },`,
        `(globalThis as any).process.title = '${mark}', setInterval(() => {}, 1000), new Promise(() => {})`,
      )
      for (const [args, file] of [
        [['exit'], 'called'],
        [['sanitize', '--only', 'asan'], 'build-started'],
      ] as const) {
        const child = spawn(process.execPath, [cli, ...args], {
          cwd: folder,
          env: { ...process.env, TMPDIR: temporary },
          stdio: 'ignore',
        })
        const ended = new Promise<number | null>(resolve => child.once('exit', resolve))
        for (let i = 0; i < 600 && !existsSync(path.join(folder, file)); i++) await wait(50)
        await wait(100)
        assert.notDeepEqual(processesWith(mark), [], `${args[0]} did not start`)
        child.kill(signal)
        assert.equal(await ended, { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[signal])
        await wait(200)
        assert.deepEqual(processesWith(mark), [])
        assert.deepEqual(readdirSync(temporary), [])
        assert.deepEqual(readdirSync(path.join(folder, '.ffi-health')), ['.gitignore'])
      }
    })
  }

  test('what was finished is printed', async () => {
    const child = spawn(process.execPath, [cli, 'check', '--only', 'overhead,leaks', '--json'], {
      cwd: project(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', text => {
      if (text.includes('overhead')) child.kill('SIGTERM')
    })
    assert.equal(await new Promise(resolve => child.once('close', resolve)), 143)
    const reports: readonly { check: string }[] = JSON.parse(stdout)
    assert.deepEqual(
      reports.map(({ check }) => check),
      ['overhead'],
    )
  })

  test('the folder in which a tool writes its reports goes, too', async () => {
    const script = path.join(root, 'at-exit.mjs')
    const module = path.join(path.dirname(cli), 'harness', 'at-exit.js')
    writeFileSync(
      script,
      `import { writeFileSync } from 'node:fs'
      import { temporaryFolder } from ${JSON.stringify(module)}
      const { path } = temporaryFolder('test')
      writeFileSync(path + '/file', '')
      console.log(path)
      setInterval(() => {}, 1000)`,
    )
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const folder = await new Promise<string>(resolve =>
      child.stdout.once('data', data => resolve(String(data).trim())),
    )
    assert.deepEqual(readdirSync(folder), ['file'])
    child.kill('SIGTERM')
    await new Promise(resolve => child.once('exit', resolve))
    assert.equal(existsSync(folder), false)
  })
})
