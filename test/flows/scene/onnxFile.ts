/**
 * The smallest ONNX file that does something: y = Relu(x) over float32 of one fixed shape. Written field by field
 * (onnx.proto3), so that no exporter is needed to try "any ONNX file".
 */
export function onnxFile(shape: readonly number[]): Uint8Array {
  const FLOAT = 1
  const dimensions = shape.map((size) => bytes(1, varint(1, size)))
  const type = bytes(1, [...varint(1, FLOAT), ...bytes(2, dimensions.flat())])
  const value = (name: string) => [...text(1, name), ...bytes(2, type)]
  const node = [...text(1, 'x'), ...text(2, 'y'), ...text(4, 'Relu')]
  const graph = [
    ...bytes(1, node),
    ...text(2, 'positive part'),
    ...bytes(11, value('x')),
    ...bytes(12, value('y')),
  ]
  const operators = varint(2, 13)
  return new Uint8Array([...varint(1, 8), ...bytes(7, graph), ...bytes(8, operators)])
}

/** Protocol buffers: a field's number and wire type, then its content. */
function varint(field: number, value: number): number[] {
  return [...number(field << 3), ...number(value)]
}

function bytes(field: number, content: readonly number[]): number[] {
  return [...number((field << 3) | 2), ...number(content.length), ...content]
}

function text(field: number, content: string): number[] {
  return bytes(field, [...new TextEncoder().encode(content)])
}

function number(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...number(Math.floor(value / 128))]
}
