import type { Query, Row } from '../database/Database.ts'
import { camelRow } from './camelCase.ts'
import {
  Filter,
  type Ignored,
  readAddress,
  readAmount,
  readDigest,
  readTime,
  within,
  wordOf,
} from './Filter.ts'
import { RESULT_LAST, RESULT_ORDERS, resultFilter } from './resultFilter.ts'

/** One page of a list. */
export interface Page {
  readonly rows: Row[]
  readonly matching: number
  readonly limit: number
  readonly offset: number
  readonly ignored: readonly Ignored[]
  readonly [more: string]: unknown
}

/** Reads one page of a table or view. */
async function page(query: Query, relation: string, filter: Filter, order: string): Promise<Page> {
  const { limit, offset } = filter.page()
  filter.finish()
  const from = `from ${relation} ${filter.where}`
  const [counted] = await query<{ matching: number }>(
    `select count(*) as matching ${from}`,
    filter.values,
  )
  const rows = await query(
    `select * ${from} ${order} limit ${limit} offset ${offset}`,
    filter.values,
  )
  const { ignored } = filter
  return { rows: rows.map(camelRow), matching: counted!.matching, limit, offset, ignored }
}

export async function listResults(query: Query, parameters: URLSearchParams): Promise<Page> {
  const filter = resultFilter(parameters)
  const order = filter.sort(RESULT_ORDERS, '-requested', RESULT_LAST)
  const { limit, offset } = filter.page()
  filter.finish()
  const from = `from results ${filter.where}`
  const counts = await query<{ assurance: string; count: number }>(
    `select assurance, count(*) as count ${from} group by assurance`,
    filter.values,
  )
  const [all] = await query<{ total: number }>('select count(*) as total from jobs')
  const rows = await query(
    `select * ${from} ${order} limit ${limit} offset ${offset}`,
    filter.values,
  )
  return {
    rows: rows.map(resultRow),
    matching: counts.reduce((sum, { count }) => sum + count, 0),
    total: all!.total,
    byAssurance: Object.fromEntries(counts.map(({ assurance, count }) => [assurance, count])),
    ...{ limit, offset, ignored: filter.ignored },
  }
}

/** A row of results, without what only orders it. */
export function resultRow({ now: _, posted_log: __, ...row }: Row): Row {
  return camelRow(row)
}

/** Answers and refuted answers of a filter, by day. */
export async function listResultDays(query: Query, parameters: URLSearchParams): Promise<Row> {
  const filter = resultFilter(parameters)
  filter.finish()
  const rows = await query(
    `select to_char(to_timestamp(requested_at / 86400 * 86400) at time zone 'UTC', 'YYYY-MM-DD') as day, count(*) as requests,
       count(answered_at) as answers, count(*) filter (where refuted) as refuted, sum(paid) as paid
     from results ${filter.where} group by requested_at / 86400 order by requested_at / 86400`,
    filter.values,
  )
  return { rows, ignored: filter.ignored }
}

export function listDays(query: Query, parameters: URLSearchParams): Promise<Page> {
  const filter = new Filter(parameters)
  const day = (time: unknown) => new Date(Number(time) * 1000).toISOString().slice(0, 10)
  filter.one('from', readTime(false), (time) => `day >= ${filter.place(day(time))}`)
  filter.one('to', readTime(true), (time) => `day <= ${filter.place(day(time))}`)
  return page(query, 'daily', filter, filter.sort({ day: 'day' }, 'day', 'day'))
}

export function listModels(query: Query, parameters: URLSearchParams): Promise<Page> {
  const filter = new Filter(parameters)
  filter.one(
    'q',
    (value) => ({ is: value }),
    (value) => `name ilike ${filter.place(within(String(value)))}`,
  )
  filter.any('publisher', readAddress, (values) => `publisher = any(${filter.place(values)})`)
  filter.any(
    'profile',
    wordOf(['exact', 'native', 'replicable'], 'a profile'),
    (values) => `profile_name = any(${filter.place(values)})`,
  )
  filter.one(
    'online',
    wordOf(['yes', 'no'], 'an answer'),
    (value) => `asks ${value === 'yes' ? '>' : '='} 0`,
  )
  filter.one('minFee', readAmount, (value) => `lowest_fee >= ${filter.place(value)}::numeric`)
  filter.one('maxFee', readAmount, (value) => `lowest_fee <= ${filter.place(value)}::numeric`)
  let isAsked = false
  filter.one('deprecated', wordOf(['no', 'yes', 'any'], 'an answer'), (value) => {
    isAsked = true
    return value === 'any' ? 'true' : `deprecated = ${value === 'yes'}`
  })
  if (!isAsked) filter.add('not deprecated')
  const orders = {
    jobs: 'jobs',
    recent: 'published_block',
    name: 'name',
    fee: 'lowest_fee',
    latency: 'latency_p50',
  }
  return page(query, 'model_records', filter, filter.sort(orders, '-jobs', 'name, version desc'))
}

export function listWorkers(query: Query, parameters: URLSearchParams): Promise<Page> {
  const filter = new Filter(parameters)
  filter.one(
    'q',
    (value) => ({ is: value }),
    (value) => {
      const text = filter.place(within(String(value)))
      return `(name ilike ${text} or address ilike ${text})`
    },
  )
  filter.any(
    'model',
    readDigest,
    (values) => `address in (select worker from asks where model = any(${filter.place(values)}))`,
  )
  const orders = {
    ...{
      answered: 'answered',
      taken: 'taken',
      earned: 'earned',
      stake: 'stake',
      refuted: 'refuted',
    },
    ...{ latency: 'latency_p50', name: 'name', recent: 'last_answered_at', since: 'first_seen_at' },
  }
  return page(query, 'worker_records', filter, filter.sort(orders, '-answered', 'address'))
}

export function listRequesters(query: Query, parameters: URLSearchParams): Promise<Page> {
  const filter = new Filter(parameters)
  const orders = { asked: 'asked', spent: 'spent', recent: 'last_asked_at' }
  return page(query, 'requester_records', filter, filter.sort(orders, '-asked', 'address'))
}

export function listPublishers(query: Query, parameters: URLSearchParams): Promise<Page> {
  const filter = new Filter(parameters)
  const orders = { jobs: 'jobs', versions: 'versions', royalty: 'royalty_earned' }
  return page(query, 'publisher_records', filter, filter.sort(orders, '-jobs', 'address'))
}

/** Disputes with the name of their model. */
export const DISPUTES =
  '(select d.*, m.name as model_name, m.version as model_version from disputes d left join model_versions m on m.id = d.model) disputes'

export function listDisputes(query: Query, parameters: URLSearchParams): Promise<Page> {
  const filter = new Filter(parameters)
  const among = (column: string) => (values: unknown[]) =>
    `${column} = any(${filter.place(values)})`
  filter.any('state', wordOf(['open', 'refuted', 'upheld'], 'a state of a dispute'), among('state'))
  filter.any('model', readDigest, among('model'))
  filter.any('job', readDigest, among('job'))
  filter.any('worker', readAddress, among('worker'))
  filter.any('challenger', readAddress, among('challenger'))
  return page(
    query,
    DISPUTES,
    filter,
    filter.sort({ opened: 'game', deadline: 'deadline' }, '-opened', 'game desc'),
  )
}

export function listDemands(query: Query, parameters: URLSearchParams): Promise<Page> {
  const filter = new Filter(parameters)
  const among = (column: string) => (values: unknown[]) =>
    `${column} = any(${filter.place(values)})`
  const states = ['open', 'answered', 'missed', 'settled']
  filter.any('state', wordOf(states, 'a state of a demand'), among('state'))
  filter.any('job', readDigest, among('job'))
  filter.any('worker', readAddress, among('worker'))
  filter.any('demander', readAddress, among('demander'))
  return page(query, 'demands', filter, filter.sort({ made: 'demand' }, '-made', 'demand desc'))
}

export function listSchedules(query: Query, parameters: URLSearchParams): Promise<Page> {
  const filter = new Filter(parameters)
  const among = (column: string) => (values: unknown[]) =>
    `${column} = any(${filter.place(values)})`
  filter.any('owner', readAddress, among('owner'))
  filter.any('model', readDigest, among('model'))
  filter.any(
    'state',
    wordOf(['waiting', 'due', 'ended', 'finished'], 'a state of a schedule'),
    among('state'),
  )
  return page(
    query,
    'schedules',
    filter,
    filter.sort({ made: 'made_at', next: 'next_run' }, '-made', 'plan_id'),
  )
}
