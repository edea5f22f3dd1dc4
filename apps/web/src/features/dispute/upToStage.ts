import type { Dispute } from '@assay/sdk'
import type { Level } from './levelsOf.ts'

export type Shown = {
  levels: readonly Level[]
  page: Dispute['path']['page']
  element: Dispute['path']['element']
}

/** How many stages what is shown has: each part is first opened, then something in it is found to differ. */
export function stagesOf({ levels, page, element }: Shown): number {
  return levels.length * 2 + (page === undefined ? 0 : 1) + (element === undefined ? 0 : 1)
}

/** What was known of a game at an earlier stage; all of it at the last. */
export function upToStage(shown: Shown, stage: number): Shown {
  const { page, element } = shown
  const levels = shown.levels
    .slice(0, Math.ceil(stage / 2))
    .map(({ picked, ...level }, index): Level => {
      const found = picked !== undefined && stage > index * 2 + 1
      return found ? { ...level, picked } : level
    })
  const below = stage - shown.levels.length * 2
  return {
    levels,
    page: below > 0 ? page : undefined,
    element: below > 1 ? element : undefined,
  }
}
