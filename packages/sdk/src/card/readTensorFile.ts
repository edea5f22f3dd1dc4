import { countOf, encodeNumbers, numberTypes, problemOf } from './numberTypes.ts'
import type { Card } from './readCard.ts'
import type { ReadInput } from './readNumbers.ts'

const MAGIC = '\u0093NUMPY'
/** NumPy's names of types, as a card names them. */
const npyTypes: Readonly<Record<string, string | undefined>> = {
  u1: 'u8',
  i1: 'i8',
  b1: 'u8',
  i4: 'i32',
  i8: 'i64',
  f4: 'f32',
  f8: 'f64',
}

/** Reads a file of numbers: NumPy's .npy, whose numbers are converted, or the canonical bytes themselves. */
export function readTensorFile(file: Uint8Array, name: string, input: Card['input']): ReadInput {
  const short = name.slice(0, 60)
  if (latin(file.subarray(0, 6)) === MAGIC) return readNpy(file, short, input)
  const size = countOf(input.shape) * (numberTypes[input.dtype]?.size ?? 1)
  if (file.length === size) return { bytes: file }
  return {
    problem: `${short} has ${file.length.toLocaleString('en')} bytes; the model takes ${size.toLocaleString('en')}.`,
  }
}

function readNpy(file: Uint8Array, name: string, input: Card['input']): ReadInput {
  const refuse = (reason: string): ReadInput => ({ problem: `${name}: ${reason}.` })
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const isLong = (file[6] ?? 1) > 1
  const start = isLong ? 12 : 10
  if (file.length < start) return refuse('the file breaks off in its header')
  const length = isLong ? view.getUint32(8, true) : view.getUint16(8, true)
  const header = latin(file.subarray(start, Math.min(start + length, start + 10_000)))
  const [, order = '', word = ''] = /'descr':\s*'([<|>=])(\w\d+)'/.exec(header) ?? []
  const extents = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1]
  const type = numberTypes[npyTypes[word] ?? '']
  if (extents === undefined || word === '') return refuse('its header names no type or shape')
  if (/'fortran_order':\s*True/.test(header))
    return refuse('it is in Fortran order; save it in C order')
  if (type === undefined || (order === '>' && type.size > 1))
    return refuse(`numbers of the type ${order}${word} are not read`)
  const shape = extents.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]))
  const count = countOf(input.shape)
  if (countOf(shape) !== count)
    return refuse(
      `it holds ${shape.join(' × ')} numbers; the model takes ${input.shape.join(' × ')}`,
    )
  if (file.length - start - length !== count * type.size)
    return refuse('it does not hold as many bytes as its header says')
  const values: number[] = []
  for (let index = 0; index < count; index++) {
    const value = type.read(view, start + length + index * type.size)
    const problem = problemOf(value, input.dtype)
    if (problem !== undefined) return refuse(`number ${index + 1}, ${value}, ${problem}`)
    values.push(value)
  }
  const bytes = encodeNumbers(values, input.dtype)
  return bytes === undefined
    ? refuse(`the model takes numbers of the type ${input.dtype}, which cannot be written here`)
    : { bytes }
}

function latin(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}
