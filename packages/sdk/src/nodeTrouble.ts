import { causesOf, isCausedBy } from './errors/causes.ts'
import { sleep } from './time.ts'

/** What a node's refusal asks of its caller: to wait, or to ask for less. */
export type NodeTrouble = 'throttled' | 'too-large'

/** Codes by which hosted nodes say that they were asked too often, in answers with HTTP status 200. */
const THROTTLE_CODES: readonly unknown[] = [429, -32007, -32029, -32097]
const THROTTLED =
  /rate.?limit|too many requests|throttl|capacity|compute units|per (second|minute|day)|requests? limit/i
/** A node that is behind: the same range is right a moment later. */
const BEHIND = /beyond|head block|not found|unknown block/i
const TOO_LARGE = /range|too (large|many|wide|big|long)|more than|exceed|size|limit|query timeout/i

/**
 * Reads out of an error whether the node was asked too often or for too much. Nodes have no common code for either, so the
 * words of the answer decide where the HTTP status does not.
 *
 * @returns undefined where it says neither, such as where nobody answers
 */
export function nodeTroubleOf(error: unknown): NodeTrouble | undefined {
  const causes = trailOf(error)
  const statuses = causes.map(({ status }) => status).filter((status) => status !== undefined)
  if (statuses.some((status) => status === 429 || Number(status) >= 500)) return 'throttled'
  if (causes.some(({ code }) => THROTTLE_CODES.includes(code))) return 'throttled'
  const words = causes.map(({ details }) => details ?? '').join(' ')
  if (THROTTLED.test(words)) return 'throttled'
  // The second is viem's own: it reads no answer beyond its limit.
  if (statuses.includes(413) || isCausedBy(error, 'ResponseBodyTooLargeError')) return 'too-large'
  // Without a node's answer there are no words of it: a host that was "not found", a request that took too long.
  const isAnswered = statuses.length > 0 || causes.some(({ code }) => typeof code === 'number')
  if (!isAnswered || BEHIND.test(words)) return undefined
  return TOO_LARGE.test(words) ? 'too-large' : undefined
}

/** Whether the node took longer than the client waits for an answer. */
export function isTimeout(error: unknown): boolean {
  return isCausedBy(error, 'TimeoutError')
}

/** How long the node asks to be left alone (milliseconds), where it says so. */
export function retryAfterOf(error: unknown): number | undefined {
  for (const { headers } of trailOf(error)) {
    const seconds = Number.parseFloat(headers?.get('retry-after') ?? '')
    if (seconds >= 0) return seconds * 1000
  }
  return undefined
}

/** How a call that a node may refuse is tried again. */
export type BackOffParameters = {
  /** How a pause passes (milliseconds); a timer by default. */
  pause?: ((milliseconds: number) => Promise<void>) | undefined
  /** From 0 to below 1. */
  random?: (() => number) | undefined
}

/** The pauses of a caller that was asked to wait (milliseconds): from the first, twice as long each time, up to the most. */
const PAUSE = { first: 250, most: 15_000, times: 6 }
/** A node that wants to be left alone for longer is given up for now. */
const LONGEST_RETRY_AFTER = 60_000

/**
 * Does some work again while the node says that it is asked too often: after the time that the node names, else after pauses
 * that double. Chance makes them differ, so that clients that were refused together do not come back together.
 *
 * @throws what the work throws, where that is something else, or after six pauses
 */
export async function withBackOff<result>(
  work: () => Promise<result>,
  { pause = sleep, random = Math.random }: BackOffParameters = {},
): Promise<result> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const named = retryAfterOf(error)
      const isOver = attempt >= PAUSE.times || (named ?? 0) > LONGEST_RETRY_AFTER
      if (isOver || nodeTroubleOf(error) !== 'throttled') throw error
      const longest = Math.min(PAUSE.first * 2 ** attempt, PAUSE.most)
      await pause((named ?? longest / 2) + (random() * longest) / 2)
    }
  }
}

type Cause = {
  status?: unknown
  code?: unknown
  details?: string
  headers?: { get(name: string): string | null }
}

/** An error and its causes, as far as they are objects. */
function trailOf(error: unknown): Cause[] {
  return [...causesOf(error)].filter((cause): cause is Cause => typeof cause === 'object')
}
