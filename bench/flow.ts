import { resolve } from 'node:path'
import { ask } from '../test/flows/scene/ask.ts'
import { openScene } from '../test/flows/scene/openScene.ts'
import { publishModelFile } from '../test/flows/scene/publishModelFile.ts'
import { startWorker } from '../test/flows/scene/startWorker.ts'
import type { Measurement } from './measurement.ts'

const RUNS = 20
const digits = resolve(import.meta.dirname, '../models/digits')

/** From the sent request to its settled result, on a local chain, through a worker in a process of its own. */
export async function measure(): Promise<Measurement[]> {
  const scene = await openScene()
  try {
    const path = resolve(digits, 'program.assay')
    const card = resolve(digits, 'card.json')
    const model = await publishModelFile(scene, { name: 'digits', path, card })
    await startWorker(scene, { person: await scene.newPerson(), models: [{ path, card }] })
    const requester = await scene.newPerson()
    const { client } = requester
    await client.balances.deposit({ amount: 10_000_000n })

    const times: number[] = []
    // The first one warms up.
    for (let run = -1; run < RUNS; run++) {
      const input = new Uint8Array(784).map((_, index) => (index * 31 + run) % 256)
      const start = performance.now()
      const { jobId } = await ask(requester, { model, input, fee: 100_000n })
      const { state } = await client.jobs.wait({ jobId, pollingInterval: 10 })
      if (state !== 'accepted') throw new Error(`run ${run} ended ${state}`)
      if (run >= 0) times.push(performance.now() - start)
    }
    times.sort((a, b) => a - b)
    const at = (share: number) => Math.round(times[Math.floor(share * (times.length - 1))]!)
    const note = `digits program, local chain, ${RUNS} runs after one to warm up`
    return [
      { name: 'flow.request_to_result_ms', value: at(0.5), unit: 'ms', note: `median; ${note}` },
      {
        name: 'flow.request_to_result_p90_ms',
        value: at(0.9),
        unit: 'ms',
        note: `90th percentile; ${note}`,
      },
    ]
  } finally {
    await scene.close()
  }
}
