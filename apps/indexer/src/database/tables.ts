import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256, toHex } from 'viem'
import type { Query } from './Database.ts'

const SCHEMA = readFileSync(join(import.meta.dirname, 'schema.sql'), 'utf8')

/** What tells one form of the tables from another: a database with another one is made anew. */
export const TABLES_VERSION = sha256(toHex(SCHEMA)).slice(0, 18)

/** Tables and views that hold the index's own affairs, not the history. */
const OWN = new Set(['meta', 'head', 'blocks'])

/** A column that readers may ask for. */
export interface Column {
  readonly name: string
  /** Postgres's name of its type. */
  readonly type: string
  readonly meaning: string | undefined
}

/** A table or view that readers may ask for. */
export interface Relation {
  readonly name: string
  readonly meaning: string
  readonly columns: readonly Column[]
}

/** Makes all tables and views, in an empty schema. */
export async function createTables(query: Query): Promise<void> {
  for (const statement of statements()) await query(statement)
}

/** Empties the schema, whatever was in it. */
export async function dropTables(query: Query, schema: string): Promise<void> {
  await query(`drop schema if exists ${schema} cascade`)
  await query(`create schema ${schema}`)
}

/** The statements of the schema. They hold no semicolon but the one at their end, and no string with two dashes. */
function statements(): string[] {
  return SCHEMA.replace(/--.*$/gm, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
}

/** The tables and views that readers may ask for, as the database has them, with the words of the schema. */
export async function readRelations(query: Query, schema: string): Promise<Relation[]> {
  const meanings = readMeanings()
  const rows = await query<{ relation: string; name: string; type: string }>(
    `select table_name as relation, column_name as name, case data_type when 'ARRAY' then 'text[]' else data_type end as type
     from information_schema.columns where table_schema = $1 order by table_name, ordinal_position`,
    [schema],
  )
  const relations = new Map<string, Column[]>()
  for (const { relation, name, type } of rows) {
    if (OWN.has(relation)) continue
    const columns = relations.get(relation) ?? []
    relations.set(relation, columns)
    columns.push({ name, type, meaning: meanings.get(`${relation}.${name}`) ?? meanings.get(name) })
  }
  return [...relations].map(([name, columns]) => ({
    name,
    columns,
    meaning: meanings.get(`${name}.`) ?? '',
  }))
}

/** What the comments of the schema say of its tables and columns. A view's column means what the table's of that name does. */
function readMeanings(): ReadonlyMap<string, string> {
  const meanings = new Map<string, string>()
  let table = ''
  let before = ''
  for (const line of SCHEMA.split('\n')) {
    const begins = /^create (?:table|view) (\w+)/.exec(line)
    if (begins !== null) {
      table = begins[1]!
      meanings.set(`${table}.`, before)
    }
    before = /^-- (.*)$/.exec(line)?.[1] ?? ''
    const column = /^ {2}(\w+) .*-- (.*)$/.exec(line)
    if (column === null) continue
    const [, name, meaning] = column as unknown as [string, string, string]
    meanings.set(`${table}.${name}`, meaning)
    if (!meanings.has(name)) meanings.set(name, meaning)
  }
  return meanings
}
