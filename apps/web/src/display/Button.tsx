import type { ComponentProps } from 'react'
import { joinClasses } from './joinClasses.ts'

export type ButtonKind = 'primary' | 'secondary' | 'quiet'

const kinds: Record<ButtonKind, string> = {
  primary:
    'bg-accent text-accent-ink font-medium hover:bg-accent-hover disabled:bg-unknown-wash disabled:text-faint',
  secondary:
    'border border-line-strong bg-surface text-text hover:bg-sunken disabled:border-line disabled:text-faint',
  quiet: 'text-soft hover:bg-sunken hover:text-text disabled:text-faint',
}

/** How a button looks; for links that act like one, too. */
export function buttonClasses(kind: ButtonKind = 'secondary', size: 'small' | 'normal' = 'normal') {
  return joinClasses(
    'inline-flex select-none items-center justify-center gap-2 whitespace-nowrap rounded transition-colors duration-150',
    size === 'small' ? 'h-8 px-3 text-xs' : 'h-10 px-4 text-sm',
    kinds[kind],
  )
}

export type ButtonProps = ComponentProps<'button'> & {
  kind?: ButtonKind
  size?: 'small' | 'normal'
}

export function Button({ kind, size, className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button type={type} className={joinClasses(buttonClasses(kind, size), className)} {...rest} />
  )
}
