import { outputRoot, PROFILE_EXACT, readProgram } from '@assay/program'
import type { Deployment } from '@assay/protocol'
import {
  type AssayClient,
  type Check,
  fetchModelCard,
  fitBytes,
  type Job,
  type ModelVersion,
} from '@assay/sdk'
import { hexToBytes } from 'viem'
import { readCard } from '../../queries/readCard.ts'
import { readAnswer } from '../model/readAnswer.ts'
import { fetchModel } from './fetchModel.ts'
import { judgeRerun } from './judgeRerun.ts'

export type RunAgainParameters = {
  deployment: Deployment
  job: Job
  model: ModelVersion
  signal?: AbortSignal
}

/** Runs a job's model on its input in this browser, from public bytes only, and compares the outputs' roots. */
export async function runAgain(
  client: AssayClient,
  { deployment, job, model, signal }: RunAgainParameters,
): Promise<Check> {
  const expected = job.receipt?.outputRoot
  if (expected === undefined || job.input.data === '0x')
    throw new Error('Running the model again needs a signed result and the input’s bytes.')
  const sent = hexToBytes(job.input.data)
  const [bytes, source] = await Promise.all([
    fetchModel(client, { deployment, model, ...(signal === undefined ? {} : { signal }) }),
    fetchModelCard({ model, ...(signal === undefined ? {} : { signal }) }),
  ])
  const session = await openModel(bytes, model, source)
  try {
    // Bytes that do not fit go as they are: the session says what it takes.
    const output = await session.run(fitBytes(sent, session.inputBytes) ?? sent)
    const lengths = session.outputs.map(({ bytes: length }) => length)
    const actual = await outputRoot(output, lengths)
    const card = readCard(source, { exact: model.profile === PROFILE_EXACT })
    const [here, there] =
      card === undefined || job.output === undefined
        ? []
        : [readAnswer(output, card), readAnswer(hexToBytes(job.output), card)]
    const sameAnswer =
      here === undefined || there === undefined ? undefined : here.best === there.best
    return judgeRerun({ profile: model.profile, expected, actual, sameAnswer })
  } finally {
    await session.close()
  }
}

/** The engine comes only when somebody asks for it: it is by far the largest part of this app. */
async function openModel(bytes: Uint8Array, model: ModelVersion, card: unknown) {
  const engine = await import('@assay/program/web')
  if (model.profile !== PROFILE_EXACT)
    return engine.openFloatModel(bytes, {
      card: card as NonNullable<Parameters<typeof engine.openFloatModel>[1]>['card'],
    })
  const { program } = await readProgram(bytes, { modelId: model.modelId })
  return engine.openProgram(program)
}
