import { type Address, getAddress, isAddress } from 'viem'

/** One deployment and where to read its chain. */
export type WebDeployment = {
  chainId: number
  rpcUrl: string
  token: Address
  market: Address
  modelRegistry: Address
  verifiers: { signature: Address }
  startBlock: number
}

/** Reads a deployment record. Throws one sentence that names the field that is wrong. */
export function parseDeployment(text: string): WebDeployment {
  let record: unknown
  try {
    record = JSON.parse(text)
  } catch {
    throw new Error('The deployment record is not JSON.')
  }
  if (!isObject(record)) throw new Error('The deployment record is not an object.')
  const { chainId, rpcUrl, startBlock, verifiers } = record
  if (!isCount(chainId) || chainId === 0)
    throw new Error('The deployment record has no chainId: a whole number above zero is expected.')
  if (!isCount(startBlock))
    throw new Error('The deployment record has no startBlock: a whole number is expected.')
  if (typeof rpcUrl !== 'string' || !isHttpUrl(rpcUrl))
    throw new Error('The deployment record has no rpcUrl: an http or https address is expected.')
  if (!isObject(verifiers)) throw new Error('The deployment record has no verifiers.')
  return {
    chainId,
    rpcUrl,
    startBlock,
    token: address(record.token, 'token'),
    market: address(record.market, 'market'),
    modelRegistry: address(record.modelRegistry, 'modelRegistry'),
    verifiers: { signature: address(verifiers.signature, 'verifiers.signature') },
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isHttpUrl(text: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(text).protocol)
  } catch {
    return false
  }
}

function address(value: unknown, field: string): Address {
  if (typeof value !== 'string' || !isAddress(value, { strict: false }))
    throw new Error(`The deployment record's ${field} is not an address.`)
  return getAddress(value)
}
