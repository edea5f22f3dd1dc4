export {
  type LoadWatcherConfigParameters,
  loadWatcherConfig,
  type WatcherConfig,
  watcherConfigSchema,
} from './config.ts'
export { type RunWatcherOptions, runWatcher } from './runWatcher.ts'
