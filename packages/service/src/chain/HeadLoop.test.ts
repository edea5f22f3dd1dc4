import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HttpRequestError } from 'viem'
import { createLog } from '../createLog.ts'
import { HeadLoop } from './HeadLoop.ts'

/** A loop that looks again only where it is woken, and ends after some looks; `fails` says which of them fail. */
async function loop(
  looks: number,
  fails: (look: number) => boolean | Error = () => false,
  { pollingInterval = 2 ** 30, isWoken = true, isNew = true } = {},
) {
  const said: string[] = []
  const troubles: (string | undefined)[] = []
  const status: { trouble: string | undefined } = { trouble: undefined }
  let [look, first] = [0, 0]
  const heads = new HeadLoop({
    tick: async () => {
      look++
      if (isWoken) heads.wake()
      const failure = fails(look)
      if (failure instanceof Error) throw failure
      if (failure) throw new Error(`look ${look} failed\nfor a long reason`)
      return isNew
    },
    status,
    log: createLog({
      level: 'info',
      format: 'json',
      stream: { write: (line) => void said.push((JSON.parse(line) as { msg: string }).msg) },
    }),
    pollingInterval,
    onFirstTick: () => {
      first = look
    },
  })
  await heads.run(() => {
    troubles.push(status.trouble)
    status.trouble = undefined
    return look < looks
  })
  return { look, first, said, troubles }
}

test('who is woken looks again at once', { timeout: 4_000 }, async () => {
  assert.deepEqual(await loop(3), {
    look: 3,
    first: 1,
    said: [],
    troubles: Array(4).fill(undefined),
  })
})

test('what fails is tried again, and logged less and less often', {
  timeout: 4_000,
}, async () => {
  const { first, said, troubles } = await loop(9, (look) => look < 9)
  assert.equal(first, 9)
  assert.deepEqual(said, [
    ...Array(4).fill('the chain does not answer; trying again'),
    'the chain answers again',
  ])
  assert.equal(troubles[1], 'the chain does not answer: look 1 failed')
  assert.equal(troubles[9], undefined)
})

test('a node that says how long it wants to be left alone is', {
  timeout: 4_000,
}, async () => {
  const busy = (seconds: string) =>
    new HttpRequestError({
      url: 'http://node',
      status: 429,
      headers: new Headers({ 'retry-after': seconds }),
    })
  const begun = performance.now()
  await loop(2, (look) => (look === 1 ? busy('0.2') : false), {
    pollingInterval: 1,
    isWoken: false,
  })
  // A lower bound of a timer, not a speed: the loop could not have come back earlier.
  assert.ok(performance.now() - begun >= 199)
})

test('where nothing happens it looks more seldom', { timeout: 4_000 }, async () => {
  const begun = performance.now()
  await loop(24, () => false, { pollingInterval: 20, isWoken: false, isNew: false })
  // Twenty short pauses and three long ones; lower bounds of timers, not a speed.
  assert.ok(performance.now() - begun >= 20 * 19 + 3 * 79)
})

test('without a reason to look it does not', async () => {
  assert.equal((await loop(0)).look, 0)
})
