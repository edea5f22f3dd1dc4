import type { Deployment } from '@assay/protocol'
import {
  type AnnounceResultParameters,
  type AnnounceResultReturnType,
  announceResult,
} from './actions/announceResult.ts'
import {
  type AnswerPagesParameters,
  type AnswerPagesReturnType,
  answerPages,
} from './actions/answerPages.ts'
import {
  type ApproveSpenderParameters,
  type ApproveSpenderReturnType,
  approveSpender,
} from './actions/approveSpender.ts'
import {
  type CancelRequestParameters,
  type CancelRequestReturnType,
  cancelRequest,
} from './actions/cancelRequest.ts'
import {
  type ChallengeResultParameters,
  type ChallengeResultReturnType,
  challengeResult,
} from './actions/challengeResult.ts'
import { type ClaimJobParameters, type ClaimJobReturnType, claimJob } from './actions/claimJob.ts'
import {
  type CommitChallengeParameters,
  type CommitChallengeReturnType,
  commitChallenge,
} from './actions/commitChallenge.ts'
import {
  type CommitSeatParameters,
  type CommitSeatReturnType,
  commitSeat,
} from './actions/commitSeat.ts'
import {
  type CreatePlanParameters,
  type CreatePlanReturnType,
  createPlan,
} from './actions/createPlan.ts'
import {
  type DeliverCallbackParameters,
  type DeliverCallbackReturnType,
  deliverCallback,
} from './actions/deliverCallback.ts'
import {
  type DemandPagesParameters,
  type DemandPagesReturnType,
  demandPages,
} from './actions/demandPages.ts'
import { type DepositParameters, type DepositReturnType, deposit } from './actions/deposit.ts'
import {
  type DrawWorkersParameters,
  type DrawWorkersReturnType,
  drawWorkers,
} from './actions/drawWorkers.ts'
import { type EndPlanParameters, type EndPlanReturnType, endPlan } from './actions/endPlan.ts'
import {
  type ExpireJobParameters,
  type ExpireJobReturnType,
  expireJob,
} from './actions/expireJob.ts'
import {
  type FinalizeJobParameters,
  type FinalizeJobReturnType,
  finalizeJob,
} from './actions/finalizeJob.ts'
import {
  type ForfeitSeatParameters,
  type ForfeitSeatReturnType,
  forfeitSeat,
} from './actions/forfeitSeat.ts'
import {
  type FulfilBatchParameters,
  type FulfilBatchReturnType,
  fulfilBatch,
} from './actions/fulfilBatch.ts'
import {
  type FulfilRequestParameters,
  type FulfilRequestReturnType,
  fulfilRequest,
} from './actions/fulfilRequest.ts'
import {
  type GetAllowanceParameters,
  type GetAllowanceReturnType,
  getAllowance,
} from './actions/getAllowance.ts'
import {
  type GetBalanceParameters,
  type GetBalanceReturnType,
  getBalance,
} from './actions/getBalance.ts'
import {
  type GetDisputeParameters,
  type GetDisputeReturnType,
  getDispute,
} from './actions/getDispute.ts'
import {
  type GetDisputeTermsParameters,
  type GetDisputeTermsReturnType,
  getDisputeTerms,
} from './actions/getDisputeTerms.ts'
import { type GetJobParameters, type GetJobReturnType, getJob } from './actions/getJob.ts'
import { type GetModelParameters, type GetModelReturnType, getModel } from './actions/getModel.ts'
import {
  type GetModelCardParameters,
  type GetModelCardReturnType,
  getModelCard,
} from './actions/getModelCard.ts'
import {
  type GetOfferTermsParameters,
  type GetOfferTermsReturnType,
  getOfferTerms,
} from './actions/getOfferTerms.ts'
import { type GetPlanParameters, type GetPlanReturnType, getPlan } from './actions/getPlan.ts'
import {
  type GetReceiptParameters,
  type GetReceiptReturnType,
  getReceipt,
} from './actions/getReceipt.ts'
import {
  type GetWorkerParameters,
  type GetWorkerReturnType,
  getWorker,
} from './actions/getWorker.ts'
import { type IsKeyParameters, type IsKeyReturnType, isKey } from './actions/isKey.ts'
import {
  type IsNonceUsedParameters,
  type IsNonceUsedReturnType,
  isNonceUsed,
} from './actions/isNonceUsed.ts'
import {
  type LeaveSeatParameters,
  type LeaveSeatReturnType,
  leaveSeat,
} from './actions/leaveSeat.ts'
import {
  type ListDemandsParameters,
  type ListDemandsReturnType,
  listDemands,
} from './actions/listDemands.ts'
import {
  type ListDisputesParameters,
  type ListDisputesReturnType,
  listDisputes,
} from './actions/listDisputes.ts'
import { type ListJobsParameters, type ListJobsReturnType, listJobs } from './actions/listJobs.ts'
import {
  type ListModelsParameters,
  type ListModelsReturnType,
  listModels,
} from './actions/listModels.ts'
import {
  type MakeDisputeMoveParameters,
  type MakeDisputeMoveReturnType,
  makeDisputeMove,
} from './actions/makeDisputeMove.ts'
import {
  type PostSignedParameters,
  type PostSignedReturnType,
  postSigned,
} from './actions/postSigned.ts'
import {
  type PrepareRequestParameters,
  type PrepareRequestReturnType,
  prepareRequest,
} from './actions/prepareRequest.ts'
import {
  type PublishModelParameters,
  type PublishModelReturnType,
  publishModel,
} from './actions/publishModel.ts'
import {
  type RankChallengeParameters,
  type RankChallengeReturnType,
  rankChallenge,
} from './actions/rankChallenge.ts'
import {
  type RelayDisputeMoveParameters,
  type RelayDisputeMoveReturnType,
  relayDisputeMove,
} from './actions/relayDisputeMove.ts'
import {
  type RemoveAskParameters,
  type RemoveAskReturnType,
  removeAsk,
} from './actions/removeAsk.ts'
import {
  type RequestBySignatureParameters,
  type RequestBySignatureReturnType,
  requestBySignature,
} from './actions/requestBySignature.ts'
import {
  type RequestInferenceParameters,
  type RequestInferenceReturnType,
  requestInference,
} from './actions/requestInference.ts'
import {
  type ReuseOpeningParameters,
  type ReuseOpeningReturnType,
  reuseOpening,
} from './actions/reuseOpening.ts'
import {
  type RevokeKeyParameters,
  type RevokeKeyReturnType,
  revokeKey,
} from './actions/revokeKey.ts'
import { type SetAskParameters, type SetAskReturnType, setAsk } from './actions/setAsk.ts'
import { type SetKeyParameters, type SetKeyReturnType, setKey } from './actions/setKey.ts'
import {
  type SettleDemandParameters,
  type SettleDemandReturnType,
  settleDemand,
} from './actions/settleDemand.ts'
import {
  type SetWorkerProfileParameters,
  type SetWorkerProfileReturnType,
  setWorkerProfile,
} from './actions/setWorkerProfile.ts'
import {
  type SignDisputeMoveParameters,
  type SignDisputeMoveReturnType,
  signDisputeMove,
} from './actions/signDisputeMove.ts'
import {
  type SignKeyConsentParameters,
  type SignKeyConsentReturnType,
  signKeyConsent,
} from './actions/signKeyConsent.ts'
import {
  type SignReceiptParameters,
  type SignReceiptReturnType,
  signReceipt,
} from './actions/signReceipt.ts'
import {
  type SignRequestParameters,
  type SignRequestReturnType,
  signRequest,
} from './actions/signRequest.ts'
import {
  type StakeSlotsParameters,
  type StakeSlotsReturnType,
  stakeSlots,
} from './actions/stakeSlots.ts'
import {
  type SubmitResultParameters,
  type SubmitResultReturnType,
  submitResult,
} from './actions/submitResult.ts'
import {
  type TimeoutDemandParameters,
  type TimeoutDemandReturnType,
  timeoutDemand,
} from './actions/timeoutDemand.ts'
import {
  type TransferBalanceParameters,
  type TransferBalanceReturnType,
  transferBalance,
} from './actions/transferBalance.ts'
import {
  type TriggerPlanParameters,
  type TriggerPlanReturnType,
  triggerPlan,
} from './actions/triggerPlan.ts'
import {
  type UnstakeSlotsParameters,
  type UnstakeSlotsReturnType,
  unstakeSlots,
} from './actions/unstakeSlots.ts'
import {
  type VerifyResultParameters,
  type VerifyResultReturnType,
  verifyResult,
} from './actions/verifyResult.ts'
import {
  type WaitForResultParameters,
  type WaitForResultReturnType,
  waitForResult,
} from './actions/waitForResult.ts'
import {
  type WatchJobsParameters,
  type WatchJobsReturnType,
  watchJobs,
} from './actions/watchJobs.ts'
import { type WithdrawParameters, type WithdrawReturnType, withdraw } from './actions/withdraw.ts'
import {
  type WithdrawStakeParameters,
  type WithdrawStakeReturnType,
  withdrawStake,
} from './actions/withdrawStake.ts'
import type { AssayClient } from './types/client.ts'

type Bound<parameters> = parameters extends unknown ? Omit<parameters, 'deployment'> : never

/** What `client.extend(assayActions(deployment))` adds to a viem client. Each is also a function of its own: `getJob(client, { deployment, jobId })`. */
export type AssayActions = {
  prepareRequest: (parameters: Bound<PrepareRequestParameters>) => Promise<PrepareRequestReturnType>
  requestInference: (
    parameters: Bound<RequestInferenceParameters>,
  ) => Promise<RequestInferenceReturnType>
  getJob: (parameters: Bound<GetJobParameters>) => Promise<GetJobReturnType>
  listJobs: (parameters?: Bound<ListJobsParameters>) => Promise<ListJobsReturnType>
  waitForResult: (parameters: Bound<WaitForResultParameters>) => Promise<WaitForResultReturnType>
  watchJobs: (parameters: Bound<WatchJobsParameters>) => WatchJobsReturnType
  getReceipt: (parameters: Bound<GetReceiptParameters>) => Promise<GetReceiptReturnType>
  verifyResult: (parameters: Bound<VerifyResultParameters>) => Promise<VerifyResultReturnType>
  cancelRequest: (parameters: Bound<CancelRequestParameters>) => Promise<CancelRequestReturnType>
  expireJob: (parameters: Bound<ExpireJobParameters>) => Promise<ExpireJobReturnType>
  finalizeJob: (parameters: Bound<FinalizeJobParameters>) => Promise<FinalizeJobReturnType>
  forfeitSeat: (parameters: Bound<ForfeitSeatParameters>) => Promise<ForfeitSeatReturnType>
  deposit: (parameters: Bound<DepositParameters>) => Promise<DepositReturnType>
  withdraw: (parameters: Bound<WithdrawParameters>) => Promise<WithdrawReturnType>
  getBalance: (parameters?: Bound<GetBalanceParameters>) => Promise<GetBalanceReturnType>
  claimJob: (parameters: Bound<ClaimJobParameters>) => Promise<ClaimJobReturnType>
  signReceipt: (parameters: Bound<SignReceiptParameters>) => Promise<SignReceiptReturnType>
  submitResult: (parameters: Bound<SubmitResultParameters>) => Promise<SubmitResultReturnType>
  publishModel: (parameters: Bound<PublishModelParameters>) => Promise<PublishModelReturnType>
  getModel: (parameters: Bound<GetModelParameters>) => Promise<GetModelReturnType>
  listModels: (parameters?: Bound<ListModelsParameters>) => Promise<ListModelsReturnType>
  answerPages: (parameters: Bound<AnswerPagesParameters>) => Promise<AnswerPagesReturnType>
  challengeResult: (
    parameters: Bound<ChallengeResultParameters>,
  ) => Promise<ChallengeResultReturnType>
  commitChallenge: (
    parameters: Bound<CommitChallengeParameters>,
  ) => Promise<CommitChallengeReturnType>
  demandPages: (parameters: Bound<DemandPagesParameters>) => Promise<DemandPagesReturnType>
  getDispute: (parameters: Bound<GetDisputeParameters>) => Promise<GetDisputeReturnType>
  getDisputeTerms: (
    parameters?: Bound<GetDisputeTermsParameters>,
  ) => Promise<GetDisputeTermsReturnType>
  listDemands: (parameters?: Bound<ListDemandsParameters>) => Promise<ListDemandsReturnType>
  listDisputes: (parameters?: Bound<ListDisputesParameters>) => Promise<ListDisputesReturnType>
  makeDisputeMove: (
    parameters: Bound<MakeDisputeMoveParameters>,
  ) => Promise<MakeDisputeMoveReturnType>
  timeoutDemand: (parameters: Bound<TimeoutDemandParameters>) => Promise<TimeoutDemandReturnType>
  transferBalance: (
    parameters: Bound<TransferBalanceParameters>,
  ) => Promise<TransferBalanceReturnType>
  setKey: (parameters: Bound<SetKeyParameters>) => Promise<SetKeyReturnType>
  revokeKey: (parameters: Bound<RevokeKeyParameters>) => Promise<RevokeKeyReturnType>
  isKey: (parameters: Bound<IsKeyParameters>) => Promise<IsKeyReturnType>
  setWorkerProfile: (
    parameters: Bound<SetWorkerProfileParameters>,
  ) => Promise<SetWorkerProfileReturnType>
  setAsk: (parameters: Bound<SetAskParameters>) => Promise<SetAskReturnType>
  removeAsk: (parameters: Bound<RemoveAskParameters>) => Promise<RemoveAskReturnType>
  stakeSlots: (parameters: Bound<StakeSlotsParameters>) => Promise<StakeSlotsReturnType>
  unstakeSlots: (parameters: Bound<UnstakeSlotsParameters>) => Promise<UnstakeSlotsReturnType>
  withdrawStake: (parameters?: Bound<WithdrawStakeParameters>) => Promise<WithdrawStakeReturnType>
  getWorker: (parameters: Bound<GetWorkerParameters>) => Promise<GetWorkerReturnType>
  announceResult: (parameters: Bound<AnnounceResultParameters>) => Promise<AnnounceResultReturnType>
  commitSeat: (parameters: Bound<CommitSeatParameters>) => Promise<CommitSeatReturnType>
  deliverCallback: (
    parameters: Bound<DeliverCallbackParameters>,
  ) => Promise<DeliverCallbackReturnType>
  drawWorkers: (parameters: Bound<DrawWorkersParameters>) => Promise<DrawWorkersReturnType>
  signRequest: (parameters: Bound<SignRequestParameters>) => Promise<SignRequestReturnType>
  postSigned: (parameters: Bound<PostSignedParameters>) => Promise<PostSignedReturnType>
  fulfilRequest: (parameters: Bound<FulfilRequestParameters>) => Promise<FulfilRequestReturnType>
  fulfilBatch: (parameters: Bound<FulfilBatchParameters>) => Promise<FulfilBatchReturnType>
  isNonceUsed: (parameters: Bound<IsNonceUsedParameters>) => Promise<IsNonceUsedReturnType>
  requestBySignature: (
    parameters: Bound<RequestBySignatureParameters>,
  ) => Promise<RequestBySignatureReturnType>
  relayDisputeMove: (
    parameters: Bound<RelayDisputeMoveParameters>,
  ) => Promise<RelayDisputeMoveReturnType>
  signDisputeMove: (
    parameters: Bound<SignDisputeMoveParameters>,
  ) => Promise<SignDisputeMoveReturnType>
  createPlan: (parameters: Bound<CreatePlanParameters>) => Promise<CreatePlanReturnType>
  triggerPlan: (parameters: Bound<TriggerPlanParameters>) => Promise<TriggerPlanReturnType>
  endPlan: (parameters: Bound<EndPlanParameters>) => Promise<EndPlanReturnType>
  getPlan: (parameters: Bound<GetPlanParameters>) => Promise<GetPlanReturnType>
  approveSpender: (parameters: Bound<ApproveSpenderParameters>) => Promise<ApproveSpenderReturnType>
  getAllowance: (parameters: Bound<GetAllowanceParameters>) => Promise<GetAllowanceReturnType>
  getOfferTerms: (parameters?: Bound<GetOfferTermsParameters>) => Promise<GetOfferTermsReturnType>
  leaveSeat: (parameters: Bound<LeaveSeatParameters>) => Promise<LeaveSeatReturnType>
  rankChallenge: (parameters: Bound<RankChallengeParameters>) => Promise<RankChallengeReturnType>
  reuseOpening: (parameters: Bound<ReuseOpeningParameters>) => Promise<ReuseOpeningReturnType>
  settleDemand: (parameters: Bound<SettleDemandParameters>) => Promise<SettleDemandReturnType>
  signKeyConsent: (parameters: Bound<SignKeyConsentParameters>) => Promise<SignKeyConsentReturnType>
  getModelCard: (parameters: GetModelCardParameters) => Promise<GetModelCardReturnType>
}

/**
 * Makes the actions of one deployment for `client.extend`.
 *
 * @example
 * const client = createWalletClient({ account, chain, transport: http() }).extend(assayActions(deployment))
 * const { jobId } = await client.requestInference(await client.prepareRequest({ model, card, input, fee }))
 */
export function assayActions(deployment: Deployment): (client: AssayClient) => AssayActions {
  return (client) => ({
    prepareRequest: (parameters) => prepareRequest(client, { ...parameters, deployment }),
    requestInference: (parameters) => requestInference(client, { ...parameters, deployment }),
    getJob: (parameters) => getJob(client, { ...parameters, deployment }),
    listJobs: (parameters = {}) => listJobs(client, { ...parameters, deployment }),
    waitForResult: (parameters) => waitForResult(client, { ...parameters, deployment }),
    watchJobs: (parameters) => watchJobs(client, { ...parameters, deployment }),
    getReceipt: (parameters) => getReceipt(client, { ...parameters, deployment }),
    verifyResult: (parameters) => verifyResult(client, { ...parameters, deployment }),
    cancelRequest: (parameters) => cancelRequest(client, { ...parameters, deployment }),
    expireJob: (parameters) => expireJob(client, { ...parameters, deployment }),
    finalizeJob: (parameters) => finalizeJob(client, { ...parameters, deployment }),
    forfeitSeat: (parameters) => forfeitSeat(client, { ...parameters, deployment }),
    deposit: (parameters) => deposit(client, { ...parameters, deployment }),
    withdraw: (parameters) => withdraw(client, { ...parameters, deployment }),
    getBalance: (parameters = {}) => getBalance(client, { ...parameters, deployment }),
    claimJob: (parameters) => claimJob(client, { ...parameters, deployment }),
    signReceipt: (parameters) => signReceipt(client, { ...parameters, deployment }),
    submitResult: (parameters) => submitResult(client, { ...parameters, deployment }),
    publishModel: (parameters) => publishModel(client, { ...parameters, deployment }),
    getModel: (parameters) => getModel(client, { ...parameters, deployment }),
    listModels: (parameters = {}) => listModels(client, { ...parameters, deployment }),
    answerPages: (parameters) => answerPages(client, { ...parameters, deployment }),
    challengeResult: (parameters) => challengeResult(client, { ...parameters, deployment }),
    commitChallenge: (parameters) => commitChallenge(client, { ...parameters, deployment }),
    demandPages: (parameters) => demandPages(client, { ...parameters, deployment }),
    getDispute: (parameters) => getDispute(client, { ...parameters, deployment }),
    getDisputeTerms: (parameters = {}) => getDisputeTerms(client, { ...parameters, deployment }),
    listDemands: (parameters = {}) => listDemands(client, { ...parameters, deployment }),
    listDisputes: (parameters = {}) => listDisputes(client, { ...parameters, deployment }),
    makeDisputeMove: (parameters) => makeDisputeMove(client, { ...parameters, deployment }),
    timeoutDemand: (parameters) => timeoutDemand(client, { ...parameters, deployment }),
    transferBalance: (parameters) => transferBalance(client, { ...parameters, deployment }),
    setKey: (parameters) => setKey(client, { ...parameters, deployment }),
    revokeKey: (parameters) => revokeKey(client, { ...parameters, deployment }),
    isKey: (parameters) => isKey(client, { ...parameters, deployment }),
    setWorkerProfile: (parameters) => setWorkerProfile(client, { ...parameters, deployment }),
    setAsk: (parameters) => setAsk(client, { ...parameters, deployment }),
    removeAsk: (parameters) => removeAsk(client, { ...parameters, deployment }),
    stakeSlots: (parameters) => stakeSlots(client, { ...parameters, deployment }),
    unstakeSlots: (parameters) => unstakeSlots(client, { ...parameters, deployment }),
    withdrawStake: (parameters = {}) => withdrawStake(client, { ...parameters, deployment }),
    getWorker: (parameters) => getWorker(client, { ...parameters, deployment }),
    announceResult: (parameters) => announceResult(client, { ...parameters, deployment }),
    commitSeat: (parameters) => commitSeat(client, { ...parameters, deployment }),
    deliverCallback: (parameters) => deliverCallback(client, { ...parameters, deployment }),
    drawWorkers: (parameters) => drawWorkers(client, { ...parameters, deployment }),
    signRequest: (parameters) => signRequest(client, { ...parameters, deployment }),
    postSigned: (parameters) => postSigned(client, { ...parameters, deployment }),
    fulfilRequest: (parameters) => fulfilRequest(client, { ...parameters, deployment }),
    fulfilBatch: (parameters) => fulfilBatch(client, { ...parameters, deployment }),
    isNonceUsed: (parameters) => isNonceUsed(client, { ...parameters, deployment }),
    requestBySignature: (parameters) => requestBySignature(client, { ...parameters, deployment }),
    relayDisputeMove: (parameters) => relayDisputeMove(client, { ...parameters, deployment }),
    signDisputeMove: (parameters) => signDisputeMove(client, { ...parameters, deployment }),
    createPlan: (parameters) => createPlan(client, { ...parameters, deployment }),
    triggerPlan: (parameters) => triggerPlan(client, { ...parameters, deployment }),
    endPlan: (parameters) => endPlan(client, { ...parameters, deployment }),
    getPlan: (parameters) => getPlan(client, { ...parameters, deployment }),
    approveSpender: (parameters) => approveSpender(client, { ...parameters, deployment }),
    getAllowance: (parameters) => getAllowance(client, { ...parameters, deployment }),
    getOfferTerms: (parameters = {}) => getOfferTerms(client, { ...parameters, deployment }),
    leaveSeat: (parameters) => leaveSeat(client, { ...parameters, deployment }),
    rankChallenge: (parameters) => rankChallenge(client, { ...parameters, deployment }),
    reuseOpening: (parameters) => reuseOpening(client, { ...parameters, deployment }),
    settleDemand: (parameters) => settleDemand(client, { ...parameters, deployment }),
    signKeyConsent: (parameters) => signKeyConsent(client, { ...parameters, deployment }),
    getModelCard,
  })
}
