import { MESSAGE_OVERHEAD } from '@assay/protocol'
import type { HttpAnswer, HttpPost, HttpRoute } from '@assay/service'
import type { RequestDesk } from './RequestDesk.ts'

/** How many bodies of POST /requests are examined at the same time: as many as memory is set aside for (bytes), between these. */
const POSTS_AT_ONCE = { least: 8, most: 64, memory: 2 ** 26 }
const NOT_READY: HttpAnswer = {
  status: 503,
  headers: { 'retry-after': '1' },
  body: {
    error: {
      name: 'NotReady',
      message: 'This worker is starting.',
      remedy: 'Ask again in a moment.',
    },
  },
}

/** The routes of signed requests. They answer from the start, and take requests once the desk is open. */
export class RequestRoutes {
  #desk: RequestDesk | undefined

  open(desk: RequestDesk): void {
    this.#desk = desk
  }

  gets(): Record<'offers' | 'requests', HttpRoute> {
    return {
      offers: (rest) => (rest === '' ? (this.#desk?.offers() ?? NOT_READY) : undefined),
      requests: (rest) => (this.#desk === undefined ? NOT_READY : this.#desk.status(rest)),
    }
  }

  /** @param largestInput bytes of the largest input of a served model */
  posts(largestInput: number): Record<'requests', HttpPost> {
    const { least, most, memory } = POSTS_AT_ONCE
    // As hexadecimal digits, two of which make a byte.
    const limit = 2 * largestInput + MESSAGE_OVERHEAD
    return {
      requests: {
        limit,
        concurrency: Math.max(least, Math.min(most, Math.floor(memory / limit))),
        answer: (body) => this.#desk?.take(body) ?? NOT_READY,
      },
    }
  }
}
