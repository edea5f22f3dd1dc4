import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProgramError } from '../errors.ts'
import { ProgramBuilder } from '../ProgramBuilder.ts'
import type { Program, Step } from '../program.ts'
import { Random } from '../testing/random.ts'
import { randomProgram } from '../testing/randomProgram.ts'
import { sampleProgram } from '../testing/sampleProgram.ts'
import { testSeed } from '../testing/testSeed.ts'
import { canonicalProgram } from './canonical.ts'
import { programRoot } from './programRoot.ts'
import { readProgram } from './readProgram.ts'
import { encodeProgram, writeProgram } from './writeProgram.ts'

const seed = testSeed('program files')

async function* inChunks(file: Uint8Array, random: Random): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; ) {
    const size = random.integer(0, 40)
    yield file.slice(at, at + size)
    at += size
  }
}

test('a program read from its file is the one that was written', async () => {
  const program = sampleProgram()
  const file = await writeProgram(program)
  const { program: read, commitment } = await readProgram(file)
  assert.deepEqual(read, program)
  assert.equal(commitment.root, await programRoot(program))
})

test('a program read in pieces is the same, and is written as the same bytes', async () => {
  for (let i = 0; i < 40; i++) {
    const random = new Random(seed + i)
    const program = randomProgram(random, random.integer(1, 8))
    const file = await writeProgram(program)
    const whole = await readProgram(file)
    const streamed = await readProgram(inChunks(file, random))
    assert.equal(whole.commitment.root, await programRoot(program), `seed ${seed + i}`)
    assert.deepEqual(streamed.program, whole.program)
    assert.deepEqual(await writeProgram(whole.program), file)
  }
})

test('a file may lie anywhere in a larger buffer', async () => {
  const file = await writeProgram(sampleProgram())
  const { commitment } = await readProgram(file)
  for (let offset = 0; offset < 8; offset++) {
    const pool = Buffer.alloc(file.length + 20, 255)
    pool.set(file, offset)
    const read = await readProgram(pool.subarray(offset, offset + file.length))
    assert.equal(read.commitment.root, commitment.root)
  }
})

test('another model than the expected one is refused', async () => {
  const file = await writeProgram(sampleProgram())
  const { modelId, commitment } = await readProgram(file)
  await readProgram(file, { modelId, root: commitment.root })
  const other = `0x${'12'.repeat(32)}` as const
  await assert.rejects(readProgram(file, { modelId: other }), { name: 'RootMismatch' })
  await assert.rejects(readProgram(file, { root: other }), { name: 'RootMismatch' })
})

test('every truncation is refused by name', async () => {
  const file = await writeProgram(sampleProgram())
  for (let length = 0; length < file.length; length++)
    await assert.rejects(readProgram(file.subarray(0, length)), { name: 'InvalidFile' })
})

test('bytes after the end are refused', async () => {
  const file = await writeProgram(sampleProgram())
  await assert.rejects(readProgram(Uint8Array.of(...file, 0)), {
    name: 'InvalidFile',
    message: /follow/,
  })
})

test('every changed byte is refused by name, or gives another root', async () => {
  const file = await writeProgram(sampleProgram())
  const root = await programRoot(sampleProgram())
  const random = new Random(seed)
  for (let at = 0; at < file.length; at++) {
    const changed = file.slice()
    changed[at]! ^= random.integer(1, 255)
    try {
      const { commitment } = await readProgram(changed)
      assert.notEqual(commitment.root, root, `byte ${at}`)
    } catch (error) {
      assert.ok(error instanceof ProgramError, `byte ${at}: ${error}`)
    }
  }
})

test('files that claim much are refused before memory is spent on them', async () => {
  const file = await writeProgram(sampleProgram())
  const before = process.memoryUsage().arrayBuffers
  const view = (at: number, value: number) => {
    const changed = file.slice()
    new DataView(changed.buffer).setUint32(at, value)
    return changed
  }
  // magic 8, version 1, steps 4, weights 4, outputs 1, input type 2 + 4 * 4
  const claims = [
    [view(9, 2 ** 32 - 1), /steps/],
    [view(13, 2 ** 32 - 1), /weights/],
    [view(20, 2 ** 31), /elements along one axis/],
    [view(28, 2 ** 24), /bytes/],
  ] as const
  for (const [changed, message] of claims)
    await assert.rejects(readProgram(changed), { name: 'LimitExceeded', message })
  assert.ok(process.memoryUsage().arrayBuffers - before < 50_000_000)
})

test('random changes end with a named error or a program', async () => {
  for (let i = 0; i < 300; i++) {
    const random = new Random(seed + i)
    const file = await writeProgram(randomProgram(random, random.integer(1, 6)))
    const changed = file.slice(0, random.chance(0.2) ? random.integer(0, file.length) : undefined)
    for (let k = random.integer(1, 4); k > 0 && changed.length > 0; k--)
      changed[random.integer(0, Math.min(changed.length, 300) - 1)] = random.pick([
        0,
        1,
        255,
        random.integer(0, 255),
      ])
    try {
      await readProgram(changed)
    } catch (error) {
      assert.ok(error instanceof ProgramError, `seed ${seed + i}: ${error}`)
    }
  }
})

test('a stream that never ends is cut off at the limit', async () => {
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield await writeProgram(sampleProgram())
    for (;;) yield new Uint8Array(2 ** 20)
  }
  await assert.rejects(readProgram(endless()), { name: 'InvalidFile' })
})

test('a file in pieces of one byte takes memory for its bytes, not for its pieces', async () => {
  const table = new Uint8Array(2 ** 20)
  const builder = new ProgramBuilder({ dtype: 'u8', shape: [1] })
  const weight = builder.weight({ dtype: 'u8', shape: [2 ** 12, 2 ** 8] }, table)
  const output = { dtype: 'u8', shape: [1, 2 ** 8] } as const
  const program = builder.finish([builder.step('Embedding', [builder.input, weight], {}, output)])
  const file = await writeProgram(program)
  let most = 0
  async function* bytewise(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < file.length; at++) {
      if (at % 2 ** 14 === 0) {
        const { heapUsed, arrayBuffers } = process.memoryUsage()
        most = Math.max(most, heapUsed + arrayBuffers)
      }
      yield file.subarray(at, at + 1)
    }
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  assert.deepEqual((await readProgram(bytewise())).program, program)
  // 115 bytes for each piece would be 120 MB; what is collected between two collections of garbage is far less.
  assert.ok(most - heapUsed - arrayBuffers < 80_000_000, `${most - heapUsed - arrayBuffers} bytes`)
})

test('a source that gives nothing but empty pieces is refused', async () => {
  async function* nothing(): AsyncGenerator<Uint8Array> {
    yield await writeProgram(sampleProgram()).then((file) => file.subarray(0, 30))
    for (;;) yield new Uint8Array(0)
  }
  await assert.rejects(readProgram(nothing()), { name: 'InvalidFile', message: /empty pieces/ })
})

test('an expected word that is none is refused by name, before the file is read', async () => {
  async function* unread(): AsyncGenerator<Uint8Array> {
    yield assert.fail('the file was read')
  }
  for (const word of ['0x12', 'pear', '', `0x${'g'.repeat(64)}`, 7] as `0x${string}`[]) {
    await assert.rejects(readProgram(unread(), { modelId: word }), { name: 'InvalidHex' })
    await assert.rejects(readProgram(unread(), { root: word }), { name: 'InvalidHex' })
  }
})

test('another model is refused by its hash, before its steps are checked', async () => {
  const program = sampleProgram()
  const step = { ...program.steps[0]!, attributes: { ...program.steps[0]!.attributes, groups: 2 } }
  const broken = { ...program, steps: program.steps.with(0, step as Step) }
  const file = encodeProgram(await canonicalProgram(broken))
  await assert.rejects(readProgram(file), { name: 'InvalidProgram' })
  const modelId = `0x${'12'.repeat(32)}` as const
  await assert.rejects(readProgram(file, { modelId }), { name: 'RootMismatch' })
})

test('weights out of order, unused or twice are not what is written', async () => {
  const program = sampleProgram()
  const [first, ...others] = program.weights
  const twice: Program = { ...program, weights: [first!, ...others, first!] }
  assert.deepEqual(await writeProgram(twice), await writeProgram(program))
})
