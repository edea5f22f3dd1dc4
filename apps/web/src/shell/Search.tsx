'use client'

import { Search as SearchIcon } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import { Boundary } from '../display/Boundary.tsx'

// Loaded when the pointer or the focus comes near, and at the latest when it is opened.
const loadMenu = () => import('./CommandMenu.tsx').then((each) => each.CommandMenu)
const CommandMenu = dynamic(loadMenu, { ssr: false })

/** The field of the head, which opens the command menu; so do Ctrl K, Cmd K and a slash. */
export function Search() {
  const [isOpen, setOpen] = useState(false)

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey, target } = event
      const isChord = (ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'k'
      const isSlash = key === '/' && !ctrlKey && !metaKey && !altKey
      if (!isChord && !isSlash) return
      // Nothing opens over a dialog, and a slash that is written is a slash.
      if (document.querySelector('dialog[open]') !== null) return
      if (isSlash && target instanceof HTMLElement && target.closest('input, textarea, select'))
        return
      event.preventDefault()
      setOpen(true)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])

  const prepare = () => void loadMenu().catch(() => {})
  return (
    <search className="min-w-0 flex-1 sm:max-w-md">
      <button
        id="search"
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K /"
        onClick={() => setOpen(true)}
        onPointerEnter={prepare}
        onFocus={prepare}
        className="flex h-9 w-full items-center gap-2 rounded border border-line bg-surface px-2.5 text-left text-faint hover:border-line-strong"
      >
        <SearchIcon aria-hidden className="size-4 shrink-0" />
        <span className="min-w-0 flex-1 truncate">
          <span className="sr-only">Search: </span>model, job, address, hash
        </span>
        <kbd
          aria-hidden
          className="hidden rounded-sm border border-line px-1.5 font-mono text-xs lg:block"
        >
          Ctrl K
        </kbd>
      </button>
      {isOpen && (
        <Boundary>
          <CommandMenu onClose={() => setOpen(false)} />
        </Boundary>
      )}
    </search>
  )
}
