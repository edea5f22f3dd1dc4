import { measureAccuracy } from './exact/accuracy.ts'
import { measureSameBits } from './exact/sameBits.ts'
import { loadSamples } from './exact/samples.ts'
import { measureSpeed } from './exact/speed.ts'
import type { Measurement } from './measurement.ts'

/** Exact programs: the same bits everywhere, their speed, their size, what they cost in accuracy. */
export async function measure(): Promise<Measurement[]> {
  const samples = await loadSamples()
  const rows: Measurement[] = []
  for (const sample of samples) rows.push(...(await measureSpeed(sample)))
  for (const sample of samples.filter(({ isClassifier }) => isClassifier))
    rows.push(...(await measureAccuracy(sample)))
  rows.push(...(await measureSameBits(samples)))
  return rows
}
