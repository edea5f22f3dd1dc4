import { existsSync } from 'node:fs'
import { execa } from 'execa'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

async function findBrowser(): Promise<string | undefined> {
  for (const name of NAMES) {
    const found = await execa(process.platform === 'win32' ? 'where' : 'which', [name], {
      reject: false,
    })
    const path = found.stdout?.split('\n')[0]?.trim()
    if (found.exitCode === 0 && path) return path
  }
  return PLACES.find((place) => existsSync(place))
}

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
  const found = await findBrowser()
  if (found) return found

  const apt = await execa('which', ['apt-get'], { reject: false })
  if (apt.exitCode === 0 && process.getuid?.() === 0) {
    console.log('No Chrome or Chromium found: installing Debian’s chromium')
    const environment = { DEBIAN_FRONTEND: 'noninteractive' }
    await execa('apt-get', ['update', '-q'], { env: environment, timeout: 300_000 })
    await execa('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], {
      env: environment,
      timeout: 900_000,
    })
    const installed = await findBrowser()
    if (installed) return installed
  }
  throw new Error(
    'the browser tests need Chrome or Chromium, and none was found; install one, or set ASSAY_CHROMIUM to its path',
  )
}
