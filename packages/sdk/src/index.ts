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
  type AnnounceResultParameters,
  type AnnounceResultReturnType,
  announceResult,
} from './actions/announceResult.ts'
export {
  type AnswerPagesParameters,
  type AnswerPagesReturnType,
  answerPages,
} from './actions/answerPages.ts'
export {
  type ApproveSpenderParameters,
  type ApproveSpenderReturnType,
  approveSpender,
} from './actions/approveSpender.ts'
export {
  type CancelRequestParameters,
  type CancelRequestReturnType,
  cancelRequest,
} from './actions/cancelRequest.ts'
export {
  type ChallengeResultParameters,
  type ChallengeResultReturnType,
  challengeResult,
} from './actions/challengeResult.ts'
export { type ClaimJobParameters, type ClaimJobReturnType, claimJob } from './actions/claimJob.ts'
export {
  type CommitChallengeParameters,
  type CommitChallengeReturnType,
  commitChallenge,
} from './actions/commitChallenge.ts'
export {
  type CommitSeatParameters,
  type CommitSeatReturnType,
  commitSeat,
} from './actions/commitSeat.ts'
export {
  type CreatePlanParameters,
  type CreatePlanReturnType,
  createPlan,
} from './actions/createPlan.ts'
export {
  type DeliverCallbackParameters,
  type DeliverCallbackReturnType,
  deliverCallback,
} from './actions/deliverCallback.ts'
export {
  type DemandPagesParameters,
  type DemandPagesReturnType,
  demandPages,
} from './actions/demandPages.ts'
export { type DepositParameters, type DepositReturnType, deposit } from './actions/deposit.ts'
export {
  type DrawWorkersParameters,
  type DrawWorkersReturnType,
  drawWorkers,
} from './actions/drawWorkers.ts'
export { type EndPlanParameters, type EndPlanReturnType, endPlan } from './actions/endPlan.ts'
export {
  type ExpireJobParameters,
  type ExpireJobReturnType,
  expireJob,
} from './actions/expireJob.ts'
export {
  type FinalizeJobParameters,
  type FinalizeJobReturnType,
  finalizeJob,
} from './actions/finalizeJob.ts'
export {
  type ForfeitSeatParameters,
  type ForfeitSeatReturnType,
  forfeitSeat,
} from './actions/forfeitSeat.ts'
export {
  type FulfilBatchEntry,
  type FulfilBatchParameters,
  type FulfilBatchReturnType,
  fulfilBatch,
} from './actions/fulfilBatch.ts'
export {
  type FulfilRequestParameters,
  type FulfilRequestReturnType,
  fulfilRequest,
} from './actions/fulfilRequest.ts'
export {
  type GetAllowanceParameters,
  type GetAllowanceReturnType,
  getAllowance,
} from './actions/getAllowance.ts'
export {
  type GetBalanceParameters,
  type GetBalanceReturnType,
  getBalance,
} from './actions/getBalance.ts'
export {
  type GetDisputeParameters,
  type GetDisputeReturnType,
  getDispute,
} from './actions/getDispute.ts'
export {
  type GetDisputeTermsParameters,
  type GetDisputeTermsReturnType,
  getDisputeTerms,
} from './actions/getDisputeTerms.ts'
export { type GetJobParameters, type GetJobReturnType, getJob } from './actions/getJob.ts'
export { type GetModelParameters, type GetModelReturnType, getModel } from './actions/getModel.ts'
export {
  type GetModelCardParameters,
  type GetModelCardReturnType,
  getModelCard,
} from './actions/getModelCard.ts'
export {
  type GetOffersParameters,
  type GetOffersReturnType,
  getOffers,
} from './actions/getOffers.ts'
export {
  type GetOfferTermsParameters,
  type GetOfferTermsReturnType,
  getOfferTerms,
} from './actions/getOfferTerms.ts'
export { type GetPlanParameters, type GetPlanReturnType, getPlan } from './actions/getPlan.ts'
export {
  type GetReceiptParameters,
  type GetReceiptReturnType,
  getReceipt,
} from './actions/getReceipt.ts'
export {
  type Ask,
  type GetWorkerParameters,
  type GetWorkerReturnType,
  getWorker,
} from './actions/getWorker.ts'
export { type IsKeyParameters, type IsKeyReturnType, isKey } from './actions/isKey.ts'
export {
  type IsNonceUsedParameters,
  type IsNonceUsedReturnType,
  isNonceUsed,
} from './actions/isNonceUsed.ts'
export {
  type LeaveSeatParameters,
  type LeaveSeatReturnType,
  leaveSeat,
} from './actions/leaveSeat.ts'
export {
  type ListDemandsParameters,
  type ListDemandsReturnType,
  listDemands,
} from './actions/listDemands.ts'
export {
  type ListDisputesParameters,
  type ListDisputesReturnType,
  listDisputes,
} from './actions/listDisputes.ts'
export { type ListJobsParameters, type ListJobsReturnType, listJobs } from './actions/listJobs.ts'
export {
  type ListModelsParameters,
  type ListModelsReturnType,
  listModels,
} from './actions/listModels.ts'
export {
  type MakeDisputeMoveParameters,
  type MakeDisputeMoveReturnType,
  makeDisputeMove,
} from './actions/makeDisputeMove.ts'
export {
  type PostSignedParameters,
  type PostSignedReturnType,
  postSigned,
} from './actions/postSigned.ts'
export {
  type PrepareRequestParameters,
  type PrepareRequestReturnType,
  prepareRequest,
} from './actions/prepareRequest.ts'
export {
  type PublishModelParameters,
  type PublishModelReturnType,
  publishModel,
} from './actions/publishModel.ts'
export {
  type RankChallengeParameters,
  type RankChallengeReturnType,
  rankChallenge,
} from './actions/rankChallenge.ts'
export {
  type RelayDisputeMoveParameters,
  type RelayDisputeMoveReturnType,
  relayDisputeMove,
} from './actions/relayDisputeMove.ts'
export {
  type RemoveAskParameters,
  type RemoveAskReturnType,
  removeAsk,
} from './actions/removeAsk.ts'
export {
  type RequestBySignatureParameters,
  type RequestBySignatureReturnType,
  requestBySignature,
} from './actions/requestBySignature.ts'
export {
  type RequestInferenceParameters,
  type RequestInferenceReturnType,
  requestInference,
} from './actions/requestInference.ts'
export {
  type ReuseOpeningParameters,
  type ReuseOpeningReturnType,
  reuseOpening,
} from './actions/reuseOpening.ts'
export {
  type RevokeKeyParameters,
  type RevokeKeyReturnType,
  revokeKey,
} from './actions/revokeKey.ts'
export { type SetAskParameters, type SetAskReturnType, setAsk } from './actions/setAsk.ts'
export { type SetKeyParameters, type SetKeyReturnType, setKey } from './actions/setKey.ts'
export {
  type SettleDemandParameters,
  type SettleDemandReturnType,
  settleDemand,
} from './actions/settleDemand.ts'
export {
  type SetWorkerProfileParameters,
  type SetWorkerProfileReturnType,
  setWorkerProfile,
} from './actions/setWorkerProfile.ts'
export {
  type SignDisputeMoveParameters,
  type SignDisputeMoveReturnType,
  signDisputeMove,
} from './actions/signDisputeMove.ts'
export {
  type SignKeyConsentParameters,
  type SignKeyConsentReturnType,
  signKeyConsent,
} from './actions/signKeyConsent.ts'
export {
  type SignReceiptParameters,
  type SignReceiptReturnType,
  signReceipt,
} from './actions/signReceipt.ts'
export {
  type SignRequestParameters,
  type SignRequestReturnType,
  signRequest,
} from './actions/signRequest.ts'
export {
  type StakeSlotsParameters,
  type StakeSlotsReturnType,
  stakeSlots,
} from './actions/stakeSlots.ts'
export {
  type SubmitResultParameters,
  type SubmitResultReturnType,
  submitResult,
} from './actions/submitResult.ts'
export {
  type TimeoutDemandParameters,
  type TimeoutDemandReturnType,
  timeoutDemand,
} from './actions/timeoutDemand.ts'
export {
  type TransferBalanceParameters,
  type TransferBalanceReturnType,
  transferBalance,
} from './actions/transferBalance.ts'
export {
  type TriggerPlanParameters,
  type TriggerPlanReturnType,
  triggerPlan,
} from './actions/triggerPlan.ts'
export {
  type UnstakeSlotsParameters,
  type UnstakeSlotsReturnType,
  unstakeSlots,
} from './actions/unstakeSlots.ts'
export {
  type VerifyResultParameters,
  type VerifyResultReturnType,
  verifyResult,
} from './actions/verifyResult.ts'
export {
  type WaitForResultParameters,
  type WaitForResultReturnType,
  waitForResult,
} from './actions/waitForResult.ts'
export {
  type WatchJobsParameters,
  type WatchJobsReturnType,
  watchJobs,
} from './actions/watchJobs.ts'
export { type WithdrawParameters, type WithdrawReturnType, withdraw } from './actions/withdraw.ts'
export {
  type WithdrawStakeParameters,
  type WithdrawStakeReturnType,
  withdrawStake,
} from './actions/withdrawStake.ts'
export { type AssayActions, assayActions } from './assayActions.ts'
export { chainTime } from './chain/chainTime.ts'
export { type Fulfilment, fulfilmentCall } from './chain/fulfilmentCall.ts'
export { allowLedger, type FundingStep, signPermit } from './chain/funding.ts'
export { JOB_EVENT_TOPICS, jobsFromLogs, POSTING_EVENT_TOPICS } from './chain/jobsFromLogs.ts'
export { type RawLog, readLogs } from './chain/readLogs.ts'
export { submissionCalls } from './chain/submissionCalls.ts'
export { DEMAND_EVENT_TOPICS, demandsFromLogs } from './dispute/demandsFromLogs.ts'
export { disputesFromLogs, GAME_EVENT_TOPICS } from './dispute/disputesFromLogs.ts'
export { type GameStanding, gameStanding } from './dispute/gameStanding.ts'
export { type MoveCallParameters, moveCall } from './dispute/moveCall.ts'
export { BaseError, type BaseErrorParameters } from './errors/BaseError.ts'
export { contractErrors } from './errors/contractErrors.ts'
export { ContractError, decodeContractError } from './errors/decodeContractError.ts'
export { explainChainError } from './errors/explainChainError.ts'
export * from './errors/namedErrors.ts'
export { canonicalInput, canonicalLength, checkInput } from './model/canonicalInput.ts'
export { dataSizes } from './model/dataSizes.ts'
export { type FetchBytesParameters, fetchBytes } from './model/fetchBytes.ts'
export { type FetchedInput, type FetchInputParameters, fetchInput } from './model/fetchInput.ts'
export { fitBytes } from './model/fitBytes.ts'
export type { Check, CheckId, CheckStatus } from './types/check.ts'
export type { AssayClient } from './types/client.ts'
export type { Demand, Dispute, DisputeMoney, DisputePath, DisputeStep } from './types/dispute.ts'
export type { CallbackOutcome, Job, JobState, JobStep, Seat } from './types/job.ts'
export type { CanonicalBytes, ModelCard, ModelVersion } from './types/model.ts'
export type { Quote } from './types/quote.ts'
export type { SignedRequest } from './types/signedRequest.ts'
export { WorkerRefusedError } from './worker/askWorker.ts'
