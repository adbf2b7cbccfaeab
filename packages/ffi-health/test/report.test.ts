/**
 * The report is one page that works offline: nothing is loaded, nothing runs, nothing in it is broken by what it
 * shows. In a real browser it fits its window in light, dark, on a phone and on paper.
 *
 * The browser is Debian's chromium, or what CHROMIUM names; without one these tests are skipped, and say so.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core'
import { reportPage } from '../dist/report/page.js'
import { inspect } from './report-in-browser.js'
import { sampleReport } from './report-sample.js'

const executable = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const skip = existsSync(executable) ? false : `no browser at ${executable}: install chromium, or set CHROMIUM`
const folder = fileURLToPath(new URL('./screenshots/', import.meta.url))

const full = reportPage(sampleReport())
const nothingWrong = reportPage(sampleReport(true))

describe('the page as text', () => {
  test('shows every section, and escapes what it shows', async () => {
    const page = await full
    for (const id of [
      'findings',
      'overhead',
      'leaks',
      'history',
      'matrix',
      'since',
      'runtimes',
      'checklist',
    ]) {
      assert.match(page, new RegExp(`<section id="${id}">`))
    }
    assert.doesNotMatch(page, /<script/i)
    assert.match(page, /&lt;script&gt;alert/)
    assert.doesNotMatch(page, /\bNaN\b|undefined<|\[object Object\]/)
  })

  test('opens with what to fix first: crashes before leaks before documentation', async () => {
    const page = await full
    const order = [...page.matchAll(/<h3>(\w+) <span class="count">\d+ failures?/g)].map(([, check]) => check)
    assert.deepEqual(order, ['errors', 'leaks', 'unsafe', 'history', 'overhead', 'api'])
    assert.ok(page.indexOf('id="findings"') < page.indexOf('id="overhead"'))
  })

  test('places operations in the matrix', async () => {
    const page = await full
    const cell = (name: string) => page.match(new RegExp(`<h4>${name} <span[^]*?</div>`))?.[0] ?? ''
    assert.match(cell('preferred'), /nodeCount/)
    assert.match(cell('discouraged'), /setColumn.*leaks fails/)
    assert.match(cell('rejected'), /shortestPath.*errors fails/)
    assert.match(cell('acceptable'), /hasEdge/)
  })

  test('says so when nothing is wrong', async () => {
    const page = await nothingWrong
    assert.match(page, /Nothing to fix/)
    assert.match(page, /history begins with the second/)
  })
})

interface View extends BrowserContextOptions {
  readonly name: string
  readonly healthy?: boolean
}

const views: readonly View[] = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1100, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1100, height: 900 } },
  {
    name: 'phone',
    colorScheme: 'light',
    viewport: { width: 360, height: 740 },
    isMobile: true,
    deviceScaleFactor: 2,
  },
  { name: 'phone-dark', colorScheme: 'dark', viewport: { width: 360, height: 740 }, isMobile: true },
  { name: 'healthy', healthy: true, colorScheme: 'light', viewport: { width: 1100, height: 900 } },
]

describe('the page in a browser', { skip }, () => {
  let browser: Browser
  before(async () => {
    mkdirSync(folder, { recursive: true })
    browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] })
  })
  after(() => browser.close())

  for (const { name, healthy = false, ...options } of views) {
    test(`${name}: fits, is readable, asks for nothing`, async () => {
      const file = path.join(folder, `${name}.html`)
      writeFileSync(file, await (healthy ? nothingWrong : full))
      const context = await browser.newContext({ ...options, offline: true, javaScriptEnabled: true })
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('console', message => complaints.push(message.text()))
      page.on('pageerror', error => complaints.push(String(error)))
      page.on('request', request => {
        if (!/^(file|data):/.test(request.url())) complaints.push(request.url())
      })
      await page.goto(pathToFileURL(file).href)
      for (const details of await page.locator('details').all())
        await details.evaluate(one => one.setAttribute('open', ''))
      const found = await page.evaluate(inspect)
      await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true })
      assert.deepEqual(complaints, [])
      assert.ok(found.scrollWidth <= found.width, `${found.scrollWidth} wide in a window of ${found.width}`)
      assert.deepEqual(found.lowContrast, [])
      assert.ok(healthy || found.charts >= 4, `${found.charts} charts are visible`)
      assert.ok(found.smallestText >= 10, `text of ${found.smallestText} px`)
      await context.close()
    })
  }

  test('print: on white, every chart whole, as PDF', async () => {
    const file = path.join(folder, 'print.html')
    writeFileSync(file, await full)
    const context = await browser.newContext({ colorScheme: 'dark', offline: true })
    const page = await context.newPage()
    await page.goto(pathToFileURL(file).href)
    await page.emulateMedia({ media: 'print' })
    const found = await page.evaluate(inspect)
    assert.equal(found.background, 'rgb(255, 255, 255)')
    assert.deepEqual(found.lowContrast, [])
    assert.ok(found.charts >= 4)
    const pdf = await page.pdf({
      path: path.join(folder, 'print.pdf'),
      format: 'A4',
      preferCSSPageSize: true,
    })
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0
    assert.ok(pages >= 2 && pages <= 12, `${pages} pages`)
    await context.close()
  })
})
