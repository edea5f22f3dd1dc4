import { existsSync } from 'node:fs'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The Chromium that ASSAY_CHROMIUM names, or one in a usual place. */
export function findBrowser(environment: Record<string, string | undefined>): string {
  const named = environment.ASSAY_CHROMIUM
  const found = named || places.find((place) => existsSync(place))
  if (found === undefined)
    throw new Error('No Chromium was found; install one, or name it in ASSAY_CHROMIUM.')
  return found
}
