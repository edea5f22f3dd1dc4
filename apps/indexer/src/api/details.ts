import { jobsFromLogs } from '@assay/sdk'
import type { Query, Row } from '../database/Database.ts'
import { jobLog } from '../fold/foldJob.ts'
import { eventOf } from '../HistoryStore.ts'
import { camelRow } from './camelCase.ts'
import { DISPUTES, resultRow } from './lists.ts'
import { notFound } from './Problem.ts'

/** The rows of a table, for JSON. */
async function rows(query: Query, text: string, values: readonly unknown[]): Promise<Row[]> {
  return (await query(text, values)).map(camelRow)
}

/** The first row of a table, for JSON; null where there is none. */
async function first(query: Query, text: string, values: readonly unknown[]): Promise<Row | null> {
  return (await rows(query, text, values))[0] ?? null
}

/** The figures of Home. */
export async function readTotals(query: Query): Promise<Row> {
  const [jobs] = await query(
    `select count(*) as requests, count(answered_at) as answers, count(*) filter (where state = 'accepted') as accepted,
       count(*) filter (where assurance = 'disputable') as disputable, count(*) filter (where refuted) as refuted,
       count(*) filter (where state = 'expired') as expired, count(*) filter (where state = 'cancelled') as cancelled,
       count(*) filter (where state = 'void') as void, coalesce(sum(paid), 0) as settled, coalesce(sum(refunded), 0) as refunded,
       count(distinct requester) as requesters
     from results`,
  )
  const [disputes] = await query(
    `select count(*) as total, count(*) filter (where state = 'open') as open, count(*) filter (where state = 'refuted') as refuted,
       count(*) filter (where state = 'upheld') as upheld from disputes`,
  )
  const [others] = await query(
    `select (select coalesce(sum(burned), 0) from seats) as burned, (select coalesce(sum(locked), 0) from movements) as locked,
       (select count(distinct worker) from asks) as workers_with_ask, (select count(*) from worker_records) as workers,
       (select count(distinct publisher) from model_versions) as publishers, (select count(distinct name) from model_versions) as models,
       (select count(*) from model_versions) as model_versions`,
  )
  const [examples] = await query(
    `select (select id from jobs where answered_at is not null order by posted_block desc, posted_log desc limit 1) as receipt,
       (select id from results where profile_name = 'exact' and output_root is not null and state in ('submitted', 'accepted', 'rejected')
         order by posted_block desc, posted_log desc limit 1) as rerunnable,
       (select max(game)::text from disputes) as dispute`,
  )
  return { ...jobs, ...camelRow(others!), disputes, examples }
}

/** One job, with all that belongs to it. */
export async function readJob(query: Query, id: string): Promise<Row> {
  const [row] = await query('select * from results where id = $1', [id])
  if (row === undefined)
    throw notFound(
      `No job has the id ${id} here.`,
      'It may belong to another deployment, or be younger than the index: /status says how far that is.',
    )
  const {
    refuted: _,
    in_dispute: __,
    ...own
  } = (await query('select * from jobs where id = $1', [id]))[0]!
  const told = await query<Parameters<typeof eventOf>[0]>(
    `select * from events where kind = 'job' and subject = $1 order by block_number, log_index`,
    [id],
  )
  const events = told.map(eventOf)
  const times = new Map(events.map(({ blockNumber, timestamp }) => [blockNumber, timestamp]))
  const [job] = jobsFromLogs(events.map(jobLog), (block) => times.get(Number(block))!)
  return {
    // The view's state is that of the clock; the table has all bytes.
    job: resultRow({ ...own, ...row, input: own.input, output: own.output }),
    seats: await rows(query, 'select * from seats where job = $1 order by seat, attempt', [id]),
    receipts: await rows(query, 'select * from receipts where job = $1 order by seat', [id]),
    verdict: await first(query, 'select * from verdicts where job = $1', [id]),
    steps: job!.steps.map((step) => ({ ...step, blockNumber: Number(step.blockNumber) })),
    disputes: await rows(query, `select * from ${DISPUTES} where job = $1 order by game`, [id]),
    demands: await rows(query, 'select * from demands where job = $1 order by demand', [id]),
    callbacks: await rows(query, 'select * from callbacks where job = $1 order by when_due', [id]),
    movements: await rows(
      query,
      'select * from movements where job = $1 order by block_number, log_index, part',
      [id],
    ),
    run: await first(query, 'select * from runs where job = $1', [id]),
    draw: await first(query, 'select * from draws where job = $1', [id]),
  }
}

const ASKS = `select a.worker, w.name as worker_name, w.endpoint, a.model, m.name as model_name, m.version as model_version, a.fee, a.collateral,
  a.lock_for, a.set_at from asks a left join workers w on w.address = a.worker left join model_versions m on m.id = a.model`

/** One version of a model, by its id. */
export async function readModel(query: Query, id: string): Promise<Row> {
  const model = await first(query, 'select * from model_records where id = $1', [id])
  if (model === null)
    throw notFound(`No model has the id ${id} here.`, 'Look for it by name: /models?q=…')
  return {
    model,
    versions: await rows(
      query,
      'select * from model_records where name = $1 order by version desc',
      [model.name],
    ),
    askRows: await rows(query, `${ASKS} where a.model = $1 order by a.fee, a.worker`, [id]),
  }
}

/** One version of a model, by name: without a version the newest that its publisher does not advise against. */
export async function readModelByName(query: Query, reference: string): Promise<Row> {
  const [, name, version] = /^([a-z0-9._/-]{1,64}?)(?:@(\d{1,9}))?$/.exec(reference) ?? []
  const [found] =
    name === undefined
      ? []
      : await query<{ id: string }>(
          'select id from model_versions where name = $1 and ($2::integer is null or version = $2::integer) order by deprecated, version desc limit 1',
          [name, version === undefined ? null : Number(version)],
        )
  if (found === undefined)
    throw notFound(
      'No model has this name and version here.',
      'Look for a part of its name: /models?q=…',
    )
  return readModel(query, found.id)
}

/** One worker, with its asks and its days. */
export async function readWorker(query: Query, address: string): Promise<Row> {
  const worker = await first(query, 'select * from worker_records where address = $1', [address])
  if (worker === null)
    throw notFound(
      `${address} has never worked here.`,
      'Ask /accounts for all roles of an address.',
    )
  return {
    worker,
    askRows: await rows(query, `${ASKS} where a.worker = $1 order by m.name, m.version`, [address]),
    unbondings: await rows(query, 'select * from unbondings where worker = $1 order by number', [
      address,
    ]),
    days: await rows(
      query,
      `select to_char(to_timestamp(at / 86400 * 86400) at time zone 'UTC', 'YYYY-MM-DD') as day, count(*) as taken,
         count(submitted_at) as answered, count(*) filter (where outcome in ('missed', 'absent')) as missed, coalesce(sum(paid), 0) as earned,
         percentile_cont(0.5) within group (order by submitted_at - claimed_at) as latency_p50
       from (select *, coalesce(claimed_at, submitted_at) as at from seats where worker = $1 and outcome not in ('left', 'released')) own
       group by at / 86400 order by at / 86400`,
      [address],
    ),
  }
}

/** One account that asked, with the models that it asked. */
export async function readRequester(query: Query, address: string): Promise<Row> {
  const requester = await first(query, 'select * from requester_records where address = $1', [
    address,
  ])
  if (requester === null)
    throw notFound(`${address} has never asked here.`, 'Ask /accounts for all roles of an address.')
  return {
    requester,
    models: await rows(
      query,
      `select j.model, m.name, m.version, count(*) as jobs from jobs j left join model_versions m on m.id = j.model
       where j.requester = $1 group by j.model, m.name, m.version order by count(*) desc, j.model`,
      [address],
    ),
  }
}

/** One account that published, with its models. */
export async function readPublisher(query: Query, address: string): Promise<Row> {
  const publisher = await first(query, 'select * from publisher_records where address = $1', [
    address,
  ])
  if (publisher === null)
    throw notFound(
      `${address} has never published here.`,
      'Ask /accounts for all roles of an address.',
    )
  const text = 'select * from model_records where publisher = $1 order by name, version desc'
  return { publisher, modelRows: await rows(query, text, [address]) }
}

/** An account's money, rights and roles. Anybody has an account, if only an empty one. */
export async function readAccount(query: Query, address: string): Promise<Row> {
  const [balance] = await query('select free, locked from balances where account = $1', [address])
  const [roles] = await query<Record<string, boolean>>(
    `select exists (select 1 from jobs where requester = $1) as requester,
       exists (select 1 from seats where worker = $1) or exists (select 1 from workers where address = $1) as worker,
       exists (select 1 from model_versions where publisher = $1) as publisher,
       exists (select 1 from disputes where challenger = $1) or exists (select 1 from demands where demander = $1) as challenger,
       exists (select 1 from plans where owner = $1) as "schedule-owner"`,
    [address],
  )
  return {
    address,
    roles: Object.entries(roles!)
      .filter(([, has]) => has)
      .map(([role]) => role),
    free: balance?.free ?? '0',
    locked: balance?.locked ?? '0',
    movements: await rows(
      query,
      'select * from movements where account = $1 order by block_number desc, log_index desc, part desc limit 1000',
      [address],
    ),
    approvals: await rows(
      query,
      'select * from approvals where owner = $1 order by at desc, spender',
      [address],
    ),
    keys: await rows(query, 'select * from keys where account = $1 order by set_at desc, signer', [
      address,
    ]),
  }
}

/** One dispute, move by move. */
export async function readDispute(query: Query, game: number): Promise<Row> {
  const dispute = await first(query, `select * from ${DISPUTES} where game = $1`, [game])
  if (dispute === null)
    throw notFound(`There is no dispute ${game} here.`, 'Look at all of them: /disputes')
  return {
    dispute,
    moves: await rows(query, 'select * from moves where game = $1 order by number', [game]),
  }
}

/** One schedule, with its runs. */
export async function readSchedule(query: Query, planId: string): Promise<Row> {
  const schedule = await first(query, 'select * from schedules where plan_id = $1', [planId])
  if (schedule === null)
    throw notFound(`No schedule has the id ${planId} here.`, 'Look at all of them: /schedules')
  return {
    schedule,
    runRows: await rows(
      query,
      `select u.run, u.job, r.state, r.assurance, r.output_root, r.output_length, r.output, u.triggered_by, u.tip, u.next_run, u.at,
         u.transaction_hash from runs u left join results r on r.id = u.job where u.plan = $1 order by u.run`,
      [planId],
    ),
  }
}

/** What of this deployment happened in a block. */
export async function readBlock(query: Query, number: number): Promise<Row> {
  const text = 'select * from events where block_number = $1 order by log_index'
  return { number, events: await rows(query, text, [number]) }
}

/** What of this deployment happened in a transaction. */
export async function readTransaction(query: Query, hash: string): Promise<Row> {
  const text = 'select * from events where transaction_hash = $1 order by log_index'
  const events = await rows(query, text, [hash])
  if (events.length === 0)
    throw notFound(
      `No transaction ${hash} did anything here.`,
      'It may belong to another deployment, or be younger than the index: /status says how far that is.',
    )
  return { hash, events }
}
