import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ProgramError, readProgram, tensorRoot } from '@assay/program'
import type { HttpAnswer } from '@assay/service'
import { type Hex, isHex } from 'viem'
import { Refusal, refusalAnswer } from './signed/Refusal.ts'

/** What a file takes at least, so that many small ones fill the shelf as they fill a disk (bytes). */
const LEAST_BYTES = 4_096

export type UploadsParameters = {
  folder: string
  /** Of all uploads together. */
  maxBytes: number
  /** How long an upload is kept that no claimed job needed (milliseconds). */
  keepFor: number
}

/**
 * Takes inputs from strangers before their requests are posted, each under its root. What a claimed job needs is kept elsewhere, for good;
 * everything else goes after a while. A full shelf refuses what is new, so that nobody can push out what others were promised.
 */
export class Uploads {
  readonly #parameters: UploadsParameters
  readonly #kept = new Map<Hex, { bytes: number; at: number }>()
  #read: Promise<void> | undefined
  /** One at a time: two could fill the same space. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parameters: UploadsParameters) {
    this.#parameters = parameters
  }

  /** What was sent under a root. */
  async get(root: Hex): Promise<Uint8Array | undefined> {
    await this.#ready()
    if (!this.#kept.has(root)) return undefined
    try {
      return await readFile(this.#path(root))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }

  /** Answers POST /blobs/<root>. */
  async take(body: Uint8Array, rest: string): Promise<HttpAnswer> {
    try {
      const root = await checked(body, rest.toLowerCase())
      const turn = this.#turn.then(() => this.#keep(root, body))
      this.#turn = turn.catch(() => undefined)
      return await turn
    } catch (error) {
      if (error instanceof Refusal) return refusalAnswer(error)
      throw error
    }
  }

  async #keep(root: Hex, body: Uint8Array): Promise<HttpAnswer> {
    const { folder, maxBytes, keepFor } = this.#parameters
    await this.#ready()
    const now = Date.now()
    const isNew = !this.#kept.has(root)
    if (isNew) {
      await this.#removeBefore(now - keepFor)
      const held = [...this.#kept.values()].reduce((sum, { bytes }) => sum + sizeOf(bytes), 0)
      if (held + sizeOf(body.length) > maxBytes) {
        throw new Refusal(
          507,
          'StoreFull',
          `This worker keeps ${held} bytes of inputs that nobody has asked about yet, and takes no more than ${maxBytes}.`,
          'Try again later, or give the input to another worker.',
        )
      }
      await mkdir(folder, { recursive: true })
      // Written aside and renamed, so that a reader, or a crash, never meets half an input.
      await writeFile(`${this.#path(root)}.part`, body)
      await rename(`${this.#path(root)}.part`, this.#path(root))
    } else {
      await utimes(this.#path(root), now / 1_000, now / 1_000)
    }
    this.#kept.set(root, { bytes: body.length, at: now })
    const keptUntil = Math.floor((now + keepFor) / 1_000)
    return { status: isNew ? 201 : 200, body: { root, bytes: body.length, keptUntil } }
  }

  async #removeBefore(time: number): Promise<void> {
    for (const [root, { at }] of this.#kept) {
      if (at >= time) continue
      await rm(this.#path(root), { force: true })
      this.#kept.delete(root)
    }
  }

  /** Finds what an earlier run of this process kept. */
  #ready(): Promise<void> {
    this.#read ??= this.#find()
    return this.#read
  }

  async #find(): Promise<void> {
    await mkdir(this.#parameters.folder, { recursive: true })
    for (const name of await readdir(this.#parameters.folder)) {
      if (!isRoot(name)) {
        await rm(join(this.#parameters.folder, name), { force: true })
        continue
      }
      const { size, mtimeMs } = await stat(this.#path(name))
      this.#kept.set(name, { bytes: size, at: mtimeMs })
    }
  }

  #path(root: Hex): string {
    return join(this.#parameters.folder, root)
  }
}

function isRoot(text: string): text is Hex {
  return isHex(text) && text.length === 66
}

function sizeOf(bytes: number): number {
  return Math.max(bytes, LEAST_BYTES)
}

/** The root of a body that has the one it was sent under. */
async function checked(body: Uint8Array, root: string): Promise<Hex> {
  if (!isRoot(root)) {
    throw new Refusal(
      400,
      'NotARoot',
      'The path names no root, which is 0x and 64 hexadecimal digits.',
      'Send the bytes to /blobs/ followed by their root.',
    )
  }
  if (body.length === 0) {
    throw new Refusal(400, 'EmptyBody', 'The body has no bytes.', 'Send the bytes of the input.')
  }
  const actual = await tensorRoot(body)
  if (actual === root || (await programRootOf(body)) === root) return root
  throw new Refusal(
    422,
    'InputRootMismatch',
    `The bytes that arrived have the root ${actual}, not ${root}.`,
    'Send them again.',
  )
}

/** A program is asked for by the root of its steps; undefined for any other file. */
async function programRootOf(body: Uint8Array): Promise<Hex | undefined> {
  try {
    return (await readProgram(body)).commitment.root
  } catch (error) {
    if (error instanceof ProgramError) return undefined
    throw error
  }
}
