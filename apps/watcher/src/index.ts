export {
  loadWatcherConfig,
  type WatcherConfig,
} from './config.ts'
export { type RunWatcherOptions, runWatcher } from './runWatcher.ts'
