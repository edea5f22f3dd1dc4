/**
 * Sine and cosine from only additions and multiplications.
 *
 * `Math.sin` may differ in its last bit between JavaScript engines; IEEE 754 leaves these no choice,
 * so drawings are the same bytes everywhere. Errors stay below 1e-12.
 */
export function sine(radians: number): number {
  const turns = radians / (2 * Math.PI)
  let angle = (turns - Math.round(turns)) * 2 * Math.PI
  if (angle > Math.PI / 2) angle = Math.PI - angle
  if (angle < -Math.PI / 2) angle = -Math.PI - angle
  const square = angle * angle
  let term = angle
  let sum = angle
  for (let n = 2; n <= 18; n += 2) {
    term *= -square / (n * (n + 1))
    sum += term
  }
  return sum
}

export function cosine(radians: number): number {
  return sine(radians + Math.PI / 2)
}
