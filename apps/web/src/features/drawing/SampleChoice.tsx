'use client'

import type { PictureSize } from '@assay/sdk'
import { useId } from 'react'
import { joinClasses } from '../../display/joinClasses.ts'
import { Picture } from '../model/Picture.tsx'
import type { Sample } from './readSamples.ts'

/** Ready pictures to choose from: one tab stop, arrow keys move. */
export function SampleChoice({
  samples,
  size,
  labels,
  chosen,
  onChoose,
}: {
  samples: readonly Sample[]
  size: PictureSize
  /** The words of the model's classes. */
  labels: readonly string[]
  chosen: number | undefined
  onChoose: (index: number) => void
}) {
  const name = useId()
  return (
    <fieldset>
      <legend className="mb-2 text-xs text-soft">Or choose a sample</legend>
      <div className="grid grid-cols-10 gap-1 max-sm:grid-cols-5 max-sm:gap-2">
        {samples.map(({ pixels, label, name: shown }, index) => (
          <label
            key={`${label}-${index}`}
            htmlFor={`${name}-${index}`}
            className={joinClasses(
              'relative aspect-square rounded-sm p-0.5 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-text',
              chosen === index ? 'bg-accent' : 'hover:bg-line-strong',
            )}
          >
            <input
              id={`${name}-${index}`}
              type="radio"
              name={name}
              value={index}
              checked={chosen === index}
              onChange={() => onChoose(index)}
              className="absolute inset-0 cursor-pointer opacity-0"
            />
            <Picture pixels={pixels} {...size} label="" className="block size-full" />
            <span className="sr-only">Sample of {shown ?? `a ${labels[label] ?? label}`}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
