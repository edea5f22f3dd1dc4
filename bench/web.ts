import type { Measurement } from './measurement.ts'

/** The dApp in a real browser: how soon its pages show what they are for, how they move meanwhile, and what they load. */
export async function measure(): Promise<Measurement[]> {
  const { openStage } = await import('../apps/web/measure/openStage.ts')
  const { measureInputs } = await import('../apps/web/measure/inputs.ts')
  const { measureLoads } = await import('../apps/web/measure/loads.ts')
  const { measureReruns } = await import('../apps/web/measure/reruns.ts')
  const stage = await openStage()
  try {
    return [
      ...(await measureLoads(stage)),
      ...(await measureInputs(stage)),
      ...(await measureReruns(stage)),
    ]
  } finally {
    await stage.close()
  }
}
