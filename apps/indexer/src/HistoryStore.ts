import type { Hex } from 'viem'
import { type ChainEvent, type Kind, reviveArgs, storeArgs } from './chain/events.ts'
import type { Database, Query, Row } from './database/Database.ts'
import { createTables, dropTables, TABLES_VERSION } from './database/tables.ts'
import { fold } from './fold/fold.ts'
import { type FoldContext, type Rows, SUBJECT_COLUMNS, type TableName } from './fold/Rows.ts'

/** A block that everything was read up to. */
export interface StoredHead {
  readonly number: number
  readonly hash: Hex
  readonly timestamp: number
}

/** What a change of the tables touched, by the kind of subject. */
export type Touched = ReadonlyMap<Kind, ReadonlySet<string>>

export interface HistoryStoreParameters {
  readonly database: Database
  readonly schema: string
  /** What tells this deployment on this chain from every other. */
  readonly identity: string
  readonly context: Omit<FoldContext, 'publisherOf'>
  /** Blocks whose hashes are remembered: a change of the chain is undone within them. */
  readonly window: number
}

const EVENT_COLUMNS =
  'block_number, log_index, timestamp, transaction_hash, address, name, kind, subject, args'
/** Tables that say something about a job, and so about flags of its row. */
const ABOUT_JOBS: Partial<Record<Kind, string>> = {
  game: 'disputes',
  demand: 'demands',
  run: 'runs',
}

/**
 * Keeps the tables. The events are the record; all other rows are told from the events of their subject, anew with each
 * change. So undoing blocks means forgetting their events and telling the subjects again that they touched.
 */
export class HistoryStore {
  readonly #parameters: HistoryStoreParameters
  readonly #publishers = new Map<string, string>()
  #head: StoredHead | undefined

  private constructor(parameters: HistoryStoreParameters) {
    this.#parameters = parameters
  }

  /** Opens the tables, or makes them where there are none of this deployment in this form. */
  static async open(parameters: HistoryStoreParameters): Promise<HistoryStore> {
    const { database, schema, identity } = parameters
    const store = new HistoryStore(parameters)
    await database.write(async (query) => {
      const wanted = `${identity} ${TABLES_VERSION}`
      const [{ exists } = { exists: null }] = await query<{ exists: string | null }>(
        'select to_regclass($1)::text as exists',
        [`${schema}.meta`],
      )
      const known =
        exists === null ? [] : await query(`select value from meta where key = 'identity'`)
      if (known[0]?.value !== wanted) await store.#make(query)
    })
    await store.#load()
    return store
  }

  /** The block up to which everything is read; undefined at the beginning. */
  get head(): StoredHead | undefined {
    return this.#head
  }

  /** Forgets everything, so that the history is read again. */
  async clear(): Promise<void> {
    await this.#parameters.database.write((query) => this.#make(query))
    await this.#load()
  }

  /** Stores some blocks' events, all or nothing, with what they tell. */
  async apply(events: readonly ChainEvent[], head: StoredHead): Promise<Touched> {
    const touched = group(events)
    await this.#parameters.database.write(async (query) => {
      const prior = await this.#eventsOf(query, touched)
      await insert(query, 'events', events.map(eventRow))
      for (const [key, list] of touched) list.push(...(prior.get(key) ?? []))
      for (const list of touched.values()) list.sort(inOrder)
      await this.#tell(query, touched, new Set(prior.keys()))
      const blocks = new Map(
        events.map(({ blockNumber, blockHash, timestamp }) => [
          blockNumber,
          { number: blockNumber, hash: blockHash, timestamp, has_events: true },
        ]),
      )
      const { number, hash, timestamp } = head
      if (!blocks.has(number)) blocks.set(number, { number, hash, timestamp, has_events: false })
      await query(
        `insert into blocks select * from json_populate_recordset(null::blocks, $1::json)
         on conflict (number) do update set hash = excluded.hash, timestamp = excluded.timestamp, has_events = blocks.has_events or excluded.has_events`,
        [JSON.stringify([...blocks.values()])],
      )
      await query('delete from blocks where number < $1 and not has_events', [
        number - 2 * this.#parameters.window,
      ])
      await this.#moveHead(query, head)
    })
    this.#head = head
    return namesOf(touched)
  }

  /** Stores events of blocks that were read before, where they are not there yet; undefined where all are. */
  async applyLate(events: readonly ChainEvent[]): Promise<Touched | undefined> {
    const head = this.#head
    const [first] = events
    if (head === undefined || first === undefined) return undefined
    const known = await this.#parameters.database.read((query) =>
      query<{ block_number: number; log_index: number }>(
        'select block_number, log_index from events where block_number between $1 and $2',
        [first.blockNumber, events.at(-1)!.blockNumber],
      ),
    )
    const keys = new Set(known.map((row) => `${row.block_number}:${row.log_index}`))
    const late = events.filter((event) => !keys.has(`${event.blockNumber}:${event.logIndex}`))
    return late.length === 0 ? undefined : this.apply(late, head)
  }

  /** Blocks of the window whose hashes are known, newest first. */
  async knownBlocks(): Promise<StoredHead[]> {
    const from = (this.#head?.number ?? 0) - this.#parameters.window
    return this.#parameters.database.read((query) =>
      query<StoredHead>(
        'select number, hash, timestamp from blocks where number >= $1 order by number desc',
        [from],
      ),
    )
  }

  /** Undoes every block after one that still stands. */
  async rewindTo(block: StoredHead): Promise<{ touched: Touched; rows: number }> {
    const keys = new Map<string, ChainEvent[]>()
    let rows = 0
    await this.#parameters.database.write(async (query) => {
      const undone = await query<{ kind: Kind; subject: string }>(
        'delete from events where block_number > $1 returning kind, subject',
        [block.number],
      )
      rows = undone.length
      for (const { kind, subject } of undone)
        if (kind !== 'none') keys.set(keyOf(kind, subject), [])
      const left = await this.#eventsOf(query, keys)
      for (const [key, list] of left) keys.get(key)!.push(...list)
      await this.#tell(query, keys, new Set(keys.keys()))
      await query('delete from blocks where number > $1', [block.number])
      await this.#moveHead(query, block)
    })
    this.#head = block
    return { touched: namesOf(keys), rows }
  }

  /** Tells the planner how large the tables are: PGlite has nobody else who would. */
  async analyze(): Promise<void> {
    await this.#parameters.database.write((query) => query('analyze'))
  }

  async #make(query: Query): Promise<void> {
    const { schema, identity, context } = this.#parameters
    await dropTables(query, schema)
    await createTables(query)
    const meta = {
      identity: `${identity} ${TABLES_VERSION}`,
      'slot-stake': context.slotStake.toString(),
    }
    for (const [key, value] of Object.entries(meta))
      await query('insert into meta values ($1, $2)', [key, JSON.stringify(value)])
  }

  async #load(): Promise<void> {
    this.#publishers.clear()
    await this.#parameters.database.read(async (query) => {
      const [head] = await query<StoredHead>('select number, hash, timestamp from head')
      this.#head = head
      for (const { id, publisher } of await query<{ id: string; publisher: string }>(
        'select id, publisher from model_versions',
      ))
        this.#publishers.set(id, publisher)
    })
  }

  async #moveHead(query: Query, { number, hash, timestamp }: StoredHead): Promise<void> {
    await query(
      `insert into head (number, hash, timestamp) values ($1, $2, $3)
       on conflict (is_only) do update set number = excluded.number, hash = excluded.hash, timestamp = excluded.timestamp`,
      [number, hash, timestamp],
    )
  }

  /** The stored events of some subjects, in the chain's order. */
  async #eventsOf(
    query: Query,
    touched: ReadonlyMap<string, unknown>,
  ): Promise<Map<string, ChainEvent[]>> {
    const found = new Map<string, ChainEvent[]>()
    // A movement of money has one event, so there is none before it.
    const keys = [...touched.keys()].map(splitKey)
    if (keys.length === 0) return found
    const rows = await query<EventRow>(
      `select ${EVENT_COLUMNS} from json_to_recordset($1::json) as wanted (kind text, subject text)
       join events using (kind, subject) order by block_number, log_index`,
      [JSON.stringify(keys)],
    )
    for (const row of rows) {
      const key = keyOf(row.kind, row.subject)
      const list = found.get(key) ?? []
      found.set(key, list)
      list.push(eventOf(row))
    }
    return found
  }

  /** Tells the rows of some subjects anew from all of their events. */
  async #tell(
    query: Query,
    subjects: ReadonlyMap<string, readonly ChainEvent[]>,
    stored: ReadonlySet<string>,
  ): Promise<void> {
    const jobs = await this.#jobsAbout(query, stored)
    await this.#forget(query, stored)
    const context: FoldContext = {
      ...this.#parameters.context,
      publisherOf: (model) => this.#publishers.get(model),
    }
    const rows: Rows = {}
    const tell = (kind: Kind, events: readonly ChainEvent[]) => {
      for (const [table, told] of Object.entries(fold(kind, events, context))) {
        const list = rows[table as TableName] ?? []
        rows[table as TableName] = list
        for (const row of told) list.push(row)
      }
    }
    // Jobs name the publishers of their models.
    const split = [...subjects].map(([key, events]) => ({ ...splitKey(key), events }))
    for (const { kind, events } of split) if (kind === 'model') tell(kind, events)
    for (const { id, publisher } of rows.model_versions ?? [])
      this.#publishers.set(String(id), String(publisher))
    for (const { kind, events } of split) if (kind !== 'model') tell(kind, events)
    for (const [table, list] of Object.entries(rows)) await insert(query, table, list)

    for (const { job } of [...(rows.disputes ?? []), ...(rows.demands ?? []), ...(rows.runs ?? [])])
      jobs.add(String(job))
    for (const { kind, subject } of split) if (kind === 'job') jobs.add(subject)
    await flagJobs(query, [...jobs])
  }

  /** The jobs that some stored disputes, demands and runs are about. */
  async #jobsAbout(query: Query, stored: ReadonlySet<string>): Promise<Set<string>> {
    const jobs = new Set<string>()
    for (const [kind, subjects] of byKind(stored)) {
      const table = ABOUT_JOBS[kind]
      if (table === undefined) continue
      const [column] = Object.values(SUBJECT_COLUMNS[kind])
      for (const { job } of await query<{ job: string }>(
        `select job from ${table} where ${column}::text = any($1)`,
        [subjects],
      ))
        jobs.add(job)
    }
    return jobs
  }

  async #forget(query: Query, stored: ReadonlySet<string>): Promise<void> {
    if (stored.size === 0) return
    for (const [kind, subjects] of byKind(stored)) {
      const isNumber = kind === 'game' || kind === 'demand'
      const values = isNumber ? subjects.map(Number) : subjects
      for (const [table, column] of Object.entries(SUBJECT_COLUMNS[kind]))
        await query(`delete from ${table} where ${column} = any($1)`, [values])
    }
    await query('delete from movements where source = any($1)', [[...stored]])
  }
}

/** Sets the flags of jobs that other tables decide about. */
async function flagJobs(query: Query, jobs: readonly string[]): Promise<void> {
  if (jobs.length === 0) return
  // Rows that were told just now have no flags, and rows that were not may have lost theirs.
  await query(
    `update jobs j set refuted = f.refuted, in_dispute = f.in_dispute, disputes = f.disputes, plan = f.plan
     from (
       select j.id,
         exists (select 1 from lost_claims l where l.job = j.id and l.output_root = j.output_root) as refuted,
         exists (select 1 from disputes d where d.job = j.id and d.state = 'open')
           or exists (select 1 from demands d where d.job = j.id and d.state = 'open') as in_dispute,
         (select count(*) from disputes d where d.job = j.id)::integer as disputes,
         (select max(r.plan) from runs r where r.job = j.id) as plan
       from jobs j where j.id = any($1)
     ) f
     where j.id = f.id and (j.refuted, j.in_dispute, j.disputes) is distinct from (f.refuted, f.in_dispute, f.disputes)
       or j.id = f.id and j.plan is distinct from f.plan`,
    [jobs],
  )
}

interface EventRow {
  readonly block_number: number
  readonly log_index: number
  readonly timestamp: number
  readonly transaction_hash: Hex
  readonly address: Hex
  readonly name: string
  readonly kind: Kind
  readonly subject: string
  readonly args: unknown
}

function eventRow(event: ChainEvent): EventRow {
  const { timestamp, address, name, kind, subject, args } = event
  return {
    ...{ block_number: event.blockNumber, log_index: event.logIndex, timestamp },
    ...{ transaction_hash: event.transactionHash, address, name, kind, subject },
    args: storeArgs(args),
  }
}

/** An event as it was read, but for its block's hash, which stands with the block. */
export function eventOf(row: EventRow): ChainEvent {
  return {
    ...{ blockNumber: row.block_number, logIndex: row.log_index, timestamp: row.timestamp },
    ...{ transactionHash: row.transaction_hash, address: row.address, name: row.name },
    ...{ kind: row.kind, subject: row.subject, blockHash: '0x' },
    args: reviveArgs(row.name, row.args),
  }
}

async function insert(query: Query, table: string, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return
  const text = `insert into ${table} select * from json_populate_recordset(null::${table}, $1::json)`
  await query(text, [JSON.stringify(rows satisfies readonly Row[] | readonly object[])])
}

function inOrder(a: ChainEvent, b: ChainEvent): number {
  return a.blockNumber - b.blockNumber || a.logIndex - b.logIndex
}

/** Events by their subject, without those that tell no rows. */
function group(events: readonly ChainEvent[]): Map<string, ChainEvent[]> {
  const groups = new Map<string, ChainEvent[]>()
  for (const event of events) {
    if (event.kind === 'none') continue
    const key = keyOf(event.kind, event.subject)
    const list = groups.get(key)
    if (list === undefined) groups.set(key, [event])
    else list.push(event)
  }
  return groups
}

function keyOf(kind: Kind, subject: string): string {
  return `${kind}:${subject}`
}

function splitKey(key: string): { kind: Kind; subject: string } {
  const at = key.indexOf(':')
  return { kind: key.slice(0, at) as Kind, subject: key.slice(at + 1) }
}

function byKind(keys: Iterable<string>): Map<Kind, string[]> {
  const kinds = new Map<Kind, string[]>()
  for (const key of keys) {
    const { kind, subject } = splitKey(key)
    kinds.set(kind, [...(kinds.get(kind) ?? []), subject])
  }
  return kinds
}

function namesOf(keys: ReadonlyMap<string, unknown>): Touched {
  return new Map([...byKind(keys.keys())].map(([kind, subjects]) => [kind, new Set(subjects)]))
}
