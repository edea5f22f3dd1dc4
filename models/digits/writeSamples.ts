// Writes samples.json: ready digits for a picker, two a class, of split 'held-out'.
import { writeFileSync } from 'node:fs'
import { drawDigit } from './draw.ts'

/** Chosen by eye: well-formed, and different from each other. */
const SEEDS = [20, 80, 21, 141, 2, 72, 13, 63, 4, 34, 5, 35, 6, 96, 17, 107, 18, 48, 39, 139]

const samples = SEEDS.map((seed) => {
  const { pixels, label } = drawDigit({ seed, split: 'held-out' })
  return { label, seed, split: 'held-out', bytes: Buffer.from(pixels).toString('base64') }
})
writeFileSync(new URL('samples.json', import.meta.url), `${JSON.stringify(samples, null, 2)}\n`)
