'use client'

import type { Dispute } from '@assay/sdk'
import { Play, Square } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '../../display/Button.tsx'
import { Legend } from './Legend.tsx'
import { levelsOf } from './levelsOf.ts'
import { Narrowing } from './Narrowing.tsx'
import { stagesOf, upToStage } from './upToStage.ts'

const PACE = 1_200

/** How a game narrows; one that has ended can be seen again, stage by stage. */
export function ReplayedNarrowing({ dispute }: { dispute: Dispute }) {
  const { page, element } = dispute.path
  const whole = { levels: levelsOf(dispute), page, element }
  const stages = stagesOf(whole)
  const [stage, setStage] = useState<number>()
  useEffect(() => {
    if (stage === undefined) return
    const timer = setTimeout(() => setStage(stage < stages ? stage + 1 : undefined), PACE)
    return () => clearTimeout(timer)
  }, [stage, stages])
  return (
    <>
      {stages > 0 && (
        <div className="mb-3 flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <Legend />
          {dispute.state !== 'open' && (
            <Button size="small" onClick={() => setStage(stage === undefined ? 1 : undefined)}>
              {stage === undefined ? (
                <Play aria-hidden className="size-3.5" />
              ) : (
                <Square aria-hidden className="size-3.5" />
              )}
              {stage === undefined ? 'Play it again' : `Stage ${stage} of ${stages}: show all`}
            </Button>
          )}
        </div>
      )}
      <Narrowing dispute={dispute} shown={stage === undefined ? whole : upToStage(whole, stage)} />
    </>
  )
}
