export { CompileError, type CompileProblem, describeProblem } from './compile/CompileError.ts'
export {
  type Compiled,
  type CompileParameters,
  type CompileProgress,
  compile,
} from './compile/compile.ts'
export type { CompileReport } from './compile/compileReport.ts'
export { describeSteps, multiplyAdds, type StepDescription } from './compile/describeSteps.ts'
export { encodeInput } from './compile/encodeInput.ts'
export type { FloatRuntime } from './compile/floatRuntime.ts'
export { DEFAULT_LIMITS, type ImportLimits } from './compile/import/importLimits.ts'
export { inlineExternalData } from './compile/import/inlineExternalData.ts'
export type {
  InputEncoding,
  InputScale,
  OrderEncoding,
  ProgramInput,
} from './compile/inputScale.ts'
export { inspectInputs, type ModelInput } from './compile/inspectInputs.ts'
export type { Measured, OutputError, Task, TaskMeasure } from './compile/measured.ts'
export { type ProgramOnCard, programOnCard } from './compile/programOnCard.ts'
export type { CompileInput } from './compile/readData.ts'
export { type NumberArray, readNpy } from './compile/readNpy.ts'
export { readTensorFile } from './compile/readTensorFile.ts'
export { tailInputName } from './compile/tail.ts'
export { describeMeasure, MOST_ERROR } from './compile/verdict.ts'
