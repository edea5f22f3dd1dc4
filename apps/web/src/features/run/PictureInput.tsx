'use client'

import type { Card } from '@assay/sdk'
import {
  type Crop,
  type DecodedPicture,
  decodePicture,
  isDarkOnLight,
  type PictureSize,
  pictureBytes,
  preparePicture,
  wholePicture,
} from '@assay/sdk'
import { useId, useMemo, useState } from 'react'
import { SampleChoice } from '../drawing/SampleChoice.tsx'
import { useSamples } from '../drawing/useSamples.ts'
import { Picture } from '../model/Picture.tsx'

import { InputRoot } from './InputRoot.tsx'

/** Takes a picture file or a sample, prepares it as the card asks, and shows what the model will see. */
export function PictureInput({
  card,
  size,
  onInput,
}: {
  card: Card
  size: PictureSize
  onInput: (input: Uint8Array | undefined) => void
}) {
  const id = useId()
  const fit = card.input.fit ?? { crop: 'square' }
  const samples = useSamples(card)
  const [chosen, setChosen] = useState<number>()
  const [picture, setPicture] = useState<DecodedPicture>()
  const [problem, setProblem] = useState<string>()
  const [crop, setCrop] = useState(wholePicture)
  const [inverted, setInverted] = useState(false)
  const prepared = useMemo(
    () => picture && preparePicture(picture, { size, fit, crop, inverted }),
    [picture, size, fit, crop, inverted],
  )
  const pixels = chosen === undefined ? prepared : samples[chosen]?.pixels

  function show(next: DecodedPicture, change: { crop?: Crop; inverted?: boolean }) {
    const now = { crop, inverted, ...change }
    setCrop(now.crop)
    setInverted(now.inverted)
    const bytes = preparePicture(next, { size, fit, ...now })
    setProblem(
      bytes === undefined
        ? 'There is no ink in this picture: turn it round, or choose another.'
        : undefined,
    )
    onInput(bytes)
  }

  async function read(file: File | undefined) {
    setChosen(undefined)
    setPicture(undefined)
    setProblem(undefined)
    onInput(undefined)
    if (file === undefined) return
    try {
      const decoded = await decodePicture(file, Math.max(size.width, size.height))
      setPicture(decoded)
      show(decoded, { crop: wholePicture, inverted: fit.crop === 'ink' && isDarkOnLight(decoded) })
    } catch (error) {
      setProblem((error as Error).message)
    }
  }

  return (
    <div className="space-y-4">
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_176px]">
        <div className="min-w-0 space-y-3">
          <div>
            <label htmlFor={id} className="mb-1 block text-xs font-medium text-soft">
              Picture file
            </label>
            <input
              id={id}
              type="file"
              accept="image/png,image/jpeg,image/webp,image/gif,image/bmp"
              aria-describedby={problem === undefined ? undefined : `${id}-problem`}
              onChange={(event) => void read(event.target.files?.[0])}
              className="w-full rounded border border-line-strong bg-page p-2 text-sm file:mr-3 file:rounded-sm file:border-0 file:bg-sunken file:px-3 file:py-1.5 file:text-text"
            />
            {problem !== undefined && (
              <p id={`${id}-problem`} role="alert" className="mt-1 text-xs text-fail">
                {problem}
              </p>
            )}
          </div>
          {picture !== undefined && fit.crop === 'square' && (
            <div className="grid gap-2 sm:grid-cols-3">
              {crops.map(({ name, label, least }) => (
                <label key={name} className="block text-xs text-soft">
                  {label}
                  <input
                    type="range"
                    min={least}
                    max={100}
                    value={Math.round(crop[name] * 100)}
                    onChange={(event) =>
                      show(picture, { crop: { ...crop, [name]: Number(event.target.value) / 100 } })
                    }
                    className="block h-6 w-full accent-accent"
                  />
                </label>
              ))}
            </div>
          )}
          {picture !== undefined && (
            <label className="flex min-h-6 cursor-pointer items-center gap-2 text-xs text-soft">
              <input
                type="checkbox"
                checked={inverted}
                onChange={(event) => show(picture, { inverted: event.target.checked })}
              />
              Turn light and dark round
            </label>
          )}
          {card.input.preparation !== undefined && (
            <p className="text-xs text-faint">The publisher asks: {card.input.preparation}</p>
          )}
        </div>
        <div className="text-xs text-faint">
          <Picture
            pixels={pixels}
            {...size}
            label={pixels === undefined ? 'No picture yet' : 'What the model receives'}
            className="mb-2 w-full max-sm:w-44"
          />
          <p className="text-soft">What the model receives</p>
          <p className="tabular mt-0.5">
            {size.width} × {size.height}
            {size.channels === 3 ? ' in colour' : ' in grey'},{' '}
            {pictureBytes(size).toLocaleString('en')} bytes
          </p>
          <InputRoot input={pixels} />
        </div>
      </div>
      {samples.length > 0 && (
        <SampleChoice
          samples={samples}
          size={size}
          labels={card.labels}
          chosen={chosen}
          onChoose={(index) => {
            setChosen(index)
            setProblem(undefined)
            onInput(samples[index]?.pixels)
          }}
        />
      )}
    </div>
  )
}

const crops = [
  { name: 'size', label: 'Part of the picture', least: 5 },
  { name: 'left', label: 'From the left', least: 0 },
  { name: 'top', label: 'From the top', least: 0 },
] as const
