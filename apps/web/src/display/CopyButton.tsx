'use client'

import { ClipboardCopy, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { joinClasses } from './joinClasses.ts'

/** Copies a text and says so for a moment. */
export function CopyButton({
  text,
  label,
  className,
}: {
  text: string
  label: string
  className?: string
}) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | undefined>()
  useEffect(() => {
    if (outcome === undefined) return
    const timer = setTimeout(() => setOutcome(undefined), 1_600)
    return () => clearTimeout(timer)
  }, [outcome])

  async function copy() {
    try {
      await navigator.clipboard.writeText(text)
      setOutcome('copied')
    } catch {
      setOutcome('refused')
    }
  }

  return (
    <button
      type="button"
      onClick={copy}
      aria-label={`Copy ${label}`}
      title={
        outcome === 'refused' ? 'The browser refused access to the clipboard' : `Copy ${label}`
      }
      className={joinClasses(
        'inline-flex size-6 shrink-0 items-center justify-center rounded-sm text-faint hover:bg-sunken hover:text-text',
        className,
      )}
    >
      {outcome === 'copied' ? (
        <ClipboardCopy aria-hidden className="size-3.5 text-text" />
      ) : (
        <Copy aria-hidden className="size-3.5" />
      )}
      <span role="status" className="sr-only">
        {outcome === 'copied' ? 'Copied' : outcome === 'refused' ? 'Could not copy' : ''}
      </span>
    </button>
  )
}
