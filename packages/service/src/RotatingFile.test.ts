import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createLog } from './createLog.ts'
import { RotatingFile } from './RotatingFile.ts'
import { ServiceError } from './ServiceError.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-rotating-'))
after(() => rmSync(folder, { recursive: true }))

test('a file holds the newest lines up to its size, and one older part is kept beside it', () => {
  const path = join(folder, 'a', 'log')
  const file = new RotatingFile(path, 10)
  for (const line of ['one..\n', 'two\n', 'three\n', 'four.\n']) file.write(line)
  assert.equal(readFileSync(path, 'utf8'), 'four.\n')
  assert.equal(readFileSync(`${path}.1`, 'utf8'), 'three\n')
  // Taken up again, it goes on where it ended.
  new RotatingFile(path, 10).write('5\n')
  assert.equal(readFileSync(path, 'utf8'), 'four.\n5\n')
  assert.deepEqual(readdirSync(join(folder, 'a')).toSorted(), ['log', 'log.1'])
})

test('a file that cannot be written is refused with its name and the remedy', () => {
  assert.throws(
    () => new RotatingFile(folder),
    (error) => error instanceof ServiceError && /cannot be written.*log\.file/.test(error.message),
  )
})

test('a log is kept in the file whatever goes to the screen, and its level counts for both', () => {
  const path = join(folder, 'b', 'log')
  const screen: string[] = []
  const stream = { write: (line: string) => void screen.push(line) }
  const log = createLog({ level: 'debug', format: 'json', file: path, stream })
  log.debug({ job: 1 }, 'seen')
  log.trace('not seen')
  assert.equal(readFileSync(path, 'utf8'), screen.join(''))
  assert.equal(JSON.parse(screen.join('')).msg, 'seen')
})
