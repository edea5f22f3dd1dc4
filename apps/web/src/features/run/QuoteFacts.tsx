'use client'

import type { Quote } from '@assay/sdk'
import { formatEther } from 'viem'
import { Amount } from '../../display/Amount.tsx'
import { Facts } from '../../display/Facts.tsx'
import { formatDuration } from '../../display/format.ts'
import { Skeleton } from '../../display/Loading.tsx'
import { useGasEstimate } from '../../queries/useGasEstimate.ts'
import type { RequestBounds } from '../../queries/useRequestBounds.ts'
import type { Token } from '../../queries/useToken.ts'
import { useWallet } from '../../wallet/WalletContext.tsx'
import type { Method } from '../model/methods.ts'

/** What a request costs and promises, as the SDK says it. */
export function QuoteFacts({
  quote,
  token,
  isAmount,
  method,
  bounds,
  expiresIn,
}: {
  quote: Quote | undefined
  token: Token | undefined
  /** Whether the fee that was typed is one. */
  isAmount: boolean
  method: Method
  bounds: RequestBounds | undefined
  expiresIn: number
}) {
  const { isConnected } = useWallet()
  const gas = useGasEstimate()
  const amount = (units: bigint | undefined) =>
    token !== undefined && !isAmount ? (
      <span className="text-faint">not an amount</span>
    ) : token === undefined || units === undefined ? (
      <Skeleton className="h-5 w-24" />
    ) : (
      <Amount units={units} {...token} />
    )
  return (
    <Facts
      facts={[
        {
          id: 'fee',
          term: (quote?.seats ?? 1) > 1 ? 'Fee to each worker' : 'Fee to the worker',
          value: amount(quote?.fee),
          ...((quote?.seats ?? 1) > 1 ? { note: `${quote?.seats} workers` } : {}),
        },
        {
          id: 'gas',
          term: 'Gas, about',
          value: gas.data ? (
            <span className="tabular font-mono text-[0.93em]">
              {Number(formatEther(gas.data.cost)).toPrecision(2)}{' '}
              <span className="font-sans">ETH</span>
            </span>
          ) : (
            <span className="text-faint">your wallet shows it</span>
          ),
          ...(gas.data
            ? { note: `${gas.data.gas.toLocaleString('en')} gas, as the last request took` }
            : {}),
        },
        {
          id: 'most',
          term: <strong className="font-semibold text-text">Most that can leave you</strong>,
          value: <strong className="font-semibold">{amount(quote?.mostSpent)}</strong>,
          note:
            isConnected && token !== undefined && quote !== undefined && quote.toDeposit > 0n ? (
              <>
                and the gas, of which your wallet names the most;{' '}
                <Amount units={quote.toDeposit} {...token} /> of it comes from your wallet
              </>
            ) : (
              'and the gas, of which your wallet names the most'
            ),
        },
        {
          id: 'deadline',
          term: 'No answer within',
          value: formatDuration(expiresIn),
          note: 'then you take the whole fee back',
        },
        {
          id: 'method',
          term: 'Method',
          value: method.name,
          ...(quote?.method === 'optimistic' && bounds !== undefined
            ? { note: `paid after ${formatDuration(bounds.minWindow)} without a lost dispute` }
            : {}),
        },
        ...(quote !== undefined && quote.collateral > 0n
          ? [
              {
                id: 'collateral',
                term: 'The worker locks',
                value: amount(quote.collateral),
                note:
                  token === undefined ? undefined : (
                    <>
                      at least <Amount units={quote.leastCollateral} {...token} />: half of it has
                      to be worth a challenger’s bond
                    </>
                  ),
              },
            ]
          : []),
      ]}
    />
  )
}
