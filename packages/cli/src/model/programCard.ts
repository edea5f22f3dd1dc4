import { createHash } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type CompileReport, type InputEncoding, programOnCard } from '@assay/program/compile'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { z } from 'zod'

const encoding = z.object({ scale: z.number().positive(), zero: z.number() })
/** What a number is called; how it is encoded stands there too, unless it is by its order. */
const feature = z.looseObject(encoding.partial().shape)
const schema = z.looseObject({
  task: z.string().optional(),
  input: z
    .looseObject({
      encoding: z.union([encoding, z.enum(['order', 'order-missing'])]).optional(),
      features: z.array(feature).optional(),
      bytes: z.looseObject({ dtype: z.string().optional() }).optional(),
    })
    .optional(),
  program: z
    .looseObject({
      file: z.looseObject({ modelId: z.string().optional() }).optional(),
      measured: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
})

/** The figures about its program that a card holds, if it holds any. */
export type CardFigures = {
  task?: string
  encoding?: InputEncoding
  /** The program that the figures are of. */
  modelId?: string
  measured?: Record<string, unknown>
}

export function readCard(path: string): CardFigures {
  if (!statSync(path, { throwIfNoEntry: false })) {
    throw new ServiceError(`${path} does not exist.`, { exitCode: EXIT_CODES.notFound })
  }
  const card = schema.safeParse(parse(path))
  if (!card.success) {
    throw new ServiceError(`${path} is not a card: ${z.prettifyError(card.error)}`, {
      exitCode: EXIT_CODES.usage,
    })
  }
  const { task, input, program } = card.data
  const scales = z.array(encoding).safeParse(input?.features).data
  const given = scales ?? input?.encoding
  // Numbers of 32 bits are in units that a compilation chose; the next one chooses its own.
  const scale = typeof given === 'object' && input?.bytes?.dtype === 'i32' ? undefined : given
  return {
    ...(task ? { task } : {}),
    ...(scale ? { encoding: scale } : {}),
    ...(program?.file?.modelId ? { modelId: program.file.modelId } : {}),
    ...(program?.measured ? { measured: program.measured } : {}),
  }
}

export type WriteCardParameters = {
  file: Uint8Array
  name: string
  modelId: string
  report: CompileReport
  /** How integers stand for the input's numbers, where that is not on the card yet. */
  encoding?: InputEncoding
  /** The float rest of the model, where there is one. */
  tail?: { file: Uint8Array; name: string }
}

/** Writes what a compilation gave into a card, leaving the rest of the card as it is. */
export function writeCard(path: string, parameters: WriteCardParameters): void {
  const { file, name, modelId, report, encoding, tail } = parameters
  const named = (bytes: Uint8Array, as: string) => ({
    name: basename(as),
    sha256: sha256(bytes),
    bytes: bytes.length,
  })
  const program = programOnCard({
    file: named(file, name),
    ...{ modelId, report },
    ...(tail ? { tail: named(tail.file, tail.name) } : {}),
  })
  const card = parse(path) as Record<string, unknown>
  const { dtype = 'u8', shape = [], layout } = report.inputs[0] ?? {}
  // Images are held channels-last.
  const [batch = 1, channels = 1, ...sides] = shape
  const stored = layout === 'NHWC' ? [batch, ...sides, channels] : shape
  const input = encoding
    ? { input: encodedInput(card.input, encoding, { dtype, shape: stored }) }
    : {}
  // Classes that are called something already keep their names.
  const labels = report.labels && card.labels === undefined ? { labels: report.labels } : {}
  const [first] = report.outputs
  const output =
    card.output === undefined && first
      ? { output: { name: first.name, dtype: 'f32', shape: first.shape } }
      : {}
  const whole = { ...card, ...labels, ...input, ...output, program }
  writeFileSync(path, `${JSON.stringify(whole, null, 2)}\n`)
}

/**
 * A card's input with one encoding for all numbers, or one for each feature, and the numbers that a request holds where they are not
 * bytes. Features that are encoded by their order keep what they are called.
 */
function encodedInput(
  input: unknown,
  encoding: InputEncoding,
  stored: { dtype: string; shape: readonly number[] },
): Record<string, unknown> {
  const { encoding: _one, features, bytes, ...rest } = (input ?? {}) as Record<string, unknown>
  const isPlain = bytes === undefined && stored.dtype === 'u8'
  const kept = typeof encoding === 'string' && Array.isArray(features) ? { features } : {}
  return {
    ...rest,
    ...(isPlain
      ? {}
      : { bytes: { shape: stored.shape, ...(bytes as object), dtype: stored.dtype } }),
    ...kept,
    ...(Array.isArray(encoding) ? { features: encoding } : { encoding }),
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new ServiceError(`${path} is not JSON.`, { exitCode: EXIT_CODES.usage, cause })
  }
}
