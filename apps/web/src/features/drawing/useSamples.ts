'use client'

import type { Card } from '@assay/sdk'
import { countOf, numberTypes } from '@assay/sdk'
import { useEffect, useState } from 'react'
import { readSamples, type Sample } from './readSamples.ts'

/** The samples of the project's own models; they are loaded when a page asks for them. */
const files: Readonly<Record<string, (() => Promise<{ default: unknown }>) | undefined>> = {
  demand: () => import('@assay/models/demand/samples.json'),
  digits: () => import('@assay/models/digits/samples.json'),
  objects: () => import('@assay/models/objects/samples.json'),
  payments: () => import('@assay/models/payments/samples.json'),
  pump: () => import('@assay/models/pump/samples.json'),
  upscale: () => import('@assay/models/upscale/samples.json'),
}

/** One sample for each label, where the model is one of the project's own. */
export function useSamples({ name, input }: Pick<Card, 'name' | 'input'>): readonly Sample[] {
  const [samples, setSamples] = useState<readonly Sample[]>([])
  const size = countOf(input.shape) * (numberTypes[input.dtype]?.size ?? 1)
  useEffect(() => {
    let isCurrent = true
    files[name]?.()
      .then(({ default: source }) => {
        const all = readSamples(source, { size })
        const isFirst = ({ label }: Sample, index: number) =>
          all.findIndex((other) => other.label === label) === index
        if (isCurrent) setSamples(all.filter(isFirst))
      })
      // Without samples one gives an input of one's own.
      .catch(() => undefined)
    return () => {
      isCurrent = false
    }
  }, [name, size])
  return samples
}
