import type { Coverage } from './brush.ts'

/** Red, green and blue, each 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number]

/** A picture of three channels a pixel, row by row. */
export type Picture = { width: number; height: number; values: Float64Array }

export function createPicture(width: number, height: number): Picture {
  return { width, height, values: new Float64Array(width * height * 3) }
}

/** Lays a colour over the picture where it is covered. */
export function tint(picture: Picture, coverage: Coverage, colour: Colour, opacity = 1): void {
  const [red, green, blue] = colour
  const { values } = picture
  for (let i = 0; i < coverage.values.length; i++) {
    const covered = coverage.values[i] as number
    if (covered === 0) continue
    const share = covered * opacity
    const at = i * 3
    values[at] = (values[at] as number) * (1 - share) + red * share
    values[at + 1] = (values[at + 1] as number) * (1 - share) + green * share
    values[at + 2] = (values[at + 2] as number) * (1 - share) + blue * share
  }
}

export function mixColours(from: Colour, to: Colour, share: number): Colour {
  const mix = (channel: 0 | 1 | 2) => from[channel] + (to[channel] - from[channel]) * share
  return [mix(0), mix(1), mix(2)]
}

/** How far apart two colours look, roughly: 0 to about 765. */
export function colourDistance(a: Colour, b: Colour): number {
  return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2])
}
