import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { EXIT_CODES, ServiceError } from './ServiceError.ts'

/** After so many bytes a file is put aside (10 MiB). */
const MAX_BYTES = 10 * 2 ** 20

/** A file that lines are added to. The part before the newest `maxBytes` is kept under the name with `.1`; what is older is dropped. */
export class RotatingFile {
  readonly #path: string
  readonly #maxBytes: number
  #file: number
  #length: number

  /** @throws ServiceError where the file cannot be written */
  constructor(path: string, maxBytes = MAX_BYTES) {
    this.#path = path
    this.#maxBytes = maxBytes
    try {
      mkdirSync(dirname(path), { recursive: true })
      this.#file = openSync(path, 'a')
    } catch (cause) {
      throw new ServiceError(`The log ${path} cannot be written: ${(cause as Error).message}.`, {
        cause,
        exitCode: EXIT_CODES.usage,
        remedy: 'Correct its permissions, or name another file with `log.file`.',
      })
    }
    this.#length = fstatSync(this.#file).size
  }

  write(line: string): void {
    const bytes = Buffer.from(line)
    if (this.#length > 0 && this.#length + bytes.length > this.#maxBytes) this.#rotate()
    writeSync(this.#file, bytes)
    this.#length += bytes.length
  }

  #rotate(): void {
    closeSync(this.#file)
    renameSync(this.#path, `${this.#path}.1`)
    this.#file = openSync(this.#path, 'a')
    this.#length = 0
  }
}
