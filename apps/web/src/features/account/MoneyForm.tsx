'use client'

import { type FormEvent, useState } from 'react'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import { Button } from '../../display/Button.tsx'
import { formatAmount, parseAmount } from '../../display/format.ts'
import { Spinner } from '../../display/Loading.tsx'
import { TextField } from '../../display/TextField.tsx'
import { moneyMoved } from '../../queries/keys.ts'
import { useWrite } from '../../queries/useWrite.ts'
import { WriteNotice } from '../../wallet/WriteNotice.tsx'
import { useOnWrongNetwork } from '../../wallet/WrongNetwork.tsx'

/** Moves money between the wallet and the ledger, one way. */
export function MoneyForm({
  direction,
  available,
  decimals,
  symbol,
}: {
  direction: 'deposit' | 'withdraw'
  available: bigint
  decimals: number
  symbol: string
}) {
  const deployment = useDeployment()
  const wrongNetwork = useOnWrongNetwork()
  const { state, write, busy } = useWrite()
  const [text, setText] = useState('')
  const amount = parseAmount(text, { decimals })
  const verb = direction === 'deposit' ? 'Deposit' : 'Withdraw'
  const problem =
    text === ''
      ? undefined
      : amount === undefined
        ? `An amount such as 12.50, with at most ${decimals} decimals.`
        : amount > available
          ? `There are only ${formatAmount(available, { decimals })} ${symbol} to ${direction}.`
          : undefined

  async function send(event: FormEvent) {
    event.preventDefault()
    if (amount === undefined || amount === 0n || amount > available) return
    const end = await write({
      touches: moneyMoved,
      title: `${verb} ${formatAmount(amount, { decimals })} ${symbol}`,
      send: ({ client, onStep, balances }) =>
        direction === 'deposit'
          ? balances.deposit(client, { deployment, amount, onStep })
          : balances.withdraw(client, { deployment, amount }),
    })
    if (end.phase === 'done') setText('')
  }

  return (
    <form onSubmit={send} className="space-y-3">
      <TextField
        label={`${verb}, ${symbol}`}
        inputMode="decimal"
        placeholder="0.00"
        value={text}
        onChange={(event) => setText(event.target.value)}
        problem={problem}
        trailing={
          <Button
            kind="quiet"
            size="small"
            className="h-7 px-2"
            onClick={() => setText(formatAmount(available, { decimals }).replaceAll(',', ''))}
          >
            All
          </Button>
        }
      />
      <Button
        type="submit"
        disabled={
          busy || wrongNetwork || amount === undefined || amount === 0n || amount > available
        }
        className="w-full"
      >
        {busy && <Spinner />}
        {state.phase === 'wallet'
          ? 'In your wallet'
          : state.phase === 'sent'
            ? 'Waiting for its block'
            : verb}
      </Button>
      <WriteNotice state={state} />
    </form>
  )
}
