'use client'

import { type ReactNode, useId, useRef, useState } from 'react'
import { joinClasses } from './joinClasses.ts'

/** Kept free between a popover and the edge of the window (pixels). */
const MARGIN = 12

/**
 * A word that opens a small box about it, by click, tap or keyboard. Escape and a click elsewhere close it. Both may stand inside a sentence.
 */
export function Popover({
  label,
  trigger,
  children,
  className,
  testId,
}: {
  /** The box's name. */
  label: string
  trigger: ReactNode
  children: ReactNode
  className?: string
  testId?: string
}) {
  const id = useId()
  const box = useRef<HTMLSpanElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)

  function place() {
    const around = button.current?.getBoundingClientRect()
    const own = box.current
    if (around === undefined || own === null) return
    const { width, height } = own.getBoundingClientRect()
    const fitsBelow = around.bottom + height + MARGIN <= window.innerHeight
    const left = Math.min(around.left, window.innerWidth - width - MARGIN)
    own.style.left = `${Math.max(MARGIN, left)}px`
    own.style.top = `${Math.max(MARGIN, fitsBelow ? around.bottom + 4 : around.top - height - 4)}px`
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-expanded={open}
        data-testid={testId}
        className={joinClasses('-my-1 inline-flex min-h-6 items-center text-left', className)}
      >
        {trigger}
      </button>
      <span
        ref={box}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        onToggle={(event) => setOpen(event.newState === 'open')}
        className="fixed inset-auto m-0 w-max max-w-[min(360px,calc(100vw-24px))] whitespace-normal rounded-lg border border-line-strong bg-raised p-3 text-left font-sans text-sm font-normal text-text shadow-[0_4px_16px_rgb(0_0_0/0.08)]"
      >
        {open && <Placed onPlaced={place}>{children}</Placed>}
      </span>
    </>
  )
}

/** Says when what it holds is drawn, so that its size is known. */
function Placed({ onPlaced, children }: { onPlaced: () => void; children: ReactNode }) {
  return (
    <span className="block" ref={(element) => (element === null ? undefined : onPlaced())}>
      {children}
    </span>
  )
}
