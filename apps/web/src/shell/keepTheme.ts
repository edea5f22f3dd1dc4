'use server'

import { cookies } from 'next/headers'
import { readTheme, THEME_COOKIE } from './theme.ts'

/** Keeps the reader's choice of theme for a year, or forgets it. Called by anyone, so the value is read again. */
export async function keepTheme(choice: string): Promise<void> {
  const theme = readTheme(choice)
  const store = await cookies()
  if (theme === 'system') store.delete(THEME_COOKIE)
  else
    store.set(THEME_COOKIE, theme, { maxAge: 365 * 24 * 60 * 60, sameSite: 'lax', httpOnly: true })
}
