import Link from 'next/link'
import { CopyButton } from './CopyButton.tsx'
import { shortenHex } from './format.ts'
import { joinClasses } from './joinClasses.ts'

export type HashProps = {
  value: string
  /** What it is, for the copy button: `job id`, `transaction`. */
  label: string
  href?: string
  head?: number
  tail?: number
  copy?: boolean
  className?: string
}

/** A hash, id or address: shortened in its middle, whole on hover, to be copied. */
export function Hash(props: HashProps) {
  const { value, label, href, head = 4, tail = 4, copy = true, className } = props
  const text = shortenHex(value, { head, tail })
  return (
    <span className={joinClasses('inline-flex max-w-full items-center gap-0.5', className)}>
      {href === undefined ? (
        <span className="whitespace-nowrap font-mono text-[0.93em]" title={value}>
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
