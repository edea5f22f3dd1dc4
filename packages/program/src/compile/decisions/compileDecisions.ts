import { checkProgram } from '../../checkProgram.ts'
import type { Program } from '../../program.ts'
import { CompileError } from '../CompileError.ts'
import { type CompileReport, describeProgram } from '../compileReport.ts'
import { type FloatRuntime, openFloat } from '../floatRuntime.ts'
import type { ImportedModel } from '../import/importOnnx.ts'
import type { InputScale, ProgramInput } from '../inputScale.ts'
import { measure, runOriginal } from '../measure.ts'
import type { CalibrationInput } from '../quantize/calibrate.ts'
import { withFrozen } from '../readData.ts'
import { buildTail } from '../tail.ts'
import { importDecisions } from './importDecisions.ts'

/**
 * Compiles a model of trees: every comparison is in the program, and no input can change one. Nothing is calibrated. Gives
 * undefined for a model of another kind.
 */
export async function compileDecisions(
  onnx: Uint8Array,
  model: ImportedModel,
  parameters: {
    runtime: FloatRuntime
    labels: readonly number[] | undefined
    encodings: Readonly<Record<string, InputScale>> | undefined
    onProgress:
      | ((progress: { stage: 'original' | 'measure'; done: number; total: number }) => void)
      | undefined
    heldOut: (inputs: readonly ProgramInput[]) => readonly CalibrationInput[]
    started: number
  },
): Promise<{ program: Program; report: CompileReport; tail?: Uint8Array } | undefined> {
  const { runtime, labels, onProgress, started } = parameters
  const decisions = importDecisions(model)
  if (!decisions) return
  const { program, outputs, cut } = decisions
  const scaled = Object.entries(parameters.encodings ?? {}).map(([tensor]) => ({
    tensor,
    reason:
      'its numbers are compared as they are, so a scale for bytes has no place; leave it out (--scale, or the encoding on the card)',
  }))
  if (scaled.length > 0) throw new CompileError(scaled)
  checkProgram(program)
  const order = decisions.takesMissing ? ('order-missing' as const) : ('order' as const)
  const inputs = model.inputs.map((name): ProgramInput => {
    const { dtype, shape } = model.float.types.get(name) ?? { dtype: 'f32', shape: [] }
    return { name, shape, ...(dtype === 'f32' ? { order } : {}) }
  })
  const tail = buildTail(decisions.model, cut, outputs)
  const heldOut = parameters.heldOut(inputs)
  const run = async () => {
    const float = await openFloat(runtime, decisions.original, model.float.types)
    try {
      return await runOriginal({
        model: float,
        outputs: decisions.model.outputs,
        inputs: heldOut.map((input) => withFrozen(model, input)),
        labels,
        answers: decisions.answers,
        onProgress: (done, total) => onProgress?.({ stage: 'original', done, total }),
      })
    } finally {
      await float.close()
    }
  }
  const measured =
    heldOut.length > 0
      ? await measure({
          ...{ original: await run(), program, inputs, emitted: outputs, tail, runtime },
          onProgress: (done, total) => onProgress?.({ stage: 'measure', done, total }),
        })
      : undefined
  const report = await describeProgram({
    ...{ onnx, model: { ...model, notes: [...model.notes, ...decisions.notes] } },
    ...{ program, inputs, outputs, cut, measured },
    mostError: undefined,
    // Only how an answer is shown is left outside.
    verified: 1,
    tail: (decisions.model.graph.node ?? []).map(({ opType }) => opType ?? ''),
    ...(decisions.labels ? { labels: decisions.labels } : {}),
    seconds: (performance.now() - started) / 1000,
  })
  return { program, report, ...(cut.tail.size > 0 ? { tail } : {}) }
}
