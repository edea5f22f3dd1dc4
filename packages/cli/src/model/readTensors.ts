import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { CompileError, type NumberArray, readNpy, readTensorFile } from '@assay/program/compile'
import { EXIT_CODES, ServiceError } from '@assay/service'

export type TensorData = {
  /** Of one input of the model. */
  shape: readonly number[]
  /** Element type of .bin files. */
  dtype: 'f32' | 'u8'
  /** Order of the axes of images in the data. */
  layout: 'nchw' | 'nhwc'
}

/**
 * Reads inputs of a model from a file or from all files of a folder, in the order of their names.
 * A .npy file holds one input or, along its first axis, many; a .bin file holds them one after the other;
 * a .pb file is one ONNX tensor.
 */
export function readTensors(path: string, wanted: TensorData): Float64Array[] {
  const size = wanted.shape.reduce((product, extent) => product * extent, 1)
  const inputs: Float64Array[] = []
  for (const file of filesAt(path)) {
    const { shape, data } = readFile(file, wanted.dtype)
    if (data.length === 0 || data.length % size !== 0) {
      throw usage(
        `${file}: ${data.length} numbers are not whole inputs of ${size}.`,
        'Give the shape of the model and its element type (--dtype).',
      )
    }
    checkShape(file, shape, data.length / size, wanted)
    for (let start = 0; start < data.length; start += size) {
      inputs.push(Float64Array.from(data.subarray(start, start + size)))
    }
  }
  return inputs
}

/** Refuses axes in another order than the model's. A file may leave out axes of one element, and hold each input as one row. */
function checkShape(
  file: string,
  shape: readonly number[],
  count: number,
  { shape: wanted, layout }: TensorData,
): void {
  const long = (extents: readonly number[]) => extents.filter((extent) => extent !== 1)
  const turned = (axes: readonly number[]) => axes.map((axis) => wanted[axis] ?? 1)
  const layouts = { nchw: wanted, nhwc: wanted.length === 4 ? turned([0, 2, 3, 1]) : wanted }
  const fits = (extents: readonly number[]) => {
    const one = long(extents)
    const many = [...long([count]), ...one]
    return [`${one}`, `${many}`].includes(`${long(shape)}`)
  }
  const size = wanted.reduce((product, extent) => product * extent, 1)
  if (long(shape).length <= 1 || fits(layouts[layout]) || fits([size])) return
  const other = layout === 'nchw' ? 'nhwc' : 'nchw'
  throw usage(
    `${file}: its shape (${shape.join(', ')}) is not that of the model's input [${layouts[layout]}], or of many of them.`,
    fits(layouts[other])
      ? `Say --layout ${other} if its pixels lie that way.`
      : 'Save it with the axes in the order of the model.',
  )
}

/** Reads labels: a .npy file of whole numbers, or a text file with one on each line. */
export function readLabels(path: string): number[] {
  if (!exists(path)) throw missing(path)
  const labels = path.endsWith('.npy')
    ? Array.from(npyAt(path).data)
    : readFileSync(path, 'utf8')
        .split(/[\s,]+/)
        .filter(Boolean)
        .map(Number)
  const wrong = labels.findIndex((label) => !Number.isInteger(label) || label < 0)
  if (wrong >= 0) throw usage(`${path}: label ${wrong} is ${labels[wrong]}, not a class.`)
  return labels
}

function filesAt(path: string): string[] {
  if (!exists(path)) throw missing(path)
  if (!statSync(path).isDirectory()) return [path]
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
    // Public models come with folders of input_0.pb and output_0.pb.
    .filter((name) => /\.(npy|bin|pb)$/.test(name) && !basename(name).startsWith('output_'))
    .sort()
  if (files.length === 0) throw usage(`${path}: the folder holds no .npy, .bin or .pb file.`)
  return files.map((name) => join(path, name))
}

function readFile(file: string, dtype: TensorData['dtype']): NumberArray {
  if (file.endsWith('.npy')) return npyAt(file)
  const bytes = readFileSync(file)
  if (file.endsWith('.pb')) return readTensorFile(bytes)
  if (!file.endsWith('.bin')) throw usage(`${file}: only .npy, .bin and .pb files are read.`)
  if (dtype === 'u8') return { shape: [bytes.length], data: bytes }
  if (bytes.length % 4 !== 0)
    throw usage(
      `${file}: ${bytes.length} bytes are not whole f32 numbers.`,
      'For bytes, say --dtype u8.',
    )
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const data = Float32Array.from({ length: bytes.length / 4 }, (_, i) =>
    view.getFloat32(i * 4, true),
  )
  return { shape: [data.length], data }
}

function npyAt(file: string): NumberArray {
  try {
    return readNpy(readFileSync(file))
  } catch (error) {
    if (!(error instanceof CompileError)) throw error
    throw usage(`${file}: ${error.message}.`)
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

function missing(path: string): ServiceError {
  return new ServiceError(`${path} does not exist.`, { exitCode: EXIT_CODES.notFound })
}

function usage(message: string, remedy?: string): ServiceError {
  return new ServiceError(message, { exitCode: EXIT_CODES.usage, ...(remedy ? { remedy } : {}) })
}
