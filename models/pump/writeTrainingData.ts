// Makes up the training readings into .cache/pump.bin: for each, its label and its bytes; and
// writes how the bytes are encoded to .cache/pump.json.
import { mkdirSync, writeFileSync } from 'node:fs'
import { drawReadings, features } from './draw.ts'
import { TRAINING_COUNT } from './training.ts'

const record = 1 + features.length
const file = new Uint8Array(TRAINING_COUNT * record)
let offset = 0
for (const { bytes, label } of drawReadings({ split: 'train', count: TRAINING_COUNT })) {
  file[offset] = label
  file.set(bytes, offset + 1)
  offset += record
}
const cache = new URL('../.cache/', import.meta.url)
mkdirSync(cache, { recursive: true })
writeFileSync(new URL('pump.bin', cache), file)
writeFileSync(new URL('pump.json', cache), JSON.stringify(features))
process.stdout.write(`${TRAINING_COUNT} readings made up\n`)
