'use client'

import type { Quote as QuotedRequest } from '@assay/sdk'
import { formatEther } from 'viem'
import { useConnection } from 'wagmi'
import { Amount } from '../../display/Amount.tsx'
import { Button } from '../../display/Button.tsx'
import { Facts } from '../../display/Facts.tsx'
import { Fold } from '../../display/Fold.tsx'
import { formatAmount, formatDuration } from '../../display/format.ts'
import { Skeleton, Spinner } from '../../display/Loading.tsx'
import { Notice } from '../../display/Notice.tsx'
import { Panel } from '../../display/Panel.tsx'
import { TextField } from '../../display/TextField.tsx'
import { useGasEstimate } from '../../queries/useGasEstimate.ts'
import type { RequestBounds } from '../../queries/useRequestBounds.ts'
import type { Token } from '../../queries/useToken.ts'
import type { WriteState } from '../../queries/useWrite.ts'
import { DEMO_WALLET_ID } from '../../wallet/demoWallet.ts'
import { useWalletDialog } from '../../wallet/WalletDialog.tsx'
import { useOnWrongNetwork } from '../../wallet/WrongNetwork.tsx'
import { TestMoneyButton } from '../account/TestMoneyButton.tsx'
import { MethodFacts } from '../model/MethodFacts.tsx'
import { MoneyFacts } from '../model/MoneyFacts.tsx'
import { type Method, optimisticMethod, signatureMethod } from '../model/methods.ts'
import { moneyRules } from '../model/moneyRules.ts'
import { expiryChoices } from './terms.ts'

const stepWords: Record<string, string> = {
  'sign-permit': 'Sign the permit in your wallet (no gas)',
  approve: 'Approve the token in your wallet',
  deposit: 'Confirm the deposit in your wallet',
  post: 'Confirm the request in your wallet',
}

export type QuoteProps = {
  /** Whether there is an input to send. */
  ready: boolean
  /** What has to be done where there is none. */
  missing: string
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
  /** Whether the model’s input or outputs are more than a worker can be made to show. */
  large: boolean
  /** Whether the requester accepts that. */
  takesLarge: boolean
  onTakesLarge: (accepted: boolean) => void
  state: WriteState
  onPay: () => void
}

/** What a request costs, what it promises and what not, before anything is signed. */
export function Quote(props: QuoteProps) {
  const {
    ready,
    missing,
    token,
    fee,
    quote,
    feeText,
    onFeeText,
    expiresIn,
    onExpiresIn,
    state,
    onPay,
    method,
    bounds,
    canDispute,
    onOptimistic,
    large,
    takesLarge,
    onTakesLarge,
  } = props
  const { isConnected, connector } = useConnection()
  const openWallets = useWalletDialog()
  const wrongNetwork = useOnWrongNetwork()
  const gas = useGasEstimate()
  const busy = state.phase === 'wallet' || state.phase === 'sent' || state.phase === 'done'
  const optimistic = method === optimisticMethod
  const shortfall = quote?.shortfall ?? 0n
  const short = isConnected && shortfall > 0n && !busy
  // The chain refuses workers that claim such a request, so nobody would answer it.
  const refused = optimistic && large && !takesLarge
  const price =
    token === undefined || fee === undefined
      ? undefined
      : `${formatAmount(fee, token)} ${token.symbol}`

  const amount = (units: bigint | undefined) =>
    token === undefined || units === undefined ? (
      fee === undefined && token !== undefined ? (
        <span className="text-faint">not an amount</span>
      ) : (
        <Skeleton className="h-5 w-24" />
      )
    ) : (
      <Amount units={units} {...token} />
    )

  return (
    <Panel
      title="Quote"
      titleId="quote-title"
      aside="Nothing is sent before you confirm"
      className="lg:sticky lg:top-20"
    >
      <Facts
        facts={[
          {
            id: 'fee',
            term: 'Fee to the worker',
            value: amount(quote?.fee),
          },
          {
            id: 'gas',
            term: 'Gas',
            value:
              gas.data === undefined || gas.data === null ? (
                <span className="text-faint">your wallet shows it</span>
              ) : (
                <span className="tabular font-mono text-[0.93em]">
                  ≈ {Number(formatEther(gas.data.cost)).toPrecision(2)}{' '}
                  <span className="font-sans">ETH</span>
                </span>
              ),
            ...(gas.data
              ? { note: `${gas.data.gas.toLocaleString('en')} gas, as the last request took` }
              : {}),
          },
          {
            id: 'most',
            term: <strong className="font-semibold text-text">Most that can be spent</strong>,
            value: <strong className="font-semibold">{amount(quote?.mostSpent)}</strong>,
            note:
              isConnected && token !== undefined && quote !== undefined && quote.toDeposit > 0n ? (
                <>
                  and the gas; <Amount units={quote.toDeposit} {...token} /> of it comes from your
                  wallet
                </>
              ) : (
                'and the gas'
              ),
          },
          {
            id: 'deadline',
            term: 'No answer within',
            value:
              expiryChoices.find(({ seconds }) => seconds === expiresIn)?.label ??
              `${expiresIn} seconds`,
            note: 'then you take the whole fee back',
          },
          {
            id: 'method',
            term: 'Method',
            value: method.name,
            ...(optimistic && bounds !== undefined
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
                    bounds === undefined || token === undefined ? undefined : (
                      <>
                        at least <Amount units={bounds.leastCollateral} {...token} />: half of it
                        has to be worth a challenger’s bond
                      </>
                    ),
                },
              ]
            : []),
        ]}
      />

      {canDispute && (
        <fieldset className="mt-3 border-t border-line pt-3">
          <legend className="sr-only">How the answer is verified</legend>
          <div className="grid grid-cols-2 gap-2">
            {[signatureMethod, optimisticMethod].map((choice) => (
              <label
                key={choice.name}
                className="flex min-h-10 cursor-pointer items-center gap-2 rounded border border-line px-3 text-sm has-checked:border-accent has-checked:bg-sunken"
              >
                <input
                  type="radio"
                  name="method"
                  checked={choice === method}
                  disabled={busy}
                  onChange={() => onOptimistic(choice === optimisticMethod)}
                />
                {choice.name}
              </label>
            ))}
          </div>
        </fieldset>
      )}

      {optimistic && large && bounds !== undefined && (
        <div className="mt-3">
          <Notice
            tone="pending"
            title="This model’s data is too large to be forced out."
            live={false}
            action={
              <label className="flex min-h-6 cursor-pointer items-center gap-2">
                <input
                  type="checkbox"
                  checked={takesLarge}
                  disabled={busy}
                  onChange={(event) => onTakesLarge(event.target.checked)}
                />
                I accept that
              </label>
            }
          >
            A worker can be made to show at most {bounds.demandableBytes / 1_024} KiB of input, and
            as much of all outputs. It can withhold more, and then nobody can challenge its answer.
          </Notice>
        </div>
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

      <Fold title="Change the terms">
        <div className="grid grid-cols-2 gap-3">
          <TextField
            label="Fee you offer"
            inputMode="decimal"
            value={feeText}
            onChange={(event) => onFeeText(event.target.value)}
            problem={
              token !== undefined && fee === undefined
                ? `An amount such as 0.10, with at most ${token.decimals} decimals.`
                : undefined
            }
            trailing={<span className="text-xs">{token?.symbol}</span>}
          />
          <div>
            <label htmlFor="expiry" className="mb-1 block text-xs font-medium text-soft">
              Refundable after
            </label>
            <select
              id="expiry"
              value={expiresIn}
              onChange={(event) => onExpiresIn(Number(event.target.value))}
              className="h-10 w-full rounded border border-line-strong bg-page px-2"
            >
              {expiryChoices.map(({ seconds, label }) => (
                <option key={seconds} value={seconds}>
                  {label}
                </option>
              ))}
            </select>
          </div>
        </div>
        <p className="mt-2 text-xs text-faint">
          Workers choose what they take.
          {quote !== undefined && bounds !== undefined && (
            <>
              {' '}
              One that claims has {formatDuration(quote.lockFor)} to answer; the market takes no
              less than {formatDuration(bounds.minLockFor)}.
            </>
          )}
        </p>
      </Fold>

      <div className="mt-4 space-y-3">
        {short && token !== undefined && (
          <Notice
            tone="pending"
            title="The account has too little for this fee."
            action={<TestMoneyButton />}
          >
            <Amount units={shortfall} {...token} /> are missing. Nothing was sent.
          </Notice>
        )}
        {state.phase === 'failed' && (
          <Notice
            tone={state.explanation.kind === 'rejected' ? 'info' : 'fail'}
            title={state.explanation.title}
            action={state.explanation.kind === 'gas' ? <TestMoneyButton /> : undefined}
          >
            {state.explanation.detail}
          </Notice>
        )}
        {!isConnected ? (
          <Button kind="primary" className="w-full" onClick={openWallets}>
            Choose a wallet to pay {price ?? 'the fee'}
          </Button>
        ) : (
          <Button
            kind="primary"
            className="w-full"
            disabled={
              busy ||
              !ready ||
              quote === undefined ||
              fee === undefined ||
              fee === 0n ||
              wrongNetwork ||
              short ||
              refused
            }
            onClick={onPay}
          >
            {busy && <Spinner />}
            {busy ? 'Under way' : `Pay ${price ?? 'the fee'} and run`}
          </Button>
        )}
        <p role="status" className="min-h-4 text-center text-xs text-faint">
          {state.phase === 'wallet'
            ? connector?.id === DEMO_WALLET_ID
              ? 'The demo wallet signs'
              : (stepWords[state.step ?? ''] ?? 'Preparing the request')
            : state.phase === 'sent'
              ? 'Sent; waiting for its block'
              : state.phase === 'done'
                ? 'Included; opening the job'
                : wrongNetwork
                  ? 'Switch your wallet to the market’s network first'
                  : !ready
                    ? missing
                    : refused
                      ? 'Accept that its data is too large, or choose another method'
                      : connector?.id === DEMO_WALLET_ID
                        ? 'Paid by the demo wallet, with test money'
                        : ''}
        </p>
      </div>
    </Panel>
  )
}
