/** A byte q stands for scale * (q - zero). */
export type ByteScale = { scale: number; zero: number }

export type RangeMethod = 'minmax' | 'percentile' | 'mse'

/** How a program's numbers were found. */
export type Method = {
  range: RangeMethod
  correctBias: boolean
  /** How much of what channels differ in was evened out between layers, from 0 to 1. */
  equalize: number
  /** The share of tensors that hold 16 bits, those first that a byte holds worst. */
  wide: number
  /** Whether the weights of layers that make such tensors hold 16 bits too. */
  wideWeights: boolean
}

const LEAST_RANGE = 1e-20

/** The bytes that cover a range, which is widened to hold 0. */
export function coverRange(low: number, high: number): ByteScale {
  const from = Math.min(low, 0)
  const to = Math.max(high, 0)
  // What never leaves so small a range is zero: scales of its own would be out of all proportion to the rest.
  if (!(to - from > LEAST_RANGE) || !Number.isFinite(to - from))
    return { scale: 1 / 255, zero: from < 0 ? 255 : 0 }
  const scale = (to - from) / 255
  const zero = Math.min(255, Math.max(0, Math.round(-from / scale)))
  // With the zero rounded, the scale that still reaches both ends.
  return { scale: Math.max(zero > 0 ? -from / zero : 0, zero < 255 ? to / (255 - zero) : 0), zero }
}

/** Chooses the range of a group of tensors from what was seen of them. */
export function chooseRange(
  parts: readonly { low: number; high: number; samples: Float32Array }[],
  method: RangeMethod,
): { low: number; high: number } {
  const low = Math.min(...parts.map((part) => part.low))
  const high = Math.max(...parts.map((part) => part.high))
  if (method === 'minmax' || parts.every((part) => part.samples.length === 0)) return { low, high }
  if (method === 'percentile') {
    const bounds = parts.map(({ samples }) => {
      const sorted = samples.slice().sort()
      const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0
      return { low: at(0.0001), high: at(0.9999) }
    })
    return {
      low: Math.min(...bounds.map((bound) => bound.low)),
      high: Math.max(...bounds.map((bound) => bound.high)),
    }
  }
  return leastError(parts, low, high)
}

const MOST_SAMPLES = 12_000

/** Shrinks the range as long as finer steps gain more than clipped values lose, by mean squared error. */
function leastError(
  parts: readonly { samples: Float32Array }[],
  low: number,
  high: number,
): { low: number; high: number } {
  let best = { low, high }
  let least = Infinity
  const share = Math.ceil(MOST_SAMPLES / Math.max(1, parts.length))
  const thinned = parts.map(({ samples }) => {
    const stride = Math.max(1, Math.floor(samples.length / share))
    return samples.filter((_, i) => i % stride === 0)
  })
  for (let part = 1; part > 0.3; part -= 0.02) {
    const candidate = { low: low * part, high: high * part }
    const { scale, zero } = coverRange(candidate.low, candidate.high)
    let error = 0
    for (const samples of thinned) {
      let sum = 0
      for (const value of samples) {
        const q = Math.min(255, Math.max(0, Math.round(value / scale) + zero))
        const difference = (q - zero) * scale - value
        sum += difference * difference
      }
      error += sum / Math.max(1, samples.length)
    }
    if (error < least) {
      least = error
      best = candidate
    }
  }
  return best
}
