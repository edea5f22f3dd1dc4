export { fromHex, toHex } from './bytes/hex.ts'
export { PAGE_BYTES, pageAt, pageCount } from './bytes/pages.ts'
export { checkProgram } from './check-program.ts'
export { keccak } from './commit/keccak.ts'
export { modelId, PROFILE_EXACT, PROFILE_NATIVE, PROFILE_REPLICABLE } from './commit/model-id.ts'
export { outputRoot } from './commit/output-root.ts'
export { type PageProof, provePage, verifyPage } from './commit/page-proof.ts'
export { tensorRoot } from './commit/tensor-root.ts'
export { answerDemand, type DemandAnswer } from './dispute/answer-demand.ts'
export { differs } from './dispute/differs.ts'
export {
  commitTrace,
  type DisputeTrace,
  type DisputeTree,
  leafCount,
} from './dispute/dispute-trace.ts'
export {
  type AwaitedMove,
  beginGame,
  type DisputeGame,
  type DisputeRole,
  type Opening,
  turnOf,
} from './dispute/game-state.ts'
export { type DisputeMove, nextMove, type Rest } from './dispute/next-move.ts'
export {
  OPENING_LEVELS,
  type OpeningShape,
  openingShape,
  rootNode,
  type TreeNode,
} from './dispute/opening.ts'
export { type ProvenPage, type RankProof, rankProof } from './dispute/rank-proof.ts'
export {
  type CommittedHeader,
  type CommittedOperand,
  type CommittedStep,
  readHeader,
  readStep,
} from './dispute/read-committed.ts'
export type { ByteEncoding, FloatCard } from './engine/float-input.ts'
export { type Lowered, lower } from './engine/lower.ts'
export { openReference } from './engine/open-reference.ts'
export { chooseEncoding, type ProbeResult, probeEncodings } from './engine/probe.ts'
export type { EngineName, OutputType, Session } from './engine/session.ts'
export { evaluate, trace } from './engine/trace.ts'
export { ProgramError, type ProgramErrorName } from './errors.ts'
export {
  commitProgram,
  type ProgramCommitment,
  programRoot,
  verifyStep,
} from './format/program-root.ts'
export { type LoadedProgram, readProgram } from './format/read-program.ts'
export { writeProgram } from './format/write-program.ts'
export { limits } from './limits.ts'
export type { WeightEncoding } from './onnx/graph.ts'
export type { ElementCost } from './ops/element.ts'
export * from './program.ts'
export { ProgramBuilder } from './program-builder.ts'
export { type BuildEvidenceParameters, buildEvidence } from './referee/build-evidence.ts'
export { stepCost } from './referee/step-cost.ts'
