'use client'

import { useMutation } from '@tanstack/react-query'
import { LOCAL_CHAIN_ID } from '../chain/chainOf.ts'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { explainError } from '../chain/explainError.ts'
import { Button } from '../display/Button.tsx'
import { Spinner } from '../display/Loading.tsx'
import { Notice } from '../display/Notice.tsx'
import { useWallet } from './WalletContext.tsx'

/** Whether the connected wallet stands on another chain than the contracts. */
export function useOnWrongNetwork(): boolean {
  const deployment = useDeployment()
  const { chainId, isConnected } = useWallet()
  return isConnected && chainId !== undefined && chainId !== deployment.chainId
}

export function WrongNetwork() {
  const { chainId } = useDeployment()
  const wallet = useWallet()
  const {
    mutate: switchChain,
    isPending,
    error,
  } = useMutation({
    mutationFn: async () => (await wallet.wallets()).switchChain(),
  })
  const wrong = useOnWrongNetwork()
  if (!wrong) return null
  const problem = error === null ? undefined : explainError(error)
  const name = chainId === LOCAL_CHAIN_ID ? `the local chain (${chainId})` : `chain ${chainId}`
  return (
    <div className="mb-6">
      <Notice
        tone="pending"
        title={`Your wallet is on chain ${wallet.chainId}; the market is on ${name}.`}
        action={
          <Button kind="primary" size="small" disabled={isPending} onClick={() => switchChain()}>
            {isPending && <Spinner />}
            {isPending ? 'Waiting for the wallet' : `Switch to ${name}`}
          </Button>
        }
      >
        Nothing can be paid from there. The wallet adds the network if it does not know it.
        {problem !== undefined && (
          <p className="mt-1 text-fail">
            {problem.kind === 'rejected'
              ? 'You declined the switch. Nothing has changed.'
              : problem.title}
          </p>
        )}
      </Notice>
    </div>
  )
}
