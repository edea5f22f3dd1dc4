import { CompileError } from '../CompileError.ts'

/** What an ONNX file may cost before anything is decoded from it. */
export type ImportLimits = {
  /** Bytes of the file. */
  fileBytes: number
  /** Fields of all messages: nodes, attributes, tensors, names, single numbers. */
  fields: number
  /** Bytes of packed integers, each of which becomes an object of its own. */
  integerBytes: number
  /** Elements of one tensor, constant or computed. */
  tensorElements: number
  /** Messages within messages. */
  depth: number
}

export const DEFAULT_LIMITS: ImportLimits = {
  fileBytes: 512 * 2 ** 20,
  fields: 4_000_000,
  integerBytes: 16 * 2 ** 20,
  tensorElements: 2 ** 27,
  depth: 24,
}

type Shape = { messages?: Record<number, () => Shape>; packed?: readonly number[] }

// Field numbers of onnx.proto, only as deep as something in there is decoded.
const tensor: Shape = { packed: [1, 5, 7, 11], messages: { 3: () => leaf, 13: () => leaf } }
const leaf: Shape = {}
const type: Shape = {
  messages: {
    1: () => tensorType,
    4: () => wrapped,
    5: () => wrapped,
    8: () => tensorType,
    9: () => wrapped,
  },
}
const wrapped: Shape = { messages: { 1: () => type, 2: () => type } }
const tensorType: Shape = { messages: { 2: () => tensorShape } }
const tensorShape: Shape = { messages: { 1: () => leaf } }
const valueInfo: Shape = { messages: { 2: () => type } }
const sparse: Shape = { packed: [3], messages: { 1: () => tensor, 2: () => tensor } }
const attribute: Shape = {
  packed: [8],
  messages: {
    5: () => tensor,
    6: () => graph,
    10: () => tensor,
    11: () => graph,
    14: () => type,
    15: () => type,
    22: () => sparse,
    23: () => sparse,
  },
}
const node: Shape = { messages: { 5: () => attribute } }
const annotation: Shape = { messages: { 2: () => leaf } }
const graph: Shape = {
  messages: {
    1: () => node,
    5: () => tensor,
    11: () => valueInfo,
    12: () => valueInfo,
    13: () => valueInfo,
    14: () => annotation,
    15: () => sparse,
  },
}
const func: Shape = { messages: { 7: () => node, 9: () => leaf } }
const training: Shape = {
  messages: { 1: () => graph, 2: () => graph, 3: () => leaf, 4: () => leaf },
}
const model: Shape = {
  messages: { 7: () => graph, 8: () => leaf, 14: () => leaf, 20: () => training, 25: () => func },
}

/** Walks an ONNX file's wire format without building anything from it, and refuses what would not fit. */
export function checkImportLimits(bytes: Uint8Array, limits: ImportLimits = DEFAULT_LIMITS): void {
  if (bytes.length === 0) throw refusal('The ONNX file is empty.')
  if (bytes.length > limits.fileBytes) {
    throw refusal(`The ONNX file has ${bytes.length} bytes; at most ${limits.fileBytes} are read.`)
  }
  let fields = 0
  let integerBytes = 0
  const walk = (start: number, end: number, shape: Shape, depth: number): void => {
    if (depth > limits.depth) throw refusal(`Its messages nest deeper than ${limits.depth}.`)
    let at = start
    const varint = (): number => {
      let value = 0
      for (let shift = 0; shift < 70; shift += 7) {
        const byte = at < end ? bytes[at++] : undefined
        if (byte === undefined) throw malformed(at)
        value += (byte & 127) * 2 ** shift
        if (byte < 128) return value
      }
      throw malformed(at)
    }
    while (at < end) {
      if (++fields > limits.fields) throw refusal(`It has more than ${limits.fields} fields.`)
      const key = varint()
      const field = Math.floor(key / 8)
      const wire = key % 8
      if (field === 0) throw malformed(at)
      if (wire === 0) varint()
      else if (wire === 1) at += 8
      else if (wire === 5) at += 4
      else if (wire === 2) {
        const length = varint()
        const stop = at + length
        if (stop > end) throw malformed(at)
        if (shape.packed?.includes(field)) integerBytes += length
        if (integerBytes > limits.integerBytes) {
          throw refusal(`Its packed integers take more than ${limits.integerBytes} bytes.`)
        }
        const inner = shape.messages?.[field]
        if (inner) walk(at, stop, inner(), depth + 1)
        at = stop
      } else throw malformed(at)
      if (at > end) throw malformed(at)
    }
  }
  walk(0, bytes.length, model, 0)
}

function refusal(reason: string): CompileError {
  return new CompileError([{ reason }])
}

function malformed(at: number): CompileError {
  return refusal(`The file is not a whole ONNX model: it breaks off or goes wrong near byte ${at}.`)
}
