// Writes samples.json: ready weeks for a picker, of split 'held-out'. The card has to say first what the numbers stand for.
import { writeFileSync } from 'node:fs'
import { sampleModels } from '../index.ts'

/** Chosen by eye: different from each other. */
const SEEDS = [3, 8, 14, 21]

const model = sampleModels.find(({ name }) => name === 'demand')
const samples = SEEDS.map((seed, label) => {
  const { bytes } = model!.draw({ seed, split: 'held-out' })
  const name = `Town ${'ABCD'[label]}`
  return { label, name, seed, split: 'held-out', bytes: Buffer.from(bytes).toString('base64') }
})
writeFileSync(new URL('samples.json', import.meta.url), `${JSON.stringify(samples, null, 2)}\n`)
