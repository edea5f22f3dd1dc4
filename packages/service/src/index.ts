export { acquireLock } from './acquireLock.ts'
export {
  type BlockCursor,
  BlockFollower,
  type BlockFollowerParameters,
  type BlockJournal,
  type Head,
} from './chain/BlockFollower.ts'
export {
  type ChainClient,
  type CreateChainClientParameters,
  createChainClient,
} from './chain/createChainClient.ts'
export { HeadLoop, type HeadLoopParameters } from './chain/HeadLoop.ts'
export { LookClock } from './chain/LookClock.ts'
export { LOCAL_CHAIN } from './chain/localChain.ts'
export { PerHead } from './chain/PerHead.ts'
export { checkChain, type ReachChainParameters, reachChain } from './chain/reachChain.ts'
export {
  type ReadJobParameters,
  readJob,
  type StoredJob,
  type StoredSeat,
} from './chain/readJob.ts'
export { createKeystore } from './config/createKeystore.ts'
export { loadConfig, type Setting } from './config/loadConfig.ts'
export { loadKey } from './config/loadKey.ts'
export {
  type ConfigSources,
  explainServiceConfig,
  keyVariable,
  type LoadServiceConfigParameters,
  loadServiceConfig,
  readDeployment,
  type ServiceConfig,
} from './config/loadServiceConfig.ts'
export { type FolderOwner, openAccount, ownerFile } from './config/openAccount.ts'
export {
  addressSetting,
  decimalSetting,
  gasSettings,
  inputSettings,
  type ServiceSettings,
  serviceSettings,
} from './config/serviceSettings.ts'
export { type CreateLogParameters, createLog, type Log, prettyLog } from './createLog.ts'
export { type CreateMetricsParameters, createMetrics, type Metrics } from './createMetrics.ts'
export {
  GamePlayer,
  type GamePlayerParameters,
  type Played,
  type PlayParameters,
} from './dispute/GamePlayer.ts'
export { settleDemand } from './dispute/settleDemand.ts'
export { type Explanation, explainError } from './explainError.ts'
export { deposit, readFunds } from './funding.ts'
export { createFetcher, type Fetcher, type FetcherParameters } from './http/createFetcher.ts'
export {
  type HttpAnswer,
  type HttpPost,
  type HttpRoute,
  type HttpServer,
  type StartHttpServerParameters,
  startHttpServer,
} from './http/startHttpServer.ts'
export { type ServiceStatus, statusRoutes } from './http/statusRoutes.ts'
export { atomically } from './journal/atomically.ts'
export { CursorTable } from './journal/CursorTable.ts'
export { GroupCommit } from './journal/GroupCommit.ts'
export { Housekeeping } from './journal/Housekeeping.ts'
export { migrate, SERVICE_TABLES } from './journal/migrate.ts'
export type { Row } from './journal/openJournal.ts'
export { decodePosting, encodePosting, type Posting } from './journal/posting.ts'
export { relaxed } from './journal/relaxed.ts'
export { TransactionJournal } from './journal/TransactionJournal.ts'
export { onShutdown } from './onShutdown.ts'
export { type OpenContextParameters, openContext, type ServiceContext } from './openContext.ts'
export { releaseMemory } from './releaseMemory.ts'
export { type RunMainParameters, runMain } from './runMain.ts'
export { type AtEnd, type RunServiceParameters, runService } from './runService.ts'
export { EXIT_CODES, ServiceError, type ServiceErrorParameters } from './ServiceError.ts'
export { createTransactionSender } from './sender/createTransactionSender.ts'
export { isOutOfGas } from './sender/isOutOfGas.ts'
export { isRefusedWith } from './sender/isRefusedWith.ts'
export { marketGas, marketSharing, OFFERED_GAS } from './sender/marketSharing.ts'
export { OutOfGasError } from './sender/OutOfGasError.ts'
export type {
  TransactionCall,
  TransactionOutcome,
  TransactionSender,
} from './sender/TransactionSender.ts'
export { deliverCall, finalize, finalizeCall, owedCallback } from './settlement.ts'
