import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join } from 'node:path'

/** One digest (sha-256, hexadecimal) of the files below a folder that match the patterns; tests are left out. */
export async function sourceDigest(root: string, patterns: readonly string[]): Promise<string> {
  const files: string[] = []
  for (const pattern of patterns)
    for await (const entry of glob(pattern, { cwd: root, withFileTypes: true }))
      if (entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
        files.push(join(entry.parentPath, entry.name))
  const hash = createHash('sha256')
  for (const file of files.sort())
    hash.update(`${file.slice(root.length)}\0`).update(readFileSync(file))
  return hash.digest('hex')
}
