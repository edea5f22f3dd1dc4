import { limits } from '../limits.ts'
import { byteLength, type Program, type StepOf, type TensorType, type Weight } from '../program.ts'

/** onnxruntime's fastest convolutions on x86 take input channels by fours and give output channels by sixteens. */
const WORD = 4
const OUTPUT_CHANNELS = 16

export interface UnrolledProgram {
  /** The same computation over an input with more channels, or the program itself. */
  readonly program: Program
  /** Writes what the unrolled program takes for an input of the program. */
  feed(input: Uint8Array, to: Uint8Array): void
}

type Shape4 = readonly [number, number, number, number]

/**
 * Gives an image input of one to three channels more of them, where one convolution and nothing else reads it: every tensor stays
 * what it was, and the first layer takes half the time or less. Either each pixel gets four channels, or, where that is less to
 * multiply, a row of the window becomes the channels of one pixel. What the added channels hold is multiplied by zero.
 */
export function unrollInput(program: Program): UnrolledProgram {
  const asItIs = { program, feed: (input: Uint8Array, to: Uint8Array) => to.set(input) }
  const at = firstLayer(program)
  if (at === undefined) return asItIs
  const step = program.steps[at] as StepOf<'Conv2d'>
  const [x, w, table] = step.operands
  const weight = program.weights[w!.kind === 'weight' ? w!.index : -1]!
  const [batch, height, width, channels] = program.input.shape as Shape4
  const [outputs, kernelHeight, kernelWidth] = weight.type.shape as Shape4
  const { strides, pads, dilations } = step.attributes

  const wordsOfRow = Math.ceil((kernelWidth * channels) / WORD)
  const byRows = dilations[1] === 1 && wordsOfRow < kernelWidth
  // How many pixels side by side one pixel takes the place of, at which distance, and with how many before the image.
  const [pixels, distance, before] = byRows ? [kernelWidth, strides[1], pads[1]] : [1, 1, 0]
  const columns = byRows ? step.output.shape[2]! : width
  const words = byRows ? wordsOfRow : 1
  const input: TensorType = { dtype: 'u8', shape: [batch, height, columns, words * WORD] }
  if (byteLength(input) > limits.activationBytes) return asItIs

  const attributes: StepOf<'Conv2d'>['attributes'] = byRows
    ? { ...step.attributes, strides: [strides[0], 1], pads: [pads[0], 0, pads[2], 0] }
    : step.attributes
  const wide: Weight = {
    type: { dtype: 'i8', shape: [outputs, kernelHeight, kernelWidth / pixels, words * WORD] },
    data: spread(weight.data, pixels * channels, words * WORD),
  }
  const operands = [x!, { kind: 'weight', index: program.weights.length } as const, table!]
  return {
    program: {
      ...program,
      input,
      weights: [...program.weights, wide],
      steps: program.steps.with(at, { ...step, attributes, operands }),
    },
    feed: feeder({
      ...{ rows: batch * height, rowBytes: width * channels, columns, words },
      before: before * channels,
      distance: distance * channels,
      reach: ((columns - 1) * distance + pixels) * channels,
      padding: step.attributes.inputZero,
    }),
  }
}

/** Which step reads the input, if it is one convolution that would gain. */
function firstLayer({ input, steps }: Program): number | undefined {
  const channels = input.shape[3]
  if (input.dtype !== 'u8' || input.shape.length !== 4 || channels! >= WORD) return undefined
  const readers = steps.flatMap(({ operands }, index) =>
    operands.flatMap(({ kind }) => (kind === 'input' ? [index] : [])),
  )
  const [at] = readers
  const step = steps[at ?? -1]
  const gains =
    readers.length === 1 &&
    step?.op === 'Conv2d' &&
    step.attributes.groups === 1 &&
    step.output.dtype === 'u8' &&
    step.output.shape[3]! % OUTPUT_CHANNELS === 0
  return gains ? at : undefined
}

/** Stretches of so many bytes, each made longer with zeros. */
function spread(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const result = new Uint8Array((bytes.length / from) * to)
  for (let i = 0; i * from < bytes.length; i++)
    result.set(bytes.subarray(i * from, (i + 1) * from), i * to)
  return result
}

/**
 * Takes `words` words out of each row at each of `columns` places, `distance` bytes from one to the next, the first one `before` bytes
 * before the row.
 */
function feeder(parameters: {
  readonly rows: number
  readonly rowBytes: number
  readonly columns: number
  readonly words: number
  readonly before: number
  readonly distance: number
  /** The bytes from the first place to the end of the last one. */
  readonly reach: number
  /** What stands before and after a row. */
  readonly padding: number
}): UnrolledProgram['feed'] {
  const { rows, rowBytes, columns, words, before, distance, reach, padding } = parameters
  const pitch = Math.max(before + rowBytes, reach)
  // Whole words are read, so the last one may end beyond the last row.
  const image = new Uint8Array(rows * pitch + WORD).fill(padding)
  const view = new DataView(image.buffer)
  return (input, to) => {
    if (pitch === rowBytes) image.set(input)
    else
      for (let row = 0; row < rows; row++)
        image.set(input.subarray(row * rowBytes, (row + 1) * rowBytes), row * pitch + before)
    const result = new Uint32Array(to.buffer, to.byteOffset, to.length / WORD)
    // One word of all places after the other: the innermost loop is what takes the time.
    for (let word = 0; word < words; word++)
      for (let row = 0; row < rows; row++) {
        let at = row * columns * words + word
        let from = row * pitch + word * WORD
        for (let column = 0; column < columns; column++) {
          // As little-endian as every platform that runs this.
          result[at] = view.getUint32(from, true)
          at += words
          from += distance
        }
      }
  }
}
