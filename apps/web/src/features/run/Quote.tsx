'use client'

import type { Quote as QuotedRequest } from '@assay/sdk'
import { Amount } from '../../display/Amount.tsx'
import { Fold } from '../../display/Fold.tsx'
import { Panel } from '../../display/Panel.tsx'
import type { RequestBounds } from '../../queries/useRequestBounds.ts'
import type { SignedOffer } from '../../queries/useSignedOffer.ts'
import type { Token } from '../../queries/useToken.ts'
import type { WriteState } from '../../wallet/writeState.ts'
import { MethodFacts } from '../model/MethodFacts.tsx'
import { MoneyFacts } from '../model/MoneyFacts.tsx'
import { type Method, optimisticMethod } from '../model/methods.ts'
import { moneyRules } from '../model/moneyRules.ts'
import { LargeData, MethodChoice } from './MethodChoice.tsx'
import { PayButton, type Preparation } from './PayButton.tsx'
import { QuoteFacts } from './QuoteFacts.tsx'
import { TermsFields } from './TermsFields.tsx'

export type QuoteProps = {
  /** What has to be done where there is no input to send yet. */
  missing: string | undefined
  token: Token | undefined
  fee: bigint | undefined
  /** What the request costs and promises; absent until it is known. */
  quote: QuotedRequest | undefined
  feeText: string
  onFeeText: (text: string) => void
  expiresIn: number
  onExpiresIn: (seconds: number) => void
  method: Method
  /** What the contracts ask of a request; absent until it is read. */
  bounds: RequestBounds | undefined
  /** Whether the chain can judge the model’s results. */
  canDispute: boolean
  /** Of a quorum. */
  seats: number
  onSeats: (seats: number) => void
  onMethod: (method: Method) => void
  /** Whether the requester accepts data that no worker can be made to show. */
  takesLarge: boolean
  onTakesLarge: (accepted: boolean) => void
  state: WriteState
  /** An earlier request of this tab that is still on its way. */
  earlier: WriteState | undefined
  /** How far the request is that is about to be reviewed. */
  preparation: Preparation | undefined
  /** Where a worker takes requests that are only signed. */
  signing:
    | { wanted: boolean; canSign: boolean; offer: SignedOffer; onWanted: (wanted: boolean) => void }
    | undefined
  onReview: () => void
  /** Sends the last request again, where it was lost on its way. */
  onPayAgain: (() => void) | undefined
}

/** What a request costs, what it promises and what not, before anything is signed. */
export function Quote(props: QuoteProps) {
  const { missing, token, fee, quote, method, bounds, state, takesLarge } = props
  const busy = state.phase === 'wallet' || state.phase === 'sent' || state.phase === 'done'
  const optimistic = method === optimisticMethod
  // The chain refuses workers that claim such a request, so nobody would answer it.
  const large = optimistic && quote?.takesLarge === true
  const obstacle =
    missing ??
    (large && !takesLarge
      ? 'Accept that its data is too large, or choose another method'
      : undefined)
  const isAmount = fee !== undefined
  return (
    <Panel
      title="Quote"
      titleId="quote-title"
      aside="Nothing is sent before you confirm"
      className="lg:sticky lg:top-20"
    >
      <QuoteFacts {...{ quote, token, isAmount, method, bounds }} expiresIn={props.expiresIn} />
      {props.canDispute && (
        <MethodChoice
          method={method}
          window={bounds?.minWindow}
          disabled={busy}
          seats={props.seats}
          onSeats={props.onSeats}
          onMethod={props.onMethod}
        />
      )}
      {large && bounds !== undefined && (
        <LargeData
          demandableBytes={bounds.demandableBytes}
          accepted={takesLarge}
          disabled={busy}
          onAccept={props.onTakesLarge}
        />
      )}
      {quote !== undefined && quote.warnings.length > 0 && (
        <ul aria-label="Before you pay" className="mt-3 space-y-1 text-xs text-soft">
          {quote.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      <Fold title="What the method proves and does not" open>
        <MethodFacts method={method} />
      </Fold>
      <Fold title="Where the money goes">
        <MoneyFacts
          rules={moneyRules({
            seats: quote?.seats ?? 1,
            collateral: quote?.collateral ?? 0n,
            disputable: optimistic,
          })}
        />
      </Fold>
      <TermsFields
        {...{ quote, token, isAmount }}
        feeText={props.feeText}
        onFeeText={props.onFeeText}
        expiresIn={props.expiresIn}
        onExpiresIn={props.onExpiresIn}
      />
      {props.signing !== undefined && quote !== undefined && token !== undefined && (
        <label className="mt-3 flex cursor-pointer items-start gap-2.5 border-t border-line pt-3 text-sm">
          <input
            type="checkbox"
            className="mt-1"
            checked={props.signing.wanted && props.signing.canSign}
            disabled={busy || !props.signing.canSign}
            onChange={(event) => props.signing?.onWanted(event.target.checked)}
          />
          <span>
            Only sign, without gas
            <span className="block text-xs text-soft">
              {props.signing.canSign ? (
                'A worker submits the request with its answer, and pays the gas.'
              ) : quote.toDeposit > 0n ? (
                <>
                  The fee has to lie in the ledger already:{' '}
                  <Amount units={quote.toDeposit} {...token} /> are missing there.
                </>
              ) : (
                <>
                  The worker asks at least <Amount units={props.signing.offer.fee} {...token} /> for
                  it.
                </>
              )}
            </span>
          </span>
        </label>
      )}
      <PayButton
        {...{ quote, token, fee, obstacle, state }}
        earlier={props.earlier}
        preparation={props.preparation}
        onReview={props.onReview}
        onPayAgain={props.onPayAgain}
      />
    </Panel>
  )
}
