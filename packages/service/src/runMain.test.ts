import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConfigSources } from './config/loadServiceConfig.ts'
import { runMain } from './runMain.ts'
import { EXIT_CODES, ServiceError } from './ServiceError.ts'

/** Runs with some arguments and tells how it ended. */
async function main(
  args: string[],
  { env = {}, fails }: { env?: NodeJS.ProcessEnv; fails?: Error } = {},
) {
  const out: string[] = []
  const err: string[] = []
  let sources: ConfigSources | undefined
  const stdout = { write: (words: string) => out.push(words) > 0 }
  const stderr = { write: (words: string) => err.push(words) > 0 }
  const code = await runMain({
    process: { argv: ['node', 'main.ts', ...args], env, stdout, stderr },
    help: 'what there is',
    run: async (given) => {
      sources = given
      if (fails) throw fails
    },
  })
  return { code, out: out.join(''), err: err.join(''), sources }
}

test('flags become settings', async () => {
  const { code, err, sources } = await main(['--config', 'a.toml', '--port', '1'], {
    env: { A: 'b' },
  })
  assert.equal(code, EXIT_CODES.ok)
  assert.equal(err, '')
  assert.equal(sources?.file, 'a.toml')
  assert.equal(sources?.flags?.['http.port'], '1')
  assert.deepEqual(sources?.env, { A: 'b' })
})

test('--help prints and runs nothing', async () => {
  const { code, out, sources } = await main(['-h', '--config', 'a.toml'])
  assert.deepEqual({ code, out, sources }, { code: 0, out: 'what there is', sources: undefined })
})

test('an unknown flag is named, with the one that was meant', async () => {
  const near = await main(['--deploymnt', 'x'])
  assert.equal(near.code, EXIT_CODES.usage)
  assert.match(near.err, /'--deploymnt'.*Did you mean --deployment\?\n$/)
  assert.equal(near.sources, undefined)
  assert.match((await main(['--zzzzzzzz'])).err, /--help lists the options\.\n$/)
})

test('an error is a sentence and an exit code; its stack needs --debug or DEBUG', async () => {
  const fails = new ServiceError('It broke.', { exitCode: EXIT_CODES.network, remedy: 'Mend it.' })
  const { code, err } = await main([], { fails })
  assert.deepEqual({ code, err }, { code: EXIT_CODES.network, err: 'It broke. Mend it.\n' })
  assert.match((await main(['--debug'], { fails })).err, /^ +at /m)
  assert.match((await main([], { fails, env: { DEBUG: '1' } })).err, /^ +at /m)
})
