import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { GroupCommit } from './GroupCommit.ts'

function open(now?: () => number) {
  const database = new DatabaseSync(':memory:')
  database.exec('CREATE TABLE numbers (number INTEGER PRIMARY KEY) STRICT')
  const insert = (number: number) => () => {
    database.prepare('INSERT INTO numbers (number) VALUES (?)').run(number)
  }
  const numbers = () =>
    (database.prepare('SELECT number FROM numbers ORDER BY number').all() as { number: number }[])
      .map(({ number }) => number)
      .join(' ')
  return { group: new GroupCommit(database, now), insert, numbers }
}

test('what comes together is written together, and each hears of it once it is there', async () => {
  const { group, insert, numbers } = open()
  const seen = await Promise.all(
    [1, 2, 3].map(async (number) => {
      await group.write(insert(number))
      return numbers()
    }),
  )
  assert.deepEqual(seen, ['1 2 3', '1 2 3', '1 2 3'])
  await group.write(insert(4))
  assert.equal(numbers(), '1 2 3 4')
})

test('where one of a group cannot be written, all of them hear of it and nothing is there', async () => {
  const { group, insert, numbers } = open()
  await group.write(insert(1))
  const both = await Promise.allSettled([group.write(insert(2)), group.write(insert(1))])
  assert.deepEqual(
    both.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.equal(numbers(), '1')
  await group.write(insert(2))
  assert.equal(numbers(), '1 2')
})

test('after a commit that took long the disk rests, and what comes meanwhile goes together', async (context) => {
  let time = 0
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const { group, insert, numbers } = open(() => time)
  await group.write(() => {
    insert(1)()
    time += 2
  })
  const second = group.write(insert(2))
  await turn()
  const third = group.write(insert(3))
  await turn()
  assert.equal(numbers(), '1')
  context.mock.timers.tick(8)
  assert.equal(numbers(), '1 2 3')
  await Promise.all([second, third])

  time += 100
  await group.write(insert(4))
  assert.equal(numbers(), '1 2 3 4')
})
