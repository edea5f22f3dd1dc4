import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Hex, numberToHex } from 'viem'
import { RunQueue, RunTooLateError } from './RunQueue.ts'

const job = (number: number): Hex => numberToHex(number, { size: 32 })

/** Runs that end when a test says so, and the order in which they began. */
function runsOf(queue: RunQueue) {
  const begun: number[] = []
  const ends = new Map<number, () => void>()
  const start = (number: number, deadline: number) =>
    queue.run({
      job: job(number),
      deadline,
      work: () => {
        begun.push(number)
        return new Promise<number>((resolve) => ends.set(number, () => resolve(number)))
      },
    })
  return { begun, start, end: (number: number) => ends.get(number)!() }
}

test('runs begin by their deadlines, and no more at once than there are lanes', async () => {
  const queue = new RunQueue(2, () => 0)
  const { begun, start, end } = runsOf(queue)
  const all = [start(1, 90), start(2, 80), start(3, 70), start(4, 50), start(5, 60), start(6, 50)]
  assert.deepEqual(begun, [1, 2])
  assert.ok(queue.isRunning(job(1)) && !queue.isRunning(job(3)))
  for (const number of [1, 2, 4, 6, 5, 3]) {
    end(number)
    await all[number - 1]
  }
  assert.deepEqual(begun, [1, 2, 4, 6, 5, 3])
  assert.ok(!queue.isRunning(job(3)))
})

test('a run whose turn comes after its deadline is not begun, and the next one is', async () => {
  let now = 0
  const { begun, start, end } = runsOf(new RunQueue(1, () => now))
  const [first, late, last] = [start(1, 99), start(2, 10), start(3, 20)]
  now = 11_000
  end(1)
  await first
  await assert.rejects(late, RunTooLateError)
  end(3)
  assert.equal(await last, 3)
  assert.deepEqual(begun, [1, 3])
})

test('a run that fails makes room for the next', async () => {
  const queue = new RunQueue(1, () => 0)
  const fail = () => Promise.reject(new Error('it broke'))
  await assert.rejects(queue.run({ job: job(1), deadline: 9, work: fail }), /it broke/)
  assert.equal(await queue.run({ job: job(2), deadline: 9, work: async () => 7 }), 7)
})
