import type { Session } from '@assay/program'

/** Something that runs one model: sessions here, or executors elsewhere. */
export type RunPool = Pick<Session, 'inputBytes' | 'outputs' | 'engine' | 'run' | 'close'>

/** Several sessions of one model, one per inference that runs at the same time. */
export class SessionPool implements RunPool {
  readonly #free: Session[]
  readonly #all: readonly Session[]
  readonly #waiting: ((session: Session) => void)[] = []

  /** @param sessions at least one, all of the same model */
  constructor(sessions: readonly Session[]) {
    if (sessions.length === 0) throw new RangeError('a pool needs at least one session')
    this.#all = sessions
    this.#free = [...sessions]
  }

  get inputBytes(): number {
    return this.#all[0]!.inputBytes
  }

  get outputs(): Session['outputs'] {
    return this.#all[0]!.outputs
  }

  get engine(): Session['engine'] {
    return this.#all[0]!.engine
  }

  /** Runs on the first session that is free. */
  async run(input: Uint8Array): Promise<Uint8Array> {
    const session =
      this.#free.pop() ?? (await new Promise<Session>((resolve) => this.#waiting.push(resolve)))
    try {
      return await session.run(input)
    } finally {
      const next = this.#waiting.shift()
      if (next) next(session)
      else this.#free.push(session)
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((session) => session.close()))
  }
}
