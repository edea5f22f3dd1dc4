import { SIZE } from './draw.ts'

/** A grey picture, row by row, 0 (background) to 255 (stroke). */
export type GreyPicture = { pixels: Uint8Array | Uint8ClampedArray; width: number; height: number }

/** The longest side of a centred drawing, in pixels of the 28 x 28 picture. */
const DRAWN_SIZE = 20
/** What is darker than this at the rim of a drawing counts as background. */
const FAINTEST_STROKE = 32

/**
 * Turns a drawing of any size into the 28 x 28 bytes that the digit network reads: its bounding box,
 * scaled so that its longer side takes 20 pixels, each the mean of what it covers, and centred.
 *
 * An empty drawing gives an empty picture.
 */
export function centreDrawing(picture: GreyPicture): Uint8Array {
  const centred = new Uint8Array(SIZE * SIZE)
  const box = boundsOf(picture)
  if (!box) return centred
  const scale = Math.max(box.right - box.left, box.bottom - box.top) / DRAWN_SIZE
  const left = (box.left + box.right) / 2 - (SIZE / 2) * scale
  const top = (box.top + box.bottom) / 2 - (SIZE / 2) * scale
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      const x = left + column * scale
      const y = top + row * scale
      centred[row * SIZE + column] = Math.round(meanOf(picture, x, y, scale))
    }
  }
  return centred
}

type Box = { left: number; right: number; top: number; bottom: number }

function boundsOf({ pixels, width, height }: GreyPicture): Box | undefined {
  let box: Box | undefined
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((pixels[y * width + x] as number) < FAINTEST_STROKE) continue
      box ??= { left: x, right: x + 1, top: y, bottom: y + 1 }
      box.left = Math.min(box.left, x)
      box.right = Math.max(box.right, x + 1)
      box.bottom = y + 1
    }
  }
  return box
}

/** The mean over a square of the picture; what lies outside the picture is background. */
function meanOf(picture: GreyPicture, left: number, top: number, side: number): number {
  const { pixels, width, height } = picture
  let sum = 0
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, top + side); y++) {
    const rowShare = Math.min(y + 1, top + side) - Math.max(y, top)
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, left + side); x++) {
      const share = Math.min(x + 1, left + side) - Math.max(x, left)
      sum += (pixels[y * width + x] as number) * share * rowShare
    }
  }
  return sum / (side * side)
}
