import { setTimeout as wait } from 'node:timers/promises'
import { retryAfterOf } from '@assay/sdk'
import type { Log } from '../createLog.ts'

/** The longest pause between two looks at a chain that does not answer (milliseconds). */
const LONGEST_PAUSE = 5_000

/** The longest time for which a node is left alone because it asks for it (milliseconds). */
const LONGEST_REST = 60_000

/** After so many looks that found nothing new, the pause is so many times as long, but never longer than that (milliseconds). */
const CALM = { after: 20, factor: 5, longest: 500 }

export type HeadLoopParameters = {
  /** Reads, decides and acts once; false where nothing had changed since the last look. */
  tick: () => Promise<boolean>
  /** Is told what keeps it from working. */
  status: { trouble: string | undefined }
  log: Log
  /** How often the chain is looked at (milliseconds). */
  pollingInterval: number
  /** Called once the chain was read for the first time. */
  onFirstTick?: (() => void) | undefined
}

/** Looks at the chain again and again: at once where it is woken, else after a while, and longer where that fails or nothing happens. */
export class HeadLoop {
  readonly #parameters: HeadLoopParameters
  #woken: () => void = () => {}

  constructor(parameters: HeadLoopParameters) {
    this.#parameters = parameters
  }

  /** Ends the pause: there may be more to do. */
  wake(): void {
    this.#woken()
  }

  /** Runs as long as there is a reason to, which is asked for before each look. */
  async run(goesOn: () => boolean): Promise<void> {
    const { tick, status, log, pollingInterval, onFirstTick } = this.#parameters
    let first = true
    let failures = 0
    let calm = 0
    while (goesOn()) {
      const woken = new Promise<void>((resolve) => {
        this.#woken = resolve
      })
      let rest = 0
      try {
        calm = (await tick()) ? 0 : calm + 1
        if (first) onFirstTick?.()
        first = false
        if (failures > 0) log.info('the chain answers again')
        failures = 0
      } catch (error) {
        failures++
        // At least as long as the node asks for; chance makes those differ that it refused together.
        rest = Math.min(retryAfterOf(error) ?? 0, LONGEST_REST) * (1 + Math.random() / 4)
        status.trouble = `the chain does not answer: ${(error as Error).message.split('\n')[0]}`
        // Logged at once the first time, then less and less often.
        if (Number.isInteger(Math.log2(failures))) {
          log.warn({ error }, 'the chain does not answer; trying again')
        }
      }
      const timer = new AbortController()
      const isCalm = calm >= CALM.after && pollingInterval < CALM.longest
      const interval = isCalm
        ? Math.min(pollingInterval * CALM.factor, CALM.longest)
        : pollingInterval
      const pause = Math.max(Math.min(interval * Math.max(1, failures), LONGEST_PAUSE), rest)
      await Promise.race([
        woken,
        wait(pause, undefined, { signal: timer.signal }).catch(() => undefined),
      ])
      timer.abort()
    }
  }
}
