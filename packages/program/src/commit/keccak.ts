import { RATE_LANES, STATE } from './keccakModule.ts'
import { openKeccakModule } from './openKeccakModule.ts'

/** Hashes one byte string; synchronous, once the hasher is there. */
export type Keccak = (bytes: Uint8Array) => Uint8Array

const LANES = 25
const RATE = 8 * RATE_LANES
const DIGEST_BYTES = 32

let ready: Promise<Keccak> | undefined

/** The keccak-256 hasher (WebAssembly), started once for the whole process. */
export function keccak(): Promise<Keccak> {
  ready ??= openKeccakModule().then(({ memory, permute }) => {
    const states = memory.subarray(STATE, STATE + 16 * LANES)
    return (bytes) => hashOne(states, permute, bytes)
  })
  return ready
}

/** Where byte `at` of the first state is. */
const place = (at: number) => 16 * (at >> 3) + (at & 7)

/** The sponge: only the first of the two states is used. */
function hashOne(states: Uint8Array, permute: () => void, bytes: Uint8Array): Uint8Array {
  const absorb = (at: number, byte: number) => {
    states[place(at)]! ^= byte
  }
  states.fill(0)
  let at = 0
  for (const byte of bytes) {
    absorb(at++, byte)
    if (at < RATE) continue
    permute()
    at = 0
  }
  absorb(at, 0x01)
  absorb(RATE - 1, 0x80)
  permute()
  return Uint8Array.from({ length: DIGEST_BYTES }, (_, i) => states[place(i)]!)
}
