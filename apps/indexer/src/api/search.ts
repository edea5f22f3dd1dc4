import { getAddress } from 'viem'
import type { Query } from '../database/Database.ts'
import { within } from './Filter.ts'

/** Something that a text may mean. */
export interface Hit {
  readonly kind: string
  readonly id: string
  readonly label: string
  readonly count: number | null
}

/** How many hits one kind has at most. */
const MOST = 10

/** What a hash, an address, a number or a text means here. */
export async function search(query: Query, text: string): Promise<Hit[]> {
  const asked = text.trim().slice(0, 200)
  if (/^(0x)?[0-9a-f]{64}$/i.test(asked))
    return byHash(query, `0x${asked.replace(/^0x/i, '').toLowerCase()}`)
  if (/^(0x)?[0-9a-f]{40}$/i.test(asked))
    return byAddress(query, getAddress(`0x${asked.replace(/^0x/i, '').toLowerCase()}`))
  const hits = /^\d{1,15}$/.test(asked) ? await byNumber(query, Number(asked)) : []
  return asked === '' ? [] : [...hits, ...(await byText(query, asked))]
}

async function byHash(query: Query, hash: string): Promise<Hit[]> {
  return query<Hit>(
    `select 'job' as kind, r.id, coalesce(r.model_name || '@' || r.model_version, 'a job') || ', ' || r.state as label, null::bigint as count
       from results r where r.id = $1
     union all select 'model', id, name || '@' || version, null from model_versions where id = $1 or root = $1
     union all select 'transaction', $1, count(*) || ' events', null from events where transaction_hash = $1 having count(*) > 0
     union all select 'input-root', $1, 'the input root of ' || count(*) || ' jobs', count(*) from jobs where input_root = $1 having count(*) > 0
     union all select 'output-root', $1, 'the output root of ' || count(distinct job) || ' jobs', count(distinct job)
       from receipts where output_root = $1 having count(*) > 0
     union all select 'block', number::text, 'block ' || number, null from blocks where hash = $1
     union all select 'schedule', plan_id, 'a schedule', null from plans where plan_id = $1`,
    [hash],
  )
}

async function byAddress(query: Query, address: string): Promise<Hit[]> {
  const hits = await query<Hit>(
    `select 'worker' as kind, address as id, coalesce(name, 'a worker') as label, answered as count from worker_records where address = $1
     union all select 'requester', address, 'asked ' || asked || ' times', asked from requester_records where address = $1
     union all select 'publisher', address, 'published ' || versions || ' versions', jobs from publisher_records where address = $1`,
    [address],
  )
  const [account] = await query('select 1 from movements where account = $1 limit 1', [address])
  const isKnown = hits.length > 0 || account !== undefined
  return isKnown ? [...hits, { kind: 'account', id: address, label: 'its money', count: null }] : []
}

async function byNumber(query: Query, number: number): Promise<Hit[]> {
  return query<Hit>(
    `select 'dispute' as kind, game::text as id, 'dispute ' || game || ', ' || state as label, null::bigint as count from disputes where game = $1
     union all select 'block', $1::bigint::text, 'block ' || $1::bigint, (select count(*) from events where block_number = $1)
       from head where number >= $1`,
    [number],
  )
}

async function byText(query: Query, text: string): Promise<Hit[]> {
  return query<Hit>(
    `(select 'model' as kind, id, name || '@' || version as label, jobs as count from model_records where name ilike $1
       order by jobs desc, name, version desc limit ${MOST})
     union all (select 'worker', address, name, answered from worker_records where name ilike $1 order by answered desc, address limit ${MOST})`,
    [within(text)],
  )
}
