// Writes samples.json: ready pictures for a picker, one a class, of split 'held-out'.
import { writeFileSync } from 'node:fs'
import { drawObject } from './draw.ts'

/** Chosen by eye: clear, and different from each other. */
const SEEDS = [32, 65, 66, 51, 4, 85, 118, 39, 152, 73, 42, 43, 156, 61, 94, 159]

const samples = SEEDS.map((seed) => {
  const { pixels, label } = drawObject({ seed, split: 'held-out' })
  return { label, seed, split: 'held-out', bytes: Buffer.from(pixels).toString('base64') }
})
writeFileSync(new URL('samples.json', import.meta.url), `${JSON.stringify(samples, null, 2)}\n`)
