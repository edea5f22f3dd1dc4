import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { openExact, openFloat } from './answers.ts'
import { type SampleModel, sampleModels } from './index.ts'

const COUNT = 300

for (const model of sampleModels) {
  const { name, card, file, measure } = model

  test(`${name}: the card names the committed file`, () => {
    const bytes = readFileSync(file)
    assert.equal(card.file.sha256, createHash('sha256').update(bytes).digest('hex'))
    assert.equal(card.file.bytes, bytes.length)
    assert.equal(card.name, name)
    if (card.labels) assert.deepEqual(card.output.shape, [1, card.labels.length])
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

  test(`${name}: answers as well as the card says`, async () => {
    const answer = await openFloat(model)
    const values: number[] = []
    for (let seed = 0; seed < COUNT; seed++) {
      const sample = model.draw({ seed, split: 'held-out' })
      values.push(measure.ofOne(await answer(sample), sample))
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / COUNT
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / COUNT
    const slack = 4 * Math.max(Math.sqrt(variance / COUNT), 1 / COUNT)
    const bounds = [measure.ofMean(mean - slack), measure.ofMean(mean + slack)]
    const said = card.measured[0]!.value
    assert.ok(said >= Math.min(...bounds) && said <= Math.max(...bounds), `${said} and ${bounds}`)
  })

  test(`${name}: is better than answers that need no model`, () => {
    const [own, ...others] = card.measured.filter(({ data }) => !data.startsWith('stress'))
    const isBetter = (value: number) =>
      measure.better === 'higher' ? own!.value > value : own!.value < value
    assert.equal(others.length, Object.keys(model.baselines ?? {}).length)
    for (const { value, metric } of others) assert.ok(isBetter(value), metric)
  })

  test(`${name}: the ready samples are drawings of split held-out, with each label`, () => {
    const samples = readySamples(model)
    const labels = new Set(samples.map(({ label }) => label))
    assert.equal(labels.size, card.labels?.length ?? samples.length)
    for (const { label, seed, bytes } of samples) {
      const drawn = model.draw({ seed, split: 'held-out' })
      if (card.labels) assert.equal(drawn.label, label)
      assert.deepEqual(bytes, drawn.bytes)
    }
  })

  test(`${name}: the program answers the ready samples as the float model does`, async () => {
    const { program } = card
    const float = await openFloat(model)
    const file = readFileSync(new URL(program!.file.name, model.file))
    const exact = await openExact(file, program!.outputs[0]!)
    let [count, sum, squares, error] = [0, 0, 0, 0]
    for (const { seed } of readySamples(model)) {
      const sample = model.draw({ seed, split: 'held-out' })
      const [right, found] = [await float(sample), await exact(sample)]
      assert.equal(found.length, right.length)
      for (let i = 0; i < right.length; i++) {
        count++
        sum += right[i]!
        squares += right[i]! ** 2
        error += (found[i]! - right[i]!) ** 2
      }
    }
    const deviation = Math.sqrt(squares / count - (sum / count) ** 2)
    const relative = Math.sqrt(error / count) / deviation
    const said = program!.measured.relativeError
    assert.ok(relative < 3 * said, `${relative} instead of ${said}`)
  })
}

function readySamples({ file }: SampleModel) {
  const text = readFileSync(new URL('samples.json', file), 'utf8')
  const samples = JSON.parse(text) as { label: number; seed: number; bytes: string }[]
  return samples.map((sample) => ({
    ...sample,
    bytes: new Uint8Array(Buffer.from(sample.bytes, 'base64')),
  }))
}
