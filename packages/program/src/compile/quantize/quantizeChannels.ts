/** Weights, bias and shift of each output channel of a layer, as the program has them. */
export type QuantizedChannels = {
  /** Output-channel-major, as given. */
  weights: Int8Array
  biases: number[]
  shifts: number[]
  /** The largest error of a weight, in units of the largest weight of its channel. */
  channelUnits: number[]
}

const LARGEST_WEIGHT = 127
const MOST_SHIFT = 30

/**
 * Quantizes a layer whose output is bytes: channel by channel the power of two that brings the largest
 * weight into (63.5, 127], smaller where the sum could pass what a float holds exactly.
 *
 * @param real weights in units of output steps per input step, output-channel-major
 * @param bias in output steps
 */
export function quantizeChannels(
  real: Float64Array,
  bias: ArrayLike<number>,
  outputs: number,
): QuantizedChannels {
  const perChannel = real.length / outputs
  const weights = new Int8Array(real.length)
  const biases: number[] = []
  const shifts: number[] = []
  const channelUnits: number[] = []
  for (let o = 0; o < outputs; o++) {
    const channel = real.subarray(o * perChannel, (o + 1) * perChannel)
    let largest = 0
    for (const value of channel) largest = Math.max(largest, Math.abs(value))
    const fitting = largest > 0 ? Math.floor(Math.log2((LARGEST_WEIGHT + 0.499) / largest)) : 0
    let shift = Math.min(MOST_SHIFT, Math.max(0, fitting))
    const row = weights.subarray(o * perChannel, (o + 1) * perChannel)
    const offset = bias[o] ?? 0
    while (!fits(row, fill(row, channel, shift), Math.round(offset * 2 ** shift), shift)) shift--
    biases.push(clampInteger(offset * 2 ** shift))
    shifts.push(shift)
    channelUnits.push(2 ** -shift)
  }
  return { weights, biases, shifts, channelUnits }
}

/**
 * Quantizes a layer whose output is the sum itself: one unit for all channels, so that they can be compared.
 *
 * @param real weights in the output's own measure per input step, output-channel-major
 */
export function quantizeSums(
  real: Float64Array,
  bias: ArrayLike<number>,
  outputs: number,
): QuantizedChannels & { unit: number } {
  let largest = 0
  for (const value of real) largest = Math.max(largest, Math.abs(value))
  let unit = largest > 0 ? largest / LARGEST_WEIGHT : 1
  const perChannel = real.length / outputs
  const bound = perChannel * LARGEST_WEIGHT * 255
  let greatest = 0
  for (let o = 0; o < outputs; o++) greatest = Math.max(greatest, Math.abs(bias[o] ?? 0))
  // A bias far beyond the weights needs a coarser unit.
  unit = Math.max(unit, greatest / (2 ** 31 - 1 - Math.min(bound, 2 ** 30)))
  const weights = Int8Array.from(real, (value) => Math.round(value / unit))
  const biases = Array.from({ length: outputs }, (_, o) => clampInteger((bias[o] ?? 0) / unit))
  return {
    weights,
    biases,
    shifts: biases.map(() => 0),
    channelUnits: biases.map(() => unit),
    unit,
  }
}

function fill(row: Int8Array, channel: Float64Array, shift: number): number {
  let magnitude = 0
  const factor = 2 ** shift
  for (let i = 0; i < channel.length; i++) {
    const value = Math.min(
      LARGEST_WEIGHT,
      Math.max(-LARGEST_WEIGHT, Math.round((channel[i] ?? 0) * factor)),
    )
    row[i] = value
    magnitude += Math.abs(value)
  }
  return magnitude
}

function fits(_row: Int8Array, magnitude: number, bias: number, shift: number): boolean {
  if (shift === 0) return true
  const bound = magnitude * 255 + Math.abs(bias)
  return bound < 2 ** 31 && (bound < 2 ** 24 || shift <= 16)
}

function clampInteger(value: number): number {
  return Math.min(2 ** 31 - 1, Math.max(-(2 ** 31), Math.round(value)))
}
