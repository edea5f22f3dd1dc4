import type { DecodedPicture } from './preparePicture.ts'

/** A file that is larger is no picture for a model (bytes). */
const MOST_BYTES = 32 * 2 ** 20
/** Pictures are drawn smaller than this before they are prepared, unless the model takes more (pixels on a side). */
const MOST_SIDE = 2_048

/**
 * Decodes a picture file, in a browser.
 *
 * @param side how many pixels the model takes on its longer side
 * @throws Error with one sentence
 */
export async function decodePicture(file: Blob, side: number): Promise<DecodedPicture> {
  const name = 'name' in file ? String(file.name).slice(0, 60) : 'The file'
  if (file.size > MOST_BYTES)
    throw new Error(`${name} has more than 32 MB. Save it smaller, and choose it again.`)
  let bitmap: ImageBitmap
  try {
    bitmap = await createImageBitmap(file)
  } catch {
    throw new Error(`${name} is no picture that this browser can read. Choose a PNG, JPEG or WebP.`)
  }
  try {
    const scale = Math.min(1, Math.max(MOST_SIDE, side) / Math.max(bitmap.width, bitmap.height))
    const width = Math.max(1, Math.round(bitmap.width * scale))
    const height = Math.max(1, Math.round(bitmap.height * scale))
    const context = new OffscreenCanvas(width, height).getContext('2d')
    if (context === null) throw new Error('This browser cannot draw pictures.')
    context.drawImage(bitmap, 0, 0, width, height)
    return { rgba: context.getImageData(0, 0, width, height).data, width, height }
  } finally {
    bitmap.close()
  }
}
