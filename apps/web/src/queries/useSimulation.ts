'use client'

import type { Input, Request } from '@assay/protocol'
import { useQuery } from '@tanstack/react-query'
import type { Address } from 'viem'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { type Explanation, explainError } from '../chain/explainError.ts'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

/** What the reader's own endpoint says would happen to a transaction. */
export type Simulation =
  | { outcome: 'succeeds'; block: bigint; gas: bigint; cost: bigint }
  /** The contracts would refuse it. */
  | { outcome: 'fails'; block: bigint; explanation: Explanation }
  /** The ledger may not take the deposit yet, so the exact call exists only once the permit is signed. */
  | { outcome: 'after-permit'; block: bigint }
  /** The endpoint does not say. */
  | { outcome: 'unknown'; explanation: Explanation }

/** Simulates the posting of a request on the next block, anew every few seconds while it is reviewed. */
export function useSimulation(
  reviewed: { jobId: string; request: Request; input: Input; toDeposit: bigint } | undefined,
  account: Address | undefined,
): Simulation | undefined {
  const read = useReader()
  const deployment = useDeployment()
  const query = useQuery({
    queryKey: keys.simulation(deployment, reviewed?.jobId, account),
    enabled: reviewed !== undefined && account !== undefined,
    queryFn: async (): Promise<Simulation> => {
      if (reviewed === undefined || account === undefined) throw new Error('Nothing is reviewed.')
      try {
        const reader = await read()
        const { client, marketCalls } = reader
        const { request, input, toDeposit } = reviewed
        const block = await reader.getBlockNumber(client)
        const posting = marketCalls.post(deployment, { request, input })
        let call = posting
        if (toDeposit > 0n) {
          const allowed = await reader.readContract(client, {
            address: deployment.token,
            abi: reader.erc20Abi,
            functionName: 'allowance',
            args: [account, deployment.ledger],
          })
          if (allowed < toDeposit) return { outcome: 'after-permit', block }
          const deposited = { request, amount: toDeposit }
          call = marketCalls.multicall([marketCalls.deposit(deployment, deposited), posting])
        }
        const transaction = { account, ...reader.encodeCall(call) }
        try {
          await reader.call(client, { ...transaction, blockTag: 'pending' })
          const [gas, price] = await Promise.all([
            reader.estimateGas(client, transaction),
            reader.getGasPrice(client),
          ])
          return { outcome: 'succeeds', block, gas, cost: gas * price }
        } catch (error) {
          const known = reader.explainChainError(error)
          if (!REFUSALS.includes(known.name)) throw error
          return { outcome: 'fails', block, explanation: explainError(known, false) }
        }
      } catch (error) {
        return { outcome: 'unknown', explanation: explainError(error, false) }
      }
    },
    refetchInterval: 4_000,
    retry: false,
  })
  return query.data
}

/** What the chain itself says no to; anything else is only an endpoint that cannot tell. */
const REFUSALS = ['ContractError', 'InsufficientGasError', 'InsufficientTokenError']
