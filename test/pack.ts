import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { execa } from 'execa'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

const ROOT = resolve(import.meta.dirname, '..')
/** The pnpm that the project names. */
const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  packageManager: string
}

/** The published packages that others import, each after those that it needs. */
export const LIBRARIES = ['program', 'protocol', 'sdk', 'react'] as const

const PUBLISHED = [...LIBRARIES, 'create-assay-app'] as const

/** A published package, and the tarball of it. */
export interface Packed {
  readonly name: string
  readonly folder: string
  readonly tarball: string
}

/** Builds and packs every published package, as publishing does, into an empty folder. */
export async function packAll(into: string): Promise<Packed[]> {
  const packed: Packed[] = []
  for (const name of PUBLISHED) {
    const folder = join(ROOT, 'packages', name)
    const pack = ['pack', '--json', '--pack-destination', into]
    const { stdout } = await execa('npx', ['--yes', packageManager, ...pack], {
      cwd: folder,
      preferLocal: true,
      localDir: ROOT,
      timeout: 180_000,
    })
    const { filename, name: full } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
      filename: string
      name: string
    }
    packed.push({ name: full, folder, tarball: resolve(folder, filename) })
  }
  return packed
}

/** What publint says of the packages as others get them; nothing where they are fine. */
async function lint(): Promise<string[]> {
  const into = mkdtempSync(join(tmpdir(), 'assay-pack-'))
  try {
    const found: string[] = []
    for (const { tarball } of await packAll(into)) {
      const { messages, pkg } = await publint({
        pack: { tarball: new Uint8Array(readFileSync(tarball)).buffer },
        strict: true,
      })
      found.push(...messages.map((message) => `${pkg.name}: ${formatMessage(message, pkg)}`))
    }
    return found
  } finally {
    rmSync(into, { recursive: true })
  }
}

if (import.meta.main) {
  const found = await lint()
  console.log(found.length === 0 ? 'publint has nothing to say' : found.join('\n'))
  if (found.length > 0) process.exitCode = 1
}
