/**
 * Decides a side's moves in a dispute, off the main thread: it runs the model once, keeps what every step gave, and answers from it for as
 * long as the dispute's page is open.
 */
import {
  type DisputeGame,
  type DisputeMove,
  type DisputeTrace,
  nextMove,
  type Rest,
} from '@assay/program'
import { createReader } from '../../chain/library.ts'
import type { RerunProgress } from '../rerun/progress.ts'
import { openRun, type RunInputs, traceOf } from '../rerun/runAgain.ts'

export type MoveQuestion = Omit<RunInputs, 'onProgress'> & {
  game: DisputeGame
  role: 'challenger' | 'worker'
  /** The time that the next block has at least (Unix seconds). */
  now: number
}

export type MoveAnswer =
  | { progress: RerunProgress }
  | { move: DisputeMove | Rest; header: Uint8Array }
  | { problem: string }

const tell = (answer: MoveAnswer) => self.postMessage(answer)

let kept: Promise<DisputeTrace> | undefined

self.onmessage = async ({ data }: MessageEvent<MoveQuestion>) => {
  try {
    const { game, role, now } = data
    kept ??= run(data)
    const trace = await kept
    const move = await nextMove({ game, role, now, trace: async () => trace })
    tell({ move, header: trace.commitment.header })
  } catch (error) {
    kept = undefined
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    tell({ problem: line.slice(0, 300) })
  }
}

async function run(question: MoveQuestion): Promise<DisputeTrace> {
  const onProgress = (progress: RerunProgress) => tell({ progress })
  const opened = await openRun(createReader(question.deployment), { ...question, onProgress })
  try {
    onProgress({ phase: 'running' })
    return await traceOf(opened)
  } finally {
    await opened.session.close()
  }
}
