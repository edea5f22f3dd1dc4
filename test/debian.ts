import { execa } from 'execa'

const TEN_MINUTES = 600_000

/** The path of a program on PATH; undefined where it is not there. */
export async function findProgram(name: string): Promise<string | undefined> {
  const finder = process.platform === 'win32' ? 'where' : 'which'
  const found = await execa(finder, [name], { reject: false })
  return found.exitCode === 0 ? found.stdout.split('\n')[0]?.trim() : undefined
}

/** Installs one of Debian's packages; false where this is not Debian, or not root. */
export async function installDebianPackage(name: string): Promise<boolean> {
  if (process.getuid?.() !== 0 || (await findProgram('apt-get')) === undefined) return false
  console.log(`installing Debian’s ${name}`)
  const options = { env: { DEBIAN_FRONTEND: 'noninteractive' }, timeout: TEN_MINUTES }
  await execa('apt-get', ['update', '-q'], options)
  await execa('apt-get', ['install', '-y', '-q', '--no-install-recommends', name], options)
  return true
}

/**
 * The path of a program that comes from a Debian package, which is installed where it is missing.
 * Throws a sentence with the remedy where it can't be had.
 */
export async function ensureProgram(program: string, debianPackage: string): Promise<string> {
  const found = await findProgram(program)
  if (found !== undefined) return found
  const installed = (await installDebianPackage(debianPackage)) && (await findProgram(program))
  if (installed) return installed
  throw new Error(
    `${program} is needed and was not found; install it (Debian: apt-get install ${debianPackage})`,
  )
}
