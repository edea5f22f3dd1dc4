export {
  type Compiled,
  type CompileInput,
  type CompileParameters,
  type CompileProgress,
  compile,
} from './compile/compile.ts'
export { CompileError, type CompileProblem, describeProblem } from './compile/compile-error.ts'
export type { CompileReport } from './compile/compile-report.ts'
export { describeSteps, multiplyAdds, type StepDescription } from './compile/describe-steps.ts'
export { encodeInput, type ProgramInput } from './compile/encode-input.ts'
export type { FloatRuntime } from './compile/float-runtime.ts'
export { DEFAULT_LIMITS, type ImportLimits } from './compile/import/import-limits.ts'
export type { InputScale } from './compile/input-scale.ts'
export { inspectInputs, type ModelInput } from './compile/inspect-inputs.ts'
export type { Measured, OutputError } from './compile/measure.ts'
export { readTensorFile } from './compile/read-tensor-file.ts'
export { tailInputName } from './compile/tail.ts'
