export type MoneyRule = {
  /** What may happen to a request. */
  event: string
  /** Where its money then goes. */
  money: string
}

export type MoneyRulesParameters = {
  seats: number
  /** What each worker locks, in the token's smallest unit. */
  collateral: bigint
  /** Whether a dispute can show an answer to be wrong. */
  disputable: boolean
}

/** Where a request's money goes, whatever happens to it. The requester never gets forfeited money. */
export function moneyRules({ seats, collateral, disputable }: MoneyRulesParameters): MoneyRule[] {
  const locks = collateral > 0n
  const wrong: MoneyRule[] = disputable
    ? [
        {
          event: 'An answer is shown wrong in a dispute, or its worker falls silent there',
          money:
            'Its worker forfeits its collateral: half goes to the account that showed it first, half is burned. The fee goes back to the requester, and nothing else.',
        },
      ]
    : []
  if (seats > 1)
    return [
      {
        event: 'A worker gave the accepted answer',
        money: `It gets its fee, less the publisher’s royalty${locks ? ', and its collateral back' : ''}.`,
      },
      {
        event: 'A worker gave another answer',
        money: locks
          ? 'It gets its collateral back and no fee. To differ is not to be shown wrong.'
          : 'It gets no fee.',
      },
      ...(locks
        ? [
            {
              event: 'A worker gave no answer',
              money: 'It forfeits its collateral, and all of that is burned.',
            },
          ]
        : []),
      ...wrong,
      {
        event: 'No answer is accepted, or too few workers come',
        money: 'The whole price goes back to the requester, and nothing else.',
      },
    ]
  return [
    {
      event: disputable ? 'Nobody shows the answer wrong in the window' : 'Answered',
      money: `The worker gets the fee, less the publisher’s royalty${locks ? ', and its collateral back' : ''}.`,
    },
    ...wrong,
    ...(locks
      ? [
          {
            event: 'Claimed, but not answered in time',
            money:
              'The worker forfeits its collateral and the job opens again. Half is burned; half goes to the worker whose answer is accepted in the end, and is burned where there is none.',
          },
        ]
      : []),
    { event: 'No answer in time', money: 'The whole fee goes back to the requester.' },
  ]
}
