/** A bar on a terminal for what takes longer than two seconds; silent where there is no terminal. */
export class ProgressBar {
  readonly #stream: NodeJS.WriteStream
  readonly #began = performance.now()
  #drawn = false
  #last = 0

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream
  }

  update(label: string, done: number, total: number): void {
    const now = performance.now()
    if (!this.#stream.isTTY || now - this.#began < 2000) return
    if (done < total && now - this.#last < 100) return
    this.#last = now
    this.#drawn = true
    const filled = Math.round((24 * done) / Math.max(1, total))
    const bar = '━'.repeat(filled) + ' '.repeat(24 - filled)
    this.#stream.write(`\r\u001b[2K${label.padEnd(12)} ${bar} ${done}/${total}`)
  }

  clear(): void {
    if (this.#drawn) this.#stream.write('\r\u001b[2K')
    this.#drawn = false
  }
}
