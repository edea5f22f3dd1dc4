import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'

const TEN_MINUTES = 600_000

/** The path of a program on PATH; undefined where it is not there. */
export function findProgram(name: string): string | undefined {
  const file = process.platform === 'win32' ? `${name}.exe` : name
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, file))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

/** Installs one of Debian's packages; false where this is not Debian, or not root. */
async function installDebianPackage(name: string): Promise<boolean> {
  if (process.getuid?.() !== 0 || findProgram('apt-get') === undefined) return false
  console.log(`installing Debian’s ${name}`)
  const options = {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    timeout: TEN_MINUTES,
    reject: false,
  }
  await execa('apt-get', ['update', '-q'], options)
  const arguments_ = ['install', '-y', '-q', '--no-install-recommends', name]
  return !(await execa('apt-get', arguments_, options)).failed
}

/**
 * The path of a program that comes from a Debian package, which root installs where it is missing.
 * Throws a sentence with the remedy where it cannot be had.
 */
export async function ensureProgram(program: string, debianPackage: string): Promise<string> {
  const found = findProgram(program)
  if (found !== undefined) return found
  const installed = (await installDebianPackage(debianPackage)) && findProgram(program)
  if (installed) return installed
  throw new Error(
    `${program} is not on this machine; install it (Debian: apt-get install ${debianPackage})`,
  )
}
