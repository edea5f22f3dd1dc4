import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from './createLog.ts'
import { runService } from './runService.ts'
import { EXIT_CODES, ServiceError } from './ServiceError.ts'

const config = { log: { level: 'silent', format: 'json' } } as const

/** Runs what fails, and tells the order of the clean-up. */
async function run(error: Error | undefined, signal = new AbortController().signal) {
  const order: string[] = []
  const service = runService({ config, signal, log: createLog(config.log) }, async ({ atEnd }) => {
    atEnd(() => order.push('first'))
    atEnd(async () => order.push('second'))
    if (error) throw error
  })
  return {
    order,
    failed: await service.then(
      () => undefined,
      (reason: unknown) => reason,
    ),
  }
}

test('the last that was begun is ended first', async () => {
  assert.deepEqual(await run(undefined), { order: ['second', 'first'], failed: undefined })
})

test('what fails is cleaned up behind too', async () => {
  const error = new Error('it broke')
  assert.deepEqual(await run(error), { order: ['second', 'first'], failed: error })
})

test('being told to stop while starting is no failure, a bad setting is', async () => {
  const stopped = AbortSignal.abort()
  assert.equal((await run(new Error('the wait was aborted'), stopped)).failed, undefined)
  const error = new ServiceError('It broke.', { exitCode: EXIT_CODES.usage })
  assert.equal((await run(error, stopped)).failed, error)
})
