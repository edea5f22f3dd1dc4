import type { Hex } from '../program.ts'

export type EngineName = 'onnxruntime-node' | 'onnxruntime-web' | 'reference'

export interface OutputType {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  /** Canonical bytes of this output. */
  readonly bytes: number
}

/** Something that turns canonical input bytes into canonical output bytes. */
export interface Session {
  readonly engine: EngineName
  readonly profile: Hex
  /** Canonical bytes that `run` takes. */
  readonly inputBytes: number
  /** What `run` returns, one after the other. */
  readonly outputs: readonly OutputType[]
  /** @throws ProgramError `InvalidInput` where the input has not `inputBytes` bytes */
  run(input: Uint8Array): Promise<Uint8Array>
  /** The canonical bytes of every step's tensor, in order; exact programs only. */
  trace?(input: Uint8Array): Promise<Uint8Array[]>
  close(): Promise<void>
}
