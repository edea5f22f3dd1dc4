import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { InvalidInputError } from '../errors/namedErrors.ts'
import { encodeInput, type GivenInput } from './encodeInput.ts'
import { type Card, readCard } from './readCard.ts'

function sample(name: string): Card {
  const file = new URL(`../../../../models/${name}/card.json`, import.meta.url)
  return readCard(JSON.parse(readFileSync(file, 'utf8')), { exact: true })!
}

const digits = sample('digits')
const objects = sample('objects')
const pump = sample('pump')

/** Black strokes of a vertical bar on white paper, with so many bytes for each pixel. */
function bar(channels: number) {
  const [width, height] = [60, 40]
  const data = new Uint8Array(width * height * channels).fill(255)
  for (let y = 5; y < 25; y++)
    for (let x = 40; x < 50; x++)
      for (let channel = 0; channel < Math.min(channels, channels < 3 ? 1 : 3); channel++)
        data[(y * width + x) * channels + channel] = 0
  return { data, width, height }
}

const refused = (sentence: RegExp, remedy: RegExp) => (error: unknown) => {
  assert.ok(error instanceof InvalidInputError, String(error))
  assert.match(error.shortMessage, sentence)
  assert.match(error.remedy ?? '', remedy)
  return true
}

test('a drawing in grey, with opacity or in colour becomes the same centred strokes', async () => {
  const expected = new Uint8Array(784)
  for (let row = 4; row < 24; row++) expected.fill(255, row * 28 + 9, row * 28 + 19)
  for (const channels of [1, 2, 3, 4])
    assert.deepEqual(await encodeInput(digits, bar(channels)), expected)
})

test('a colour picture of the right size is taken as it is', async () => {
  const data = new Uint8Array(64 * 64 * 3).map((_, index) => (index * 7) % 256)
  assert.deepEqual(await encodeInput(objects, { data, width: 64, height: 64 }), data)
})

test('numbers are taken by name, in a row, as JSON and as a table, in the units of the card', async () => {
  const { features } = pump.input
  const values = features.map(({ scale, zero }, index) => (index + 1 - zero) * scale)
  const bytes = new Uint8Array(features.map((_, index) => index + 1))
  const named = Object.fromEntries(features.map(({ name }, index) => [name, values[index]!]))
  const given: GivenInput[] = [
    named,
    values,
    Float64Array.from(values),
    JSON.stringify(named),
    `${features.map(({ name }) => name).join(',')}\n${values.join(',')}`,
    bytes,
  ]
  for (const each of given) assert.deepEqual(await encodeInput(pump, each), bytes)
})

test('what does not fit is refused with what is wrong and what the model takes', async () => {
  await assert.rejects(
    encodeInput(pump, { speed: 1 }),
    refused(/“valve” is missing/, /numbers speed \(rpm\), valve \(%\)/),
  )
  await assert.rejects(
    encodeInput(pump, { colour: 1 }),
    refused(/“colour” is none of the model’s numbers/, /"pump" takes the numbers/),
  )
  await assert.rejects(encodeInput(pump, bar(1)), refused(/is a picture/, /takes the numbers/))
  await assert.rejects(
    encodeInput(digits, new Uint8Array(783)),
    refused(/783 bytes; the model takes 784/, /28 x 28 x 1 bytes/),
  )
  await assert.rejects(
    encodeInput(digits, Uint8Array.of(0x89, 0x50, 0x4e, 0x47)),
    refused(/is a picture file/, /Decode it first/),
  )
  await assert.rejects(
    encodeInput(digits, new Blob([Uint8Array.of(1)])),
    refused(/Only a browser decodes/, /fast-png/),
  )
  await assert.rejects(
    encodeInput(digits, { data: new Uint8Array(25), width: 5, height: 6 }),
    refused(/25 bytes, which are not 1 to 4 for each of 5 x 6 pixels/, /8 bits/),
  )
  await assert.rejects(
    encodeInput(digits, { data: new Uint8Array(100), width: 10, height: 10 }),
    refused(/no ink/, /a picture/),
  )
  await assert.rejects(
    encodeInput(digits, 7 as unknown as GivenInput),
    refused(/is a number, of which no bytes/, /digits/),
  )
})
