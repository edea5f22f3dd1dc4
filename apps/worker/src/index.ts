export {
  type LoadWorkerConfigParameters,
  loadWorkerConfig,
  type WorkerConfig,
  workerConfigSchema,
} from './config.ts'
export { type ReadyWorker, type RunWorkerOptions, runWorker } from './runWorker.ts'
