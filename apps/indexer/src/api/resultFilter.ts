import { PROFILE_EXACT, PROFILE_NATIVE, PROFILE_REPLICABLE } from '@assay/program'
import { Filter, readAddress, readAmount, readTime, shorten, within, wordOf } from './Filter.ts'

export const STATES = [
  'open',
  'claimed',
  'revealing',
  'submitted',
  'accepted',
  'rejected',
  'void',
  'cancelled',
  'expired',
]
const ASSURANCES = [
  'refuted',
  'in-dispute',
  'disputable',
  'verdict-due',
  'quorum',
  'unchallenged',
  'signed',
  'accepted',
  'rejected',
  'void',
  'cancelled',
  'expired',
  'unanswered',
]
const METHODS = ['signature', 'optimistic', 'quorum', 'other']
const PROFILES: Readonly<Record<string, string>> = {
  exact: PROFILE_EXACT,
  native: PROFILE_NATIVE,
  replicable: PROFILE_REPLICABLE,
}

/** The filter of /results and of its exports, as its URL says it. */
export function resultFilter(parameters: URLSearchParams): Filter {
  const filter = new Filter(parameters)
  const among = (column: string) => (values: unknown[]) =>
    `${column} = any(${filter.place(values)})`
  filter.one(
    'q',
    (value) => ({ is: value }),
    (value) => {
      const text = String(value)
      const named = `model_name ilike ${filter.place(within(text))}`
      if (!/^0x[0-9a-f]*$/i.test(text)) return named
      const start = filter.place(`${text.toLowerCase()}%`)
      const places = ['id', 'lower(requester)', 'input_root', 'output_root', 'model']
      return `(${[named, ...places.map((place) => `${place} like ${start}`)].join(' or ')})`
    },
  )
  filter.any(
    'model',
    (value) => {
      if (/^0x[0-9a-f]{64}$/i.test(value)) return { is: { id: value.toLowerCase() } }
      const [, name, version] = /^([a-z0-9._/-]{1,64})(?:@(\d{1,9}))?$/.exec(value) ?? []
      if (name === undefined)
        return `\`${shorten(value)}\` is not a model's id or name (a-z 0-9 - . _ /, with @ and a version)`
      return { is: { name, ...(version === undefined ? {} : { version: Number(version) }) } }
    },
    (values) => {
      const parts = (values as { id?: string; name?: string; version?: number }[]).map((value) => {
        if (value.id !== undefined) return `model = ${filter.place(value.id)}`
        const name = `model_name = ${filter.place(value.name)}`
        if (value.version === undefined) return name
        return `(${name} and model_version = ${filter.place(value.version)})`
      })
      return `(${parts.join(' or ')})`
    },
  )
  filter.any('worker', readAddress, (values) => `workers && ${filter.place(values)}::text[]`)
  filter.any('requester', readAddress, among('requester'))
  filter.any('state', wordOf(STATES, 'a state'), among('state'))
  filter.any('assurance', wordOf(ASSURANCES, 'an assurance'), among('assurance'))
  filter.any('method', wordOf(METHODS, 'a method'), among('method'))
  filter.any(
    'profile',
    (value) => {
      const hash = PROFILES[value] ?? (/^0x[0-9a-f]{64}$/i.test(value) ? value.toLowerCase() : '')
      return hash === '' ? `\`${shorten(value)}\` is not a profile` : { is: hash }
    },
    among('profile'),
  )
  filter.one('from', readTime(false), (time) => `requested_at >= ${filter.place(time)}`)
  filter.one('to', readTime(true), (time) => `requested_at <= ${filter.place(time)}`)
  filter.one('min', readAmount, (value) => `offered >= ${filter.place(value)}::numeric`)
  filter.one('max', readAmount, (value) => `offered <= ${filter.place(value)}::numeric`)
  return filter
}

/** The orders of /results. */
export const RESULT_ORDERS = {
  requested: 'posted_block, posted_log',
  answered: 'answered_at',
  offered: 'offered',
  paid: 'paid',
  latency: 'latency',
}
export const RESULT_LAST = 'posted_block desc, posted_log desc'
