import type { CompileProblem, CompileProgress, CompileReport, Task } from '@assay/program/compile'
import type { Hex } from 'viem'
import type { SampleFile } from './readSamples.ts'

export type CompileQuestion = {
  name: string
  onnx: Uint8Array
  samples: readonly SampleFile[]
  shapes: Readonly<Record<string, readonly number[]>>
  freeze: Readonly<Record<string, readonly number[]>>
  task: Task | undefined
}

/** A program with all that was found out about it in this browser. */
export type Compilation = {
  /** The ONNX file's name. */
  source: string
  /** The program's bytes. */
  file: Uint8Array
  fileSha256: string
  /** The float rest, for display. */
  tail: { file: Uint8Array; sha256: string } | undefined
  modelId: Hex
  root: Hex
  inputBytes: number
  outputBytes: number
  /** The program's own input, where the model has several. */
  input: { dtype: string; shape: readonly number[] }
  report: CompileReport
  /** The step whose one element costs the referee most. */
  worst: { step: number; op: string; gas: number }
  golden: GoldenRun
}

/** One run by two evaluators that share no code. */
export type GoldenRun = {
  /** What it was run on. */
  on: 'sample' | 'zeros'
  equal: boolean
  outputBytes: number
  referenceRoot: Hex
  engineRoot: Hex
  milliseconds: number
}

export type CompileStage = CompileProgress['stage'] | 'read' | 'program' | 'golden'

/** What the thread tells the page. */
export type CompileMessage =
  | { progress: { stage: CompileStage; done: number; total: number } }
  | { compiled: Compilation }
  | { problems: readonly CompileProblem[] }

const words: Record<CompileStage, string> = {
  read: 'Reading the files',
  calibrate: 'Looking at the ranges of its tensors',
  original: 'Running the float model',
  choose: 'Trying ways to write its numbers',
  measure: 'Measuring it against the float model',
  program: 'Hashing the program',
  golden: 'Running it twice',
}

export function describeStage(stage: CompileStage): string {
  return words[stage]
}
