'use client'

import { useQuery } from '@tanstack/react-query'
import { type Address, isAddressEqual, zeroAddress } from 'viem'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import { useReader } from '../../chain/useReader.ts'
import { keys } from '../../queries/keys.ts'

export type NameState =
  | { state: 'unknown' }
  /** `version` is the one that would be published. */
  | { state: 'free'; version: number; sentence: string }
  | { state: 'taken'; sentence: string }

/** Whether an account can publish under a name, as the registry says. */
export function useName(name: string, account: Address | undefined): NameState {
  const read = useReader()
  const deployment = useDeployment()
  const isName = /^[a-z0-9._/-]{1,64}$/.test(name)
  const { data } = useQuery({
    queryKey: keys.name(deployment, name),
    enabled: isName,
    queryFn: async () => {
      const { client, readContract, modelRegistryAbi } = await read()
      const registry = { address: deployment.modelRegistry, abi: modelRegistryAbi } as const
      const [owner, count] = await Promise.all([
        readContract(client, { ...registry, functionName: 'ownerOf', args: [name] }),
        readContract(client, { ...registry, functionName: 'versionCount', args: [name] }),
      ])
      return { owner, count: Number(count) }
    },
  })
  if (!isName || data === undefined) return { state: 'unknown' }
  const { owner, count } = data
  if (isAddressEqual(owner, zeroAddress))
    return { state: 'free', version: 1, sentence: 'This name is free.' }
  if (account !== undefined && isAddressEqual(owner, account))
    return {
      state: 'free',
      version: count + 1,
      sentence: `This name is yours; this will be version ${count + 1}.`,
    }
  return {
    state: 'taken',
    sentence:
      account === undefined
        ? `This name has an owner, ${owner}. Connect the wallet if it is you.`
        : `This name belongs to ${owner}. Choose another, such as one with your own name before it.`,
  }
}
