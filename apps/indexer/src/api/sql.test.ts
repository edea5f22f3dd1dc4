import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkSql } from './sql.ts'

const TABLES = new Set(['jobs', 'seats', 'results'])
const check = (statement: string) => checkSql(statement, TABLES)

describe('a reading query is answered', () => {
  for (const statement of [
    'select * from jobs',
    'select state, count(*) filter (where refuted) as n from results where requester = $1 and posted_at > 5 group by 1 having count(*) > 1 order by 2 desc nulls last limit 5',
    'with mine as (select id from jobs), yours as (select * from mine) select * from yours join seats on seats.job = yours.id',
    "select case when paid > 0 then 'paid' else 'not' end, coalesce(refunded, 0)::text, date_trunc('day', to_timestamp(requested_at)) from results",
    'select worker, row_number() over (partition by worker order by claimed_at) from seats',
    "select * from jobs where id in (select job from seats where worker like '0x%') union all select * from jobs",
    'select extract(epoch from to_timestamp(posted_at)), substring(input from 1 for 10), workers[1] from jobs, unnest(workers) as w',
  ])
    it(statement.slice(0, 60), () => check(statement))
})

describe('what could write, wait, read files or run without end is refused by name', () => {
  for (const [statement, word] of [
    ['drop table jobs', 'DropStmt'],
    ['delete from jobs', 'DeleteStmt'],
    ['select 1; drop table jobs', 'one statement'],
    ['with gone as (delete from jobs returning *) select * from gone', 'DeleteStmt'],
    ['select * into kept from jobs', 'into'],
    ['select * from jobs for update', 'for update'],
    ['with recursive t as (select 1 union all select 1 from t) select * from t', 'recursive'],
    ['select pg_sleep(100)', 'pg_sleep'],
    ["select pg_read_file('/etc/passwd')", 'pg_read_file'],
    ["select set_config('role', 'none', false)", 'set_config'],
    ["select query_to_xml('drop table jobs', true, true, '')", 'query_to_xml'],
    ['select * from generate_series(1, 1000000000)', 'generate_series'],
    ["select repeat('x', 1000000000)", 'repeat'],
    ["select lpad('x', 1000000000)", 'lpad'],
    ['select other.count(*) from jobs', 'count'],
    ['select 9 ^ 999999999', '\\^'],
    ["select * from jobs where id ~ '(a+)+$'", '~'],
    ["select 'jobs'::regclass", 'regclass'],
    ['select * from pg_class', 'pg_class'],
    ['select * from information_schema.tables', 'another schema'],
    ['select * from meta', 'meta'],
    ['copy jobs to program $$sh$$', 'CopyStmt'],
    ['set role none', 'VariableSetStmt'],
    ['explain analyze select 1', 'ExplainStmt'],
    ['selec 1', 'not SQL'],
    [`select ${'(select 1) + '.repeat(60)} 1`, 'So many'],
    [`select ${'('.repeat(300)}1${')'.repeat(300)}${' + 1'.repeat(300)}`, 'nested'],
    [`select '${'x'.repeat(10_001)}'`, 'characters'],
  ] as const)
    it(`${statement.slice(0, 60)} names ${word}`, () =>
      assert.rejects(check(statement), (error: Error) => {
        assert.match(error.message, new RegExp(word))
        return error.name === 'BadQuestion'
      }))
})
