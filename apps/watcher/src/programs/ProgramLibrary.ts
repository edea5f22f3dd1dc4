import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type LoadedProgram, openReference, ProgramError, type Session } from '@assay/program'
import { loadProgram, openProgram } from '@assay/program/node'
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
        const { modelId } = await loadProgram(path)
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
    const path = await this.#pathOf(modelId)
    const loaded = path === undefined ? await this.#fetch(modelId) : await read(path, modelId)
    try {
      return { ...loaded, session: await openSession(loaded) }
    } catch (cause) {
      throw new ProgramUnavailable(`The program cannot be run: ${reasonOf(cause)}`, { cause })
    }
  }

  /** Where the program's file lies, if it is at hand. */
  async #pathOf(modelId: Hex): Promise<string | undefined> {
    for (const path of [this.#files.get(modelId), this.#keptPath(modelId)]) {
      if (path === undefined) continue
      const isThere = await access(path).then(
        () => true,
        () => false,
      )
      if (isThere) return path
    }
    return undefined
  }

  #keptPath(modelId: Hex): string {
    return join(this.#parameters.folder, `${modelId}.assay`)
  }

  async #fetch(modelId: Hex): Promise<LoadedProgram> {
    const { fetch, find, folder, maxBytes, timeout, fetchBytes, signal } = this.#parameters
    if (!fetch) throw new ProgramUnavailable('The program is not among programs.files.')
    const { root, cardUri } = await find(modelId)
    // Publishers keep a program beside its card, each named by its root.
    const uri = URL.parse(root, cardUri)
    if (uri === null) {
      throw new ProgramUnavailable(`The card's address ${cardUri} says nothing of the program.`)
    }
    const kept = this.#keptPath(modelId)
    // Written aside, and renamed when it has passed, so that a crash never leaves half a program, or another one.
    const part = `${kept}.part`
    try {
      const bytes = await fetchBytes(uri.href, { limit: maxBytes, timeout, signal })
      await mkdir(folder, { recursive: true })
      await writeFile(part, bytes)
      const loaded = await loadProgram(part, { modelId })
      await rename(part, kept)
      return loaded
    } catch (cause) {
      await rm(part, { force: true })
      throw new ProgramUnavailable(`The program is not at ${uri.href}: ${reasonOf(cause)}`, {
        cause,
      })
    }
  }
}

async function read(path: string, modelId: Hex): Promise<LoadedProgram> {
  try {
    return await loadProgram(path, { modelId })
  } catch (cause) {
    throw new ProgramUnavailable(`The program cannot be run: ${reasonOf(cause)}`, { cause })
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
