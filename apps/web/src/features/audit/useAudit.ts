'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import type { Hex } from 'viem'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import { useReader } from '../../chain/useReader.ts'
import { fetchIndex, IndexError } from '../../queries/fetchIndex.ts'
import { countOf, type Fields, fieldsOf, listOf, wordOf } from '../../queries/recordFields.ts'
import type { AuditedJob } from './auditJob.ts'
import type { AuditQuestion } from './auditWorker.ts'
import { drawSample } from './drawSample.ts'

/** A model that takes longer is not waited for (milliseconds). */
const LONGEST_RUN = 120_000

/** A sample of the record, and what became of running it again here. */
export type Audit = {
  /** The filter that the sample was drawn from, as it stands in an address. */
  filter: string
  seed: string
  /** How many jobs the filter had, and the block at which the index counted them. */
  matching: number
  block: { number: number; hash: Hex }
  /** The places drawn: 0 is the oldest request of the filter. */
  places: readonly number[]
  /** What has been run so far, in the order of the places. */
  jobs: readonly AuditedJob[]
  startedAt: number
}

/** Draws a sample of the jobs that fit a filter, and runs each again in this browser, one after the other. */
export function useAudit() {
  const deployment = useDeployment()
  const read = useReader()
  const stopping = useRef<AbortController>(undefined)
  const [audit, setAudit] = useState<Audit>()
  const [isRunning, setRunning] = useState(false)
  const [problem, setProblem] = useState<string>()

  const stop = useCallback(() => stopping.current?.abort(), [])
  useEffect(() => stop, [stop])

  /** @param seed empty for the hash of the chain's newest block, which neither reader nor index chose */
  async function start({ filter, seed, size }: { filter: string; seed: string; size: number }) {
    stop()
    const stopper = new AbortController()
    const { signal } = stopper
    stopping.current = stopper
    setProblem(undefined)
    setAudit(undefined)
    setRunning(true)
    let thread: Worker | undefined
    try {
      const ask = (place: number) => askPlace(filter, place)
      const first = await ask(0)
      const drawnBy = seed === '' ? await newestBlock() : seed
      signal.throwIfAborted()
      const places = drawSample(drawnBy, first.matching, size)
      const { matching, block } = first
      const begun = { filter, seed: drawnBy, matching, block, places, startedAt: Date.now() }
      const jobs: AuditedJob[] = []
      setAudit({ ...begun, jobs })
      // The rows of a place may move while models run, so all are asked for before.
      const drawn: Hex[] = []
      for (const place of places) {
        const { id } = await ask(place)
        if (id === undefined)
          throw new IndexError(0, 'The index lists no job at a place that it counted.')
        drawn.push(id)
      }
      for (const jobId of drawn) {
        thread ??= new Worker(new URL('./auditWorker.ts', import.meta.url), { type: 'module' })
        const job = await runOne(thread, { deployment, jobId }, signal)
        if (job === undefined) {
          thread.terminate()
          thread = undefined
        }
        jobs.push(job ?? { job: jobId, outcome: 'not run', detail: tooLong })
        setAudit({ ...begun, jobs: [...jobs] })
      }
    } catch (error) {
      if (!signal.aborted) setProblem(error instanceof Error ? error.message : String(error))
    } finally {
      thread?.terminate()
      if (stopping.current === stopper) setRunning(false)
    }

    async function askPlace(of: string, place: number) {
      const asked = new URLSearchParams(of)
      asked.set('sort', 'requested')
      asked.set('limit', '1')
      asked.set('offset', `${place}`)
      return readPlace(fieldsOf(await fetchIndex(deployment, `/results?${asked}`, { signal })))
    }

    async function newestBlock(): Promise<Hex> {
      const { client, getBlock } = await read()
      return (await getBlock(client)).hash
    }
  }

  return { audit, isRunning, problem, start, stop }
}

const tooLong = `It took longer than ${LONGEST_RUN / 60_000} minutes and was stopped.`

/** What the index says of one place of a list. */
function readPlace(answer: Fields | undefined) {
  const matching = countOf(answer?.matching)
  const block = fieldsOf(answer?.block)
  const number = countOf(block?.number)
  const hash = wordOf(block?.hash)
  if (matching === undefined || number === undefined || hash === undefined)
    throw new IndexError(0, 'The index gives an answer of another form.')
  return { matching, block: { number, hash }, id: wordOf(listOf(answer?.rows)[0]?.id) }
}

/** What a thread makes of one job; undefined where it takes too long. Rejects once it is stopped. */
function runOne(
  thread: Worker,
  question: AuditQuestion,
  signal: AbortSignal,
): Promise<AuditedJob | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(() => resolve(undefined)), LONGEST_RUN)
    const onAbort = () => end(() => reject(signal.reason))
    function end(tell: () => void) {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      thread.onmessage = null
      thread.onerror = null
      tell()
    }
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort)
    thread.onmessage = ({ data }: MessageEvent<AuditedJob>) => end(() => resolve(data))
    thread.onerror = () => end(() => reject(new Error('The thread that runs models has ended.')))
    thread.postMessage(question)
  })
}
