import { openReference, outputRoot, readProgram, writeProgram } from '@assay/program'
import {
  CompileError,
  type CompileInput,
  type CompileProblem,
  type CompileReport,
  describeSteps,
  encodeInput,
  inspectInputs,
  type ProgramInput,
} from '@assay/program/compile'
import { compileModel } from '@assay/program/compile/web'
import { openProgram } from '@assay/program/web'
import { dataSizes } from '@assay/sdk'
import type { Compilation, CompileQuestion, CompileStage, GoldenRun } from './compilation.ts'
import { readSamples } from './readSamples.ts'

/** With fewer samples none is kept back to measure on. */
const FEWEST = 8

/**
 * Compiles a model, and runs the program by the reference evaluator and by the engine that workers use.
 *
 * @throws CompileError with everything that stands against it, of the model and of the samples
 */
export async function compileHere(
  { name, onnx, samples, shapes, freeze, task }: CompileQuestion,
  onProgress: (stage: CompileStage, done: number, total: number) => void,
): Promise<Compilation> {
  onProgress('read', 0, 1)
  const inputs = inspectInputs(onnx, { shapes, freeze })
  const given = await readSamples(samples, inputs)
  const kept = given.inputs.length < FEWEST ? 0 : Math.floor(given.inputs.length / 4)
  const held = given.inputs.length - kept
  const compiled = await compileModel(onnx, {
    calibration: given.inputs.slice(0, held),
    heldOut: given.inputs.slice(held),
    ...(given.labels && kept > 0 ? { labels: given.labels.slice(held) } : {}),
    ...{ shapes, freeze },
    ...(task ? { task } : {}),
    onProgress: ({ stage, done, total }) => onProgress(stage, done, total),
  }).catch((error: unknown) => {
    if (!(error instanceof CompileError) || given.problems.length === 0) throw error
    // That there is no sample follows from those that could not be read.
    throw new CompileError([...given.problems, ...error.problems.filter(isOfModel)])
  })
  if (given.problems.length > 0) throw new CompileError(given.problems)
  onProgress('program', 0, 1)
  const { program, report, tail } = compiled
  const file = await writeProgram(program)
  const { modelId, commitment } = await readProgram(file)
  const steps = describeSteps(program)
  const worst = steps.reduce(
    (most, { op, gas }, step) => (gas > most.gas ? { step, op, gas } : most),
    { step: 0, op: steps[0]?.op ?? '', gas: 0 },
  )
  onProgress('golden', 0, 1)
  const [sample] = given.inputs
  const golden = await runTwice(program, {
    on: sample === undefined ? 'zeros' : 'sample',
    input:
      sample === undefined
        ? new Uint8Array(dataSizes(program).inputBytes)
        : encodeInput(programInputs(report), byName(sample, inputs)),
  })
  return {
    source: name,
    ...{ file, modelId, report, worst, golden },
    fileSha256: await sha256(file),
    tail: tail && { file: tail, sha256: await sha256(tail) },
    root: commitment.root,
    ...dataSizes(program),
    input: { dtype: program.input.dtype, shape: program.input.shape },
  }
}

function isOfModel({ node, tensor, reason }: CompileProblem): boolean {
  return node !== undefined || tensor !== undefined || !reason.startsWith('There is no calibration')
}

async function runTwice(
  program: Parameters<typeof openProgram>[0],
  { on, input }: { on: GoldenRun['on']; input: Uint8Array },
): Promise<GoldenRun> {
  const reference = await openReference(program)
  const engine = await openProgram(program)
  try {
    const lengths = reference.outputs.map(({ bytes }) => bytes)
    const wanted = await reference.run(input)
    const started = performance.now()
    const found = await engine.run(input)
    const milliseconds = performance.now() - started
    const [referenceRoot, engineRoot] = await Promise.all([
      outputRoot(wanted, lengths),
      outputRoot(found, lengths),
    ])
    return {
      ...{ on, referenceRoot, engineRoot, milliseconds },
      equal: referenceRoot === engineRoot,
      outputBytes: wanted.length,
    }
  } finally {
    await Promise.all([reference.close(), engine.close()])
  }
}

/** How the program takes its inputs, by the report. */
function programInputs({ inputs }: CompileReport): ProgramInput[] {
  return inputs.map(({ name, shape, dtype, encoding }) => ({
    ...{ name, shape },
    ...(typeof encoding === 'string'
      ? { order: encoding }
      : encoding
        ? { scale: encoding, isWide: dtype === 'i32' }
        : {}),
  }))
}

function byName(
  sample: CompileInput,
  inputs: readonly { name: string }[],
): Map<string, ArrayLike<number>> {
  if (inputs.length === 1) return new Map([[inputs[0]?.name ?? '', sample as ArrayLike<number>]])
  return new Map(Object.entries(sample as Record<string, ArrayLike<number>>))
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.slice()))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
