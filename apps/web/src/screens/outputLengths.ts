import { type Card, countOf, numberTypes } from '@assay/sdk'

/** Bytes of each output: of several outputs each has a tree of its own. Undefined where there is one. */
export function outputLengths(card: Card | undefined): readonly number[] | undefined {
  if (card === undefined || card.outputs.length === 1) return undefined
  return card.outputs.map(({ dtype, shape }) => countOf(shape) * (numberTypes[dtype]?.size ?? 1))
}
