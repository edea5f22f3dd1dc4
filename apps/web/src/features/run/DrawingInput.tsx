'use client'

import type { Card } from '@assay/sdk'
import { type PictureSize, pictureBytes } from '@assay/sdk'
import { Eraser, Undo2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Button } from '../../display/Button.tsx'
import { DrawingPad } from '../drawing/DrawingPad.tsx'
import type { Stroke } from '../drawing/drawing.ts'
import { encodeDrawing } from '../drawing/drawing.ts'
import { SampleChoice } from '../drawing/SampleChoice.tsx'
import { useSamples } from '../drawing/useSamples.ts'
import { Picture } from '../model/Picture.tsx'
import { InputRoot } from './InputRoot.tsx'

/** Draws or chooses the picture that a model is asked about, and shows what the model will receive. */
export function DrawingInput({
  card,
  size,
  onInput,
}: {
  card: Card
  size: PictureSize
  onInput: (input: Uint8Array | undefined) => void
}) {
  const [strokes, setStrokes] = useState<readonly Stroke[]>([])
  const [chosen, setChosen] = useState<number>()
  const samples = useSamples(card)
  // What the classes are tells what to draw.
  const what = card.labels[0] === '0' ? 'a digit' : 'something'
  const pixels = useMemo(
    () => (chosen === undefined ? encodeDrawing(strokes, size) : samples[chosen]?.pixels),
    [strokes, chosen, samples, size],
  )

  function draw(next: readonly Stroke[]) {
    setStrokes(next)
    setChosen(undefined)
    onInput(encodeDrawing(next, size))
  }

  return (
    <div className="space-y-4">
      <div className="grid grid-cols-[minmax(0,1fr)_112px] gap-4 max-sm:grid-cols-1">
        <div className="relative">
          <DrawingPad
            strokes={chosen === undefined ? strokes : []}
            onChange={draw}
            label={`Drawing area: draw ${what} with a mouse, pen or finger, or choose a sample below`}
          />
          {strokes.length === 0 && chosen === undefined && (
            <p className="pointer-events-none absolute inset-x-0 bottom-4 text-center text-faint">
              Draw {what} here
            </p>
          )}
          {chosen !== undefined && (
            <div className="pointer-events-none absolute inset-0 flex items-center justify-center p-10">
              <Picture pixels={pixels} {...size} label="" className="size-full" />
            </div>
          )}
        </div>
        <div className="flex flex-col gap-2 max-sm:flex-row max-sm:items-center">
          <Picture
            pixels={pixels}
            {...size}
            label={pixels === undefined ? 'Nothing drawn yet' : 'What the model receives'}
            className="size-28 max-sm:size-20"
          />
          <div className="min-w-0 text-xs text-faint">
            <p className="text-soft">What the model receives</p>
            <p className="tabular mt-0.5">
              {size.width} × {size.height}, {pictureBytes(size)} bytes
            </p>
            <InputRoot input={pixels} />
          </div>
          <div className="mt-auto flex flex-col gap-2 max-sm:mt-0 max-sm:ml-auto">
            <Button
              size="small"
              disabled={strokes.length === 0 || chosen !== undefined}
              onClick={() => draw(strokes.slice(0, -1))}
            >
              <Undo2 aria-hidden className="size-3.5" /> Undo
            </Button>
            <Button size="small" disabled={pixels === undefined} onClick={() => draw([])}>
              <Eraser aria-hidden className="size-3.5" /> Clear
            </Button>
          </div>
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
            onInput(samples[index]?.pixels)
          }}
        />
      )}
    </div>
  )
}
