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
          event: 'An answer is refuted in a dispute, or its worker misses a move there',
          money:
            'The worker forfeits its collateral: half goes to the account that challenged first, half is burned. The requester gets the fee back, and nothing else.',
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
          ? 'It gets its collateral back and no fee. A different answer is not yet a refuted one.'
          : 'It gets no fee.',
      },
      ...(locks
        ? [
            {
              event: 'A worker gave no answer',
              money: 'It forfeits its collateral, and all of it is burned.',
            },
          ]
        : []),
      ...wrong,
      {
        event: 'No answer is accepted, or too few workers take part',
        money: 'The requester gets the whole price back, and nothing else.',
      },
    ]
  return [
    {
      event: disputable ? 'Nobody refutes the answer in the window' : 'Answered',
      money: `The worker gets the fee, less the publisher’s royalty${locks ? ', and its collateral back' : ''}.`,
    },
    ...wrong,
    ...(locks
      ? [
          {
            event: 'Claimed, but not answered in time',
            money:
              'The worker forfeits its collateral and the job opens again. Half is burned. Half goes to the worker whose answer is accepted in the end; without one, it is burned as well.',
          },
        ]
      : []),
    { event: 'No answer in time', money: 'The requester gets the whole fee back.' },
  ]
}
