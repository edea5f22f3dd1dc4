import { outputRoot, PROFILE_EXACT, readProgram } from '@assay/program'
import type { Deployment } from '@assay/protocol'
import {
  type AssayClient,
  type Check,
  fetchInput,
  fetchModelCard,
  fetchModelFile,
  type Job,
  type ModelVersion,
  readAnswer,
  readCard,
} from '@assay/sdk'
import { hexToBytes } from 'viem'
import { judgeRerun } from './judgeRerun.ts'
import { MODEL_BOUNDS } from './modelBounds.ts'
import type { RerunProgress } from './progress.ts'

export type RunAgainParameters = {
  deployment: Deployment
  job: Job
  model: ModelVersion
  onProgress: (progress: RerunProgress) => void
}

/** An input that is larger is run elsewhere (bytes). */
const MOST_INPUT = 64 * 2 ** 20
/** For all places that an input may lie at (milliseconds). */
const INPUT_TIMEOUT = 20_000

/** Runs a job's model on its input in this browser, from public bytes only, and compares the outputs' roots. */
export async function runAgain(
  client: AssayClient,
  { deployment, job, model, onProgress }: RunAgainParameters,
): Promise<Check> {
  const expected = job.receipt?.outputRoot
  if (expected === undefined) throw new Error('There is no signed result to compare with.')
  const [bytes, source] = await Promise.all([
    fetchModelFile(client, {
      ...{ deployment, model, ...MODEL_BOUNDS },
      onBytes: (received, total) => onProgress({ phase: 'model', received, total }),
    }),
    fetchModelCard({ model }),
  ])
  onProgress({ phase: 'opening' })
  const session = await openModel(bytes, model, source)
  try {
    onProgress({ phase: 'input' })
    const input = await fetchInput({
      input: job.input,
      inputRoot: job.request.inputRoot,
      inputBytes: session.inputBytes,
      maxBytes: MOST_INPUT,
      timeout: INPUT_TIMEOUT,
    })
    if (!('bytes' in input)) throw new Error(`The input’s bytes cannot be had: ${input.detail}`)
    onProgress({ phase: 'running' })
    const output = await session.run(input.bytes)
    const lengths = session.outputs.map(({ bytes: length }) => length)
    const actual = await outputRoot(output, lengths)
    const card = readCard(source, { exact: model.profile === PROFILE_EXACT })
    const [here, there] =
      card === undefined || job.output === undefined
        ? []
        : [readAnswer(output, card), readAnswer(hexToBytes(job.output), card)]
    const sameAnswer =
      here?.classes === undefined || there?.classes === undefined
        ? undefined
        : here.classes.best === there.classes.best
    return judgeRerun({
      profile: model.profile,
      expected,
      actual,
      sameAnswer,
      answer: here?.label,
    })
  } finally {
    await session.close()
  }
}

async function openModel(bytes: Uint8Array, model: ModelVersion, card: unknown) {
  const engine = await import('@assay/program/web')
  if (model.profile !== PROFILE_EXACT)
    return engine.openFloatModel(bytes, {
      card: card as NonNullable<Parameters<typeof engine.openFloatModel>[1]>['card'],
    })
  const { program } = await readProgram(bytes, { modelId: model.modelId })
  return engine.openProgram(program)
}
