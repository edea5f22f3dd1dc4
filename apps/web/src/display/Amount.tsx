import { formatAmount } from './format.ts'
import { Popover } from './Popover.tsx'

/** An amount of a token, with its unit. Where digits are cut, it opens all of them. */
export function Amount({
  units,
  decimals,
  symbol,
  digits = 6,
  plain = false,
}: {
  units: bigint
  decimals: number
  symbol: string
  digits?: number
  /** Opens nothing, where a link holds it. */
  plain?: boolean
}) {
  const shown = formatAmount(units, { decimals, digits })
  const whole = formatAmount(units, { decimals, digits: decimals })
  const amount = (
    <span className="tabular whitespace-nowrap font-mono text-[0.93em]">
      {shown}
      <span className="font-sans">&nbsp;{symbol}</span>
    </span>
  )
  if (plain || shown === whole) return amount
  return (
    <Popover label="The whole amount" trigger={amount}>
      <span className="tabular break-all font-mono">
        {whole} <span className="font-sans">{symbol}</span>
      </span>
    </Popover>
  )
}
