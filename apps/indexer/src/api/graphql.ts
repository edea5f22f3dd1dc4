import DataLoader from 'dataloader'
import {
  execute,
  GraphQLBoolean,
  type GraphQLFieldConfig,
  GraphQLFloat,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  parse,
  validate,
} from 'graphql'
import type { Query, Row } from '../database/Database.ts'
import type { Column, Relation } from '../database/tables.ts'
import { camelCase } from './camelCase.ts'
import { within } from './Filter.ts'
import { badQuestion } from './Problem.ts'

/** What one question may be at most: words, lists of tables, rows of a list, rows within a row. */
const MOST = { tokens: 1_000, roots: 10, rows: 1_000, inner: 1_000 }

/** Which rows of another table belong to a row: by which column of theirs they name which column of it. */
const LINKS: Readonly<Record<string, Readonly<Record<string, readonly [string, string]>>>> = {
  results: {
    seats: ['job', 'id'],
    receipts: ['job', 'id'],
    callbacks: ['job', 'id'],
    disputes: ['job', 'id'],
    demands: ['job', 'id'],
    verdicts: ['job', 'id'],
  },
  disputes: { moves: ['game', 'game'] },
  model_records: { asks: ['model', 'id'] },
  worker_records: { asks: ['worker', 'address'], unbondings: ['worker', 'address'] },
  schedules: { runs: ['plan', 'plan_id'] },
}

const JsonScalar = new GraphQLScalarType({ name: 'JSON', description: 'Any JSON value.' })

/** What a question is answered with: one state of the tables. */
interface Context {
  readonly query: Query
  readonly loaders: Map<string, DataLoader<unknown, Row[]>>
}

const OPERATORS: Readonly<Record<string, string>> = {
  eq: '=',
  ne: '<>',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
}

function outputOf(type: string): GraphQLOutputType {
  if (type === 'boolean') return GraphQLBoolean
  if (type === 'integer' || type === 'bigint' || type === 'double precision') return GraphQLFloat
  if (type === 'text[]') return new GraphQLList(GraphQLString)
  if (type === 'jsonb') return JsonScalar
  return GraphQLString
}

/** The type that a parameter of a column's comparison is cast to. */
function castOf(type: string): string {
  return type === 'text[]' ? 'text' : type
}

/** A schema in which every table and view is a field of the query. */
export function createGraphqlSchema(relations: readonly Relation[]): GraphQLSchema {
  const operands = new Map<string, GraphQLInputObjectType>()
  const operandOf = (type: string) => {
    const scalar =
      type === 'boolean' ? GraphQLBoolean : /int|double/.test(type) ? GraphQLFloat : GraphQLString
    const known = operands.get(scalar.name)
    if (known !== undefined) return known
    const one = { type: scalar }
    const created = new GraphQLInputObjectType({
      name: `${scalar.name}Condition`,
      fields: {
        ...Object.fromEntries(Object.keys(OPERATORS).map((name) => [name, one])),
        in: { type: new GraphQLList(new GraphQLNonNull(scalar)) },
        isNull: { type: GraphQLBoolean },
        ...(scalar === GraphQLString
          ? {
              contains: {
                type: GraphQLString,
                description: 'A part of the text, or a member of the list.',
              },
            }
          : {}),
      },
    })
    operands.set(scalar.name, created)
    return created
  }
  const objects = new Map<string, GraphQLObjectType<Row, Context>>()
  const byName = new Map(relations.map((relation) => [relation.name, relation]))
  const objectOf = (relation: Relation): GraphQLObjectType<Row, Context> => {
    const known = objects.get(relation.name)
    if (known !== undefined) return known
    const created = new GraphQLObjectType<Row, Context>({
      name: camelCase(`_${relation.name}`),
      description: relation.meaning,
      fields: () => ({
        ...Object.fromEntries(
          relation.columns.map(({ name, type, meaning }) => [
            camelCase(name),
            { type: outputOf(type), description: meaning, resolve: (row: Row) => row[name] },
          ]),
        ),
        ...Object.fromEntries(
          Object.entries(LINKS[relation.name] ?? {}).map(([table, [theirs, ours]]) => [
            table,
            {
              type: new GraphQLNonNull(
                new GraphQLList(new GraphQLNonNull(objectOf(byName.get(table)!))),
              ),
              resolve: (row: Row, _: unknown, context: Context) =>
                loaderOf(context, table, theirs).load(row[ours]),
            },
          ]),
        ),
      }),
    })
    objects.set(relation.name, created)
    return created
  }
  const fieldOf = (relation: Relation): GraphQLFieldConfig<unknown, Context> => {
    const name = camelCase(`_${relation.name}`)
    return {
      description: relation.meaning,
      type: new GraphQLNonNull(
        new GraphQLObjectType({
          name: `${name}List`,
          fields: {
            matching: {
              type: new GraphQLNonNull(GraphQLFloat),
              description: 'Rows of the filter.',
            },
            rows: {
              type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(objectOf(relation)))),
            },
          },
        }),
      ),
      args: {
        where: {
          type: new GraphQLInputObjectType({
            name: `${name}Where`,
            fields: Object.fromEntries(
              relation.columns
                .filter(({ type }) => type !== 'jsonb')
                .map(({ name: column, type }) => [camelCase(column), { type: operandOf(type) }]),
            ),
          }),
        },
        orderBy: { type: GraphQLString },
        descending: { type: GraphQLBoolean, defaultValue: false },
        limit: { type: GraphQLInt, defaultValue: 50 },
        offset: { type: GraphQLInt, defaultValue: 0 },
      },
      resolve: (_, args, { query }) => readList(query, relation, args as ListArguments),
    }
  }
  return new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: Object.fromEntries(
        relations.map((relation) => [camelCase(relation.name), fieldOf(relation)]),
      ),
    }),
  })
}

interface ListArguments {
  readonly where?: Readonly<Record<string, Readonly<Record<string, unknown>> | null>> | null
  readonly orderBy?: string | null
  readonly descending: boolean
  readonly limit: number
  readonly offset: number
}

async function readList(query: Query, relation: Relation, args: ListArguments): Promise<Row> {
  const columns = new Map(relation.columns.map((column) => [camelCase(column.name), column]))
  const values: unknown[] = []
  const conditions = Object.entries(args.where ?? {}).flatMap(([name, condition]) =>
    conditionsOf(columns.get(name)!, condition ?? {}, values),
  )
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`
  const { limit, offset, descending } = args
  if (limit < 0 || limit > MOST.rows || offset < 0)
    throw new RangeError(`limit is from 0 to ${MOST.rows}, and offset at least 0.`)
  const order = args.orderBy ?? camelCase(relation.columns[0]!.name)
  const column = columns.get(order)
  if (column === undefined) throw new RangeError(`${relation.name} has no column ${order}.`)
  const [counted] = await query(
    `select count(*) as matching from ${relation.name} ${where}`,
    values,
  )
  const rows = await query(
    `select * from ${relation.name} ${where} order by ${column.name} ${descending ? 'desc' : 'asc'} nulls last limit ${limit} offset ${offset}`,
    values,
  )
  return { matching: counted!.matching, rows }
}

function conditionsOf(
  { name, type }: Column,
  condition: Readonly<Record<string, unknown>>,
  values: unknown[],
): string[] {
  const cast = castOf(type)
  const place = (value: unknown, as = cast) => `$${values.push(value)}::${as}`
  return Object.entries(condition).map(([operator, value]) => {
    if (operator === 'isNull') return `${name} is ${value === true ? '' : 'not '}null`
    if (operator === 'in') return `${name} = any(${place(value, `${cast}[]`)})`
    if (operator === 'contains')
      return type === 'text[]'
        ? `${name} @> array[${place(value)}]`
        : `${name} ilike ${place(within(String(value)), 'text')}`
    return `${name} ${OPERATORS[operator]} ${place(value)}`
  })
}

/** Reads the rows that belong to many rows at once. */
function loaderOf({ query, loaders }: Context, table: string, column: string) {
  const key = `${table}.${column}`
  const known = loaders.get(key)
  if (known !== undefined) return known
  const created = new DataLoader<unknown, Row[]>(async (keys) => {
    const rows = await query(
      `select * from ${table} where ${column} = any($1) order by 1, 2 limit ${MOST.inner * keys.length}`,
      [keys],
    )
    const found = new Map<unknown, Row[]>()
    for (const row of rows) found.set(row[column], [...(found.get(row[column]) ?? []), row])
    return keys.map((one) => found.get(one) ?? [])
  })
  loaders.set(key, created)
  return created
}

/** Answers one question in GraphQL over one state of the tables. */
export async function answerGraphql(
  schema: GraphQLSchema,
  query: Query,
  asked: { query?: unknown; variables?: unknown },
): Promise<unknown> {
  if (typeof asked.query !== 'string')
    throw badQuestion(
      'The question has no `query`.',
      'Send { "query": "{ results { matching } }" }.',
    )
  const variables = asked.variables ?? {}
  if (typeof variables !== 'object' || Array.isArray(variables))
    throw badQuestion('`variables` is not an object.', 'Send { "query": …, "variables": {} }.')
  let document: ReturnType<typeof parse>
  try {
    document = parse(asked.query, { maxTokens: MOST.tokens })
  } catch (error) {
    return { errors: [{ message: (error as Error).message }] }
  }
  const roots = document.definitions.flatMap((definition) =>
    'selectionSet' in definition ? (definition.selectionSet?.selections ?? []) : [],
  )
  if (roots.length > MOST.roots)
    return { errors: [{ message: `One question has at most ${MOST.roots} lists.` }] }
  const errors = validate(schema, document)
  if (errors.length > 0) return { errors: errors.map((error) => error.toJSON()) }
  const contextValue: Context = { query, loaders: new Map() }
  return await execute({
    ...{ schema, document, contextValue },
    variableValues: variables as Record<string, unknown>,
  })
}
