import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { execa } from 'execa'
import { findProgram } from './programs.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]
const FIVE_MINUTES = 300_000
/** Where the npm package that brings a Chromium is described; it is no part of the workspace, because few need its 67 MB. */
const PACKAGE = resolve(import.meta.dirname, 'chromium')
const FOLDER = resolve(import.meta.dirname, '../.cache/chromium')

/**
 * The path of a Chrome or Chromium for the browser tests: the one that `ASSAY_CHROMIUM` names, else one that is installed,
 * else one from npm. Throws a sentence with the remedy where none can be had.
 */
export async function ensureBrowser(): Promise<string> {
  const named = process.env.ASSAY_CHROMIUM
  if (named) {
    if (existsSync(named)) return named
    throw new Error(`ASSAY_CHROMIUM names ${named}, which is not there; correct it or unset it`)
  }
  const found = NAMES.map(findProgram).find((path) => path !== undefined)
  return found ?? PLACES.find((place) => existsSync(place)) ?? (await browserFromNpm())
}

/** Installs and unpacks the Chromium from npm, once. */
async function browserFromNpm(): Promise<string> {
  const none = (why: string) =>
    new Error(
      `no Chrome or Chromium is installed, and ${why}; install one, or name it in ASSAY_CHROMIUM`,
    )
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw none(`npm has none for ${process.platform} on ${process.arch}`)
  const browser = join(FOLDER, 'browser')
  if (existsSync(browser)) return browser
  console.log('installing a Chromium from npm')
  mkdirSync(FOLDER, { recursive: true })
  const npm = ['ci', '--prefix', PACKAGE, '--no-audit', '--no-fund']
  const installed = await execa('npm', npm, { reject: false, timeout: FIVE_MINUTES })
  if (installed.failed) throw none(`npm did not install one (${installed.shortMessage})`)
  // The package unpacks to the system's folder for temporary files, which may be small, and shared.
  const unpack = `
    const { default: chromium, inflate } = await import('@sparticuz/chromium')
    await chromium.executablePath()
    await inflate('node_modules/@sparticuz/chromium/bin/al2023.tar.br')`
  await execa(process.execPath, ['--input-type=module', '--eval', unpack], {
    cwd: PACKAGE,
    env: { TMPDIR: FOLDER },
    timeout: FIVE_MINUTES,
  })
  const chromium = join(FOLDER, 'chromium')
  const libraries = { LD_LIBRARY_PATH: join(FOLDER, 'al2023/lib') }
  const starts = async (env: Record<string, string>) =>
    !(await execa(chromium, ['--version'], { reject: false, env })).failed
  // The libraries that come along are used only where the machine has none of its own.
  const env = {
    ...((await starts({})) ? {} : libraries),
    ...(existsSync('/etc/fonts') ? {} : { FONTCONFIG_PATH: join(FOLDER, 'fonts') }),
  }
  if (!(await starts(env))) throw none('the one from npm does not start on this machine')
  const exports = Object.entries(env).map(([name, value]) => `export ${name}='${value}'\n`)
  writeFileSync(browser, `#!/bin/sh\n${exports.join('')}exec '${chromium}' "$@"\n`)
  chmodSync(browser, 0o755)
  return browser
}
