import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type LoadedProgram,
  openReference,
  ProgramError,
  readProgram,
  type Session,
} from '@assay/program'
import { openProgram } from '@assay/program/node'
import type { Fetcher } from '@assay/service'
import type { Hex } from 'viem'
import { ProgramUnavailable } from './ProgramUnavailable.ts'

/** A program that passed the load gate, ready to run. */
export type OpenProgram = LoadedProgram & { session: Session }

export type ProgramLibraryParameters = {
  /** Files of programs that are at hand. */
  files: readonly string[]
  /** Where fetched programs are kept. */
  folder: string
  /** Whether programs that are not at hand are fetched. */
  fetch: boolean
  maxBytes: number
  timeout: number
  fetchBytes: Fetcher
  /** How many are held in memory, unless more are in use at the same time. */
  loaded: number
  /** What the registry says of a model. */
  find: (modelId: Hex) => Promise<{ root: Hex; cardUri: string }>
  signal: AbortSignal
}

type Entry = { program: Promise<OpenProgram>; uses: number }

/** Exact programs by their model's id, each opened when it is first needed and closed when others are. */
export class ProgramLibrary {
  readonly #parameters: ProgramLibraryParameters
  readonly #files = new Map<Hex, string>()
  /** The one that was used last stands last. */
  readonly #open = new Map<Hex, Entry>()

  constructor(parameters: ProgramLibraryParameters) {
    this.#parameters = parameters
  }

  /**
   * Learns which models the configured files are.
   *
   * @throws ProgramUnavailable that names the file
   */
  async index(): Promise<readonly Hex[]> {
    for (const path of this.#parameters.files) {
      try {
        const { modelId } = await readProgram(await readFile(path))
        this.#files.set(modelId, path)
      } catch (cause) {
        throw new ProgramUnavailable(`The program ${path} cannot be used: ${reasonOf(cause)}`, {
          cause,
        })
      }
    }
    return [...this.#files.keys()]
  }

  /**
   * Works with a program, and holds it in memory as long as that takes.
   *
   * @throws ProgramUnavailable where there is no such program, or none that the referee could judge
   */
  async use<result>(
    modelId: Hex,
    work: (program: OpenProgram) => Promise<result>,
  ): Promise<result> {
    const entry = this.#open.get(modelId) ?? { program: this.#load(modelId), uses: 0 }
    this.#open.delete(modelId)
    this.#open.set(modelId, entry)
    entry.uses++
    try {
      return await work(await entry.program)
    } catch (error) {
      // What could not be opened may be there later.
      if (error instanceof ProgramUnavailable) this.#open.delete(modelId)
      throw error
    } finally {
      entry.uses--
      await this.#closeUnused(this.#parameters.loaded)
    }
  }

  async close(): Promise<void> {
    await this.#closeUnused(0)
  }

  async #closeUnused(keep: number): Promise<void> {
    for (const [modelId, entry] of this.#open) {
      if (this.#open.size <= keep) return
      if (entry.uses > 0) continue
      this.#open.delete(modelId)
      await entry.program.then(({ session }) => session.close()).catch(() => undefined)
    }
  }

  async #load(modelId: Hex): Promise<OpenProgram> {
    const bytes = await this.#bytesOf(modelId)
    try {
      const loaded = await readProgram(bytes, { modelId })
      return { ...loaded, session: await openSession(loaded) }
    } catch (cause) {
      throw new ProgramUnavailable(`The program cannot be run: ${reasonOf(cause)}`, { cause })
    }
  }

  async #bytesOf(modelId: Hex): Promise<Uint8Array> {
    const { folder, fetch } = this.#parameters
    const kept = join(folder, `${modelId}.assay`)
    for (const path of [this.#files.get(modelId), kept]) {
      if (path === undefined) continue
      const bytes = await readFile(path).catch(() => undefined)
      if (bytes !== undefined) return bytes
    }
    if (!fetch) throw new ProgramUnavailable('The program is not among programs.files.')
    const bytes = await this.#fetch(modelId)
    await mkdir(folder, { recursive: true })
    // Written aside and renamed, so that a crash never leaves half a program.
    await writeFile(`${kept}.part`, bytes)
    await rename(`${kept}.part`, kept)
    return bytes
  }

  async #fetch(modelId: Hex): Promise<Uint8Array> {
    const { find, maxBytes, timeout, fetchBytes, signal } = this.#parameters
    const { root, cardUri } = await find(modelId)
    // Publishers keep a program beside its card, each named by its root.
    const uri = URL.parse(root, cardUri)
    if (uri === null) {
      throw new ProgramUnavailable(`The card's address ${cardUri} says nothing of the program.`)
    }
    let bytes: Uint8Array
    try {
      bytes = await fetchBytes(uri.href, { limit: maxBytes, timeout, signal })
      await readProgram(bytes, { modelId })
    } catch (cause) {
      throw new ProgramUnavailable(`The program is not at ${uri.href}: ${reasonOf(cause)}`, {
        cause,
      })
    }
    return bytes
  }
}

/** The fastest engine that is exact on this CPU; where none is, the reference, which is exact anywhere. */
async function openSession({ program }: LoadedProgram): Promise<Session> {
  try {
    return await openProgram(program)
  } catch (error) {
    if (error instanceof ProgramError && error.name === 'EngineNotExact') {
      return openReference(program)
    }
    throw error
  }
}

function reasonOf(cause: unknown): string {
  const [line = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n')
  return line.endsWith('.') ? line : `${line}.`
}
