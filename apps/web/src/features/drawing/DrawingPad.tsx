'use client'

import { type PointerEvent, useRef } from 'react'
import type { Point, Stroke } from './drawing.ts'

const SIDE = 280
const PEN = 20

/** A square to draw on by mouse, pen or finger. Those who use neither choose a sample. */
export function DrawingPad({
  strokes,
  onChange,
  label,
}: {
  strokes: readonly Stroke[]
  onChange: (strokes: readonly Stroke[]) => void
  label: string
}) {
  const area = useRef<SVGSVGElement>(null)
  const current = useRef<readonly Stroke[]>(strokes)
  const drawing = useRef<number | undefined>(undefined)
  current.current = drawing.current === undefined ? strokes : current.current

  function pointsOf(event: PointerEvent<SVGSVGElement>): Point[] {
    const box = area.current?.getBoundingClientRect()
    if (box === undefined) return []
    const native = event.nativeEvent
    const events = native.getCoalescedEvents?.() ?? []
    return (events.length === 0 ? [native] : events).map(({ clientX, clientY }) => ({
      x: Math.max(0, Math.min(1, (clientX - box.left) / box.width)),
      y: Math.max(0, Math.min(1, (clientY - box.top) / box.height)),
    }))
  }

  function publish(next: readonly Stroke[]) {
    current.current = next
    onChange(next)
  }

  return (
    <svg
      ref={area}
      viewBox={`0 0 ${SIDE} ${SIDE}`}
      role="img"
      aria-label={label}
      data-testid="drawing-pad"
      className="aspect-square w-full cursor-crosshair touch-none select-none rounded border border-line-strong bg-page"
      onPointerDown={(event) => {
        if (!event.isPrimary || event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        drawing.current = event.pointerId
        publish([...current.current, pointsOf(event)])
      }}
      onPointerMove={(event) => {
        if (drawing.current !== event.pointerId) return
        const last = current.current.at(-1) ?? []
        publish([...current.current.slice(0, -1), [...last, ...pointsOf(event)]])
      }}
      onPointerUp={(event) => {
        if (drawing.current === event.pointerId) drawing.current = undefined
      }}
      onPointerCancel={() => {
        drawing.current = undefined
      }}
    >
      <g stroke="var(--line)" strokeWidth="1">
        <path d={`M${SIDE / 2} 8v${SIDE - 16}M8 ${SIDE / 2}h${SIDE - 16}`} strokeDasharray="2 6" />
      </g>
      <g
        fill="none"
        stroke="var(--ink)"
        strokeWidth={PEN}
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d={strokes.map(pathOf).join('')} />
      </g>
    </svg>
  )
}

function pathOf(stroke: Stroke): string {
  const [first] = stroke
  if (first === undefined) return ''
  const place = ({ x, y }: Point) => `${(x * SIDE).toFixed(1)} ${(y * SIDE).toFixed(1)}`
  // A line of no length still shows its round ends.
  return `M${place(first)}${stroke.length === 1 ? 'h0.01' : ''}${stroke
    .slice(1)
    .map((point) => `L${place(point)}`)
    .join('')}`
}
