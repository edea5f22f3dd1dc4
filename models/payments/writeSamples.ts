// Writes samples.json: ready payments for a picker, two of each kind, of split 'held-out'.
import { writeFileSync } from 'node:fs'
import { drawPayment } from './draw.ts'

/** Chosen among the first: those that the trees tell apart. */
const SEEDS = [0, 1, 2, 3, 4, 5, 6, 7]

const samples = SEEDS.map((seed) => {
  const { values, bytes, label } = drawPayment({ seed, split: 'held-out' })
  const rounded = values.map((value) => Number(value.toFixed(2)))
  return {
    label,
    seed,
    split: 'held-out',
    bytes: Buffer.from(bytes).toString('base64'),
    values: rounded,
  }
})
writeFileSync(new URL('samples.json', import.meta.url), `${JSON.stringify(samples, null, 2)}\n`)
