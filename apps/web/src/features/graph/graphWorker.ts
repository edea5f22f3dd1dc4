/** Fetches a program, checks it against its id, and lays its steps out, off the main thread. */
import { readProgram } from '@assay/program'
import type { Deployment } from '@assay/protocol'
import { fetchModelFile, type ModelVersion } from '@assay/sdk'
import { createReader } from '../../chain/library.ts'
import { MODEL_BOUNDS } from '../rerun/modelBounds.ts'
import { graphOf, type ProgramGraph } from './graphOf.ts'

export type GraphQuestion = { deployment: Deployment; model: ModelVersion }
export type GraphAnswer = { graph: ProgramGraph; bytes: number } | { problem: string }

self.onmessage = async ({ data }: MessageEvent<GraphQuestion>) => {
  const tell = (answer: GraphAnswer) => self.postMessage(answer)
  try {
    const { deployment, model } = data
    const bytes = await fetchModelFile(createReader(deployment), {
      ...{ deployment, model, ...MODEL_BOUNDS },
    })
    const { program } = await readProgram(bytes, { modelId: model.modelId })
    tell({ graph: graphOf(program), bytes: bytes.length })
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    tell({ problem: line.slice(0, 240) })
  }
}
