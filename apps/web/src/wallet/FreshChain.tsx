'use client'

import { useEffect, useState } from 'react'
import type { Hex } from 'viem'
import { hasBegunAnew, rememberChain } from '../chain/chainIdentity.ts'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { Button } from '../display/Button.tsx'
import { Notice } from '../display/Notice.tsx'
import { useActivity } from './ActivityContext.tsx'

/** Says that the local chain began anew, which a wallet does not notice by itself. */
export function FreshChain({ genesis }: { genesis: Hex | undefined }) {
  const deployment = useDeployment()
  const { clear } = useActivity()
  const [isFresh, setFresh] = useState(false)
  useEffect(() => {
    if (genesis === undefined || !hasBegunAnew(localStorage, deployment, genesis)) return
    // What was sent to the old chain has no end on this one.
    clear()
    setFresh(true)
  }, [clear, deployment, genesis])
  if (!isFresh || genesis === undefined) return null
  return (
    <div className="mb-6">
      <Notice
        tone="pending"
        title="This chain began anew since your last visit."
        action={
          <Button
            size="small"
            onClick={() => {
              rememberChain(localStorage, deployment, genesis)
              location.reload()
            }}
          >
            I have done that
          </Button>
        }
      >
        Earlier jobs and balances are gone. Your wallet still counts transactions from the old
        chain, so what it sends here would be refused or wait for ever. Clear what it remembers of
        this network (in MetaMask: Settings, Advanced, Clear activity tab data). The demo wallet
        needs nothing.
      </Notice>
    </div>
  )
}
