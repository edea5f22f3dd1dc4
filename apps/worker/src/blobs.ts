import { renameSync, writeFileSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HttpAnswer } from '@assay/service'
import { type Hex, isHex } from 'viem'
import type { Uploads } from './Uploads.ts'

/** Up to so many bytes are written at once: to wait for them would take longer. */
const SMALL = 65_536

/** Bytes by their root: models, cards, and outputs too large for the chain. */
export class BlobStore {
  readonly #folder: string
  readonly #uploads: Pick<Uploads, 'get'>
  /** That the folder is there. */
  #made: Promise<unknown> | undefined
  readonly #files = new Map<Hex, { path: string; type: string }>()

  /** @param uploads what others sent, and no job has needed yet */
  constructor(folder: string, uploads: Pick<Uploads, 'get'>) {
    this.#folder = folder
    this.#uploads = uploads
  }

  /** Serves a file from where it is. */
  link(root: Hex, path: string, type: string): void {
    this.#files.set(root, { path, type })
  }

  /** Keeps bytes under their root. */
  async put(root: Hex, bytes: Uint8Array): Promise<void> {
    this.#made ??= mkdir(this.#folder, { recursive: true }).catch((error: unknown) => {
      this.#made = undefined
      throw error
    })
    await this.#made
    const path = join(this.#folder, root)
    // Written aside and renamed, so that a reader, or a crash, never meets half a blob.
    if (bytes.length <= SMALL) {
      writeFileSync(`${path}.part`, bytes)
      renameSync(`${path}.part`, path)
      return
    }
    await writeFile(`${path}.part`, bytes)
    await rename(`${path}.part`, path)
  }

  /** What was put under a root, or sent under it. */
  async get(root: Hex): Promise<Uint8Array | undefined> {
    try {
      return await readFile(join(this.#folder, root))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return this.#uploads.get(root)
      throw error
    }
  }

  /** Answers GET /blobs/<root>. */
  async answer(rest: string): Promise<HttpAnswer | undefined> {
    const root = rest.toLowerCase()
    if (!isHex(root) || root.length !== 66) return undefined
    const file = this.#files.get(root)
    const body = await (file === undefined ? this.get(root) : readFile(file.path))
    return (
      body && {
        type: file?.type ?? 'application/octet-stream',
        // What a root names can never change.
        headers: { 'cache-control': 'public, max-age=31536000, immutable' },
        body,
      }
    )
  }
}
