import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '../createLog.ts'
import { HeadLoop } from './HeadLoop.ts'

/** A loop that looks again only where it is woken, and ends after some looks; `fails` says which of them fail. */
async function loop(looks: number, fails: (look: number) => boolean = () => false) {
  const said: string[] = []
  const troubles: (string | undefined)[] = []
  const status: { trouble: string | undefined } = { trouble: undefined }
  let [look, first] = [0, 0]
  const heads = new HeadLoop({
    tick: async () => {
      look++
      heads.wake()
      if (fails(look)) throw new Error(`look ${look} failed\nfor a long reason`)
    },
    status,
    log: createLog({
      level: 'info',
      format: 'json',
      stream: { write: (line) => void said.push((JSON.parse(line) as { msg: string }).msg) },
    }),
    pollingInterval: 2 ** 30,
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

test('what fails is tried again, and said ever more seldom', {
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

test('without a reason to look it does not', async () => {
  assert.equal((await loop(0)).look, 0)
})
