import type { MoneyRule } from './moneyRules.ts'

/** Where a request's money goes, whatever happens to it. */
export function MoneyFacts({ rules }: { rules: readonly MoneyRule[] }) {
  return (
    <dl className="space-y-2 text-xs">
      {rules.map(({ event, money }) => (
        <div key={event}>
          <dt className="font-medium text-text">{event}</dt>
          <dd className="text-soft">{money}</dd>
        </div>
      ))}
    </dl>
  )
}
