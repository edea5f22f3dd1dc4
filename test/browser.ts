import { existsSync } from 'node:fs'
import { ensureProgram, findProgram } from './debian.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * The path of a Chrome or Chromium for the browser tests: `ASSAY_CHROMIUM`, else one that is
 * installed, else Debian's, installed now. Throws where none can be had: browser tests are never
 * skipped.
 */
export async function ensureBrowser(): Promise<string> {
  const named = process.env.ASSAY_CHROMIUM
  if (named) {
    if (existsSync(named)) return named
    throw new Error(`ASSAY_CHROMIUM names ${named}, which is not there; correct it or unset it`)
  }
  for (const name of NAMES) {
    const found = await findProgram(name)
    if (found !== undefined) return found
  }
  return PLACES.find((place) => existsSync(place)) ?? (await ensureProgram('chromium', 'chromium'))
}
