'use client'

import Link from 'next/link'
import { buttonClasses } from '../display/Button.tsx'
import { EmptyState } from '../display/EmptyState.tsx'
import { useModels } from '../queries/useModels.ts'

/** No job has this id, or it is no id at all. Ids of models look the same, so a model’s leads to its page. */
export function JobNotFound({ id, malformed = false }: { id: string; malformed?: boolean }) {
  const model = useModels().data?.find(({ modelId }) => modelId === id.toLowerCase())
  return (
    <div className="rounded-lg border border-line bg-surface">
      <h1 className="sr-only">Job not found</h1>
      <EmptyState
        title={
          malformed
            ? 'This is not a job id'
            : model === undefined
              ? 'The chain knows no such job'
              : 'This is the id of a model'
        }
        action={
          model === undefined ? (
            <Link href="/results" className={buttonClasses('secondary')}>
              See all results
            </Link>
          ) : (
            <Link href={`/models/${model.name}`} className={buttonClasses('secondary')}>
              Open {model.name}
            </Link>
          )
        }
      >
        <p>
          {malformed
            ? 'A job id is 0x and 64 hexadecimal digits.'
            : model === undefined
              ? 'Either the id is wrong, or the job belongs to another deployment, or its transaction is not in a block yet. This page keeps looking.'
              : `It is that of ${model.name}, version ${model.version}.`}
        </p>
        <p className="mt-2 break-all font-mono text-xs text-faint">{id.slice(0, 80)}</p>
      </EmptyState>
    </div>
  )
}
