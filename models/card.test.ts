import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { type SampleModel, sampleModels, toFloatInput } from './index.ts'

const COUNT = 300

for (const model of sampleModels) {
  const { name, card, file } = model

  test(`${name}: the card names the committed file`, () => {
    const bytes = readFileSync(file)
    assert.equal(card.file.sha256, createHash('sha256').update(bytes).digest('hex'))
    assert.equal(card.file.bytes, bytes.length)
    assert.equal(card.name, name)
    assert.deepEqual(card.output.shape, [1, card.labels.length])
  })

  test(`${name}: the card names the committed program, compiled from the committed file`, () => {
    const { program } = card
    assert.ok(program)
    const bytes = readFileSync(new URL(program.file.name, file))
    assert.equal(program.file.sha256, createHash('sha256').update(bytes).digest('hex'))
    assert.equal(program.source.sha256, card.file.sha256)
  })

  test(`${name}: the file tells nothing of the machine that made it`, () => {
    assert.doesNotMatch(readFileSync(file, 'latin1'), /\/(home|root|work|tmp|usr|Users)\/|\.py\b/)
  })

  test(`${name}: answers as accurately as the card says`, async () => {
    const right = await countRight(model, (seed) => model.draw({ seed, split: 'held-out' }))
    const value = card.measured[0]?.value ?? 1
    const spread = Math.sqrt((value * (1 - value)) / COUNT)
    assert.ok(right / COUNT >= value - 4 * spread - 1 / COUNT, `${right} of ${COUNT}`)
  })

  test(`${name}: the ready samples are drawings of split held-out, with each label`, () => {
    const text = readFileSync(new URL('samples.json', file), 'utf8')
    const samples = JSON.parse(text) as { label: number; seed: number; bytes: string }[]
    const labels = new Set(samples.map(({ label }) => label))
    assert.equal(labels.size, card.labels.length)
    for (const { label, seed, bytes } of samples) {
      const drawn = model.draw({ seed, split: 'held-out' })
      assert.equal(drawn.label, label)
      assert.deepEqual(new Uint8Array(Buffer.from(bytes, 'base64')), drawn.bytes)
    }
  })
}

async function countRight(
  { card, file }: SampleModel,
  draw: (seed: number) => { bytes: Uint8Array; label: number },
): Promise<number> {
  const session = await InferenceSession.create(readFileSync(file), { intraOpNumThreads: 1 })
  let right = 0
  for (let seed = 0; seed < COUNT; seed++) {
    const { bytes, label } = draw(seed)
    const numbers = toFloatInput(card.input, bytes)
    const tensor =
      'dtype' in card.input
        ? new Tensor('int32', Int32Array.from(numbers), [...card.input.shape])
        : new Tensor('float32', numbers, [...card.input.shape])
    const logits = (await session.run({ [card.input.name]: tensor }))[card.output.name]
    const values = Array.from((logits as Tensor).data as Float32Array)
    if (values.indexOf(Math.max(...values)) === label) right++
  }
  return right
}
