export {
  explainWorkerConfig,
  loadWorkerConfig,
  type WorkerConfig,
} from './config.ts'
export { type Finding, inspectWorker } from './doctor/inspectWorker.ts'
export { type Fleet, openFleet } from './fleet/openFleet.ts'
export { type RunExecutorParameters, runExecutor } from './fleet/runExecutor.ts'
export { loadModel, type ServedModel } from './models/loadModel.ts'
export { type MovedTokens, moveTokens, type TokenMove } from './moveTokens.ts'
export { type ReadyWorker, type RunWorkerOptions, runWorker } from './runWorker.ts'
