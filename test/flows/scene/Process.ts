import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export type StartProcessParameters = {
  args: readonly string[]
  cwd: string
  env?: Readonly<Record<string, string>>
}

/** A Node process under test: what it prints, and how it ends. */
export class Process {
  readonly #child: ChildProcess
  readonly #lines: string[] = []
  readonly #ended: Promise<unknown>
  #onLine: () => void = () => {}
  stderr = ''

  constructor({ args, cwd, env = {} }: StartProcessParameters) {
    this.#child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, HARDHAT_DISABLE_TELEMETRY: 'true', NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      this.#lines.push(line)
      this.#onLine()
    })
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
    })
    this.#ended = once(this.#child, 'close').then(() => this.#onLine())
  }

  get pid(): number {
    return this.#child.pid!
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  get stdout(): string {
    return this.#lines.join('\n')
  }

  /** The first line of standard output that matches; throws where the process ends without one. */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const next = new Promise<void>((resolve) => {
        this.#onLine = resolve
      })
      const found = this.#lines.find((line) => pattern.test(line))
      if (found !== undefined) return found
      if (!this.running) {
        await this.#ended
        throw new Error(
          `the process ended without a line ${pattern}:\n${this.stdout}\n${this.stderr}`,
        )
      }
      await next
    }
  }

  /** Waits for its end; the exit code, or the signal that ended it. */
  async ended(): Promise<number | NodeJS.Signals> {
    await this.#ended
    return this.#child.exitCode ?? this.#child.signalCode!
  }

  /** Ends it with a signal, and waits until it is gone. */
  async kill(signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    if (this.running) this.#child.kill(signal)
    return this.ended()
  }
}
