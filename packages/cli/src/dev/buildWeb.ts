import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ServiceError } from '@assay/service'
import { execa } from 'execa'
import { sourceDigest } from './sourceDigest.ts'

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

/** Builds the dApp where its sources changed since the last build; false where they did not. */
export async function buildWeb(root: string, log: string, signal: AbortSignal): Promise<boolean> {
  const app = resolve(root, 'apps/web')
  const stamp = join(app, '.next/assay-sources')
  const digest = await sourceDigest(root, SOURCES)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return false
  const ended = await execa('next', ['build'], {
    cwd: app,
    preferLocal: true,
    env: { NEXT_TELEMETRY_DISABLED: '1' },
    all: true,
    reject: false,
    cancelSignal: signal,
    timeout: BUILD_MINUTES * 60_000,
  })
  writeFileSync(log, ended.all ?? '')
  signal.throwIfAborted()
  if (ended.failed)
    throw new ServiceError(`the dApp could not be built; the log is ${log}:\n${ended.all}`)
  writeFileSync(stamp, digest)
  return true
}
