/** Runs a model off the main thread, so that the page answers meanwhile, and a run that takes too long can be ended. */

import { MissingBytesError } from '../../chain/askPlaces.ts'
import { createReader } from '../../chain/library.ts'
import { type RerunMessage, type RunAgainParameters, runAgain } from './runAgain.ts'

const tell = (message: RerunMessage) => self.postMessage(message)

self.onmessage = async ({ data }: MessageEvent<Omit<RunAgainParameters, 'onProgress'>>) => {
  try {
    const onProgress: RunAgainParameters['onProgress'] = (progress) => tell({ progress })
    tell(await runAgain(createReader(data.deployment), { ...data, onProgress }))
  } catch (error) {
    if (error instanceof MissingBytesError)
      return tell({ problem: error.message, missing: error.missing })
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    tell({ problem: line.slice(0, 240) })
  }
}
