export {
  type Callback,
  claimIdOf,
  type Deployment,
  DeploymentError,
  decodeOptimisticParams,
  decodeQuorumParams,
  disputeCalls,
  encodeCall,
  encodeOptimisticParams,
  encodeQuorumParams,
  encodeTicket,
  feeAt,
  hashChallenge,
  hashCommitment,
  hashReceipt,
  hashRequest,
  type Input,
  KEY_SCOPES,
  ledgerCalls,
  MAX_INLINE,
  marketCalls,
  marketOf,
  type Offer,
  type OptimisticParams,
  type Plan,
  type Policy,
  parseDeployment,
  type QuorumParams,
  type Receipt,
  type Request,
  registryCalls,
  SIGNED_NONCE,
  scheduleCalls,
  splitFee,
  splitForfeit,
  tokenCalls,
} from '@assay/protocol'
export {
  type SignedRequestAgain,
  WorkerRefusedError,
  WorkerUnreachableError,
} from './askWorker.ts'
export * as balances from './balances.ts'
export {
  type Fulfilment,
  fulfilmentCall,
  type MoveCallParameters,
  moveCall,
  type RankCallParameters,
  rankCall,
  type SubmissionCallsParameters,
  submissionCalls,
} from './calls.ts'
export { decodeOutput } from './card/decodeOutput.ts'
export { decodePicture } from './card/decodePicture.ts'
export {
  encodeInput,
  type GivenInput,
  type NumberList,
  type Pixels,
} from './card/encodeInput.ts'
export {
  decodeFeature,
  type EncodedFeature,
  encodeFeature,
  featureName,
  formatFeature,
  readFeatures,
} from './card/features.ts'
export {
  countOf,
  encodeNumbers,
  type NumberType,
  numberTypes,
  problemOf,
} from './card/numberTypes.ts'
export { type PictureSize, pictureBytes, pictureOf } from './card/pictureSize.ts'
export {
  type Crop,
  type DecodedPicture,
  isDarkOnLight,
  type PreparePictureParameters,
  preparePicture,
  wholePicture,
} from './card/preparePicture.ts'
export {
  type Answer,
  type Box,
  type Classes,
  formatValue,
  type Reading,
  readAnswer,
  softmax,
} from './card/readAnswer.ts'
export {
  type Card,
  type Column,
  type Feature,
  type Measurement,
  type OutputCard,
  type OutputDisplay,
  type PictureFit,
  readCard,
  type Series,
} from './card/readCard.ts'
export { type ReadInput, readNumbers } from './card/readNumbers.ts'
export {
  type ClassScore,
  type FoundBox,
  type NumbersOutput,
  type Output,
  type Outputs,
  readOutputs,
} from './card/readOutputs.ts'
export { type ReadSeries, readSeries } from './card/readSeries.ts'
export { readTensorFile } from './card/readTensorFile.ts'
export { type AssayActions, assayActions, type Bound, type WithoutDeployment } from './client.ts'
export * as demands from './demands.ts'
export * as disputes from './disputes.ts'
export { BaseError, type BaseErrorParameters } from './errors/BaseError.ts'
export { causesOf, isCausedBy } from './errors/causes.ts'
export { contractErrors } from './errors/contractErrors.ts'
export { ContractError, decodeContractError } from './errors/decodeContractError.ts'
export { explainChainError } from './errors/explainChainError.ts'
export * from './errors/namedErrors.ts'
export type { ContractErrorText, Explain } from './errors/words.ts'
export {
  type CreateEvidenceParameters,
  createEvidence,
  type EvidenceParts,
} from './evidence/createEvidence.ts'
export {
  type EvidenceBlock,
  type EvidenceContent,
  type EvidenceContracts,
  EvidenceError,
  type EvidenceFile,
  MAX_EVIDENCE_LENGTH,
  readEvidence,
  writeEvidence,
} from './evidence/evidenceFile.ts'
export {
  EVIDENCE_EXIT_CODES,
  type EvidenceCheck,
  type EvidenceCheckId,
  type EvidenceVerdict,
  type VerifyEvidenceParameters,
  verifyEvidence,
} from './evidence/verifyEvidence.ts'
export { type FetchOffersParameters, fetchOffers, type Offers } from './fetchOffers.ts'
export {
  beforeSending,
  explainEnd,
  type FollowTransactionParameters,
  followTransaction,
  type SentTransaction,
  type TransactionEnd,
} from './followTransaction.ts'
export { approvalsFor, type FundingStep } from './funding.ts'
export {
  type EstimateGasParameters,
  estimateGasWithin,
  gasLimit,
  gasLimitFor,
  MAX_TRANSACTION_GAS,
  type SendWithinParameters,
  sendWithin,
} from './gas.ts'
export { DEMAND_EVENTS, type DemandLog, demandsFromLogs } from './history/demands.ts'
export {
  disputesFromLogs,
  GAME_EVENTS,
  type GameLog,
  type GameStanding,
  gameStanding,
} from './history/disputes.ts'
export { JOB_EVENTS, type JobLog, jobsFromLogs, POSTING_EVENTS } from './history/jobs.ts'
export * as jobs from './jobs.ts'
export * as keys from './keys.ts'
export {
  decodeLogs,
  type EventFilter,
  type EventLog,
  type Events,
  eventsOf,
  type LogOf,
  type LogWindow,
  type ReadLogsParameters,
  readLogs,
  readLogWindows,
} from './logs.ts'
export { canonicalInput, canonicalLength, checkInput } from './model/canonicalInput.ts'
export { dataSizes } from './model/dataSizes.ts'
export {
  type DisputableOffer,
  type DisputableOfferParameters,
  disputableOffer,
} from './model/disputableOffer.ts'
export { type FetchBytesParameters, fetchBytes } from './model/fetchBytes.ts'
export { type FetchedInput, type FetchInputParameters, fetchInput } from './model/fetchInput.ts'
export { type FetchModelCardParameters, fetchModelCard } from './model/fetchModelCard.ts'
export { type FetchModelFileParameters, fetchModelFile } from './model/fetchModelFile.ts'
export { type FetchOutputParameters, fetchOutput } from './model/fetchOutput.ts'
export { fitBytes } from './model/fitBytes.ts'
export { storeOf } from './model/storeOf.ts'
export * as models from './models.ts'
export {
  type BackOffParameters,
  type NodeTrouble,
  nodeTroubleOf,
  retryAfterOf,
  withBackOff,
} from './nodeTrouble.ts'
export { type PermitParameters, signPermit } from './permit.ts'

export * as plans from './plans.ts'
export { RecentBlocks, type RecentBlocksParameters } from './RecentBlocks.ts'
export * as requests from './requests.ts'
export * as runs from './runs.ts'
export { chainTime } from './time.ts'
export type { Check, CheckId, CheckStatus } from './types/check.ts'
export type { AssayClient } from './types/client.ts'
export type { Demand, Dispute, DisputeMoney, DisputePath, DisputeStep } from './types/dispute.ts'
export type { CallbackOutcome, Job, JobState, JobStep, Seat } from './types/job.ts'
export type { CanonicalBytes, ModelCard, ModelVersion } from './types/model.ts'
export type { Quote } from './types/quote.ts'
export type { SignedRequest } from './types/signedRequest.ts'
export { type UploadInputParameters, uploadInput } from './uploadInput.ts'
export type { ReexecutionParameters } from './verify/checkReexecution.ts'
export type { VerifyJobParameters } from './verify/verifyJob.ts'
export * as work from './work.ts'
export * as workers from './workers.ts'
export type { ReadParameters, WriteParameters } from './write.ts'
