import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { acquireLock, EXIT_CODES, ServiceError } from '@assay/service'
import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import type { Database, Query, Row } from './Database.ts'

export interface OpenDatabaseParameters {
  /** A Postgres server; undefined for PGlite in the data folder. */
  readonly url?: string | undefined
  /** The schema that holds the tables. */
  readonly schema: string
  /** The folder of PGlite's files. */
  readonly folder: string
  /** The longest time that one reading statement may take on a server (milliseconds). */
  readonly readTimeout: number
}

/** Postgres's number for bigint, which both drivers would give in a form of their own. */
const INT8 = 20
/** The lock of a server that says that this schema has its indexer. */
const LOCK_CLASS = 0x61737361

/**
 * Opens the database of an index. Only one process may write to it.
 *
 * @throws ServiceError where it cannot be reached, or another indexer has it
 */
export function openDatabase(parameters: OpenDatabaseParameters): Promise<Database> {
  return parameters.url === undefined ? openPglite(parameters) : openServer(parameters)
}

async function openPglite({ folder, schema }: OpenDatabaseParameters): Promise<Database> {
  mkdirSync(folder, { recursive: true })
  const unlock = acquireLock(join(folder, 'lock'), `the index in ${folder}`)
  let database: PGlite
  try {
    // A crash of the process loses nothing that the system was given; the index can be made again after a crash of the system.
    database = await PGlite.create(join(folder, 'pglite'), {
      relaxedDurability: true,
      parsers: { [INT8]: Number },
    })
    await database.exec(`create schema if not exists ${schema}; set search_path to ${schema}`)
  } catch (cause) {
    unlock()
    throw new ServiceError(`The index in ${folder} cannot be opened: ${words(cause)}.`, {
      cause,
      remedy: 'Delete that folder: the history is read again from the chain.',
    })
  }
  const inside = <result>(begin: string, work: (query: Query) => Promise<result>) =>
    database.transaction(async (transaction) => {
      if (begin !== '') await transaction.exec(begin)
      const query: Query = async <row>(text: string, values: readonly unknown[] = []) => {
        const { rows } = await transaction.query<row>(text, [...values])
        return rows
      }
      return await work(query)
    })
  return {
    kind: 'pglite',
    write: (work) => inside('', work),
    read: (work) => inside('set transaction read only', work),
    close: async () => {
      await database.close()
      unlock()
    },
  }
}

async function openServer(parameters: OpenDatabaseParameters): Promise<Database> {
  const { url, schema, readTimeout } = parameters
  const pool = new pg.Pool({
    connectionString: url,
    max: 8,
    connectionTimeoutMillis: 10_000,
    options: `-c search_path=${schema}`,
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        oid === INT8
          ? Number
          : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  })
  // A connection that breaks while it is idle is replaced at its next use.
  pool.on('error', () => {})
  let writer: pg.PoolClient
  try {
    writer = await pool.connect()
    await writer.query(`create schema if not exists ${schema}`)
  } catch (cause) {
    await pool.end()
    throw new ServiceError(`The database of DATABASE_URL cannot be used: ${words(cause)}.`, {
      cause,
      exitCode: EXIT_CODES.network,
      remedy: 'Start it, or correct DATABASE_URL; its user needs the right to create a schema.',
    })
  }
  const lock = 'select pg_try_advisory_lock($1, hashtext($2)) as taken'
  const { rows } = await writer.query<{ taken: boolean }>(lock, [LOCK_CLASS, schema])
  if (rows[0]?.taken !== true) {
    writer.release(true)
    await pool.end()
    throw new ServiceError(`Another indexer writes to the schema ${schema} of this database.`, {
      exitCode: EXIT_CODES.usage,
      remedy: 'End it, or choose another schema with database.schema.',
    })
  }
  const inside = async <result>(
    client: pg.PoolClient,
    begin: string,
    work: (query: Query) => Promise<result>,
  ) => {
    // One after the other: a connection answers one statement at a time.
    let before: Promise<unknown> = Promise.resolve()
    const query: Query = <row>(text: string, values: readonly unknown[] = []) => {
      const answer = before.then(() => client.query<Row>(text, [...values]))
      before = answer.catch(() => {})
      return answer.then(({ rows }) => rows as row[])
    }
    await client.query(begin)
    try {
      const result = await work(query)
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback').catch(() => {})
      throw error
    }
  }
  return {
    kind: 'postgres',
    write: (work) => inside(writer, 'begin', work),
    read: async (work) => {
      const client = await pool.connect()
      try {
        const begin = `begin isolation level repeatable read read only; set local statement_timeout = ${readTimeout}`
        return await inside(client, begin, work)
      } finally {
        client.release()
      }
    },
    close: async () => {
      writer.release(true)
      await pool.end()
    },
  }
}

function words(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string }
  return (message || code || String(error)).split('\n')[0]!.replace(/\.$/, '')
}
