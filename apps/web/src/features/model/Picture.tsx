'use client'

import { useEffect, useRef } from 'react'
import { joinClasses } from '../../display/joinClasses.ts'

/** Shows grey bytes as the pixels they are, light on dark, as a model receives them. */
export function Picture({
  pixels,
  width,
  height,
  label,
  className,
}: {
  /** `width * height` bytes, row by row; undefined shows an empty field. */
  pixels: Uint8Array | undefined
  width: number
  height: number
  /** What it shows, for those who do not see it; empty where the text beside it says so. */
  label: string
  className?: string
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context) return
    const image = context.createImageData(width, height)
    for (let i = 0; i < width * height; i++) {
      const value = pixels?.[i] ?? 0
      image.data.set([17 + value * 0.92, 17 + value * 0.91, 16 + value * 0.88, 255], i * 4)
    }
    context.putImageData(image, 0, 0)
  }, [pixels, width, height])
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
