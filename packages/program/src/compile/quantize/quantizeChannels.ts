/** Weights, bias and multiplier of each output channel of a layer, as the program has them. */
export type QuantizedChannels = {
  /** Output-channel-major, as given. */
  weights: Int8Array
  biases: number[]
  /** Float32 numbers; what one step of a channel's sum is in the layer's output. */
  multipliers: number[]
}

const LEAST_WEIGHT = -128
const LARGEST_WEIGHT = 127
/** A channel whose weights are smaller adds nothing to a sum of 32 bits. */
const LEAST_UNIT = 2 ** -100

/**
 * Quantizes a layer whose output is bytes, channel by channel.
 *
 * @param real weights in units of output steps per input step, output-channel-major
 * @param bias in output steps
 * @param steps into how many steps each channel's largest weight is divided
 */
export function quantizeChannels(
  real: Float64Array,
  bias: ArrayLike<number>,
  steps: ArrayLike<number>,
): QuantizedChannels {
  const outputs = steps.length
  const perChannel = real.length / outputs
  const weights = new Int8Array(real.length)
  const biases: number[] = []
  const multipliers: number[] = []
  for (let o = 0; o < outputs; o++) {
    const channel = real.subarray(o * perChannel, (o + 1) * perChannel)
    const row = weights.subarray(o * perChannel, (o + 1) * perChannel)
    const offset = bias[o] ?? 0
    let unit = Math.max(LEAST_UNIT, largestOf(channel) / (steps[o] ?? LARGEST_WEIGHT))
    // A bias far beyond the weights needs a coarser unit.
    while (!fitsSum(fill(row, channel, Math.fround(unit)), offset / Math.fround(unit))) unit *= 2
    multipliers.push(Math.fround(unit))
    biases.push(Math.round(offset / Math.fround(unit)))
  }
  return { weights, biases, multipliers }
}

/**
 * Quantizes a layer whose output is the sum itself: one unit for all channels, so that they can be compared.
 *
 * @param real weights in the output's own measure per input step, output-channel-major
 * @param steps into how many steps the largest weight is divided
 */
export function quantizeSums(
  real: Float64Array,
  bias: ArrayLike<number>,
  outputs: number,
  steps: number,
): QuantizedChannels & { unit: number } {
  const largest = largestOf(real)
  const perChannel = real.length / outputs
  const bound = perChannel * -LEAST_WEIGHT * 255
  let greatest = 0
  for (let o = 0; o < outputs; o++) greatest = Math.max(greatest, Math.abs(bias[o] ?? 0))
  // A bias far beyond the weights needs a coarser unit.
  const unit = Math.max(
    largest > 0 ? largest / steps : 1,
    greatest / (2 ** 31 - 1 - Math.min(bound, 2 ** 30)),
  )
  const weights = new Int8Array(real.length)
  fill(weights, real, unit)
  const biases = Array.from({ length: outputs }, (_, o) => clampInteger((bias[o] ?? 0) / unit))
  return { weights, biases, multipliers: biases.map(() => 1), unit }
}

/**
 * Into how many steps the largest of these weights is best divided: as many as a byte has, or fewer where that meets the weights
 * better. Weights that were quantized before are met exactly.
 *
 * @param every 3 looks at every third weight only
 */
export function chooseSteps(weights: ArrayLike<number>, every = 1): number {
  const largest = largestOf(weights)
  if (largest === 0) return LARGEST_WEIGHT
  let best = LARGEST_WEIGHT
  let least = Infinity
  // Half as many steps can be no better: every second of twice as many is among them.
  for (let steps = -LEAST_WEIGHT; steps > LARGEST_WEIGHT / 2; steps--) {
    const error = errorOf(weights, largest / steps, { enough: least, every })
    if (error < least) {
      least = error
      best = steps
    }
  }
  return best
}

/** The sum of squared differences between weights and their multiples of a unit, or one that is not below `enough`. */
function errorOf(
  weights: ArrayLike<number>,
  unit: number,
  { enough, every }: { enough: number; every: number },
): number {
  let sum = 0
  for (let i = 0; i < weights.length && sum < enough; i += every) {
    const value = weights[i] ?? 0
    const error = wholeWeight(value / unit) * unit - value
    sum += error * error
  }
  return sum
}

function largestOf(weights: ArrayLike<number>): number {
  let largest = 0
  for (let i = 0; i < weights.length; i++) largest = Math.max(largest, Math.abs(weights[i] ?? 0))
  return largest
}

/** Writes the weights in a unit and returns the sum of their magnitudes. */
function fill(row: Int8Array, channel: Float64Array, unit: number): number {
  let magnitude = 0
  for (let i = 0; i < channel.length; i++) {
    const value = wholeWeight((channel[i] ?? 0) / unit)
    row[i] = value
    magnitude += Math.abs(value)
  }
  return magnitude
}

function wholeWeight(value: number): number {
  return Math.min(LARGEST_WEIGHT, Math.max(LEAST_WEIGHT, Math.round(value)))
}

/** Whether the sums of a channel fit 32 bits, by the magnitudes of its weights and by its bias. */
export function fitsSum(magnitude: number, bias: number): boolean {
  return magnitude * 255 + Math.abs(Math.round(bias)) < 2 ** 31
}

function clampInteger(value: number): number {
  return Math.min(2 ** 31 - 1, Math.max(-(2 ** 31) + 1, Math.round(value)))
}
