const view = new DataView(new ArrayBuffer(4))

/**
 * The integer that stands for a number: its float32's bits, negative where the sign is set. A float32 is less than another one
 * exactly if its integer is; both zeros are 0.
 *
 * @example
 * orderOf(1) // 0x3f800000
 */
export function orderOf(value: number): number {
  view.setFloat32(0, value)
  const bits = view.getInt32(0)
  return bits >= 0 ? bits : 0 - (bits & 0x7fffffff)
}

/** Stands for a missing number (NaN) where a model has a rule for it; greater than every number's integer. */
export const MISSING = 2 ** 31 - 1

/** The float32 that an integer stands for. */
export function floatOf(order: number): number {
  view.setInt32(0, Math.abs(order))
  const magnitude = view.getFloat32(0)
  return order < 0 ? -magnitude : magnitude
}
