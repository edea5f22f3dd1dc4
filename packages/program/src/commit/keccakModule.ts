/**
 * A WebAssembly module that hashes many messages of one length with keccak-256, two at a time in the
 * two halves of 128-bit vectors. Trees over pages are nothing but such hashes, and one call for a whole
 * level of a tree is several times faster than a call for each hash.
 */

/** Messages of these lengths: a page, and a pair of nodes. */
export const messageBytes = { page: 256, pair: 64 } as const

/** Where in the module's memory messages may begin; below are the state and the round constants. */
export const FIRST_FREE_BYTE = 1024

/** Where the two states are, lane by lane: 8 bytes of the one, 8 of the other. */
export const STATE = 0
const ROUND_CONSTANTS = 512
/** Lanes of a state that take a message; the others are the capacity. */
export const RATE_LANES = 17
const ROUNDS = 24

/** Bytes of an unsigned number in WebAssembly's variable-length encoding. */
function leb(value: number | bigint): number[] {
  const bytes: number[] = []
  let rest = BigInt(value)
  do {
    const more = rest > 127n
    bytes.push(Number(rest & 127n) | (more ? 128 : 0))
    rest >>= 7n
  } while (rest > 0n)
  return bytes
}

/** Bytes of a signed 32-bit number. */
function sleb(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest >>= 7) {
    const last = (rest >> 6 === 0 || rest >> 6 === -1) && rest >> 7 === rest >> 6
    bytes.push((rest & 127) | (last ? 0 : 128))
    if (last) return bytes
  }
}

const I32 = 0x7f
const V128 = 0x7b
const NOTHING = 0x40
const get = (local: number) => [0x20, ...leb(local)]
const set = (local: number) => [0x21, ...leb(local)]
const i32 = (value: number) => [0x41, ...sleb(value)]
const vector = (code: number, ...rest: number[]) => [0xfd, ...leb(code), ...rest]
const load = (offset: number) => vector(0x00, 4, ...leb(offset))
const store = (offset: number) => vector(0x0b, 4, ...leb(offset))
const loadSplat = (offset: number) => vector(0x0a, 3, ...leb(offset))
const loadLane = (offset: number, lane: number) => vector(0x57, 3, ...leb(offset), lane)
const storeLane = (offset: number, lane: number) => vector(0x5b, 3, ...leb(offset), lane)
const xor = vector(0x51)
const or = vector(0x50)
const andNot = vector(0x4f)
const shiftLeft = vector(0xcb)
const shiftRight = vector(0xcd)
const i32Add = [0x6a]
const i32LessThan = [0x48]
const call = (index: number) => [0x10, ...leb(index)]
const whileLoop = (body: number[], condition: number[]) => [
  ...[0x03, NOTHING],
  ...body,
  ...condition,
  ...[0x0d, 0x00],
  0x0b,
]
const vectorConstant = (lane: bigint) => {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, lane, true)
  view.setBigUint64(8, lane, true)
  return vector(0x0c, ...bytes)
}

/** Rotation offset of lane (x, y), by the recurrence of the specification. */
function rotations(): number[] {
  const offsets = new Array<number>(25).fill(0)
  let [x, y] = [1, 0]
  for (let t = 0; t < 24; t++) {
    offsets[x + 5 * y] = (((t + 1) * (t + 2)) / 2) % 64
    ;[x, y] = [y, (2 * x + 3 * y) % 5]
  }
  return offsets
}

/** The round constants, by the shift register of the specification. */
export function roundConstants(): bigint[] {
  let register = 1
  const bit = () => {
    const out = register & 1
    register = register & 0x80 ? (register << 1) ^ 0x171 : register << 1
    return out
  }
  return Array.from({ length: ROUNDS }, () => {
    let constant = 0n
    for (let j = 0; j <= 6; j++) if (bit()) constant |= 1n << BigInt(2 ** j - 1)
    return constant
  })
}

/** The permutation of the two states at STATE. Locals: 25 lanes A, 25 lanes B, 5 columns C, the round. */
function permute(): number[] {
  const a = (x: number, y: number) => (x % 5) + 5 * (y % 5)
  const b = (x: number, y: number) => 25 + a(x, y)
  const c = (x: number) => 50 + (x % 5)
  const round = 55
  const rotate = (value: number[], by: number) =>
    by === 0
      ? value
      : [...value, ...i32(by), ...shiftLeft, ...value, ...i32(64 - by), ...shiftRight, ...or]
  const offsets = rotations()
  const body: number[] = []
  for (let x = 0; x < 5; x++) {
    body.push(...get(a(x, 0)))
    for (let y = 1; y < 5; y++) body.push(...get(a(x, y)), ...xor)
    body.push(...set(c(x)))
  }
  for (let x = 0; x < 5; x++) {
    // B's lanes are free until they are filled below: the first one holds the column's parity.
    const parity = b(0, 0)
    body.push(...get(c(x + 4)), ...rotate(get(c(x + 1)), 1), ...xor, ...set(parity))
    for (let y = 0; y < 5; y++) body.push(...get(a(x, y)), ...get(parity), ...xor, ...set(a(x, y)))
  }
  for (let x = 0; x < 5; x++)
    for (let y = 0; y < 5; y++)
      body.push(...rotate(get(a(x, y)), offsets[a(x, y)]!), ...set(b(y, 2 * x + 3 * y)))
  for (let y = 0; y < 5; y++)
    for (let x = 0; x < 5; x++)
      body.push(
        ...get(b(x, y)),
        ...[...get(b(x + 2, y)), ...get(b(x + 1, y)), ...andNot],
        ...xor,
        ...set(a(x, y)),
      )
  body.push(...get(a(0, 0)), ...get(round), ...loadSplat(ROUND_CONSTANTS), ...xor, ...set(a(0, 0)))
  body.push(...get(round), ...i32(8), ...i32Add, ...set(round))
  const lanes = [...Array(25).keys()]
  return [
    ...lanes.flatMap((lane) => [...i32(STATE + 16 * lane), ...load(0), ...set(lane)]),
    ...whileLoop(body, [...get(round), ...i32(8 * ROUNDS), ...i32LessThan]),
    ...lanes.flatMap((lane) => [...i32(STATE + 16 * lane), ...get(lane), ...store(0)]),
  ]
}

/** Hashes `count` messages from `from` on, rounded up to an even number; digests go to `to` on. */
function hashMessages(size: number): number[] {
  const [from, count, to] = [0, 1, 2]
  const lanes = size / 8
  const body: number[] = []
  for (let first = 0; first <= lanes; first += RATE_LANES) {
    for (let lane = 0; lane < RATE_LANES; lane++) {
      const word = first + lane
      const at = i32(STATE + 16 * lane)
      const isPadded = word >= lanes
      const message = isPadded
        ? vectorConstant((word === lanes ? 1n : 0n) ^ (lane === RATE_LANES - 1 ? 1n << 63n : 0n))
        : [...get(from), ...get(from), ...loadSplat(8 * word), ...loadLane(size + 8 * word, 1)]
      if (first === 0) body.push(...at, ...message, ...store(0))
      else body.push(...at, ...message, ...at, ...load(0), ...xor, ...store(0))
    }
    if (first === 0)
      for (let lane = RATE_LANES; lane < 25; lane++)
        body.push(...i32(STATE + 16 * lane), ...vectorConstant(0n), ...store(0))
    body.push(...call(0))
  }
  for (let lane = 0; lane < 4; lane++)
    for (const message of [0, 1])
      body.push(
        ...get(to),
        ...[...i32(STATE + 16 * lane), ...load(0)],
        ...storeLane(32 * message + 8 * lane, message),
      )
  body.push(...get(from), ...i32(2 * size), ...i32Add, ...set(from))
  body.push(...get(to), ...i32(64), ...i32Add, ...set(to))
  body.push(...get(count), ...i32(-2), ...i32Add, ...set(count))
  return whileLoop(body, [...i32(0), ...get(count), ...i32LessThan])
}

/** The module's bytes: exports `memory`, `permute`, which changes both states, and `page` and `pair`, which take (from, count, to). */
export function keccakModule(): Uint8Array<ArrayBuffer> {
  const section = (id: number, content: number[]) => [id, ...leb(content.length), ...content]
  const list = (items: readonly number[][]) => [...leb(items.length), ...items.flat()]
  const name = (text: string) => [...leb(text.length), ...new TextEncoder().encode(text)]
  const body = (locals: number[], code: number[]) => {
    const content = [...locals, ...code, 0x0b]
    return [...leb(content.length), ...content]
  }
  const constants = new BigUint64Array(roundConstants())
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(
      1,
      list([
        [0x60, 0, 0],
        [0x60, 3, I32, I32, I32, 0],
      ]),
    ),
    ...section(3, list([[0], [1], [1]])),
    ...section(5, list([[0, 1]])),
    ...section(
      7,
      list([
        [...name('memory'), 2, 0],
        [...name('permute'), 0, 0],
        [...name('page'), 0, 1],
        [...name('pair'), 0, 2],
      ]),
    ),
    ...section(
      10,
      list([
        body(
          list([
            [55, V128],
            [1, I32],
          ]),
          permute(),
        ),
        body(list([]), hashMessages(messageBytes.page)),
        body(list([]), hashMessages(messageBytes.pair)),
      ]),
    ),
    ...section(
      11,
      list([
        [
          0,
          ...i32(ROUND_CONSTANTS),
          0x0b,
          ...list([...new Uint8Array(constants.buffer)].map((b) => [b])),
        ],
      ]),
    ),
  ])
}
