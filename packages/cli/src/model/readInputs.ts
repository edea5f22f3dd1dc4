import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { CompileInput, InputScale, ModelInput } from '@assay/program/compile'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { decodeBytes, toChannelsFirst } from './arrangeInput.ts'
import { readTensors } from './readTensors.ts'

export type DataFormat = {
  dtype: 'f32' | 'u8'
  layout: 'nchw' | 'nhwc'
  /** What a byte stands for, where the data are bytes. */
  scale?: InputScale
}

/** Reads data for a model: of its one input, or of each of several from a folder that has a file or folder for each. */
export function readInputs(
  path: string,
  inputs: readonly ModelInput[],
  format: DataFormat,
): CompileInput[] {
  const [first, ...more] = inputs
  if (!first || more.length === 0) return inputs.flatMap((input) => readInput(path, input, format))
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw refusal(
      `${path}: the model has ${inputs.length} inputs, so their data has to be a folder.`,
      inputs,
    )
  }
  const read = inputs.map((input) => readInput(findData(path, input, inputs), input, format))
  const [count = 0] = read.map((samples) => samples.length)
  const other = read.findIndex((samples) => samples.length !== count)
  if (other >= 0) {
    throw refusal(
      `${path}: there are ${count} of '${first.name}' and ${read[other]?.length} of '${inputs[other]?.name}'.`,
      inputs,
    )
  }
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(inputs.map(({ name }, place) => [name, read[place]?.[i] ?? []])),
  )
}

function readInput(path: string, input: ModelInput, format: DataFormat): Float64Array[] {
  const { dtype, layout, scale } = format
  const tensors = readTensors(path, { shape: input.shape, dtype, layout })
  return tensors.map((tensor) => {
    const ordered = layout === 'nhwc' ? toChannelsFirst(tensor, input.shape) : tensor
    return scale && dtype === 'u8' ? decodeBytes(ordered, input.shape, scale) : ordered
  })
}

function findData(folder: string, { name }: ModelInput, inputs: readonly ModelInput[]): string {
  const base = fileNameOf(name)
  const found = ['', '.npy', '.bin', '.pb']
    .map((end) => join(folder, `${base}${end}`))
    .find(existsSync)
  if (found) return found
  throw refusal(`${folder} holds nothing for the input '${name}'.`, inputs)
}

/** A name as that of a file. */
function fileNameOf(name: string): string {
  return name.replace(/[^\w.-]/g, '_')
}

function refusal(message: string, inputs: readonly ModelInput[]): ServiceError {
  const names = inputs.map(({ name }) => `${fileNameOf(name)}.npy`).join(', ')
  return new ServiceError(message, {
    exitCode: EXIT_CODES.usage,
    remedy: `Put ${names} (or .bin, .pb, or a folder) into it, and freeze what always is the same (--freeze name=value).`,
  })
}
