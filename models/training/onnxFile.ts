import proto, { type onnx as Onnx } from 'onnx-proto'

const { onnx } = proto
const { DataType } = onnx.TensorProto

/** Numbers that an ONNX file holds: floats, bytes, or the whole numbers of a shape. */
export type Constant = {
  readonly name: string
  readonly dims: readonly number[]
} & (
  | { readonly floats: ArrayLike<number> }
  | { readonly bytes: Uint8Array }
  | { readonly whole: readonly number[] }
)

export type End = {
  readonly name: string
  readonly dims: readonly number[]
  readonly isByte?: boolean
}

/** A model of the standard operators, opset 13, with one input and one output. */
export function onnxFile({
  nodes,
  constants,
  input,
  output,
}: {
  nodes: readonly Onnx.INodeProto[]
  constants: readonly Constant[]
  input: End
  output: End
}): Uint8Array {
  const value = ({ name, dims, isByte }: End) => ({
    name,
    type: {
      tensorType: {
        elemType: isByte ? DataType.UINT8 : DataType.FLOAT,
        shape: { dim: dims.map((dimValue) => ({ dimValue })) },
      },
    },
  })
  return onnx.ModelProto.encode({
    irVersion: 7,
    producerName: 'assay',
    opsetImport: [{ domain: '', version: 13 }],
    graph: {
      name: 'network',
      node: [...nodes],
      initializer: constants.map(({ name, dims, ...numbers }) =>
        'whole' in numbers
          ? { name, dims: [...dims], dataType: DataType.INT64, int64Data: [...numbers.whole] }
          : 'bytes' in numbers
            ? { name, dims: [...dims], dataType: DataType.UINT8, rawData: numbers.bytes }
            : { name, dims: [...dims], dataType: DataType.FLOAT, rawData: bytesOf(numbers.floats) },
      ),
      input: [value(input)],
      output: [value(output)],
    },
  }).finish()
}

/** A whole number, or several, as an operator's attribute. */
export function whole(name: string, ints: number | readonly number[]): Onnx.IAttributeProto {
  return typeof ints === 'number'
    ? { name, type: onnx.AttributeProto.AttributeType.INT, i: ints }
    : { name, type: onnx.AttributeProto.AttributeType.INTS, ints: [...ints] }
}

function bytesOf(numbers: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(numbers.length * 4)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < numbers.length; i++) view.setFloat32(4 * i, numbers[i]!, true)
  return bytes
}
