'use client'

import { Search as SearchIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useModels } from '../queries/useModels.ts'
import { readSearch } from './readSearch.ts'

export function Search() {
  const router = useRouter()
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string>()
  const names = [...new Set(useModels().data?.map(({ name }) => name))].sort()

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
      const target = event.target
      if (target instanceof HTMLElement && target.closest('input, textarea, select, dialog')) return
      event.preventDefault()
      field.current?.focus()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])

  function go(event: FormEvent) {
    event.preventDefault()
    const target = readSearch(text)
    if ('problem' in target) return setProblem(target.problem)
    setProblem(undefined)
    setText('')
    router.push(target.href)
  }

  return (
    <search className="relative min-w-0 flex-1 sm:max-w-md">
      <form onSubmit={go}>
        <div className="flex h-9 items-center gap-2 rounded border border-line bg-surface px-2.5 focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent-text">
          <SearchIcon aria-hidden className="size-4 shrink-0 text-faint" />
          <input
            ref={field}
            type="search"
            name="search"
            value={text}
            onChange={(event) => {
              setText(event.target.value)
              setProblem(undefined)
            }}
            aria-label="Search by job id, address or model"
            aria-describedby={problem === undefined ? undefined : 'search-problem'}
            aria-invalid={problem !== undefined}
            placeholder="Job, address or model"
            list="search-models"
            autoComplete="off"
            spellCheck={false}
            className="h-full min-w-0 flex-1 bg-transparent text-sm outline-none placeholder:text-faint [&::-webkit-search-cancel-button]:hidden [&::-webkit-calendar-picker-indicator]:!hidden"
          />
          <datalist id="search-models">
            {names.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          <kbd
            aria-hidden
            className="hidden rounded-sm border border-line px-1.5 font-mono text-xs text-faint lg:block"
          >
            /
          </kbd>
        </div>
      </form>
      {problem !== undefined && (
        <p
          id="search-problem"
          role="alert"
          className="appear absolute inset-x-0 top-full z-30 mt-2 rounded border border-fail/40 bg-fail-wash p-2 text-xs"
        >
          {problem}
        </p>
      )}
    </search>
  )
}
