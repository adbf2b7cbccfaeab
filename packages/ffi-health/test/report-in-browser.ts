/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** What a page looks like to the browser that shows it. */
export interface Found {
  readonly width: number
  readonly scrollWidth: number
  readonly charts: number
  readonly smallestText: number
  readonly background: string
  /** Texts whose contrast to what is behind them is below 4.5. */
  readonly lowContrast: readonly string[]
}

/** Looks at the page that it runs in; must use nothing from outside itself. */
export function inspect(): Found {
  const rgb = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number)
  const luminance = (color: string) => {
    const [r = 0, g = 0, b = 0] = rgb(color).map(value => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const backgroundOf = (element: Element): string => {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at)
      const [, , , alpha = 1] = rgb(backgroundColor)
      if (alpha > 0) return backgroundColor
    }
    return 'rgb(255, 255, 255)'
  }
  const visible = (element: Element) => element.getClientRects().length > 0
  const lowContrast: string[] = []
  let smallestText = Number.POSITIVE_INFINITY
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent?.trim() !== '')
    if (!own || !visible(element)) continue
    const style = getComputedStyle(element)
    const svg = element.closest('svg')
    const color = svg === null ? style.color : style.fill
    const [high, low] = [luminance(color), luminance(backgroundOf(element))].sort((a, b) => b - a)
    const contrast = ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05)
    if (contrast < 4.5)
      lowContrast.push(`${element.textContent?.trim().slice(0, 40)}: ${contrast.toFixed(2)}`)
    const scale = svg === null ? 1 : svg.getBoundingClientRect().width / svg.viewBox.baseVal.width
    smallestText = Math.min(smallestText, Number.parseFloat(style.fontSize) * scale)
  }
  return {
    width: window.innerWidth,
    scrollWidth: document.documentElement.scrollWidth,
    charts: [...document.querySelectorAll('.chart svg')].filter(visible).length,
    smallestText,
    background: backgroundOf(document.body),
    lowContrast,
  }
}
