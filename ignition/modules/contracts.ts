import type {
  ArgumentType,
  ContractFuture,
  ModuleParameterRuntimeValue,
} from '@nomicfoundation/ignition-core'

/** What a module's builder offers that the contracts need. */
interface Builder {
  contract(name: string, args?: ArgumentType[]): ContractFuture<string>
  getParameter(name: string): ModuleParameterRuntimeValue<string>
}

/**
 * All contracts but the token, in the order in which they need each other. Times and amounts come from the network's file in
 * ignition/parameters; the contracts' constructors refuse what contradicts itself.
 */
export function contracts(m: Builder, token: ArgumentType) {
  const modelRegistry = m.contract('ModelRegistry')
  const keyRegistry = m.contract('KeyRegistry')
  const panel = m.contract('Panel', [modelRegistry, keyRegistry])
  const market = m.contract('Market', [token, modelRegistry, keyRegistry, panel])
  const signature = m.contract('SignatureVerifier')
  const workerRegistry = m.contract('WorkerRegistry', [
    market,
    m.getParameter('slotStake'),
    m.getParameter('activationDelay'),
  ])
  const schedule = m.contract('Schedule', [market])
  const referee = m.contract('Referee')
  const disputeGame = m.contract('DisputeGame', [
    market,
    referee,
    m.getParameter('disputeBond'),
    m.getParameter('moveTime'),
    m.getParameter('demandFeePerPage'),
  ])
  const shortestWindow = m.getParameter('shortestWindow')
  const optimistic = m.contract('OptimisticVerifier', [disputeGame, shortestWindow])
  const quorum = m.contract('QuorumVerifier', [
    market,
    workerRegistry,
    disputeGame,
    shortestWindow,
    m.getParameter('widenEvery'),
  ])
  return {
    modelRegistry,
    keyRegistry,
    market,
    signature,
    workerRegistry,
    schedule,
    referee,
    disputeGame,
    optimistic,
    quorum,
  }
}
