import Link from 'next/link'
import { CopyButton } from './CopyButton.tsx'
import { joinClasses } from './joinClasses.ts'
import { shortenHex } from './shortenHex.ts'

export type HashProps = {
  value: string
  /** What it is, for the copy button: `job id`, `transaction`. */
  label: string
  href?: string
  /** Shows all of it, breaking over lines. */
  whole?: boolean
  head?: number
  tail?: number
  copy?: boolean
  className?: string
}

/** A hash, id or address: shortened in its middle, whole on hover, to be copied. */
export function Hash(props: HashProps) {
  const { value, label, href, whole = false, head = 4, tail = 4, copy = true, className } = props
  const text = whole ? value : shortenHex(value, { head, tail })
  return (
    <span className={joinClasses('inline-flex max-w-full items-center gap-0.5', className)}>
      {href === undefined ? (
        <span
          className={joinClasses(
            'font-mono text-[0.93em]',
            whole ? 'break-all' : 'whitespace-nowrap',
          )}
          title={value}
        >
          {text}
        </span>
      ) : (
        <Link
          href={href}
          title={value}
          className="whitespace-nowrap font-mono text-[0.93em] underline decoration-line-strong underline-offset-4 hover:text-accent-text hover:decoration-current"
        >
          {text}
        </Link>
      )}
      {copy && <CopyButton text={value} label={label} />}
    </span>
  )
}
