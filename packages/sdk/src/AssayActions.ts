import type { CancelRequestParameters, CancelRequestReturnType } from './actions/cancelRequest.ts'
import type { ClaimJobParameters, ClaimJobReturnType } from './actions/claimJob.ts'
import type { DepositParameters, DepositReturnType } from './actions/deposit.ts'
import type { ExpireJobParameters, ExpireJobReturnType } from './actions/expireJob.ts'
import type { FinalizeJobParameters, FinalizeJobReturnType } from './actions/finalizeJob.ts'
import type { ForfeitSeatParameters, ForfeitSeatReturnType } from './actions/forfeitSeat.ts'
import type { GetBalanceParameters, GetBalanceReturnType } from './actions/getBalance.ts'
import type { GetJobParameters, GetJobReturnType } from './actions/getJob.ts'
import type { GetModelParameters, GetModelReturnType } from './actions/getModel.ts'
import type { GetModelCardParameters, GetModelCardReturnType } from './actions/getModelCard.ts'
import type { GetReceiptParameters, GetReceiptReturnType } from './actions/getReceipt.ts'
import type { ListJobsParameters, ListJobsReturnType } from './actions/listJobs.ts'
import type { ListModelsParameters, ListModelsReturnType } from './actions/listModels.ts'
import type {
  PrepareRequestParameters,
  PrepareRequestReturnType,
} from './actions/prepareRequest.ts'
import type { PublishModelParameters, PublishModelReturnType } from './actions/publishModel.ts'
import type {
  RequestInferenceParameters,
  RequestInferenceReturnType,
} from './actions/requestInference.ts'
import type { SignReceiptParameters, SignReceiptReturnType } from './actions/signReceipt.ts'
import type { SubmitResultParameters, SubmitResultReturnType } from './actions/submitResult.ts'
import type { VerifyResultParameters, VerifyResultReturnType } from './actions/verifyResult.ts'
import type { WaitForResultParameters, WaitForResultReturnType } from './actions/waitForResult.ts'
import type { WatchJobsParameters, WatchJobsReturnType } from './actions/watchJobs.ts'
import type { WithdrawParameters, WithdrawReturnType } from './actions/withdraw.ts'

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
  getModelCard: (parameters: GetModelCardParameters) => Promise<GetModelCardReturnType>
}
