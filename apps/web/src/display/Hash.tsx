import Link from 'next/link'
import { CopyButton } from './CopyButton.tsx'
import { groupHex, shortenHex } from './format.ts'
import { joinClasses } from './joinClasses.ts'
import { Popover } from './Popover.tsx'

export type HashProps = {
  value: string
  /** What it is, for the copy button: `job id`, `transaction`. */
  label: string
  href?: string
  copy?: boolean
  className?: string
}

const TEXT = 'whitespace-nowrap font-mono text-[0.93em]'

/** A hash, id or address: shortened in its middle, to be copied. It leads to its page, or opens all of its digits. */
export function Hash({ value, label, href, copy = true, className }: HashProps) {
  const text = shortenHex(value)
  return (
    <span className={joinClasses('inline-flex max-w-full items-center gap-0.5', className)}>
      {href !== undefined ? (
        <Link
          href={href}
          title={value}
          className={joinClasses(
            TEXT,
            'underline decoration-line-strong underline-offset-4 hover:text-accent-text hover:decoration-current',
          )}
        >
          {text}
        </Link>
      ) : text === value ? (
        <span className={TEXT}>{text}</span>
      ) : (
        <Popover label={`The whole ${label}`} trigger={text} className={TEXT}>
          <span className="flex items-start gap-1">
            <span className="font-mono text-xs">{groupHex(value)}</span>
            <CopyButton text={value} label={label} />
          </span>
        </Popover>
      )}
      {copy && <CopyButton text={value} label={label} />}
    </span>
  )
}
