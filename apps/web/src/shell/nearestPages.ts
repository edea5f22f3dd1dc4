import { type Destination, destinations } from './sections.ts'

const SHOWN = 3

/** The pages whose addresses are most like one that leads nowhere, most alike first. */
export function nearestPages(path: string): readonly Destination[] {
  const wanted = path.split('/')[1]?.toLowerCase() ?? ''
  return destinations
    .map((destination) => ({
      destination,
      distance: editDistance(wanted, destination.href.slice(1)),
    }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, SHOWN)
    .map(({ destination }) => destination)
}

/** How many letters have to be added, left out or changed to make one word of the other. */
function editDistance(from: string, to: string): number {
  // An address may be a megabyte of nonsense.
  const word = from.slice(0, 40)
  let row = Array.from({ length: to.length + 1 }, (_value, index) => index)
  for (const [above, letter] of [...word].entries()) {
    const next = [above + 1]
    for (const [left, other] of [...to].entries())
      next.push(
        Math.min(
          (row[left] ?? 0) + (letter === other ? 0 : 1),
          (row[left + 1] ?? 0) + 1,
          (next[left] ?? 0) + 1,
        ),
      )
    row = next
  }
  return row.at(-1) ?? 0
}
