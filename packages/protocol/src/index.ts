export { decodeFulfilment, type Fulfilment } from './decodeFulfilment.ts'
export { decodeInput } from './decodeInput.ts'
export { decodeRequest, type PostedRequest } from './decodeRequest.ts'
export { decodeResult, type LoggedResult, ResultError, type SignedReceipt } from './decodeResult.ts'
export { type Deployment, DeploymentError, parseDeployment } from './deployment.ts'
export { domain, type MarketPlace } from './domain.ts'
export { digitTallyAbi } from './generated/DigitTally.ts'
export { disputeGameAbi } from './generated/DisputeGame.ts'
export {
  type DemandState,
  demandStates,
  type GameState,
  gameStates,
  type JobState,
  jobStates,
  type Outcome,
  outcomes,
  type SeatState,
  seatStates,
} from './generated/enums.ts'
export { errorNotices } from './generated/errorNotices.ts'
export { iDisputeAbi } from './generated/IDispute.ts'
export { iVerifierAbi } from './generated/IVerifier.ts'
export { keyRegistryAbi } from './generated/KeyRegistry.ts'
export { marketAbi } from './generated/Market.ts'
export { modelRegistryAbi } from './generated/ModelRegistry.ts'
export { optimisticVerifierAbi } from './generated/OptimisticVerifier.ts'
export { priceFeedInputAbi } from './generated/PriceFeedInput.ts'
export { quorumVerifierAbi } from './generated/QuorumVerifier.ts'
export { refereeAbi } from './generated/Referee.ts'
export { scheduleAbi } from './generated/Schedule.ts'
export { signatureVerifierAbi } from './generated/SignatureVerifier.ts'
export { testTokenAbi } from './generated/TestToken.ts'
export { moveTypes, receiptTypes, requestTypes } from './generated/typedData.ts'
export { workerRegistryAbi } from './generated/WorkerRegistry.ts'
export { type Commitment, hashCommitment } from './hashCommitment.ts'
export { hashReceipt } from './hashReceipt.ts'
export { hashRequest } from './hashRequest.ts'
export { isSignedNonce, noncePlace, SIGNED_NONCE } from './nonces.ts'
export type { Callback, Input, Offer, Policy, Receipt, Request, Submission } from './request.ts'
export { KEY_SCOPES } from './scopes.ts'
export {
  decodeSignedRequest,
  encodeSignedRequest,
  MESSAGE_OVERHEAD,
  MessageError,
  type SignedRequestMessage,
} from './signedRequestJson.ts'
export { TermsError } from './splitTerms.ts'
export {
  decodeQuorumParams,
  encodeOptimisticParams,
  encodeQuorumParams,
  encodeTicket,
  type QuorumParams,
} from './verifierParams.ts'
