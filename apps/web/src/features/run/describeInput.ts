import { type Card, countOf, pictureOf } from '@assay/sdk'

/** What a model is asked about, in a few words: `12 numbers`, `a picture of 28 × 28`. */
export function describeInput({ input }: Pick<Card, 'input'>): string {
  const size = pictureOf(input)
  if (size !== undefined) return `a picture of ${size.width} × ${size.height}`
  const count = countOf(input.shape).toLocaleString('en')
  if (input.series !== undefined) return `a series of ${count} numbers`
  return `${count} ${count === '1' ? 'number' : 'numbers'}`
}
