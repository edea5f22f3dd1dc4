import { cpSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'

const PACKAGE = resolve(import.meta.dirname, '..')

/** The folder cannot be used. */
export class CreateError extends Error {
  override name = 'CreateError'
}

/** What only builds the page; everything else runs in it. */
const BUILD_ONLY = /^(typescript|vite|@types\/.*)$/

/**
 * Makes the page in a folder that is new or empty.
 *
 * @throws CreateError where something is in the folder already
 */
export function createApp(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new CreateError(`${folder} is not empty. Name another folder.`)
  cpSync(join(PACKAGE, 'template'), folder, { recursive: true })
  // npm leaves a file of this name out of what it packs.
  renameSync(join(folder, 'gitignore'), join(folder, '.gitignore'))
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifestOf(folder), null, 2)}\n`)
}

/** The page needs what this package was tried with, in the same versions. */
function manifestOf(folder: string) {
  const { devDependencies } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>
  }
  const pick = (isWanted: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(devDependencies).filter(([name]) => isWanted(name)))
  return {
    name: basename(resolve(folder))
      .toLowerCase()
      .replace(/[^a-z0-9-]+/g, '-'),
    private: true,
    type: 'module',
    scripts: { dev: 'vite', build: 'tsc && vite build' },
    dependencies: pick((name) => !BUILD_ONLY.test(name)),
    devDependencies: pick((name) => BUILD_ONLY.test(name)),
  }
}
