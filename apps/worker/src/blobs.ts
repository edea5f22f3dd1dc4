import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HttpAnswer } from '@assay/service'
import { type Hex, isHex } from 'viem'

/** Bytes by their root: models, cards, and outputs too large for the chain. */
export class BlobStore {
  readonly #folder: string
  readonly #files = new Map<Hex, { path: string; type: string }>()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Serves a file from where it is. */
  link(root: Hex, path: string, type: string): void {
    this.#files.set(root, { path, type })
  }

  /** Keeps bytes under their root. */
  async put(root: Hex, bytes: Uint8Array): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    const path = join(this.#folder, root)
    // Written aside and renamed, so that a reader, or a crash, never meets half a blob.
    await writeFile(`${path}.part`, bytes)
    await rename(`${path}.part`, path)
  }

  /** What was put under a root. */
  async get(root: Hex): Promise<Uint8Array | undefined> {
    try {
      return await readFile(join(this.#folder, root))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }

  /** Answers GET /blobs/<root>. */
  async answer(rest: string): Promise<HttpAnswer | undefined> {
    const root = rest.toLowerCase()
    if (!isHex(root) || root.length !== 66) return undefined
    const { path, type } = this.#files.get(root) ?? {
      path: join(this.#folder, root),
      type: 'application/octet-stream',
    }
    try {
      return {
        type,
        // What a root names can never change.
        headers: { 'cache-control': 'public, max-age=31536000, immutable' },
        body: await readFile(path),
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }
}
