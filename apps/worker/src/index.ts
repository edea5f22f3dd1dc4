export {
  loadWorkerConfig,
  type WorkerConfig,
} from './config.ts'
export { type ReadyWorker, type RunWorkerOptions, runWorker } from './runWorker.ts'
