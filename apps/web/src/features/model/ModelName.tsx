'use client'

import Link from 'next/link'
import type { Hex } from 'viem'
import { Hash } from '../../display/Hash.tsx'
import { useModels } from '../../queries/useModels.ts'

/** A model by its name, which leads to its page; by its id where the registry does not know it. */
export function ModelName({ id }: { id: Hex }) {
  const model = useModels().data?.find(({ modelId }) => modelId === id)
  if (model === undefined) return <Hash value={id} label="model id" />
  return (
    <>
      <Link
        href={`/models/${model.name}`}
        className="underline decoration-line-strong underline-offset-4 hover:text-accent-text"
      >
        {model.name}
      </Link>
      , version {model.version}
    </>
  )
}
