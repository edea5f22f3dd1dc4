import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { trace } from '@assay/program'
import { digestOnCpu, findEmulator } from './exact/emulated.ts'
import { loadSamples } from './exact/samples.ts'

const skip =
  process.platform !== 'linux' || process.arch !== 'x64'
    ? 'qemu runs this process’s own Node, which must be built for Linux on x86-64'
    : await findEmulator().then(
        () => false,
        (error: Error) => error.message,
      )

for (const [cpu, encoding] of [
  ['Haswell', 'u8'],
  ['Nehalem', 's8'],
] as const)
  test(`on ${cpu} the probe chooses ${encoding} weights, and the bits are the same`, {
    skip,
  }, async () => {
    // Emulation is slow, and this one has the fewest multiply-adds.
    const sample = (await loadSamples()).find(({ name }) => name === 'pump')
    const inputs = [sample!.draw(0).bytes]
    const hash = createHash('sha256')
    for (const tensor of trace(sample!.program, inputs[0]!)) hash.update(tensor)
    assert.deepEqual(await digestOnCpu(cpu, [{ sample: sample!, inputs }]), {
      encoding,
      digests: [hash.digest('hex')],
    })
  })
