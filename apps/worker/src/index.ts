export {
  loadWorkerConfig,
  type WorkerConfig,
} from './config.ts'
export { type Finding, inspectWorker } from './doctor/inspectWorker.ts'
export { type ReadyWorker, type RunWorkerOptions, runWorker } from './runWorker.ts'
