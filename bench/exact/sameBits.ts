import { createHash } from 'node:crypto'
import { trace } from '@assay/program'
import { compareEngines, openEngines } from '@assay/program/testing'
import type { Measurement } from '../measurement.ts'
import { digestInBrowser } from './browser.ts'
import { digestOnCpu, EMULATED_CPUS } from './emulated.ts'
import type { Sample } from './samples.ts'

const INPUTS = 200
/** Emulation is 50 to 400 times slower. */
const EMULATED_INPUTS = 3

/** The hash of every tensor of the reference's traces, in order. */
function referenceDigest(sample: Sample, inputs: readonly Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const input of inputs) for (const tensor of trace(sample.program, input)) hash.update(tensor)
  return hash.digest('hex')
}

/** Compares every tensor of every trace on every engine; a byte that differs throws. */
export async function measureSameBits(samples: readonly Sample[]): Promise<Measurement[]> {
  let tensors = 0
  const jobs = []
  for (const sample of samples) {
    const inputs = Array.from({ length: INPUTS }, (_, seed) => sample.draw(seed).bytes)
    const engines = await openEngines(sample.program, { threads: [1, 2] })
    tensors += await compareEngines(sample.program, engines, inputs)
    for (const { session } of engines) await session.close()
    jobs.push({ sample, inputs, digest: referenceDigest(sample, inputs) })
    console.log(`${sample.name}: ${INPUTS} inputs equal on ${engines.length} engines`)
  }
  const browser = await digestInBrowser(jobs)
  for (const [i, { sample, digest }] of jobs.entries())
    for (const encoding of ['s8', 'u8'] as const) {
      if (browser.digests[i]![encoding] !== digest)
        throw new Error(`${sample.name} with ${encoding} weights differs in ${browser.name}.`)
      tensors += INPUTS * sample.program.steps.length
    }
  console.log(`the same in ${browser.name}`)

  const rows: Measurement[] = []
  const small = samples.map((sample) => ({
    sample,
    inputs: Array.from({ length: EMULATED_INPUTS }, (_, seed) => sample.draw(seed).bytes),
  }))
  for (const cpu of EMULATED_CPUS) {
    const found = await digestOnCpu(cpu, small)
    for (const [i, { sample, inputs }] of small.entries()) {
      if (found.digests[i] !== referenceDigest(sample, inputs))
        throw new Error(`${sample.name} differs on ${cpu} with ${found.encoding} weights.`)
      tensors += inputs.length * sample.program.steps.length
    }
    console.log(`the same on ${cpu}, where the probe chose ${found.encoding} weights`)
    rows.push({
      name: `exact.same_bits.${cpu.toLowerCase()}`,
      value: 1,
      unit: 'ratio',
      note: `qemu-x86_64 -cpu ${cpu}: the probe chose ${found.encoding} weights; ${EMULATED_INPUTS} inputs of each sample, every tensor`,
    })
  }
  rows.push({
    name: 'exact.same_bits',
    value: 1,
    unit: 'ratio',
    baseline: 'float32 onnxruntime gave three outputs on three CPUs',
    note: `${tensors} tensors equal byte for byte to the reference's: ${samples.map(({ name }) => name).join(', ')}; ${INPUTS} inputs each; onnxruntime-node s8 and u8 with 1 and 2 threads, onnxruntime-web s8 and u8 in Node and in ${browser.name}; emulated ${EMULATED_CPUS.join(' and ')}`,
  })
  return rows
}
