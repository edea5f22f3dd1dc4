/** Reads and checks an evidence file off the main thread, and runs its program again. Asks a chain only when it is told to. */
import type { Deployment } from '@assay/protocol'
import {
  type EvidenceCheck,
  EvidenceError,
  readAnswer,
  readCard,
  readEvidence,
  verifyEvidence,
} from '@assay/sdk'
import type { Hex } from 'viem'
import { createReader } from '../../chain/library.ts'

/** What the page shows of a file. What cannot be read from it is absent. */
export type CheckedEvidence = {
  job: Hex
  model?: string
  title?: string
  /** In the card's words. */
  answer?: string
  inputBytes?: number
  /** By the worker's word (unix seconds). */
  signedAt?: number
  worker?: Hex
  checks: readonly EvidenceCheck[]
  exitCode: number
}
export type EvidenceQuestion = {
  text: string
  /** The deployment whose chain is asked as well. */
  deployment?: Deployment
}
export type EvidenceAnswer = { checked: CheckedEvidence } | { problem: string }

self.onmessage = async ({ data }: MessageEvent<EvidenceQuestion>) => {
  const tell = (answer: EvidenceAnswer) => self.postMessage(answer)
  try {
    const file = readEvidence(data.text)
    const { checks, exitCode, seat, model, input, output } = await verifyEvidence(file, {
      open: async ({ program }) => (await import('@assay/program/web')).openProgram(program),
      ...(data.deployment === undefined
        ? {}
        : {
            chain: { client: createReader(data.deployment), deployment: data.deployment },
          }),
    })
    const card = cardOf(model?.card)
    const answer = card && output && readAnswer(output, card)
    tell({
      checked: {
        ...{ job: file.job, checks, exitCode },
        ...(model && { model: `${model.name}, version ${model.version}` }),
        ...(card?.title && { title: card.title }),
        ...(answer && { answer: answer.label }),
        ...(input && { inputBytes: input.length }),
        ...(seat && { worker: seat.worker }),
        ...(seat?.receipt && { signedAt: Number(seat.receipt.completedAt) }),
      },
    })
  } catch (error) {
    if (error instanceof EvidenceError) return tell({ problem: error.shortMessage })
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    tell({ problem: `The file could not be checked: ${line.slice(0, 240)}` })
  }
}

/** The card in the file, by which the answer gets words; its digest is one of the checks. */
function cardOf(json: unknown) {
  if (json === undefined) return undefined
  try {
    return readCard(json, { exact: true })
  } catch {
    return undefined
  }
}
