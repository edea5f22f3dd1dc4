'use client'

import { LOCAL_CHAIN_ID } from '../chain/chainOf.ts'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { explainError } from '../chain/explainError.ts'
import { Disclosure } from '../display/Disclosure.tsx'
import { Facts } from '../display/Facts.tsx'
import { formatDuration } from '../display/format.ts'
import { Hash } from '../display/Hash.tsx'
import { joinClasses } from '../display/joinClasses.ts'
import { RelativeTime } from '../display/RelativeTime.tsx'
import { useNow } from '../display/useNow.ts'
import { useHead } from '../queries/useHead.ts'
import { stallOf } from './describeHead.ts'

export function NetworkPill() {
  const { chainId, rpcUrl, ledger } = useDeployment()
  const head = useHead()
  const now = useNow('browser')
  const isLocal = chainId === LOCAL_CHAIN_ID
  const name = isLocal ? 'Local chain' : `Chain ${chainId}`
  // A local chain makes a block where there is something to put into it.
  const stall =
    isLocal || head.data === undefined || now === undefined ? undefined : stallOf(head.data, now)
  const wrongChain = head.data !== undefined && head.data.servedChainId !== chainId
  const state =
    head.isError || wrongChain
      ? 'down'
      : head.data === undefined
        ? 'waiting'
        : stall === undefined
          ? 'up'
          : 'stalled'
  const words = {
    up: name,
    waiting: 'Connecting',
    stalled: 'No new block',
    down: wrongChain ? 'Wrong chain' : 'Unreachable',
  }
  return (
    <Disclosure
      label={`Network: ${words[state]}`}
      button={
        <>
          <span
            aria-hidden
            className={joinClasses(
              'size-2 rounded-full',
              state === 'up' && (isLocal ? 'bg-settled' : 'bg-pass'),
              state === 'stalled' && 'bg-pending',
              state === 'waiting' && 'breathe bg-unknown',
              state === 'down' && 'bg-fail',
            )}
          />
          <span
            className={joinClasses('text-xs', state === 'down' ? 'text-fail' : 'max-sm:sr-only')}
          >
            {words[state]}
          </span>
        </>
      }
    >
      <h2 className="mb-3 text-sm font-semibold">Network</h2>
      <Facts
        facts={[
          { id: 'chain', term: 'Chain id', value: <span className="font-mono">{chainId}</span> },
          {
            id: 'rpc',
            term: 'RPC endpoint',
            value: <span className="break-all font-mono text-xs">{rpcUrl}</span>,
          },
          {
            id: 'block',
            term: 'Latest block',
            value: (
              <span className="tabular font-mono">
                {head.data === undefined ? 'unknown' : head.data.number.toString()}
              </span>
            ),
            ...(head.data === undefined
              ? {}
              : { note: <RelativeTime past seconds={head.data.timestamp} /> }),
          },
          {
            id: 'ledger',
            term: 'Ledger',
            value: <Hash value={ledger} label="ledger’s address" />,
          },
        ]}
      />
      <p className="mt-3 text-xs text-faint">
        {head.isError
          ? `${explainError(head.error).title} Asked again every two seconds.`
          : wrongChain
            ? `The endpoint serves chain ${head.data?.servedChainId}, but the contracts are on chain ${chainId}.`
            : stall !== undefined
              ? `No new block for ${formatDuration(Math.floor(stall / 60) * 60 || stall)}. What you see may be old.`
              : 'Everything on these pages is read through this endpoint. Checks are computed in your browser from what it returns.'}
      </p>
    </Disclosure>
  )
}
