import { Boxes, Gavel, House, List, type LucideIcon, Scale, UserRound } from 'lucide-react'

export type Destination = { href: string; label: string; icon: LucideIcon }

export const destinations: readonly Destination[] = [
  { href: '/', label: 'Home', icon: House },
  { href: '/models', label: 'Models', icon: Boxes },
  { href: '/results', label: 'Results', icon: List },
  { href: '/disputes', label: 'Disputes', icon: Gavel },
  { href: '/account', label: 'Account', icon: UserRound },
  { href: '/trust', label: 'Trust', icon: Scale },
]

/** Whether a page lies at or under a destination. */
export function leadsTo(href: string, path: string): boolean {
  if (href === '/') return path === '/'
  if (href === '/results' && path.startsWith('/jobs/')) return true
  return path === href || path.startsWith(`${href}/`)
}
