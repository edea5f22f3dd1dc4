// Draws the training objects into .cache/objects.bin: for each, its label and its 12,288 bytes.
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { drawObjects } from './draw.ts'
import { TRAINING_COUNT } from './training.ts'

mkdirSync(new URL('../.cache/', import.meta.url), { recursive: true })
const file = openSync(new URL('../.cache/objects.bin', import.meta.url), 'w')
for (const { pixels, label } of drawObjects({ split: 'train', count: TRAINING_COUNT })) {
  writeSync(file, Uint8Array.of(label))
  writeSync(file, pixels)
}
closeSync(file)
process.stdout.write(`${TRAINING_COUNT} objects drawn\n`)
