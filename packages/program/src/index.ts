export { fromHex, toHex } from './bytes/hex.ts'
export { PAGE_BYTES, pageAt, pageCount } from './bytes/pages.ts'
export { checkProgram } from './checkProgram.ts'
export { keccak } from './commit/keccak.ts'
export { modelId, PROFILE_EXACT, PROFILE_NATIVE, PROFILE_REPLICABLE } from './commit/modelId.ts'
export { outputRoot } from './commit/outputRoot.ts'
export { type PageProof, provePage, verifyPage } from './commit/pageProof.ts'
export { tensorRoot } from './commit/tensorRoot.ts'
export { answerDemand, type DemandAnswer } from './dispute/answerDemand.ts'
export { differs } from './dispute/differs.ts'
export {
  commitTrace,
  type DisputeTrace,
  type DisputeTree,
  leafCount,
} from './dispute/disputeTrace.ts'
export {
  type AwaitedMove,
  beginGame,
  type DisputeGame,
  type DisputeRole,
  type Opening,
  turnOf,
} from './dispute/gameState.ts'
export { type DisputeMove, nextMove, type Rest } from './dispute/nextMove.ts'
export {
  OPENING_LEVELS,
  type OpeningShape,
  openingShape,
  rootNode,
  type TreeNode,
} from './dispute/opening.ts'
export { type ProvenPage, type RankProof, rankProof } from './dispute/rankProof.ts'
export {
  type CommittedHeader,
  type CommittedOperand,
  type CommittedStep,
  readHeader,
  readStep,
} from './dispute/readCommitted.ts'
export type { ByteEncoding, FloatCard } from './engine/floatInput.ts'
export { type Lowered, lower } from './engine/lower.ts'
export { openReference } from './engine/openReference.ts'
export { chooseEncoding, type ProbeResult, probeEncodings } from './engine/probe.ts'
export type { EngineName, OutputType, Session } from './engine/session.ts'
export { evaluate, trace } from './engine/trace.ts'
export { ProgramError, type ProgramErrorName } from './errors.ts'
export {
  commitProgram,
  type ProgramCommitment,
  programRoot,
  verifyStep,
} from './format/programRoot.ts'
export { type LoadedProgram, readProgram } from './format/readProgram.ts'
export { writeProgram } from './format/writeProgram.ts'
export { limits } from './limits.ts'
export type { WeightEncoding } from './onnx/graph.ts'
export type { ElementCost } from './ops/element.ts'
export { multiplierBits } from './ops/requantize.ts'
export { floatOf, MISSING, orderOf } from './orderedFloat.ts'
export { ProgramBuilder } from './ProgramBuilder.ts'
export * from './program.ts'
export { type BuildEvidenceParameters, buildEvidence } from './referee/buildEvidence.ts'
export { stepCost } from './referee/stepCost.ts'
