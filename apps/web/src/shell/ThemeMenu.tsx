'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import { joinClasses } from '../display/joinClasses.ts'
import { applyTheme, THEME_CHOSEN } from './applyTheme.ts'
import { readTheme, type Theme } from './theme.ts'

const choices = [
  { theme: 'light', label: 'Light', icon: Sun },
  { theme: 'dark', label: 'Dark', icon: Moon },
  { theme: 'system', label: 'System', icon: Monitor },
] as const

/** Light, dark, or what the system says. A cookie keeps it, so that the server draws the first page in the right colours. */
export function ThemeMenu({ initial }: { initial: Theme }) {
  // Two of these stand on a page, one for each width.
  const id = useId()
  const [theme, setTheme] = useState<Theme>(initial)

  useEffect(() => {
    const onChosen = (event: Event) =>
      event instanceof CustomEvent && setTheme(readTheme(event.detail))
    window.addEventListener(THEME_CHOSEN, onChosen)
    return () => window.removeEventListener(THEME_CHOSEN, onChosen)
  }, [])

  return (
    <fieldset className="inline-flex rounded border border-line p-0.5">
      <legend className="sr-only">Theme</legend>
      {choices.map(({ theme: value, label, icon: Icon }) => (
        <label
          key={value}
          htmlFor={`${id}-${value}`}
          title={`${label} theme`}
          className={joinClasses(
            'relative inline-flex size-7 items-center justify-center rounded-sm has-focus-visible:outline-2 has-focus-visible:outline-accent-text',
            theme === value ? 'bg-sunken text-text' : 'text-faint hover:text-text',
          )}
        >
          <input
            id={`${id}-${value}`}
            type="radio"
            name={id}
            value={value}
            checked={theme === value}
            onChange={() => applyTheme(value)}
            className="absolute inset-0 opacity-0"
          />
          <Icon aria-hidden className="size-4" />
          <span className="sr-only">{label}</span>
        </label>
      ))}
    </fieldset>
  )
}
