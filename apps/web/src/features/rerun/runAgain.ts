import {
  commitTrace,
  type DisputeTrace,
  type LoadedProgram,
  modelId,
  outputRoot,
  PROFILE_EXACT,
  readProgram,
  type Session,
  tensorRoot,
} from '@assay/program'
import type { Deployment } from '@assay/protocol'
import {
  type AssayClient,
  BaseError,
  type Check,
  type Dispute,
  fetchBytes,
  fetchInput,
  fetchModelCard,
  fetchModelFile,
  fitBytes,
  type Job,
  type ModelVersion,
  readAnswer,
  readCard,
} from '@assay/sdk'
import { bytesToHex, type Hex } from 'viem'
import {
  answerOf,
  keepingAnswers,
  type MissingBytes,
  MissingBytesError,
  type PlaceAnswer,
  placeOf,
} from '../../chain/askPlaces.ts'
import {
  type OutputDifference,
  outputDifference,
  type StepDifference,
  stepDifference,
} from './differenceOf.ts'
import { judgeRerun } from './judgeRerun.ts'
import { MODEL_BOUNDS } from './modelBounds.ts'
import type { RerunProgress } from './progress.ts'

/** What a run takes, beside what the job and the registry say. */
export type RunInputs = {
  deployment: Deployment
  job: Job
  model: ModelVersion
  /** The input's bytes and the program's file, where this page or its reader has them. */
  input?: Uint8Array | undefined
  file?: Uint8Array | undefined
  onProgress: (progress: RerunProgress) => void
}

export type RunAgainParameters = RunInputs & {
  /** The output that the worker signed, where its bytes are known. */
  output?: Uint8Array | undefined
  /** The games about this job's results. */
  disputes?: readonly Dispute[] | undefined
}

/** What a second run found. */
export type Rerun = {
  check: Check
  /** The output root computed here. */
  outputRoot: Hex
  /** Where the outputs part; absent where they are equal, or where the worker's bytes cannot be had. */
  difference?: OutputDifference
  /** The first step that differs, where the worker has opened its steps. */
  step?: StepDifference
  /** What a challenge has to carry, of an exact program. */
  program?: { header: Hex; steps: number; outputs: number }
}

/** What the worker thread tells the page. */
export type RerunMessage =
  | { progress: RerunProgress }
  | Rerun
  /** It could not be run; `missing` is what somebody may have kept. */
  | { problem: string; missing?: MissingBytes }

/** An input that is larger is run elsewhere (bytes). */
const MOST_INPUT = 64 * 2 ** 20
/** For all places that an input may lie at (milliseconds). */
const INPUT_TIMEOUT = 20_000

/** Runs a job's model on its input in this browser, from public bytes only, and compares the outputs' roots. */
export async function runAgain(
  client: AssayClient,
  parameters: RunAgainParameters,
): Promise<Rerun> {
  const { job, model, onProgress, output: claimed, disputes = [] } = parameters
  const expected = job.receipt?.outputRoot
  if (expected === undefined) throw new Error('There is no signed result to compare with.')
  const { session, input, source, loaded } = await openRun(client, parameters)
  try {
    onProgress({ phase: 'running' })
    const output = await session.run(input)
    const lengths = session.outputs.map(({ bytes: length }) => length)
    const actual = await outputRoot(output, lengths)
    const card = readCard(source, { exact: model.profile === PROFILE_EXACT })
    const [here, there] =
      card === undefined || claimed === undefined
        ? []
        : [readAnswer(output, card), readAnswer(claimed, card)]
    const sameAnswer =
      here?.classes === undefined || there?.classes === undefined
        ? undefined
        : here.classes.best === there.classes.best
    const check = judgeRerun({
      profile: model.profile,
      expected,
      actual,
      sameAnswer,
      answer: here?.label,
    })
    if (check.status === 'pass') return { check, outputRoot: actual }
    const difference =
      claimed === undefined
        ? undefined
        : outputDifference(
            output,
            claimed,
            session.outputs.map((each, index) => ({
              ...each,
              name: card?.outputs[index]?.name ?? each.name,
            })),
          )
    const about = disputes.filter((dispute) => dispute.outputRoot === expected)
    // Every step's result is computed once more only where there is something to compare it with.
    const step =
      loaded === undefined || about.every(({ position }) => position.openings.length === 0)
        ? undefined
        : await stepDifference(await traceOf({ session, input, loaded }), about)
    return {
      ...{ check, outputRoot: actual },
      ...(difference === undefined ? {} : { difference }),
      ...(step === undefined ? {} : { step }),
      ...(loaded === undefined
        ? {}
        : {
            program: {
              header: bytesToHex(loaded.commitment.header),
              steps: loaded.program.steps.length,
              outputs: loaded.program.outputs.length,
            },
          }),
    }
  } finally {
    await session.close()
  }
}

/** A model that is ready to run, and the input to run it on. */
export type OpenedRun = {
  session: Session
  input: Uint8Array
  /** The model's card, as it was served. */
  source: unknown
  /** Of an exact model. */
  loaded: LoadedProgram | undefined
}

/**
 * Fetches a job's model and its input, compares both with what the chain says, and opens the model.
 *
 * @throws MissingBytesError where nobody serves one of them
 */
export async function openRun(client: AssayClient, parameters: RunInputs): Promise<OpenedRun> {
  const { job, model, onProgress } = parameters
  const [bytes, source] = await Promise.all([
    fileOf(client, parameters),
    // Without its card an exact model runs all the same.
    fetchModelCard({ model }).catch((error: unknown) => {
      if (model.profile === PROFILE_EXACT) return undefined
      throw error
    }),
  ])
  onProgress({ phase: 'opening' })
  const { session, loaded } = await openModel(bytes, model, source)
  try {
    onProgress({ phase: 'input' })
    const input = await inputOf(job, { given: parameters.input, length: session.inputBytes })
    return { session, input, source, loaded }
  } catch (error) {
    await session.close()
    throw error
  }
}

/** The model's file: the one that somebody has given, or that of the store where its card lies. */
async function fileOf(
  client: AssayClient,
  { deployment, model, file, onProgress }: RunInputs,
): Promise<Uint8Array> {
  if (file !== undefined) {
    // An exact program is compared with the id where it is opened.
    const isFloat = model.profile !== PROFILE_EXACT
    if (isFloat && (await modelId(model.profile, await tensorRoot(file))) !== model.modelId)
      throw new Error('The file is not the model that the registry names.')
    return file
  }
  try {
    return await fetchModelFile(client, {
      ...{ deployment, model, ...MODEL_BOUNDS },
      onBytes: (received, total) => onProgress({ phase: 'model', received, total }),
    })
  } catch (error) {
    if (!(error instanceof BaseError) || error.name !== 'ModelFileError') throw error
    // What is served and is another file has no cause beneath it.
    if (error.cause === undefined) throw error
    const answer = { place: placeOf(model.cardUri), answer: answerOf(error.cause) }
    throw new MissingBytesError({ what: 'program', id: model.modelId, answers: [answer] })
  }
}

/** Everything that a dispute may ask for: the result of every step, committed to. */
export async function traceOf({
  session,
  input,
  loaded,
}: Pick<OpenedRun, 'session' | 'input' | 'loaded'>): Promise<DisputeTrace> {
  if (loaded === undefined || session.trace === undefined)
    throw new Error('This model has no steps that a dispute could compare.')
  const tensors = await session.trace(input)
  return commitTrace({ program: loaded.program, commitment: loaded.commitment, input, tensors })
}

async function inputOf(
  job: Job,
  { given, length }: { given: Uint8Array | undefined; length: number },
): Promise<Uint8Array> {
  const root = job.request.inputRoot
  const fitted = given && fitBytes(given, length)
  if (fitted !== undefined && (await tensorRoot(fitted)) === root) return fitted
  const answers: PlaceAnswer[] = []
  const found = await fetchInput({
    ...{ input: job.input, inputRoot: root, inputBytes: length },
    maxBytes: MOST_INPUT,
    timeout: INPUT_TIMEOUT,
    fetch: keepingAnswers(fetchBytes, answers),
  })
  if ('bytes' in found) return found.bytes
  // What stands on the chain itself is wrong for ever, and no file mends it.
  if (job.input.data !== '0x') throw new Error(`The input cannot be run: ${found.detail}.`)
  throw new MissingBytesError({ what: 'input', id: root, bytes: length, answers })
}

async function openModel(bytes: Uint8Array, model: ModelVersion, card: unknown) {
  const engine = await import('@assay/program/web')
  if (model.profile !== PROFILE_EXACT)
    return {
      session: await engine.openFloatModel(bytes, {
        card: card as NonNullable<Parameters<typeof engine.openFloatModel>[1]>['card'],
      }),
      loaded: undefined,
    }
  const loaded = await readProgram(bytes, { modelId: model.modelId })
  return { session: await engine.openProgram(loaded.program), loaded }
}
