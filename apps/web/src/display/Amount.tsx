import { formatAmount } from './format.ts'

/** An amount of a token, with its unit; all its digits on hover. */
export function Amount({
  units,
  decimals,
  symbol,
  digits,
}: {
  units: bigint
  decimals: number
  symbol: string
  digits?: number
}) {
  return (
    <span
      className="tabular whitespace-nowrap font-mono text-[0.93em]"
      title={`${formatAmount(units, { decimals, digits: decimals })} ${symbol}`}
    >
      {formatAmount(units, digits === undefined ? { decimals } : { decimals, digits })}
      <span className="font-sans">&nbsp;{symbol}</span>
    </span>
  )
}
