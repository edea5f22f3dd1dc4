/** The thread of `loadProgram`: reads one file, and sends what came of it. */
import { open } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { ProgramError } from '../errors.ts'
import type { CommitmentData } from '../format/programRoot.ts'
import { type ExpectedProgram, readProgram } from '../format/readProgram.ts'
import { limits } from '../limits.ts'
import type { Hex, Program } from '../program.ts'

export interface LoadRequest {
  readonly path: string
  readonly expected: ExpectedProgram
}

export type LoadReply =
  | { readonly program: Program; readonly commitment: CommitmentData; readonly modelId: Hex }
  | { readonly error: string; readonly message: string; readonly code?: string | undefined }

async function load({ path, expected }: LoadRequest): Promise<void> {
  const { program, commitment, modelId } = await readProgram(await readWhole(path), expected)
  const { root, header, steps, weightRoots, leaves } = commitment
  const reply: LoadReply = {
    program,
    commitment: { root, header, steps, weightRoots, leaves },
    modelId,
  }
  // The weights' bytes are handed over, not copied.
  const buffers = new Set(program.weights.map(({ data }) => data.buffer as ArrayBuffer))
  parentPort?.postMessage(reply, [...buffers])
}

/** The file in memory of its own, which can be handed to another thread. */
async function readWhole(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    if (size > limits.fileBytes)
      throw new ProgramError(
        'LimitExceeded',
        `The program's file is larger than ${limits.fileBytes} bytes.`,
      )
    const bytes = new Uint8Array(size)
    let length = 0
    while (length < size) {
      const { bytesRead } = await file.read(bytes, length, size - length, length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    return bytes.subarray(0, length)
  } finally {
    await file.close()
  }
}

try {
  await load(workerData as LoadRequest)
} catch (cause) {
  const { name, message, code } = cause as Error & { code?: string }
  parentPort?.postMessage({ error: name, message, code } satisfies LoadReply)
}
