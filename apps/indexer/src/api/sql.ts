import { loadModule, parseSync } from 'libpg-query'
import type { Query, Row } from '../database/Database.ts'
import type { Relation } from '../database/tables.ts'
import { shorten } from './Filter.ts'
import { badQuestion, Problem } from './Problem.ts'

/** What a query may be at most: characters, rows of its answer, the planner's estimate of its work, tables and queries, nesting. */
const MOST = { characters: 10_000, rows: 10_000, cost: 200_000, parts: 40, nesting: 200 }

const FUNCTIONS = new Set(
  `count sum avg min max bool_and bool_or every string_agg array_agg json_agg jsonb_agg stddev stddev_pop stddev_samp variance var_pop
   var_samp corr percentile_cont percentile_disc mode row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value
   last_value nth_value lower upper length char_length octet_length substring substr left right trim btrim ltrim rtrim split_part
   starts_with strpos position concat concat_ws reverse round ceil ceiling floor trunc abs sign mod sqrt ln log width_bucket
   to_char to_timestamp date_trunc date_part extract age now timezone array_length cardinality array_position unnest jsonb_array_length
   jsonb_typeof jsonb_extract_path jsonb_extract_path_text jsonb_object_keys jsonb_array_elements jsonb_array_elements_text`.split(
    /\s+/,
  ),
)
const OPERATORS = new Set(
  '= <> != < > <= >= + - * / % || ~~ !~~ ~~* !~~* -> ->> #> #>> @> <@ && ?'.split(' '),
)
const TYPES = new Set(
  'text varchar int2 int4 int8 numeric float4 float8 bool date time timestamp timestamptz interval jsonb json'.split(
    ' ',
  ),
)
/** What a reading query is made of; the rest of SQL is refused by its name in the parser. */
const NODES = new Set(
  `SelectStmt ResTarget ColumnRef A_Star String Integer Float Boolean A_Const A_Expr BoolExpr FuncCall RangeVar JoinExpr Alias SortBy
   NullTest BooleanTest CaseExpr CaseWhen SubLink RangeSubselect TypeCast TypeName CommonTableExpr WindowDef CoalesceExpr MinMaxExpr
   List A_ArrayExpr A_Indirection A_Indices ParamRef GroupingSet GroupingFunc RangeFunction RowExpr NamedArgExpr`.split(
    /\s+/,
  ),
)

export interface SqlAnswer {
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

/** Answers one reading query of a stranger. */
export async function answerSql(
  query: Query,
  relations: readonly Relation[],
  asked: { query: unknown; parameters?: unknown },
): Promise<SqlAnswer> {
  const { query: text, parameters = [] } = asked
  if (typeof text !== 'string' || text.trim() === '')
    throw badQuestion('The body has no `query`.', 'Send { "query": "select …", "parameters": [] }.')
  if (!Array.isArray(parameters) || !parameters.every(isPlain))
    throw badQuestion(
      '`parameters` is not a list of texts, numbers, booleans and null.',
      'Send one value per $1, $2, ….',
    )
  const statement = text.trim().replace(/;\s*$/, '')
  await checkSql(statement, new Set(relations.map(({ name }) => name)))
  try {
    const plan = await query<Record<string, { Plan: { 'Total Cost': number } }[]>>(
      `explain (format json) ${statement}`,
      parameters,
    )
    const cost = Object.values(plan[0]!)[0]![0]!.Plan['Total Cost']
    if (cost > MOST.cost)
      throw new Problem('TooMuchWork', {
        status: 413,
        message: 'This query would take too much work here.',
        remedy:
          'Narrow it, such as by a condition on an id or a block, or run an indexer of your own.',
      })
    const rows = await query(
      `select * from (${statement}\n) as asked limit ${MOST.rows + 1}`,
      parameters,
    )
    if (rows.length > MOST.rows)
      throw new Problem('TooManyRows', {
        status: 413,
        message: `The answer has more than ${MOST.rows} rows.`,
        remedy: 'Add limit and offset, or count in the query.',
      })
    return { columns: Object.keys(rows[0] ?? {}), rows }
  } catch (error) {
    if (error instanceof Problem) throw error
    const { message, code } = error as { message: string; code?: string }
    if (code === '57014')
      throw new Problem('TooSlow', {
        status: 413,
        message: 'This query took too long.',
        remedy: 'Narrow it, or run an indexer of your own.',
      })
    throw badQuestion(
      `The database says: ${message.split('\n')[0]}.`,
      '/schema lists the tables and their columns.',
    )
  }
}

function isPlain(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}

/**
 * Makes sure that a statement only reads the index, and ends.
 *
 * @throws Problem that names what is not allowed
 */
export async function checkSql(statement: string, relations: ReadonlySet<string>): Promise<void> {
  if (statement.length > MOST.characters)
    throw badQuestion(
      `The query has ${statement.length} characters, and ${MOST.characters} are read.`,
      'Shorten it.',
    )
  await loadModule()
  let parsed: { stmts?: { stmt: object }[] }
  try {
    parsed = parseSync(statement) as typeof parsed
  } catch (error) {
    throw badQuestion(`The query is not SQL: ${(error as Error).message}.`, 'Correct it.')
  }
  const [first, ...more] = parsed.stmts ?? []
  if (first === undefined || more.length > 0)
    throw badQuestion('The query is not one statement.', 'Send one `select` at a time.')
  new Walk(relations).visit(first.stmt, 0)
}

type Node = Readonly<Record<string, unknown>>

/** Looks at every part of a parsed statement. */
class Walk {
  readonly #relations: Set<string>
  #parts = 0

  constructor(relations: ReadonlySet<string>) {
    this.#relations = new Set(relations)
  }

  visit(value: unknown, depth: number): void {
    if (depth > MOST.nesting) refuse('A query that is nested so deeply')
    if (Array.isArray(value)) {
      for (const part of value) this.visit(part, depth)
      return
    }
    if (typeof value !== 'object' || value === null) return
    // Its names count in all of the query, wherever the parser writes them.
    if ('withClause' in value) this.#with(value.withClause as Node)
    for (const [key, part] of Object.entries(value)) {
      if (/^[A-Z]/.test(key)) this.#node(key, part as Node)
      else if (key === 'intoClause' || key === 'lockingClause') refuse('`into` and `for update`')
      else if (key === 'typeName') this.#type(part as Node)
      this.visit(part, depth + 1)
    }
  }

  #node(name: string, node: Node): void {
    if (!NODES.has(name)) refuse(`\`${name}\``)
    switch (name) {
      case 'SelectStmt':
        if (++this.#parts > MOST.parts) refuse('So many queries within queries')
        break
      case 'RangeVar': {
        const relation = String(node.relname)
        if (node.schemaname !== undefined || node.catalogname !== undefined)
          refuse('A table of another schema')
        if (!this.#relations.has(relation))
          throw badQuestion(
            `There is no table \`${shorten(relation)}\` here.`,
            '/schema lists the tables and their columns.',
          )
        if (++this.#parts > MOST.parts) refuse('So many tables')
        break
      }
      case 'FuncCall': {
        const parts = (node.funcname as { String: { sval: string } }[]).map(
          ({ String: { sval } }) => sval,
        )
        const called = parts.at(-1)!
        const isPlainName = parts.length === 1 || (parts.length === 2 && parts[0] === 'pg_catalog')
        if (!isPlainName || !FUNCTIONS.has(called)) refuse(`The function \`${shorten(called)}\``)
        break
      }
      case 'A_Expr': {
        const operator = (node.name as { String: { sval: string } }[] | undefined)?.at(-1)?.String
          .sval
        if (operator !== undefined && !OPERATORS.has(operator))
          refuse(`The operator \`${shorten(operator)}\``)
        break
      }
      case 'TypeName':
        this.#type(node)
        break
    }
  }

  #with(clause: Node): void {
    if (clause.recursive === true) refuse('`with recursive`')
    for (const { CommonTableExpr } of clause.ctes as { CommonTableExpr: { ctename: string } }[])
      this.#relations.add(CommonTableExpr.ctename)
  }

  #type(type: Node): void {
    const named = ((type.names ?? []) as { String: { sval: string } }[]).at(-1)?.String.sval
    if (named !== undefined && !TYPES.has(named)) refuse(`The type \`${shorten(named)}\``)
  }
}

function refuse(what: string): never {
  throw badQuestion(
    `${what} is not allowed here.`,
    'Only `select` over the tables of /schema is; docs/indexer.md says what else.',
  )
}
