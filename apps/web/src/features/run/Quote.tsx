'use client'

import type { Quote as QuotedRequest } from '@assay/sdk'
import { Fold } from '../../display/Fold.tsx'
import { Panel } from '../../display/Panel.tsx'
import type { RequestBounds } from '../../queries/useRequestBounds.ts'
import type { Token } from '../../queries/useToken.ts'
import type { WriteState } from '../../wallet/writeState.ts'
import { MethodFacts } from '../model/MethodFacts.tsx'
import { MoneyFacts } from '../model/MoneyFacts.tsx'
import { type Method, optimisticMethod } from '../model/methods.ts'
import { moneyRules } from '../model/moneyRules.ts'
import { LargeData, MethodChoice } from './MethodChoice.tsx'
import { PayButton } from './PayButton.tsx'
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
  onOptimistic: (wanted: boolean) => void
  /** Whether the requester accepts data that no worker can be made to show. */
  takesLarge: boolean
  onTakesLarge: (accepted: boolean) => void
  state: WriteState
  /** An earlier request of this tab that is still on its way. */
  earlier: WriteState | undefined
  onPay: () => void
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
          onOptimistic={props.onOptimistic}
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
            seats: 1,
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
      <PayButton
        {...{ quote, token, fee, obstacle, state }}
        earlier={props.earlier}
        onPay={props.onPay}
        onPayAgain={props.onPayAgain}
      />
    </Panel>
  )
}
