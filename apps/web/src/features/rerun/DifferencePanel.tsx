'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { Panel } from '../../display/Panel.tsx'
import type { Parting } from './differenceOf.ts'
import type { Rerun } from './runAgain.ts'

/** Where a wrong answer first parts from the right one: the step, where the worker has shown its steps, and the number in the output. */
export function DifferencePanel({ rerun, children }: { rerun: Rerun; children?: ReactNode }) {
  const { difference, step } = rerun
  return (
    <Panel title="What differs" titleId="difference-title" aside="Steps and numbers count from 0">
      <div className="space-y-4" data-testid="difference">
        {step === undefined ? (
          <p className="text-xs text-soft">
            Which step went wrong first cannot be said: the worker has not shown what its steps
            gave. A dispute makes it show them.
          </p>
        ) : (
          <div>
            <h3 className="font-medium">
              The first step that differs is step {step.step}, {step.op}.
            </h3>
            <p className="text-xs text-soft">
              All steps before it are as computed here. The worker showed its steps in{' '}
              <Link
                href={`/disputes/${step.game}`}
                className="underline decoration-line-strong underline-offset-4 hover:text-accent-text"
              >
                dispute {step.game.toString()}
              </Link>
              .
            </p>
            {step.parting !== undefined && <Numbers parting={step.parting} />}
          </div>
        )}
        {difference === undefined ? (
          <p className="text-xs text-soft">
            The worker’s output is not served, so only its root could be compared.
          </p>
        ) : (
          <div>
            <h3 className="font-medium">
              {difference.name === undefined
                ? `Output ${difference.output}`
                : `The output “${difference.name}”`}{' '}
              differs from page {difference.page}, byte {difference.byte} on.
            </h3>
            <Numbers parting={difference} />
          </div>
        )}
        {children}
      </div>
    </Panel>
  )
}

/** Both values of the first number that differs. */
function Numbers({ parting: { element, claimed, computed } }: { parting: Parting }) {
  return (
    <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 rounded bg-sunken p-3 text-xs">
      <dt className="text-faint">Number</dt>
      <dd className="tabular font-mono">{element.toLocaleString('en')}</dd>
      <dt className="text-faint">The worker signed</dt>
      <dd className="tabular font-mono text-fail">{inWords(claimed)}</dd>
      <dt className="text-faint">Computed here</dt>
      <dd className="tabular font-mono">{inWords(computed)}</dd>
    </dl>
  )
}

function inWords(value: number | undefined): string {
  return value === undefined
    ? 'nothing: it ends before'
    : value.toLocaleString('en').replace('-', '−')
}
