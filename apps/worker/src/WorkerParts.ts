import type { nextMove } from '@assay/program'
import type { makeTrace } from './defend/makeTrace.ts'
import type { loadModel } from './models/loadModel.ts'

/** What may stand in for parts of a worker: how models are opened, how challenges are answered. */
export type WorkerParts = {
  loadModel: typeof loadModel
  makeTrace: typeof makeTrace
  nextMove: typeof nextMove
}
