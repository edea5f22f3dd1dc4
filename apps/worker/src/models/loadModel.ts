import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import {
  type FloatCard,
  modelId,
  outputRoot,
  PROFILE_NATIVE,
  ProgramError,
  tensorRoot,
} from '@assay/program'
import { openFloatModel } from '@assay/program/node'
import { EXIT_CODES, ServiceError } from '@assay/service'
import type { Hex } from 'viem'
import { SessionPool } from './SessionPool.ts'

/** A model that this worker runs. */
export type ServedModel = {
  name: string
  modelId: Hex
  profile: Hex
  /** Content addresses of what the worker hands out, and where the bytes are. */
  blobs: { root: Hex; path: string; type: string }[]
  cardDigest?: Hex
  /** Least fee for one answer, in tokens. */
  minFee: string
  pool: SessionPool
  /** The commitment to an output of this model. */
  rootOf: (output: Uint8Array) => Promise<Hex>
}

export type LoadModelParameters = {
  path: string
  card?: string | undefined
  minFee: string
  concurrency: number
}

/**
 * Opens a model file and names it by its content.
 *
 * @throws ServiceError (exit code 2 or 3) in one sentence: the file, what is wrong with it, the remedy
 */
export async function loadModel(parameters: LoadModelParameters): Promise<ServedModel> {
  const { path, minFee, concurrency } = parameters
  const bytes = read(path, 'model')
  const card = parameters.card === undefined ? undefined : await readCard(parameters.card)
  const sessions = []
  try {
    for (let index = 0; index < concurrency; index++) {
      sessions.push(await openFloatModel(bytes, { card: card?.json }))
    }
  } catch (cause) {
    for (const session of sessions) await session.close()
    const reason = cause instanceof ProgramError ? cause.message : (cause as Error).message
    throw new ServiceError(`The model ${path} cannot be served: ${firstLine(reason)}`, {
      cause,
      exitCode: EXIT_CODES.usage,
      remedy:
        'Name a whole ONNX file with one input of a fixed shape, and the card that belongs to it.',
    })
  }
  const root = await tensorRoot(bytes)
  const pool = new SessionPool(sessions)
  const lengths = pool.outputs.map((output) => output.bytes)
  const blobs = [{ root, path, type: 'application/octet-stream' }]
  if (card) blobs.push({ root: card.digest, path: card.path, type: 'application/json' })
  return {
    name: typeof card?.json.name === 'string' ? card.json.name : basename(path),
    modelId: await modelId(PROFILE_NATIVE, root),
    profile: PROFILE_NATIVE,
    blobs,
    ...(card ? { cardDigest: card.digest } : {}),
    minFee,
    pool,
    rootOf: (output) => outputRoot(output, lengths),
  }
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
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new ServiceError(`The ${what} ${path} cannot be read: ${(cause as Error).message}.`, {
      cause,
      exitCode: EXIT_CODES.notFound,
      remedy: 'Check the path in the configuration.',
    })
  }
}

function firstLine(text: string): string {
  const [line = ''] = text.split('\n')
  return line.endsWith('.') ? line : `${line}.`
}
