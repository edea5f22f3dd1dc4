export {
  explainWorkerConfig,
  loadWorkerConfig,
  type WorkerConfig,
} from './config.ts'
export { type Finding, inspectWorker } from './doctor/inspectWorker.ts'
export { type MovedTokens, moveTokens, type TokenMove } from './moveTokens.ts'
export { type ReadyWorker, type RunWorkerOptions, runWorker } from './runWorker.ts'
