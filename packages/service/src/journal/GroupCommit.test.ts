import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { GroupCommit } from './GroupCommit.ts'

function open() {
  const database = new DatabaseSync(':memory:')
  database.exec('CREATE TABLE numbers (number INTEGER PRIMARY KEY) STRICT')
  const insert = (number: number) => () => {
    database.prepare('INSERT INTO numbers (number) VALUES (?)').run(number)
  }
  const numbers = () =>
    (database.prepare('SELECT number FROM numbers ORDER BY number').all() as { number: number }[])
      .map(({ number }) => number)
      .join(' ')
  return { group: new GroupCommit(database), insert, numbers }
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
