// Writes samples.json: ready small pictures for a picker, of split 'held-out'.
import { writeFileSync } from 'node:fs'
import { labels } from '../objects/draw.ts'
import { drawPair } from './draw.ts'

/** Chosen by eye: clear, and different from each other. */
const SEEDS = [32, 65, 66, 51, 4, 85, 118, 39, 152, 73]

const samples = SEEDS.map((seed, label) => {
  const { bytes } = drawPair({ seed, split: 'held-out' })
  const name = `a ${labels[seed % labels.length]}`
  return { label, name, seed, split: 'held-out', bytes: Buffer.from(bytes).toString('base64') }
})
writeFileSync(new URL('samples.json', import.meta.url), `${JSON.stringify(samples, null, 2)}\n`)
