import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ServiceError } from '@assay/service'
import { execa } from 'execa'

const SOURCES = [
  'pnpm-lock.yaml',
  'tsconfig.json',
  'apps/web/*.{ts,mjs,json,css}',
  'apps/web/{app,src,public}/**/*',
  'models/**/*.{ts,json}',
  'packages/{program,protocol,sdk}/package.json',
  'packages/{program,protocol,sdk}/src/**/*.ts',
]
const BUILD_MINUTES = 10

/** A digest of everything that the dApp is built from. */
async function sourceDigest(root: string): Promise<string> {
  const files: string[] = []
  for (const pattern of SOURCES)
    for await (const entry of glob(pattern, { cwd: root, withFileTypes: true }))
      if (entry.isFile() && !entry.name.endsWith('.test.ts'))
        files.push(join(entry.parentPath, entry.name))
  const hash = createHash('sha256')
  for (const file of files.sort())
    hash.update(`${file.slice(root.length)}\0`).update(readFileSync(file))
  return hash.digest('hex')
}

/** Builds the dApp where its sources changed since the last build; false where they did not. */
export async function buildWeb(root: string, log: string): Promise<boolean> {
  const app = resolve(root, 'apps/web')
  const stamp = join(app, '.next/assay-sources')
  const digest = await sourceDigest(root)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return false
  const ended = await execa('next', ['build'], {
    cwd: app,
    preferLocal: true,
    env: { NEXT_TELEMETRY_DISABLED: '1' },
    all: true,
    reject: false,
    timeout: BUILD_MINUTES * 60_000,
  })
  writeFileSync(log, ended.all ?? '')
  if (ended.failed)
    throw new ServiceError(`the dApp could not be built; the log is ${log}:\n${ended.all}`)
  writeFileSync(stamp, digest)
  return true
}
