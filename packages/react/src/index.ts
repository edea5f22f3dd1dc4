export { AssayProvider, type AssayReactClient, useAssayClient } from './AssayContext.ts'
export { useJob } from './useJob.ts'
export { type ModelWithCard, type UseModelParameters, useModel } from './useModel.ts'
export { type UseQuoteParameters, useQuote } from './useQuote.ts'
export {
  type RunVariables,
  type UseRunParameters,
  type UseRunResult,
  useRun,
} from './useRun.ts'
