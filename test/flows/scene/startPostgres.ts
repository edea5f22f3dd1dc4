import { chownSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa, execaSync } from 'execa'
import { freePort } from './freePort.ts'

/** A Postgres server of this test's own. */
export type PostgresUnderTest = { url: string; psql: string; close: () => Promise<void> }

/** Debian's place, newest first. */
const INSTALLED = globSync('/usr/lib/postgresql/*/bin/initdb').sort().at(-1)

/** Why this machine has no Postgres server to test with; undefined where it has one. */
export function noPostgres(): string | undefined {
  if (INSTALLED === undefined) return "there is no Debian's postgresql"
  if (process.getuid?.() === 0 && userOf() === undefined)
    return 'root has no user postgres to run it'
  return undefined
}

/** The user that Debian makes for the server, which refuses to run as root. */
function userOf(): { uid: number; gid: number } | undefined {
  const number = (flag: string) => execaSync('id', [flag, 'postgres'], { reject: false })
  const [uid, gid] = [number('-u'), number('-g')]
  if (uid.failed || gid.failed) return undefined
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

/** Makes a cluster in a folder of its own, and starts its server on a free port. */
export async function startPostgres(): Promise<PostgresUnderTest> {
  const bin = dirname(INSTALLED!)
  const folder = mkdtempSync(join(tmpdir(), 'assay-postgres-'))
  const user = process.getuid?.() === 0 ? userOf() : undefined
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const options = { ...user, cwd: folder, env: { LC_ALL: 'C' } }
  await execa(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--no-sync'],
    options,
  )
  const port = await freePort()
  const server = execa(
    join(bin, 'postgres'),
    [
      ...['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder],
      ...['-c', 'fsync=off', '-c', 'logging_collector=off'],
    ],
    { ...options, reject: false, all: true },
  )
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const psql = join(bin, 'psql')
  for (let tries = 0; ; tries++) {
    const asked = await execa(psql, [url, '-c', 'select 1'], { reject: false })
    if (!asked.failed) break
    if (tries > 100) throw new Error(`Postgres did not start: ${asked.stderr}`)
    await new Promise((done) => setTimeout(done, 100))
  }
  return {
    url,
    psql,
    close: async () => {
      // Fast shutdown: connections are ended.
      server.kill('SIGINT')
      await server
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
