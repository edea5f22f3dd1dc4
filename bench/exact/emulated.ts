import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { execa } from 'execa'
import { ensureProgram } from '../../test/programs.ts'
import type { Sample } from './samples.ts'

/** Haswell has AVX2 and no VNNI: its u8 x s8 kernels saturate. Nehalem has only SSE4.2. */
export const EMULATED_CPUS = ['Haswell', 'Nehalem'] as const

/** The path of qemu's emulator of x86-64; throws a sentence where it cannot be had. */
export function findEmulator(): Promise<string> {
  return ensureProgram('qemu-x86_64', 'qemu-user')
}

export interface EmulatedResult {
  readonly encoding: string
  readonly digests: readonly string[]
}

/** Runs the samples on an emulated CPU and returns the hash of every tensor of their traces. */
export async function digestOnCpu(
  cpu: (typeof EMULATED_CPUS)[number],
  jobs: readonly { readonly sample: Sample; readonly inputs: readonly Uint8Array[] }[],
): Promise<EmulatedResult> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-emulated-'))
  try {
    for (const [i, { sample, inputs }] of jobs.entries()) {
      writeFileSync(join(folder, `${i}.program`), sample.file)
      writeFileSync(join(folder, `${i}.inputs`), Buffer.concat(inputs))
    }
    const child = resolve(import.meta.dirname, 'emulatedMain.ts')
    const { stdout } = await execa(
      await findEmulator(),
      ['-cpu', cpu, process.execPath, child, folder, String(jobs.length)],
      { timeout: 1_800_000, stderr: 'ignore' },
    )
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as EmulatedResult
  } finally {
    rmSync(folder, { recursive: true })
  }
}
