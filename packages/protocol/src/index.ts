export { type Call, encodeCall } from './calls/call.ts'
export type { Disputed, ProvenPage } from './calls/disputes.ts'
export * as disputeCalls from './calls/disputes.ts'
export type { Authorization, Permit } from './calls/ledger.ts'
export * as ledgerCalls from './calls/ledger.ts'
export * as marketCalls from './calls/market.ts'
export type { Publication } from './calls/registries.ts'
export * as registryCalls from './calls/registries.ts'
export type { Plan } from './calls/schedule.ts'
export * as scheduleCalls from './calls/schedule.ts'
export * as tokenCalls from './calls/token.ts'
export { decodeFulfilment, type Fulfilment } from './decodeFulfilment.ts'
export { decodeInput } from './decodeInput.ts'
export { decodeRequest, type PostedRequest } from './decodeRequest.ts'
export { decodeResult, type LoggedResult, ResultError, type SignedReceipt } from './decodeResult.ts'
export { type Deployment, DeploymentError, parseDeployment } from './deployment.ts'
export {
  type ChallengeCommitment,
  claimIdOf,
  type DisputedClaim,
  hashChallenge,
} from './disputeHashes.ts'
export { disputeDomain, keysDomain, type MarketPlace, marketDomain, placeOf } from './domain.ts'
export { feeAt, splitFee, splitForfeit } from './fees.ts'
export { allErrorsAbi } from './generated/AllErrors.ts'
export {
  ANNOUNCEMENT_LIFETIME,
  BPS,
  CLOCK_BUDGET,
  CLOCK_FREE_PART,
  CLOCK_GAME_TIME,
  FILL_TIME,
  MAX_CALLBACK_GAS,
  MAX_INLINE,
  MAX_LIFETIME,
  MAX_LOCK_FOR,
  MAX_SEATS,
  SIGNED_NONCE,
  VERDICT_TIMEOUT,
  WHEN_FINAL,
  WHEN_PROVISIONAL,
} from './generated/constants.ts'
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
export { iDisputableAbi } from './generated/IDisputable.ts'
export { iDisputeAbi } from './generated/IDispute.ts'
export { iVerifierAbi } from './generated/IVerifier.ts'
export { keyRegistryAbi } from './generated/KeyRegistry.ts'
export { ledgerAbi } from './generated/Ledger.ts'
export { marketAbi } from './generated/Market.ts'
export { marketsAbi } from './generated/Markets.ts'
export { modelRegistryAbi } from './generated/ModelRegistry.ts'
export { multiSeatMarketAbi } from './generated/MultiSeatMarket.ts'
export { optimisticVerifierAbi } from './generated/OptimisticVerifier.ts'
export { priceFeedInputAbi } from './generated/PriceFeedInput.ts'
export { quorumVerifierAbi } from './generated/QuorumVerifier.ts'
export { refereeAbi } from './generated/Referee.ts'
export { scheduleAbi } from './generated/Schedule.ts'
export { signatureVerifierAbi } from './generated/SignatureVerifier.ts'
export { testTokenAbi } from './generated/TestToken.ts'
export { keyConsentTypes, moveTypes, receiptTypes, requestTypes } from './generated/typedData.ts'
export { workerRegistryAbi } from './generated/WorkerRegistry.ts'
export { type Commitment, hashCommitment } from './hashCommitment.ts'
export { hashReceipt } from './hashReceipt.ts'
export { hashRequest } from './hashRequest.ts'
export { hashKeyConsent, type KeyConsent, keyConsentMessage } from './keyConsent.ts'
export { type Markets, marketOf, type Seats } from './marketOf.ts'
export { isSignedNonce, noncePlace } from './nonces.ts'
export { type NormalizeSignatureParameters, normalizeSignature } from './normalizeSignature.ts'
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
  decodeOptimisticParams,
  decodeQuorumParams,
  encodeOptimisticParams,
  encodeQuorumParams,
  encodeTicket,
  type OptimisticParams,
  type QuorumParams,
} from './verifierParams.ts'
