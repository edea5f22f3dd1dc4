import { openingShape, PAGE_BYTES } from '@assay/program'
import type { Dispute } from '@assay/sdk'

/** One opening of a game: so many parts of the same size, one of which the challenger picked. */
export type Level = {
  id: string
  title: string
  /** What one part is. */
  part: string
  parts: number
  /** Which part differs; absent while the challenger has not said so. */
  picked?: number
}

/** How a game narrowed so far, from the whole program downward. The page and its element are not among it. */
export function levelsOf(dispute: Dispute): Level[] {
  const { path, position } = dispute
  const pages = path.step === undefined ? 0 : Math.ceil(path.step.byteLength / PAGE_BYTES)
  return position.openings.map(({ tree, node }, i): Level => {
    const inTrace = tree.kind === 'trace'
    const shape = openingShape(inTrace ? path.steps : pages, node)
    const next = position.openings[i + 1]
    const below =
      next?.tree.kind === tree.kind
        ? next.node.index
        : shape.height > 0
          ? position.node.height === shape.height && position.tree.kind === tree.kind
            ? position.awaits === 'open' && position.node.index >= shape.first
              ? position.node.index
              : undefined
            : undefined
          : inTrace
            ? path.step?.index
            : path.page?.index
    const each = 2 ** shape.height
    const [what, leaf] = inTrace
      ? ['program', 'step']
      : [`output of step ${path.step?.index}`, 'page']
    return {
      id: `${tree.kind}-${node.height}-${node.index}`,
      title:
        node.index === 0 &&
        i === position.openings.findIndex((other) => other.tree.kind === tree.kind)
          ? `The ${what}: ${count(inTrace ? path.steps : pages, leaf)}`
          : `A part of it: ${count(Math.min(2 ** node.height, (inTrace ? path.steps : pages) - node.index * 2 ** node.height), leaf)}`,
      part: each === 1 ? leaf : `${each} ${leaf}s`,
      parts: shape.real,
      ...(below === undefined ? {} : { picked: below - shape.first }),
    }
  })
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`
}
