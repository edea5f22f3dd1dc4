import onnxProto, { type onnx } from 'onnx-proto'
import { CompileError, type CompileProblem } from '../CompileError.ts'
import { decodeOnnx } from './decodeOnnx.ts'
import { DEFAULT_LIMITS, type ImportLimits } from './importLimits.ts'

/**
 * Gives the file of a model whose weights lie in other files the weights themselves.
 *
 * @param read gives the bytes of a file by the name that the model has for it, which may be any string, or a sentence on why it does not
 * @returns the same bytes where nothing lies elsewhere
 * @throws CompileError with each tensor whose data is not to be had
 */
export function inlineExternalData(
  bytes: Uint8Array,
  read: (location: string) => Uint8Array | string,
  limits: ImportLimits = DEFAULT_LIMITS,
): Uint8Array {
  const { model, graph } = decodeOnnx(bytes, limits)
  const tensors = [
    ...(graph.initializer ?? []),
    ...(graph.node ?? []).flatMap(({ attribute }) => (attribute ?? []).flatMap(({ t }) => t ?? [])),
  ].filter(({ dataLocation }) => dataLocation === 1)
  if (tensors.length === 0) return bytes
  const files = new Map<string, Uint8Array | string>()
  const problems: CompileProblem[] = []
  let total = bytes.length
  for (const tensor of tensors) {
    const { location = '', offset, length } = entriesOf(tensor)
    const file = files.get(location) ?? read(location)
    files.set(location, file)
    const data = typeof file === 'string' ? file : part(file, location, offset, length)
    if (typeof data !== 'string') total += data.length
    const tooLarge = total > limits.fileBytes
    if (typeof data === 'string' || tooLarge) {
      const reason =
        typeof data === 'string'
          ? data
          : `with its data the model has more than ${limits.fileBytes} bytes`
      problems.push({ tensor: tensor.name ?? '', reason })
      if (tooLarge) break
      continue
    }
    tensor.rawData = data
    tensor.dataLocation = 0
    tensor.externalData = []
  }
  if (problems.length > 0) throw new CompileError(problems)
  return onnxProto.onnx.ModelProto.encode(model).finish()
}

function entriesOf({ externalData }: onnx.ITensorProto): Record<string, string> {
  return Object.fromEntries((externalData ?? []).map(({ key, value }) => [key ?? '', value ?? '']))
}

function part(
  file: Uint8Array,
  location: string,
  offset = '0',
  length?: string,
): Uint8Array | string {
  const start = Number(offset)
  const end = length === undefined ? file.length : start + Number(length)
  if (Number.isSafeInteger(start) && start >= 0 && start <= end && end <= file.length)
    return file.subarray(start, end)
  return `its data should be bytes ${start} to ${end} of '${location}', which has ${file.length}`
}
