// Writes samples.json: ready readings for a picker, two a condition, of split 'held-out'.
import { writeFileSync } from 'node:fs'
import { drawReading, labels } from './draw.ts'

const samples = Array.from({ length: 2 * labels.length }, (_, seed) => {
  const { values, bytes, label } = drawReading({ seed, split: 'held-out' })
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
