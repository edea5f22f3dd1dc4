'use client'

import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { joinClasses } from './joinClasses.ts'

/** A button that opens a small panel under it. Escape, a click elsewhere and leaving it by Tab close it. */
export function Disclosure({
  label,
  button,
  children,
  buttonClassName,
}: {
  /** The button's and the panel's name. */
  label: string
  button: ReactNode
  children: ReactNode | ((close: () => void) => ReactNode)
  buttonClassName?: string
}) {
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const trigger = useRef<HTMLButtonElement>(null)
  const id = useId()

  useEffect(() => {
    if (!open) return
    const onLeave = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false)
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      setOpen(false)
      trigger.current?.focus()
    }
    document.addEventListener('pointerdown', onLeave)
    document.addEventListener('focusin', onLeave)
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('pointerdown', onLeave)
      document.removeEventListener('focusin', onLeave)
      document.removeEventListener('keydown', onKey)
    }
  }, [open])

  return (
    <div ref={root} className="relative">
      <button
        ref={trigger}
        type="button"
        aria-label={label}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
        className={joinClasses(
          'inline-flex h-9 items-center gap-2 rounded px-2.5 text-soft transition-colors duration-150 hover:bg-sunken hover:text-text',
          open && 'bg-sunken text-text',
          buttonClassName,
        )}
      >
        {button}
      </button>
      {open && (
        <section
          id={id}
          aria-label={label}
          className="appear absolute top-full right-0 z-30 mt-2 w-80 max-w-[calc(100vw-32px)] rounded-lg border border-line-strong/60 bg-raised p-4 shadow-[0_4px_16px_rgb(0_0_0/0.08)] max-sm:fixed max-sm:inset-x-4 max-sm:top-14 max-sm:w-auto"
        >
          {typeof children === 'function' ? children(() => setOpen(false)) : children}
        </section>
      )}
    </div>
  )
}
