import { type Address, getAddress, isAddress } from 'viem'

/** Where the contracts of one deployment stand. */
export interface Deployment {
  readonly chainId: number
  /** A node of that chain, as the deployer reaches it. */
  readonly rpcUrl: string
  readonly token: Address
  /** Holds the token, and every account's money. */
  readonly ledger: Address
  /** Where requests for one seat are. */
  readonly market: Address
  /** Where requests for several seats are. */
  readonly multiSeatMarket: Address
  readonly modelRegistry: Address
  readonly keyRegistry: Address
  readonly workerRegistry: Address
  readonly schedule: Address
  /** Where results are disputed. */
  readonly disputeGame: Address
  readonly referee: Address
  readonly verifiers: {
    readonly signature: Address
    readonly optimistic: Address
    readonly quorum: Address
  }
  /** The block of the first contract: nothing of this deployment is older. */
  readonly startBlock: number
  /** Where an indexer of this deployment answers; absent where there is none. Nothing that it says needs to be believed. */
  readonly indexer?: string
}

/** A deployment record that can't be used. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError'
}

/**
 * Reads a deployment record from JSON text, of which nothing is trusted.
 *
 * @param text what stands in the file
 * @param where what to call the file in errors
 * @throws DeploymentError with one sentence that names the field
 */
export function parseDeployment(text: string, where = 'The deployment record'): Deployment {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new DeploymentError(`${where} is not JSON; deploy again to write it anew.`)
  }
  const fail = (field: string, need: string): never => {
    throw new DeploymentError(
      `${where} has no valid ${field} (${need}); deploy again to write it anew.`,
    )
  }
  const record = (value: unknown, field: string): Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : fail(field, 'an object')
  const address = (value: unknown, field: string): Address =>
    typeof value === 'string' && isAddress(value, { strict: false }) && !/^0x0+$/.test(value)
      ? getAddress(value)
      : fail(field, 'an address')
  const integer = (value: unknown, field: string, least: number): number =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least
      ? value
      : fail(field, `a whole number from ${least} on`)
  const url = (value: unknown, field: string): string =>
    typeof value === 'string' && /^(https?|wss?):$/.test(URL.parse(value)?.protocol ?? '')
      ? value
      : fail(field, 'an http or ws URL')

  const root = record(json, 'content')
  const verifiers = record(root.verifiers, 'verifiers')
  return {
    chainId: integer(root.chainId, 'chainId', 1),
    rpcUrl: url(root.rpcUrl, 'rpcUrl'),
    token: address(root.token, 'token'),
    ledger: address(root.ledger, 'ledger'),
    market: address(root.market, 'market'),
    multiSeatMarket: address(root.multiSeatMarket, 'multiSeatMarket'),
    modelRegistry: address(root.modelRegistry, 'modelRegistry'),
    keyRegistry: address(root.keyRegistry, 'keyRegistry'),
    workerRegistry: address(root.workerRegistry, 'workerRegistry'),
    schedule: address(root.schedule, 'schedule'),
    disputeGame: address(root.disputeGame, 'disputeGame'),
    referee: address(root.referee, 'referee'),
    verifiers: {
      signature: address(verifiers.signature, 'verifiers.signature'),
      optimistic: address(verifiers.optimistic, 'verifiers.optimistic'),
      quorum: address(verifiers.quorum, 'verifiers.quorum'),
    },
    startBlock: integer(root.startBlock, 'startBlock', 0),
    ...(root.indexer === undefined ? {} : { indexer: url(root.indexer, 'indexer') }),
  }
}
