'use client'

import { type PictureSize, pictureBytes } from '@assay/sdk'
import { useEffect, useRef } from 'react'
import { joinClasses } from '../../display/joinClasses.ts'

/** Shows bytes as the pixels they are, as a model receives them: grey ones light on dark. */
export function Picture({
  pixels,
  width,
  height,
  channels,
  label,
  className,
}: PictureSize & {
  /** Row by row; undefined shows an empty field. */
  pixels: Uint8Array | undefined
  /** What it shows, for those who do not see it; empty where the text beside it says so. */
  label: string
  className?: string
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context) return
    const image = context.createImageData(width, height)
    const isColour = channels === 3
    const shown = pixels ?? new Uint8Array(pictureBytes({ width, height, channels }))
    for (let i = 0; i < width * height; i++) {
      const at = i * channels
      const red = shown[at] ?? 0
      const to = i * 4
      image.data[to] = isColour ? red : 17 + red * 0.92
      image.data[to + 1] = isColour ? (shown[at + 1] ?? 0) : 17 + red * 0.91
      image.data[to + 2] = isColour ? (shown[at + 2] ?? 0) : 16 + red * 0.88
      image.data[to + 3] = 255
    }
    context.putImageData(image, 0, 0)
  }, [pixels, width, height, channels])
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      {...(label === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
      className={joinClasses(
        'rounded-sm bg-[#111110] ring-1 ring-line [image-rendering:pixelated]',
        className,
      )}
    />
  )
}
