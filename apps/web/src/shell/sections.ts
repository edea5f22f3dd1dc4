import {
  Boxes,
  Cpu,
  FileCheck2,
  Gauge,
  Gavel,
  House,
  List,
  type LucideIcon,
  Scale,
  Upload,
  UserRound,
} from 'lucide-react'

export type Destination = { href: string; label: string; icon: LucideIcon }

export const destinations: readonly Destination[] = [
  { href: '/', label: 'Home', icon: House },
  { href: '/models', label: 'Models', icon: Boxes },
  { href: '/results', label: 'Results', icon: List },
  { href: '/verify', label: 'Verify', icon: FileCheck2 },
  { href: '/disputes', label: 'Disputes', icon: Gavel },
  { href: '/workers', label: 'Workers', icon: Cpu },
  { href: '/account', label: 'Account', icon: UserRound },
  { href: '/publish', label: 'Publish', icon: Upload },
  { href: '/operate', label: 'Operate', icon: Gauge },
  { href: '/trust', label: 'Trust', icon: Scale },
]

/** What has a place of its own in the bar of a phone; the rest stands under More. */
export const IN_BAR = 4

/** Whether a page lies at or under a destination. */
export function leadsTo(href: string, path: string): boolean {
  if (href === '/') return path === '/'
  if (href === '/results' && path.startsWith('/jobs/')) return true
  return path === href || path.startsWith(`${href}/`)
}
