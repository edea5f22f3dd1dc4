'use client'

import type { Quote } from '@assay/sdk'
import type { Explanation } from '../../chain/explainError.ts'
import { Amount } from '../../display/Amount.tsx'
import { Button } from '../../display/Button.tsx'
import { formatAmount } from '../../display/format.ts'
import { Spinner } from '../../display/Loading.tsx'
import { Notice } from '../../display/Notice.tsx'
import type { Token } from '../../queries/useToken.ts'
import { useWallet } from '../../wallet/WalletContext.tsx'
import { useWalletDialog } from '../../wallet/WalletDialog.tsx'
import { WriteNotice } from '../../wallet/WriteNotice.tsx'
import { useOnWrongNetwork } from '../../wallet/WrongNetwork.tsx'
import { describeSent, type WriteState } from '../../wallet/writeState.ts'
import { TestMoneyButton } from '../account/TestMoneyButton.tsx'

const stepWords: Record<string, string> = {
  'sign-request': 'Sign the request in your wallet (no gas)',
  'ask-worker': 'Giving the signed request to the worker',
  'sign-permit': 'Sign the permit in your wallet (no gas)',
  approve: 'Approve the token in your wallet',
  deposit: 'Confirm the deposit in your wallet',
  post: 'Confirm the request in your wallet',
}

/** How far a request is before it can be reviewed, or why it cannot be. */
export type Preparation =
  | { step: 'upload' | 'prepare'; explanation?: undefined }
  | { step?: undefined; explanation: Explanation }

/** The button that leads to the review, and what stands in its way. */
export function PayButton({
  quote,
  token,
  fee,
  obstacle,
  state,
  earlier,
  preparation,
  onReview,
  onPayAgain,
}: {
  quote: Quote | undefined
  token: Token | undefined
  fee: bigint | undefined
  /** What has to be done first, in words. */
  obstacle: string | undefined
  state: WriteState
  /** An earlier request of this tab that is still on its way. */
  earlier: WriteState | undefined
  preparation: Preparation | undefined
  onReview: () => void
  /** Sends the last request again, where it was lost on its way. */
  onPayAgain: (() => void) | undefined
}) {
  const { isConnected, isDemo } = useWallet()
  const openWallets = useWalletDialog()
  const wrongNetwork = useOnWrongNetwork()
  const isPreparing = preparation?.step !== undefined
  const busy = state.phase === 'wallet' || state.phase === 'sent' || state.phase === 'done'
  const short = isConnected && !busy && quote !== undefined && quote.shortfall > 0n
  const price =
    token === undefined || fee === undefined
      ? 'the fee'
      : `${formatAmount(fee, token)} ${token.symbol}`
  const shown = busy || earlier === undefined ? state : earlier
  return (
    <div className="mt-4 space-y-3">
      {short && token !== undefined && (
        <Notice
          tone="pending"
          title="The account has too little for this fee."
          action={<TestMoneyButton />}
        >
          You are <Amount units={quote.shortfall} {...token} /> short. Nothing was sent.
        </Notice>
      )}
      {state.phase === 'idle' && onPayAgain !== undefined && isConnected && (
        <Notice
          tone="fail"
          title="Your last request was lost on its way."
          action={
            <Button size="small" onClick={onPayAgain}>
              Send it again
            </Button>
          }
        >
          It is in no block, so nothing was paid. Sent again it is the same job, which cannot be
          paid twice.
        </Notice>
      )}
      <WriteNotice state={shown} gasAction={<TestMoneyButton />} />
      {preparation?.explanation !== undefined && (
        <Notice tone="fail" title={preparation.explanation.title}>
          {preparation.explanation.detail}
        </Notice>
      )}
      {!isConnected ? (
        <Button kind="primary" className="w-full" onClick={openWallets}>
          Choose a wallet to pay {price}
        </Button>
      ) : (
        <Button
          kind="primary"
          className="w-full"
          disabled={
            busy ||
            isPreparing ||
            earlier !== undefined ||
            quote === undefined ||
            fee === undefined ||
            fee === 0n ||
            wrongNetwork ||
            short ||
            obstacle !== undefined
          }
          onClick={onReview}
        >
          {(busy || isPreparing || earlier !== undefined) && <Spinner />}
          {busy || earlier !== undefined ? 'Under way' : `Review and pay ${price}`}
        </Button>
      )}
      <p role="status" className="min-h-4 text-center text-xs text-faint">
        {statusOf()}
      </p>
    </div>
  )

  function statusOf(): string {
    // What is unusual about it stands in the notice above.
    if (shown.phase === 'sent')
      return shown.silent || shown.repriced || shown.hash === undefined ? '' : describeSent(shown)
    if (state.phase === 'done') return 'Included; opening the job'
    if (state.phase === 'wallet')
      return isDemo
        ? 'The demo wallet signs'
        : (stepWords[state.step ?? ''] ?? 'Preparing the request')
    if (isPreparing)
      return preparation.step === 'upload'
        ? 'Sending the input to the store; nothing is paid yet'
        : 'Preparing the request'
    if (wrongNetwork) return 'Switch your wallet to the market’s network first'
    return obstacle ?? (isDemo ? 'Paid by the demo wallet, with test money' : '')
  }
}
