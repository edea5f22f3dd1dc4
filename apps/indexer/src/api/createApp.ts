import type { Deployment } from '@assay/protocol'
import type { Log } from '@assay/service'
import { getConnInfo } from '@hono/node-server/conninfo'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { streamSSE } from 'hono/streaming'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { getAddress, isAddress } from 'viem'
import type { Database, Query, Row } from '../database/Database.ts'
import type { Relation } from '../database/tables.ts'
import type { Change, Follower } from '../Follower.ts'
import {
  readAccount,
  readBlock,
  readDispute,
  readJob,
  readModel,
  readModelByName,
  readPublisher,
  readRequester,
  readSchedule,
  readTotals,
  readTransaction,
  readWorker,
} from './details.ts'
import { type ExportFormat, exportResults } from './exportResults.ts'
import { answerGraphql, createGraphqlSchema } from './graphql.ts'
import {
  listDays,
  listDemands,
  listDisputes,
  listModels,
  listPublishers,
  listRequesters,
  listResultDays,
  listResults,
  listSchedules,
  listWorkers,
} from './lists.ts'
import { badQuestion, notFound, Problem } from './Problem.ts'
import { search } from './search.ts'
import { answerSql } from './sql.ts'

export interface AppParameters {
  readonly database: Database
  readonly relations: readonly Relation[]
  readonly follower: Follower
  readonly deployment: Deployment
  readonly version: string
  readonly limits: { readonly perMinute: number; readonly heavyPerMinute: number }
  /** Calls back with each change until it is told to stop. */
  readonly listen: (callback: (change: Change) => void) => () => void
  /** Ends streams. */
  readonly ended: AbortSignal
  readonly log: Log
}

/** Bytes of a question's body at most. */
const MOST_BYTES = 64_000
/** Characters of a URL at most. */
const MOST_URL = 8_000
/** Readers of /live at the same time at most. */
const MOST_LISTENERS = 500
/** Postgres's code for a statement that its time limit ended. */
const TIMED_OUT = '57014'
/** Answers about the newest block that are remembered at most. */
const MOST_ANSWERS = 60
/** How often a stream without news says that it lives (milliseconds). */
const HEARTBEAT = 15_000
const MINUTE = 60

/** The routes of the index: docs/indexer.md describes them. */
export function createApp(parameters: AppParameters): Hono {
  const { database, relations, follower, deployment, version, log } = parameters
  const app = new Hono()
  const schema = createGraphqlSchema(relations)
  app.use(
    cors({
      origin: '*',
      allowMethods: ['GET', 'POST', 'OPTIONS'],
      maxAge: 86_400,
      exposeHeaders: ['content-disposition', 'retry-after'],
    }),
  )
  app.use(async (context, next) => {
    await next()
    context.header('x-content-type-options', 'nosniff')
    context.header('content-security-policy', "default-src 'none'; sandbox")
  })
  app.use(async (context, next) => {
    if (context.req.url.length <= MOST_URL) return next()
    throw badQuestion(`The address has more than ${MOST_URL} characters.`, 'Shorten the filter.')
  })
  app.use(limited(parameters.limits.perMinute))
  const heavy = limited(parameters.limits.heavyPerMinute)
  for (const path of ['/graphql', '/sql', '/results/:file{export\\..+}']) app.use(path, heavy)
  const small = bodyLimit({
    maxSize: MOST_BYTES,
    onError: () => {
      throw new Problem('BodyTooLarge', {
        status: 413,
        message: `The body has more than ${MOST_BYTES} bytes.`,
        remedy: 'Shorten it.',
      })
    },
  })

  app.onError((error, context) => {
    if (error instanceof Problem) {
      const { name, message, remedy, status } = error
      if (status === 503) context.header('retry-after', '2')
      return context.json({ error: { name, message, remedy } }, status)
    }
    if ((error as { code?: unknown }).code === TIMED_OUT) {
      const message = 'The database took too long to answer.'
      const remedy = 'Narrow the filter, or try again when fewer others ask.'
      return context.json({ error: { name: 'TooSlow', message, remedy } }, 503)
    }
    log.error({ path: context.req.path, error }, 'a question could not be answered')
    const message = 'The index could not answer.'
    const remedy = 'Try again; its log says what happened.'
    return context.json({ error: { name: 'InternalError', message, remedy } }, 500)
  })
  app.notFound((context) => {
    const message = `There is nothing at ${context.req.method} ${context.req.path}.`
    const remedy = 'docs/indexer.md lists the routes.'
    return context.json({ error: { name: 'NotFound', message, remedy } }, 404)
  })

  /** Answers from one state of the tables, and says of which block. */
  const at = async <answer>(work: (query: Query, block: Block) => Promise<answer>) =>
    database.read(async (query) => {
      const [block] = await query<Block>('select number, hash, timestamp from head')
      if (block === undefined)
        throw new Problem('NotReady', {
          status: 503,
          message: 'The index has not read its first block yet.',
          remedy: 'Try again in a moment; /status says how far it is.',
        })
      return { block, ...(await work(query, block)) }
    })
  const answers = new Map<string, Promise<object>>()
  parameters.listen(() => answers.clear())
  /** Answers the same question about the same block only once. */
  const once = async (context: Context, work: (query: Query, block: Block) => Promise<object>) => {
    const { url } = context.req
    let answer = answers.get(url)
    if (answer === undefined) {
      if (answers.size >= MOST_ANSWERS) answers.clear()
      answer = at(work)
      answers.set(url, answer)
      answer.catch(() => answers.delete(url))
    }
    return context.json(await answer)
  }
  const list = (
    path: string,
    read: (query: Query, parameters: URLSearchParams) => Promise<Row | object>,
  ) =>
    app.get(path, (context) => once(context, async (query) => read(query, parametersOf(context))))
  const detail = <key>(
    path: string,
    read: (query: Query, key: key) => Promise<Row>,
    keyOf: (text: string) => key,
  ) =>
    app.get(path, (context) => {
      const key = keyOf(context.req.param('key') ?? '')
      return once(context, (query) => read(query, key))
    })

  app.get('/health', (context) => context.json({ healthy: true }))
  app.get('/ready', (context) => {
    const isReady = follower.state === 'following'
    return context.json({ ready: isReady }, isReady ? 200 : 503)
  })
  app.get('/status', async (context) => {
    const [block] = await database.read((query) =>
      query<Block>('select number, hash, timestamp from head'),
    )
    const chainBlock = follower.chainHead?.number ?? null
    const { rpcUrl: _, indexer: __, ...addresses } = deployment
    return context.json({
      chainId: deployment.chainId,
      database: database.kind,
      version,
      deployment: addresses,
      startBlock: deployment.startBlock,
      state: follower.state,
      reason: follower.reason,
      block: block ?? null,
      chainBlock,
      lagBlocks:
        chainBlock === null || block === undefined ? null : Math.max(0, chainBlock - block.number),
      endpointAnsweredAt: follower.answeredAt ?? null,
      finalizedBlock: follower.finalized ?? null,
      reorgs: follower.reorgs,
    })
  })
  app.get('/totals', (context) => once(context, (query) => readTotals(query)))
  list('/daily', listDays)
  list('/results', listResults)
  list('/results/days', listResultDays)
  list('/models', listModels)
  list('/workers', listWorkers)
  list('/requesters', listRequesters)
  list('/publishers', listPublishers)
  list('/disputes', listDisputes)
  list('/demands', listDemands)
  list('/schedules', listSchedules)
  app.get('/models/by-name/:key{.+}', async (context) =>
    context.json(await at((query) => readModelByName(query, context.req.param('key')))),
  )
  detail('/models/:key', readModel, digestOf)
  detail('/jobs/:key', readJob, digestOf)
  detail('/workers/:key', readWorker, addressOf)
  detail('/requesters/:key', readRequester, addressOf)
  detail('/publishers/:key', readPublisher, addressOf)
  detail('/accounts/:key', readAccount, addressOf)
  detail('/disputes/:key', readDispute, numberOf)
  detail('/schedules/:key', readSchedule, digestOf)
  detail('/transactions/:key', readTransaction, digestOf)
  app.get('/blocks/:key', async (context) => {
    const number = numberOf(context.req.param('key'))
    return context.json(
      await at((query, block) => {
        if (number <= block.number) return readBlock(query, number)
        throw notFound(
          `Block ${number} is not read yet.`,
          `The index stands at block ${block.number}.`,
        )
      }),
    )
  })
  app.get('/search', async (context) => {
    const q = context.req.query('q') ?? ''
    return context.json(await at(async (query) => ({ q, hits: await search(query, q) })))
  })
  app.get('/schema', (context) => context.json({ relations }))
  app.get('/results/:file{export\\.(csv|ndjson|parquet)}', async (context) => {
    const format = context.req.param('file').slice('export.'.length) as ExportFormat
    const { finalized } = follower
    const { columns } = relations.find(({ name }) => name === 'results')!
    const { name, type, body } = await at((query, block) =>
      exportResults({
        ...{ query, format, columns, finalized, parameters: parametersOf(context) },
        ...{ chainId: deployment.chainId, fromBlock: deployment.startBlock, toBlock: block.number },
      }),
    )
    context.header('content-type', type)
    context.header('content-disposition', `attachment; filename="${name}"`)
    return context.body(typeof body === 'string' ? body : new Uint8Array(body))
  })

  const question = async (context: Context): Promise<Record<string, unknown>> => {
    try {
      const body: unknown = await context.req.json()
      if (typeof body === 'object' && body !== null) return body as Record<string, unknown>
    } catch (error) {
      if (error instanceof Problem) throw error
    }
    throw badQuestion(
      'The body is not a JSON object.',
      'Send { "query": "…" } as application/json.',
    )
  }
  app.post('/sql', small, async (context) => {
    const { query: asked, parameters: values } = await question(context)
    return context.json(
      await at((query) => answerSql(query, relations, { query: asked, parameters: values })),
    )
  })
  const graphql = async (context: Context, asked: { query?: unknown; variables?: unknown }) => {
    const answer = await at(async (query, block) => ({
      answer: await answerGraphql(schema, query, asked),
      block,
    }))
    return context.json(answer.answer as object)
  }
  app.post('/graphql', small, async (context) => graphql(context, await question(context)))
  app.get('/graphql', (context) => graphql(context, { query: context.req.query('query') }))

  let listeners = 0
  app.get('/live', (context) => {
    if (listeners >= MOST_LISTENERS)
      throw new Problem('TooManyListeners', {
        status: 503,
        message: 'Too many readers follow the index.',
        remedy: 'Ask /status now and then instead.',
      })
    return streamSSE(context, async (stream) => {
      listeners++
      const stop = parameters.listen(
        (change) => void stream.writeSSE({ data: JSON.stringify(news(change)) }),
      )
      const beat = setInterval(() => void stream.write(': still here\n\n'), HEARTBEAT)
      await new Promise<void>((done) => {
        stream.onAbort(done)
        if (parameters.ended.aborted) done()
        parameters.ended.addEventListener('abort', () => done(), { once: true })
      })
      clearInterval(beat)
      stop()
      listeners--
    })
  })
  return app
}

interface Block {
  readonly number: number
  readonly hash: string
  readonly timestamp: number
}

/** What a change is to those who follow the index. */
function news({ block, touched, reorg }: Change): object {
  const of = (kind: 'job' | 'model' | 'worker' | 'game') => [...(touched.get(kind) ?? [])]
  const { number, hash, timestamp } = block
  return {
    block: { number, hash, timestamp },
    ...{ jobs: of('job'), models: of('model'), workers: of('worker'), disputes: of('game') },
    reorg,
  }
}

/** Lets one address ask so often per minute. This machine's own processes are not counted. */
function limited(perMinute: number) {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: MINUTE })
  return async (context: Context, next: () => Promise<void>) => {
    const address = getConnInfo(context).remote.address ?? ''
    if (perMinute > 0 && !/^(::1|(::ffff:)?127\.)/.test(address)) {
      try {
        await limiter.consume(address)
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error
        context.header('retry-after', String(Math.ceil(error.msBeforeNext / 1000)))
        throw new Problem('AskedTooOften', {
          status: 429,
          message: `This address asked more than ${perMinute} times in a minute.`,
          remedy: 'Wait as long as retry-after says.',
        })
      }
    }
    await next()
  }
}

function parametersOf(context: Context): URLSearchParams {
  return new URL(context.req.url).searchParams
}

function digestOf(text: string): string {
  if (/^0x[0-9a-f]{64}$/i.test(text)) return text.toLowerCase()
  const digits = text.replace(/^0x/i, '').length
  throw badQuestion(
    'An id is 0x and 64 hexadecimal digits.',
    `This has ${digits} characters after 0x; copy it again.`,
  )
}

function addressOf(text: string): string {
  if (isAddress(text, { strict: false })) return getAddress(text)
  const digits = text.replace(/^0x/i, '').length
  throw badQuestion(
    'An address is 0x and 40 hexadecimal digits.',
    `This has ${digits} characters after 0x; copy it again.`,
  )
}

function numberOf(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw badQuestion('A number of digits only is needed here.', 'Copy it again.')
}
