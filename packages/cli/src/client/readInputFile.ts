import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { GivenInput, Pixels } from '@assay/sdk'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { convertIndexedToRgb, decode, hasPngSignature } from 'fast-png'

const TEXT = ['.json', '.csv', '.tsv', '.txt']

/**
 * Reads a model's input from a file, or from stdin (`-`): a PNG, text (JSON, rows of a table), or bytes.
 *
 * @throws ServiceError where there is no such file, or its PNG cannot be decoded
 */
export function readInputFile(path: string): GivenInput {
  const bytes = readBytes(path)
  if (hasPngSignature(bytes)) return decodePng(bytes, path)
  const isText =
    TEXT.includes(extname(path).toLowerCase()) || (path === '-' && looksLikeText(bytes))
  return isText ? new TextDecoder().decode(bytes) : bytes
}

function readBytes(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path === '-' ? 0 : path))
  } catch (cause) {
    throw new ServiceError(`${path} cannot be read: ${(cause as Error).message}.`, {
      cause,
      exitCode: EXIT_CODES.notFound,
      remedy: 'Name a PNG, a .json, .csv or .npy file, or one of raw bytes; - is stdin.',
    })
  }
}

function decodePng(bytes: Uint8Array, path: string): Pixels {
  try {
    const png = decode(bytes)
    const { width, height, depth } = png
    if (png.palette !== undefined)
      return { data: Uint8Array.from(convertIndexedToRgb(png)), width, height }
    if (depth !== 8 && depth !== 16) throw new Error(`it has ${depth} bits for each channel`)
    const data = Uint8Array.from(png.data, depth === 8 ? undefined : (value) => value >> 8)
    return { data, width, height }
  } catch (cause) {
    throw new ServiceError(`${path} cannot be decoded: ${(cause as Error).message}.`, {
      cause,
      exitCode: EXIT_CODES.usage,
      remedy: 'Save it as a PNG of 8 bits for each channel.',
    })
  }
}

/** Whether bytes begin as JSON or as a number. */
function looksLikeText(bytes: Uint8Array): boolean {
  return /^\s*[[{"\d.+-]/.test(new TextDecoder().decode(bytes.subarray(0, 64)))
}
