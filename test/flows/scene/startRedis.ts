import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { freePort } from './freePort.ts'
import { until } from './until.ts'

/** Debian's place. */
const INSTALLED = '/usr/bin/redis-server'

/** A Redis server of this test's own, which can be killed and started again on its port. */
export type RedisUnderTest = {
  url: string
  start: () => Promise<void>
  kill: () => Promise<void>
  close: () => Promise<void>
}

/** Why this machine has no Redis server to test with; undefined where it has one. */
export function noRedis(): string | undefined {
  return existsSync(INSTALLED) ? undefined : "there is no Debian's redis-server"
}

/**
 * Starts a server in a folder of its own.
 *
 * @param keeps whether it writes all that it is told to the disk; else a kill makes it forget everything
 */
export async function startRedis({ keeps }: { keeps: boolean }): Promise<RedisUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-redis-'))
  const port = await freePort()
  const stored = keeps ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no']
  const launch = () =>
    execa(
      INSTALLED,
      [
        ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
        ...['--maxmemory-policy', 'noeviction', ...stored],
      ],
      { reject: false, all: true },
    )
  let server = launch()
  const redis = {
    url: `redis://127.0.0.1:${port}`,
    start: async () => {
      server = launch()
      await until('Redis to answer', () => answers(port))
    },
    kill: async () => {
      server.kill('SIGKILL')
      await server
    },
    close: async () => {
      await redis.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await until('Redis to answer', () => answers(port))
  return redis
}

/** Whether a server answers, which it does once it has read what it keeps. */
async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    socket.write('PING\r\n')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    return answer.toString().startsWith('+PONG')
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
