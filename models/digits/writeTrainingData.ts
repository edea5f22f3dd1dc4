// Draws the training digits into .cache/digits.bin: for each, its label and its 784 pixels.
import { mkdirSync, writeFileSync } from 'node:fs'
import { drawDigits, SIZE } from './draw.ts'
import { TRAINING_COUNT } from './training.ts'

const record = 1 + SIZE * SIZE
const file = new Uint8Array(TRAINING_COUNT * record)
let offset = 0
for (const { pixels, label } of drawDigits({ split: 'train', count: TRAINING_COUNT })) {
  file[offset] = label
  file.set(pixels, offset + 1)
  offset += record
}
mkdirSync(new URL('../.cache/', import.meta.url), { recursive: true })
writeFileSync(new URL('../.cache/digits.bin', import.meta.url), file)
process.stdout.write(`${TRAINING_COUNT} digits drawn\n`)
