import type { Program, Step, Weight } from '../program.ts'

/** onnxruntime's fastest convolutions on x86 take input channels by fours and give output channels by sixteens. */
const INPUT_CHANNELS = 4
const OUTPUT_CHANNELS = 16

export interface WidenedProgram {
  /** The same computation over an image of four channels, or the program itself. */
  readonly program: Program
  /** Writes what the widened program takes for an input of the program. */
  feed(input: Uint8Array, to: Uint8Array): void
}

/**
 * Gives an image input of one to three channels a fourth, with weights of zero, where nothing but
 * convolutions reads it: every tensor stays what it was, and the first layer takes about half the time.
 */
export function widenInput(program: Program): WidenedProgram {
  const { shape } = program.input
  const channels = shape[3]
  if (
    program.input.dtype !== 'u8' ||
    shape.length !== 4 ||
    channels === undefined ||
    channels >= INPUT_CHANNELS ||
    !program.steps.every(canWiden)
  )
    return { program, feed: (input, to) => to.set(input) }

  const weights: Weight[] = [...program.weights]
  const widened = new Map<number, number>()
  const steps = program.steps.map((step) => {
    if (!readsInput(step)) return step
    const [x, weight, table] = step.operands
    if (weight?.kind !== 'weight') return step
    const index =
      widened.get(weight.index) ??
      weights.push(widenWeight(program.weights[weight.index]!, channels)) - 1
    widened.set(weight.index, index)
    return { ...step, operands: [x, { kind: 'weight', index }, table] } as Step
  })
  return {
    program: {
      ...program,
      input: { dtype: 'u8', shape: shape.with(3, INPUT_CHANNELS) },
      steps,
      weights,
    },
    feed: (input, to) => widen(input, channels, to),
  }
}

function readsInput(step: Step): boolean {
  return step.operands.some(({ kind }) => kind === 'input')
}

function canWiden(step: Step): boolean {
  if (!readsInput(step)) return true
  const [x, weight] = step.operands
  return (
    step.op === 'Conv2d' &&
    step.attributes.groups === 1 &&
    step.output.dtype === 'u8' &&
    step.output.shape[3]! % OUTPUT_CHANNELS === 0 &&
    x?.kind === 'input' &&
    weight?.kind === 'weight'
  )
}

function widenWeight({ type, data }: Weight, channels: number): Weight {
  const wide = new Uint8Array((data.length / channels) * INPUT_CHANNELS)
  widen(data, channels, wide)
  return { type: { dtype: 'i8', shape: type.shape.with(3, INPUT_CHANNELS) }, data: wide }
}

/** Runs of `channels` bytes, each made four with zeros: one 32-bit number, whose bytes are little-endian as all here. */
function widen(bytes: Uint8Array, channels: number, to: Uint8Array): void {
  const words = new Uint32Array(to.buffer, to.byteOffset, to.length / INPUT_CHANNELS)
  const second = channels > 1 ? 0xff : 0
  const third = channels > 2 ? 0xff : 0
  let from = 0
  for (let i = 0; i < words.length; i++) {
    words[i] =
      bytes[from]! | ((bytes[from + 1]! & second) << 8) | ((bytes[from + 2]! & third) << 16)
    from += channels
  }
}
