'use client'

import type { AssayClient } from '@assay/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { Hex } from 'viem'
import { useConfig } from 'wagmi'
import { getConnectorClient, waitForTransactionReceipt } from 'wagmi/actions'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { type Explanation, explainError } from '../chain/explainError.ts'
import { useActivity } from '../wallet/ActivityContext.tsx'

export type WriteState =
  | { phase: 'idle' }
  | { phase: 'wallet'; step?: string }
  | { phase: 'sent'; hash: Hex }
  | { phase: 'done'; hash: Hex }
  | { phase: 'failed'; explanation: Explanation }

export type WriteParameters = {
  /** What it is, for the activity list. */
  title: string
  /** Asks the wallet and sends; gives the transaction's hash. */
  send: (client: AssayClient, onStep: (step: string) => void) => Promise<Hex>
  /** Where it leads, asked once it is sent. */
  href?: () => string | undefined
}

/** Sends one transaction, tells how far it is, notes it in the activity list and renews what the page knows of the chain. */
export function useWrite() {
  const config = useConfig()
  const queries = useQueryClient()
  const activity = useActivity()
  const { chainId } = useDeployment()
  const [state, setState] = useState<WriteState>({ phase: 'idle' })

  const write = useCallback(
    async ({ title, send, href }: WriteParameters): Promise<Hex | undefined> => {
      const id = activity.begin(title)
      setState({ phase: 'wallet' })
      try {
        const client = await getConnectorClient(config, { chainId })
        const hash = await send(client as AssayClient, (step) =>
          setState({ phase: 'wallet', step }),
        )
        setState({ phase: 'sent', hash })
        const link = href?.()
        activity.update(id, { state: 'sent', hash, ...(link === undefined ? {} : { href: link }) })
        const receipt = await waitForTransactionReceipt(config, { hash, chainId })
        if (receipt.status !== 'success')
          throw new Error('The transaction was included, but it reverted.')
        setState({ phase: 'done', hash })
        activity.update(id, { state: 'done' })
        void queries.invalidateQueries()
        return hash
      } catch (error) {
        const explanation = explainError(error)
        setState({ phase: 'failed', explanation })
        activity.update(id, { state: explanation.kind === 'rejected' ? 'rejected' : 'failed' })
        return undefined
      }
    },
    [activity, chainId, config, queries],
  )
  return { state, write, busy: state.phase === 'wallet' || state.phase === 'sent' }
}
