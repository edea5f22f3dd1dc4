export type Theme = 'light' | 'dark' | 'system'

export const THEME_COOKIE = 'assay-theme'

/** Reads the cookie's value; anything unknown follows the system. */
export function readTheme(value: string | undefined): Theme {
  return value === 'light' || value === 'dark' ? value : 'system'
}
