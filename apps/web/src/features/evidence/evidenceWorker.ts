/** Reads and checks an evidence file off the main thread, and runs its program again. Opens no connection but to this site. */
import { readProgram } from '@assay/program'
import {
  checkEvidence,
  decodeEvidence,
  type EvidenceCheck,
  EvidenceError,
  evidenceExitCode,
} from '@assay/sdk'
import type { Hex } from 'viem'
import { readCard } from '../../queries/readCard.ts'
import { readAnswer } from '../model/readAnswer.ts'

/** What the page shows of a file. */
export type CheckedEvidence = {
  job: Hex
  model: string
  title: string | undefined
  /** In the card's words. */
  answer: string | undefined
  inputBytes: number
  signedAt: number
  worker: Hex
  state: string
  block: number
  checks: readonly EvidenceCheck[]
  exitCode: number
}
export type EvidenceAnswer = { checked: CheckedEvidence } | { problem: string }

async function run(file: Uint8Array, modelId: Hex, input: Uint8Array): Promise<Uint8Array> {
  const [{ openProgram }, { program }] = await Promise.all([
    import('@assay/program/web'),
    readProgram(file, { modelId }),
  ])
  const session = await openProgram(program)
  try {
    return await session.run(input)
  } finally {
    await session.close()
  }
}

self.onmessage = async ({ data }: MessageEvent<string>) => {
  const tell = (answer: EvidenceAnswer) => self.postMessage(answer)
  try {
    const read = decodeEvidence(data)
    const { evidence } = read
    const checks = await checkEvidence({ ...read, run })
    const card = cardOf(evidence.card)
    tell({
      checked: {
        job: evidence.job,
        model: `${evidence.model.name}, version ${evidence.model.version}`,
        title: card?.title,
        answer: card && readAnswer(evidence.output, card)?.label,
        inputBytes: evidence.input.length,
        signedAt: Number(evidence.receipt.completedAt),
        worker: evidence.receipt.worker,
        state: evidence.standing.state,
        block: evidence.standing.blockNumber,
        checks,
        exitCode: evidenceExitCode(checks),
      },
    })
  } catch (error) {
    if (error instanceof EvidenceError) return tell({ problem: error.shortMessage })
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    tell({ problem: `The file could not be checked: ${line.slice(0, 240)}` })
  }
}

/** The card in the file, by which the answer gets words; its digest is one of the checks. */
function cardOf(bytes: Uint8Array) {
  try {
    return readCard(JSON.parse(new TextDecoder().decode(bytes)), { exact: true })
  } catch {
    return undefined
  }
}
