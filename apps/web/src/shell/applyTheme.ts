import { keepTheme } from './keepTheme.ts'
import type { Theme } from './theme.ts'

/** Tells those who show the theme that it was chosen elsewhere. */
export const THEME_CHOSEN = 'assay-theme'

/** Draws the page in a theme at once, and keeps the choice. */
export function applyTheme(theme: Theme): void {
  const root = document.documentElement
  if (theme === 'system') root.removeAttribute('data-theme')
  else root.setAttribute('data-theme', theme)
  window.dispatchEvent(new CustomEvent(THEME_CHOSEN, { detail: theme }))
  // Where it cannot be kept, only the next visit does not know it.
  keepTheme(theme).catch(() => {})
}
