/** Runs a model off the main thread, so that the page answers meanwhile, and a run that takes too long can be ended. */
import { createReader } from '../../chain/library.ts'
import type { RerunMessage } from './progress.ts'
import { type RunAgainParameters, runAgain } from './runAgain.ts'

const tell = (message: RerunMessage) => self.postMessage(message)

self.onmessage = async ({ data }: MessageEvent<Omit<RunAgainParameters, 'onProgress'>>) => {
  try {
    const onProgress: RunAgainParameters['onProgress'] = (progress) => tell({ progress })
    tell({ check: await runAgain(createReader(data.deployment), { ...data, onProgress }) })
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    tell({ problem: line.slice(0, 240) })
  }
}
