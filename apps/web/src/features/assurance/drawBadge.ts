import type { ChipName } from './assure.ts'
import { wedgePath } from './wedgePath.ts'

export type Badge = {
  /** Absent where nothing is known of the job. */
  chip?: ChipName
  word: string
  /** The block that it was read at. */
  block?: bigint
  /** The job's page. */
  href: string
}

const HEIGHT = 28
/** About as wide as a letter of the font at its size (pixels). */
const LETTER = 6.7

/**
 * The badge as SVG. A server drew it, so its mark is hollow, and there is no tick and no green in it: only what a reader computes can have
 * those. A refuted answer is red.
 */
export function drawBadge({ chip, word, block, href }: Badge): string {
  const standing = block === undefined ? '' : `as of block ${block.toLocaleString('en')}`
  const start = 34
  const middle = start + word.length * LETTER + 10
  const width = Math.ceil(middle + (standing === '' ? 0 : standing.length * LETTER * 0.92 + 10))
  const isBad = chip === 'refuted' || chip === 'mismatch'
  const title = `Assay: ${word}${standing === '' ? '' : `, ${standing}`}. Drawn by a server; open the job to check it yourself.`
  const wedges = [0, 1, 2, 3, 4].map((index) => `<path d="${wedgePath(index)}"/>`).join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${escaped(title)}"><title>${escaped(title)}</title><a href="${escaped(href)}"><rect x="0.5" y="0.5" width="${width - 1}" height="${HEIGHT - 1}" rx="5" fill="#ffffff" stroke="#8a8880"/><g transform="translate(17 14) scale(0.31)" fill="none" stroke="#5f5d57" stroke-width="4" stroke-linejoin="round">${wedges}</g><g font-family="Inter,system-ui,sans-serif" font-size="12"><text x="${start}" y="18" font-weight="600" fill="${isBad ? '#b0261d' : '#1a1a18'}">${escaped(word)}</text>${standing === '' ? '' : `<text x="${middle}" y="18" fill="#66645d">${standing}</text>`}</g></a></svg>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
