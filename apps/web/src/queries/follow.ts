import type { SentTransaction } from '@assay/sdk'
import type { QueryClient } from '@tanstack/react-query'
import { formatEther, type TransactionReceipt } from 'viem'
import { type Explanation, explainError } from '../chain/explainError.ts'
import type { Reader } from '../chain/useReader.ts'
import type { useActivity } from '../wallet/ActivityContext.tsx'
import type { WriteState } from '../wallet/writeState.ts'
import { renew, type Subject } from './keys.ts'

/** How long to look for what a wallet sent without telling its hash (milliseconds). */
const LOOK_FOR = 20_000

export type FollowParameters = {
  id: string
  sent: SentTransaction
  touches: readonly Subject[]
  activity: Pick<ReturnType<typeof useActivity>, 'update' | 'followed'>
  queries: QueryClient
  onState?: (state: WriteState) => void
}

/** Waits for the end of what was sent, keeps its entry in the activity list true, and renews what it changed. */
export async function follow(
  read: () => Promise<Reader>,
  { id, sent, touches, activity, queries, onState }: FollowParameters,
): Promise<WriteState> {
  activity.followed.add(id)
  let state: WriteState & { phase: 'sent' } = {
    phase: 'sent',
    ...(sent.hash === undefined ? {} : { hash: sent.hash }),
  }
  const tell = (change: Omit<Partial<typeof state>, 'phase'>) => {
    state = { ...state, ...change }
    activity.update(id, {
      state: 'sent',
      ...change,
      ...(change.hash === undefined ? {} : { sent: { ...sent, hash: change.hash } }),
    })
    onState?.(state)
  }
  tell({})
  const reader = await read()
  const end = await reader.followTransaction(reader.client, {
    sent,
    ...(sent.hash === undefined ? { dropAfter: LOOK_FOR } : {}),
    onHash: (hash) => tell({ hash, repriced: state.hash !== undefined }),
    onSilence: (silent) => tell({ silent }),
  })
  void renew(queries, touches)
  const unfinished = reader.explainEnd(end)
  if (unfinished === undefined) {
    activity.update(id, { state: 'done' })
    return { phase: 'done', ...(state.hash === undefined ? {} : { hash: state.hash }) }
  }
  const explanation =
    end.outcome === 'reverted'
      ? await explainRevert(reader, sent, end.receipt)
      : explainError(unfinished)
  const { kind } = explanation
  activity.update(id, { state: kind === 'cancelled' || kind === 'dropped' ? kind : 'failed' })
  return { phase: 'failed', explanation }
}

/** Why an included transaction did nothing, and what it cost: asked of the chain as it stood before its block. */
async function explainRevert(
  { client, call, explainChainError }: Reader,
  { from, to, data }: SentTransaction,
  { blockNumber, gasUsed, effectiveGasPrice }: TransactionReceipt,
): Promise<Explanation> {
  const cost = `${Number(formatEther(gasUsed * effectiveGasPrice)).toPrecision(2)} ETH`
  let reason = ''
  try {
    await call(client, { account: from, to, data, blockNumber: blockNumber - 1n })
  } catch (error) {
    const { shortMessage, name } = explainChainError(error)
    // An endpoint that does not answer is no reason of the contract.
    if (name !== 'NetworkError') reason = ` ${shortMessage}`
  }
  return {
    kind: 'other',
    title: 'Your transaction is in a block, but the contract refused it.',
    detail: `It changed nothing.${reason} Gas of ${cost} was spent, and nothing else.`,
  }
}
