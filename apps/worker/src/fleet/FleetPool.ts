import { randomUUID } from 'node:crypto'
import type { Log } from '@assay/service'
import { Queue, QueueEvents } from 'bullmq'
import type { Redis } from 'ioredis'
import type { ServedModel } from '../models/loadModel.ts'
import type { RunPool } from '../models/SessionPool.ts'
import { coordinatorOptions, queueOf, type RunAnswer, type RunTask } from './fleetQueue.ts'

/** How long nothing is asked about a run of which no news comes, at least (milliseconds); else as long as runs took lately. */
const LOOK = 500
/** For so long it is taken for granted that there are executors, since a large fleet makes a long list (milliseconds). */
const COUNTED = 5_000
/** A run is slow after so many times what the longest took, and not before (milliseconds). */
const SLOW = { factor: 4, least: 2_000 }
/** Of so many runs the times are remembered. */
const REMEMBERED = 16
/** How many answers to one input may be failures. */
const MOST_FAILURES = 3

export type FleetPoolParameters = {
  model: Pick<ServedModel, 'modelId' | 'name' | 'rootOf'> & { pool: RunPool }
  redis: Redis
  log: Log
}

/** How a copy of a run stands. */
type Standing =
  | { state: 'done'; output: Uint8Array }
  | { state: 'failed'; reason: string }
  | { state: 'waiting' | 'running' | 'slow' | 'lost' }

type Copy = { id: string; seenRunning?: number }

/**
 * Has executors on other machines run a model. A run that is lost, or that takes too long, is given out again; where there is no
 * executor, it is done here.
 */
export class FleetPool implements RunPool {
  readonly #model: FleetPoolParameters['model']
  readonly #log: Log
  readonly #queue: Queue<RunTask, RunAnswer>
  readonly #events: QueueEvents
  /** Who waits for news of a copy. */
  readonly #heard = new Map<string, () => void>()
  #times: number[] = []
  /** When there were executors. */
  #countedAt = 0

  constructor({ model, redis, log }: FleetPoolParameters) {
    this.#model = model
    this.#log = log
    const name = queueOf(model.modelId)
    const options = coordinatorOptions(redis)
    this.#queue = new Queue(name, options)
    this.#events = new QueueEvents(name, options)
    // The connection says what is wrong with it.
    this.#queue.on('error', () => undefined)
    this.#events.on('error', () => undefined)
    const hear = ({ jobId }: { jobId: string }) => this.#heard.get(jobId)?.()
    this.#events.on('completed', hear)
    this.#events.on('failed', hear)
  }

  get inputBytes(): number {
    return this.#model.pool.inputBytes
  }

  get outputs(): RunPool['outputs'] {
    return this.#model.pool.outputs
  }

  get engine(): RunPool['engine'] {
    return this.#model.pool.engine
  }

  async run(input: Uint8Array): Promise<Uint8Array> {
    const start = Date.now()
    const task: RunTask = { input: Buffer.from(input).toString('base64') }
    const copies: Copy[] = []
    try {
      for (;;) {
        const standings = await Promise.all(copies.map((copy) => this.#look(copy)))
        const done = standings.find((each) => each.state === 'done')
        if (done?.state === 'done') {
          this.#times = [Date.now() - start, ...this.#times].slice(0, REMEMBERED)
          return done.output
        }
        const failed = standings.filter((each) => each.state === 'failed')
        const [first] = failed
        if (first?.state === 'failed' && failed.length >= MOST_FAILURES) {
          throw new Error(first.reason)
        }
        const isHopeful = standings.some(({ state }) => state === 'waiting' || state === 'running')
        if (!isHopeful) await this.#giveOut(task, copies)
        else if (Date.now() - start >= LOOK && !(await this.#hasExecutors())) {
          return await this.#model.pool.run(input)
        }
        await this.#news(copies)
      }
    } finally {
      for (const { id } of copies) void this.#forget(id)
    }
  }

  async close(): Promise<void> {
    await this.#events.close()
    await this.#queue.close()
    await this.#model.pool.close()
  }

  /** Puts a run into the queue: a second copy of it comes first. */
  async #giveOut(task: RunTask, copies: Copy[]): Promise<void> {
    const id = randomUUID()
    if (copies.length > 0) {
      const { name: model } = this.#model
      this.#log.warn({ model, copies: copies.length }, 'a run is given to another executor')
    }
    await this.#queue.add('run', task, { jobId: id, lifo: copies.length > 0 })
    copies.push({ id })
  }

  async #look(copy: Copy): Promise<Standing> {
    const job = await this.#queue.getJob(copy.id)
    // Redis may have lost it, where it keeps nothing on a disk.
    if (job === undefined) return { state: 'lost' }
    if (job.finishedOn !== undefined) {
      return job.failedReason ? { state: 'failed', reason: job.failedReason } : this.#check(job)
    }
    if (job.processedOn === undefined) return { state: 'waiting' }
    copy.seenRunning ??= Date.now()
    const isSlow = Date.now() - copy.seenRunning > this.#patience()
    return { state: isSlow ? 'slow' : 'running' }
  }

  /** INVARIANT: bytes that do not hash to what their executor says are not an answer. */
  async #check({ returnvalue: { output, root } }: { returnvalue: RunAnswer }): Promise<Standing> {
    const bytes = new Uint8Array(Buffer.from(output, 'base64'))
    const expected = this.outputs.reduce((sum, each) => sum + each.bytes, 0)
    if (bytes.length === expected && (await this.#model.rootOf(bytes)) === root) {
      return { state: 'done', output: bytes }
    }
    const reason = `an executor answered ${bytes.length} bytes that do not hash to ${root}`
    this.#log.warn({ model: this.#model.name }, reason)
    return { state: 'failed', reason }
  }

  #patience(): number {
    return Math.max(SLOW.least, SLOW.factor * this.#longest())
  }

  #longest(): number {
    return Math.max(0, ...this.#times)
  }

  async #hasExecutors(): Promise<boolean> {
    if (Date.now() - this.#countedAt < COUNTED) return true
    const count = await this.#queue.getWorkersCount()
    if (count > 0) this.#countedAt = Date.now()
    return count > 0
  }

  /** Resolves at the next news of a copy, and after a while. */
  async #news(copies: readonly Copy[]): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      for (const { id } of copies) this.#heard.set(id, resolve)
      timer = setTimeout(resolve, Math.max(LOOK, this.#longest()))
    })
    clearTimeout(timer)
    for (const { id } of copies) this.#heard.delete(id)
  }

  async #forget(id: string): Promise<void> {
    // What is being run cannot be removed; it goes by itself once it has ended.
    await this.#queue.remove(id).catch(() => undefined)
  }
}
