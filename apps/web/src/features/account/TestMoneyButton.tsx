'use client'

import { useQueryClient } from '@tanstack/react-query'
import { HandCoins } from 'lucide-react'
import { useState } from 'react'
import { LOCAL_CHAIN_ID } from '../../chain/chainOf.ts'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import { type Explanation, explainError } from '../../chain/explainError.ts'
import { Button } from '../../display/Button.tsx'
import { Spinner } from '../../display/Loading.tsx'
import { moneyMoved, renew } from '../../queries/keys.ts'
import { useActivity } from '../../wallet/ActivityContext.tsx'
import { useWallet } from '../../wallet/WalletContext.tsx'

/** Gives the connected account test money; on the local chain only, elsewhere it is nothing. */
export function TestMoneyButton() {
  const deployment = useDeployment()
  const { address } = useWallet()
  const queries = useQueryClient()
  const activity = useActivity()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Explanation>()
  if (deployment.chainId !== LOCAL_CHAIN_ID || address === undefined) return null

  async function take() {
    if (address === undefined) return
    const id = activity.begin('Take test money')
    setBusy(true)
    setProblem(undefined)
    try {
      const { sendTestMoney, untilIncluded } = await import('./sendTestMoney.ts')
      const hash = await sendTestMoney(deployment, address)
      activity.update(id, { state: 'sent', hash })
      await untilIncluded(deployment, hash)
      activity.update(id, { state: 'done' })
      await renew(queries, moneyMoved)
    } catch (error) {
      activity.update(id, { state: 'failed' })
      setProblem(explainError(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      <Button size="small" onClick={take} disabled={busy}>
        {busy ? <Spinner /> : <HandCoins aria-hidden className="size-4" />}
        Take test money
      </Button>
      {problem !== undefined && (
        <p role="alert" className="text-xs text-fail">
          {problem.title} {problem.detail}
        </p>
      )}
    </>
  )
}
