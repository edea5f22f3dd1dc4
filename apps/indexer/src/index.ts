export { type IndexerConfig, loadIndexerConfig } from './config.ts'
export { type RunIndexerOptions, runIndexer } from './runIndexer.ts'
