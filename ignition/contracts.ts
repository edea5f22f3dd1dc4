/** What a deployment is given, beside its token. Amounts in the token's smallest unit, times in seconds. */
export interface DeploymentParameters {
  readonly minLockFor: number
  readonly slotStake: number
  readonly activationDelay: number
  readonly disputeBond: number
  readonly moveTime: number
  readonly demandFeePerPage: number
  readonly shortestWindow: number
  readonly widenEvery: number
}

/** One contract of a deployment. */
export interface PlannedContract {
  readonly name: string
  /** Its file below contracts/. */
  readonly source: string
  /** Its constructor's arguments: contracts above it, the ledger, or parameters. */
  readonly needs: readonly (keyof typeof CONTRACTS | 'ledger' | keyof DeploymentParameters)[]
}

/**
 * All contracts but the token and the ledger, in the order in which they need each other. The ledger comes last, at an address that is
 * known before: it checks that its books were deployed for it.
 */
export const CONTRACTS = {
  modelRegistry: { name: 'ModelRegistry', source: 'registries/ModelRegistry', needs: [] },
  keyRegistry: { name: 'KeyRegistry', source: 'registries/KeyRegistry', needs: [] },
  market: {
    name: 'Market',
    source: 'market/Market',
    needs: ['ledger', 'modelRegistry', 'keyRegistry', 'minLockFor'],
  },
  multiSeatMarket: {
    name: 'MultiSeatMarket',
    source: 'market/MultiSeatMarket',
    needs: ['ledger', 'modelRegistry', 'keyRegistry', 'minLockFor'],
  },
  workerRegistry: {
    name: 'WorkerRegistry',
    source: 'registries/WorkerRegistry',
    needs: ['ledger', 'slotStake', 'activationDelay'],
  },
  referee: { name: 'Referee', source: 'referee/Referee', needs: [] },
  disputeGame: {
    name: 'DisputeGame',
    source: 'dispute/DisputeGame',
    needs: [
      'ledger',
      'market',
      'multiSeatMarket',
      'referee',
      'disputeBond',
      'moveTime',
      'demandFeePerPage',
    ],
  },
  signature: { name: 'SignatureVerifier', source: 'verifiers/SignatureVerifier', needs: [] },
  optimistic: {
    name: 'OptimisticVerifier',
    source: 'verifiers/OptimisticVerifier',
    needs: ['market', 'disputeGame', 'shortestWindow'],
  },
  quorum: {
    name: 'QuorumVerifier',
    source: 'verifiers/QuorumVerifier',
    needs: ['multiSeatMarket', 'workerRegistry', 'disputeGame', 'shortestWindow', 'widenEvery'],
  },
  schedule: {
    name: 'Schedule',
    source: 'periphery/Schedule',
    needs: ['market', 'multiSeatMarket'],
  },
} as const

export type ContractKey = keyof typeof CONTRACTS

/** The ledger's own plan: its arguments are the token and these contracts, in this order. */
export const LEDGER = {
  name: 'Ledger',
  source: 'ledger/Ledger',
  books: ['market', 'multiSeatMarket', 'disputeGame', 'workerRegistry'],
} as const satisfies { name: string; source: string; books: readonly ContractKey[] }

/** The plan as a list, in its order. */
export function plannedContracts(): readonly (readonly [ContractKey, PlannedContract])[] {
  return Object.entries(CONTRACTS) as [ContractKey, PlannedContract][]
}
