import { readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import {
  type FloatCard,
  modelId,
  outputRoot,
  PROFILE_EXACT,
  PROFILE_NATIVE,
  ProgramError,
  type Session,
  tensorRoot,
} from '@assay/program'
import { loadProgram, openFloatModel, openProgram } from '@assay/program/node'
import { EXIT_CODES, ServiceError } from '@assay/service'
import type { Hex } from 'viem'
import { type RunPool, SessionPool } from './SessionPool.ts'

/** A model that this worker runs. */
export type ServedModel = {
  name: string
  modelId: Hex
  profile: Hex
  /** The file that it was opened from. */
  path: string
  /** Content addresses of what the worker hands out, and where the bytes are. */
  blobs: { root: Hex; path: string; type: string }[]
  cardDigest?: Hex
  pool: RunPool
  /** Canonical bytes of all outputs together. */
  outputBytes: number
  /** The commitment to an output of this model. */
  rootOf: (output: Uint8Array) => Promise<Hex>
}

export type LoadModelParameters = {
  path: string
  card?: string | undefined
  concurrency: number
}

/**
 * Opens a model file and names it by its content: an exact program (.assay), or any float ONNX file.
 *
 * @throws ServiceError (exit code 2 or 3) in one sentence: the file, what is wrong with it, the remedy
 */
export async function loadModel(parameters: LoadModelParameters): Promise<ServedModel> {
  const { path, concurrency } = parameters
  const bytes = read(path, 'model')
  const card = parameters.card === undefined ? undefined : await readCard(parameters.card)
  const sessions: Session[] = []
  let opened: OpenedModel
  try {
    opened = await openModel(path, bytes, card?.json)
    for (let index = 0; index < concurrency; index++) sessions.push(await opened.open())
  } catch (cause) {
    for (const session of sessions) await session.close()
    throw refusal(path, cause)
  }
  const pool = new SessionPool(sessions)
  const lengths = pool.outputs.map((output) => output.bytes)
  const type = 'application/octet-stream'
  // A program is asked for by the root that the registry knows, or by that of its file.
  const roots = new Set([opened.root, await tensorRoot(bytes)])
  const blobs = [...roots].map((root) => ({ root, path, type }))
  if (card) blobs.push({ root: card.digest, path: card.path, type: 'application/json' })
  return {
    name: typeof card?.json.name === 'string' ? card.json.name : basename(path),
    modelId: await modelId(opened.profile, opened.root),
    profile: opened.profile,
    path,
    blobs,
    ...(card ? { cardDigest: card.digest } : {}),
    pool,
    outputBytes: lengths.reduce((sum, length) => sum + length, 0),
    rootOf: (output) => outputRoot(output, lengths),
  }
}

type OpenedModel = { profile: Hex; root: Hex; open: () => Promise<Session> }

async function openModel(
  path: string,
  bytes: Uint8Array,
  card: FloatCard | undefined,
): Promise<OpenedModel> {
  if (extname(path).toLowerCase() !== '.assay') {
    const root = await tensorRoot(bytes)
    return { profile: PROFILE_NATIVE, root, open: () => openFloatModel(bytes, { card }) }
  }
  // The load gate and the probe of this CPU: what passes them is exact here and can be judged by the referee.
  const { program, commitment } = await loadProgram(path)
  return { profile: PROFILE_EXACT, root: commitment.root, open: () => openProgram(program) }
}

function refusal(path: string, cause: unknown): ServiceError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const cpu = cause instanceof ProgramError && cause.name === 'EngineNotExact'
  return new ServiceError(`The model ${path} cannot be served: ${firstLine(reason)}`, {
    cause,
    exitCode: EXIT_CODES.usage,
    remedy: cpu
      ? 'Serve float models here, or run this worker on another machine.'
      : extname(path) === '.assay'
        ? 'Name the whole file that `assay model compile` wrote.'
        : 'Name a whole ONNX file with one input of a fixed shape, and the card that belongs to it.',
  })
}

type Card = { path: string; json: FloatCard & { name?: unknown }; digest: Hex }

async function readCard(path: string): Promise<Card> {
  const bytes = read(path, 'card')
  try {
    const json = JSON.parse(new TextDecoder().decode(bytes)) as Card['json']
    if (typeof json.input === 'object' && json.input !== null) {
      return { path, json, digest: await tensorRoot(bytes) }
    }
  } catch (cause) {
    throw new ServiceError(`The card ${path} is not JSON: ${(cause as Error).message}.`, {
      cause,
      exitCode: EXIT_CODES.usage,
      remedy: 'Correct it, or leave the card out.',
    })
  }
  throw new ServiceError(`The card ${path} does not describe the model's input.`, {
    exitCode: EXIT_CODES.usage,
    remedy: 'Name the card that belongs to the model, or leave it out.',
  })
}

function read(path: string, what: string): Uint8Array {
  const remedy = 'Check the path in the configuration.'
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    throw new ServiceError(`The ${what} ${path} cannot be read: ${(cause as Error).message}.`, {
      cause,
      exitCode: EXIT_CODES.notFound,
      remedy,
    })
  }
  if (bytes.length > 0) return bytes
  throw new ServiceError(`The ${what} ${path} is empty.`, { exitCode: EXIT_CODES.usage, remedy })
}

function firstLine(text: string): string {
  const [line = ''] = text.split('\n')
  return line.endsWith('.') ? line : `${line}.`
}
