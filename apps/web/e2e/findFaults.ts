/**
 * Looks at the page it runs in for what keeps people from reading or operating it: texts of too little contrast, controls and
 * pictures without names, targets too small to hit, what sticks out of its panel, ids used twice, headings out of order. Runs inside
 * the browser, so it stands alone.
 */
export function findFaults(): string[] {
  const faults: string[] = []
  const MAY_BE_LARGER = '.sr-only, .overflow-x-auto, .overflow-auto, .react-flow, svg'
  type Colour = [red: number, green: number, blue: number, alpha: number]

  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const context = canvas.getContext('2d', { willReadFrequently: true })
  // The browser itself reads every notation of a colour.
  const colourOf = (text: string): Colour => {
    if (context === null) return [0, 0, 0, 1]
    context.clearRect(0, 0, 1, 1)
    context.fillStyle = text
    context.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data
    return [red, green, blue, alpha / 255]
  }
  const over = (top: Colour, below: Colour): Colour => {
    const mix = (index: 0 | 1 | 2) => top[index] * top[3] + below[index] * (1 - top[3])
    return [mix(0), mix(1), mix(2), 1]
  }
  const backgroundOf = (element: Element): Colour => {
    const layers: Colour[] = []
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const colour = colourOf(getComputedStyle(at).backgroundColor)
      if (colour[3] > 0) layers.push(colour)
      if (colour[3] === 1) break
    }
    return layers
      .reverse()
      .reduce((below, layer) => over(layer, below), [255, 255, 255, 1] as Colour)
  }
  const luminance = ([red, green, blue]: Colour) => {
    const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
      const share = value / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const contrast = (a: Colour, b: Colour) => {
    const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
    return (light + 0.05) / (dark + 0.05)
  }
  const isShown = (element: Element) =>
    element.checkVisibility({
      opacityProperty: true,
      visibilityProperty: true,
      contentVisibilityAuto: true,
    })
  const describe = (element: Element) =>
    `<${element.tagName.toLowerCase()}> ${(element.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 40)}`

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement
    if (
      element === null ||
      (texts.currentNode.textContent ?? '').trim() === '' ||
      !isShown(element)
    )
      continue
    if (['SCRIPT', 'STYLE', 'OPTION'].includes(element.tagName)) continue
    // What is disabled is exempt (WCAG 1.4.3), and so is what only screen readers get.
    if (element.closest(':disabled, [aria-disabled="true"], .sr-only') !== null) continue
    const style = getComputedStyle(element)
    const background = backgroundOf(element)
    const ratio = contrast(over(colourOf(style.color), background), background)
    const size = Number.parseFloat(style.fontSize)
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
    if (ratio < (large ? 3 : 4.5)) faults.push(`contrast ${ratio.toFixed(2)}: ${describe(element)}`)
  }

  const nameOf = (element: Element): string => {
    const labelledBy = element.getAttribute('aria-labelledby')
    if (labelledBy !== null)
      return labelledBy
        .split(/\s+/)
        .map((id) => document.getElementById(id)?.textContent ?? '')
        .join(' ')
    const label = element.getAttribute('aria-label')
    if (label !== null) return label
    if (
      element instanceof HTMLInputElement ||
      element instanceof HTMLSelectElement ||
      element instanceof HTMLTextAreaElement
    )
      return [...(element.labels ?? [])].map(({ textContent }) => textContent ?? '').join(' ')
    return element.textContent ?? ''
  }
  for (const element of document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [role="img"], dialog, section[aria-labelledby]',
  )) {
    if (!isShown(element)) continue
    if (nameOf(element).trim() === '') faults.push(`no name: ${element.outerHTML.slice(0, 100)}`)
    const area = (
      element instanceof HTMLInputElement ? (element.closest('label') ?? element) : element
    ).getBoundingClientRect()
    // Links inside sentences are exempt (WCAG 2.5.8).
    const isInline = getComputedStyle(element).display === 'inline'
    if (
      element.matches('button, input, select, summary') &&
      !isInline &&
      area.width > 0 &&
      (area.width < 24 || area.height < 24)
    )
      faults.push(
        `target ${area.width.toFixed(0)} x ${area.height.toFixed(0)}: ${describe(element)}`,
      )
  }

  for (const panel of document.querySelectorAll('section')) {
    const { right } = panel.getBoundingClientRect()
    for (const element of panel.querySelectorAll('*')) {
      // What scrolls, or can be moved about in a frame that cuts it, may be larger.
      if (!isShown(element) || element.closest(MAY_BE_LARGER) !== null) continue
      if (element.getBoundingClientRect().right > right + 1)
        faults.push(`sticks out of its panel: ${describe(element)}`)
    }
  }

  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index)))
    faults.push(`id twice: ${id}`)

  let level = 0
  for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
    const next = Number(heading.tagName.slice(1))
    if (next > level + 1)
      faults.push(`heading skips from ${level} to ${next}: ${describe(heading)}`)
    level = next
  }
  if (document.querySelectorAll('h1').length !== 1) faults.push('the page has not exactly one h1')
  if (document.documentElement.lang === '') faults.push('the page has no language')
  if (document.title === '') faults.push('the page has no title')
  return faults
}
