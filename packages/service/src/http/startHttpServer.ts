import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EXIT_CODES, ServiceError } from '../ServiceError.ts'

/** What a route answers; a string or bytes as they are, anything else as JSON. */
export type HttpAnswer = {
  status?: number
  type?: string
  headers?: Record<string, string>
  body: unknown
}

/** Answers one path, or returns undefined where there is nothing under it. */
export type HttpRoute = (rest: string) => HttpAnswer | undefined | Promise<HttpAnswer | undefined>

/** Takes what is sent to one path. */
export type HttpPost = {
  /** The most bytes of a body; more are refused unread. */
  limit: number
  /** How many bodies are read and examined at the same time; more are put off. */
  concurrency: number
  /** For how long a body may come while others wait for its place (milliseconds); 5 seconds by default. */
  patience?: number
  /** Takes the body and the rest of the path; only what says so is sent to a longer path than its own. */
  answer: (body: Uint8Array, rest: string) => HttpAnswer | Promise<HttpAnswer>
  takesRest?: boolean
}

export type StartHttpServerParameters = {
  host: string
  /** Zero asks the system for a free one. */
  port: number
  /** By first path segment: `/blobs/0x…` is answered by `blobs` with the rest. */
  routes: Readonly<Record<string, HttpRoute>>
  /** By path segment: what takes a POST. */
  posts?: Readonly<Record<string, HttpPost>>
  onError?: (error: unknown, path: string) => void
}

/** For how long a body may come while others wait for its place (milliseconds). */
const PATIENCE = 5_000

/** What is under way at one path: how many bodies, and those that still come, oldest first, with what ends each. */
type Places = { taken: number; coming: Map<() => void, number> }

export type HttpServer = { url: string; port: number; close: () => Promise<void> }

/**
 * Serves a process's state and blobs to anyone from anywhere, and takes what may be sent to it.
 *
 * @throws ServiceError where the port is taken, naming it and the remedy.
 */
export async function startHttpServer(parameters: StartHttpServerParameters): Promise<HttpServer> {
  const { host, port, routes, posts = {}, onError } = parameters
  const underWay = new Map<HttpPost, Places>()
  const server = createServer((request, response) => {
    answer(request)
      .catch((error: unknown): HttpAnswer => {
        onError?.(error, request.url ?? '')
        return { status: 500, body: { error: 'internal error' } }
      })
      .then((result) => write(request, response, result))
  })
  // A slow sender may not hold a connection for ever; an input of some megabytes has to fit into this.
  server.requestTimeout = 60_000
  server.headersTimeout = 5_000
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const taken = code === 'EADDRINUSE'
    throw new ServiceError(
      taken
        ? `Port ${port} on ${host} is taken by another process.`
        : `The HTTP server cannot listen on ${host}:${port}: ${(cause as Error).message}.`,
      {
        cause,
        exitCode: EXIT_CODES.usage,
        remedy: 'Stop that process, or set http.host and http.port to something free.',
      },
    )
  }
  const address = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    close: async () => {
      server.close()
      server.closeIdleConnections()
      const closed = once(server, 'close')
      // Answers under way get a moment, keep-alive connections none.
      const force = setTimeout(() => server.closeAllConnections(), 1_000)
      await closed
      clearTimeout(force)
    },
  }

  async function answer(request: IncomingMessage): Promise<HttpAnswer> {
    const path = (request.url ?? '/').split('?')[0]!
    const [, first = '', ...rest] = path.split('/')
    const named = Object.hasOwn(posts, first) ? posts[first] : undefined
    const post = rest.length === 0 || named?.takesRest === true ? named : undefined
    const allow = post === undefined ? 'GET, HEAD' : 'GET, HEAD, POST'
    if (request.method === 'OPTIONS') {
      return { status: 204, headers: preflight(allow), body: '' }
    }
    if (request.method === 'POST' && post !== undefined) return take(request, post, rest.join('/'))
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return { status: 405, headers: { allow }, body: { error: 'method not allowed' } }
    }
    const route = Object.hasOwn(routes, first) ? routes[first] : undefined
    const found = await route?.(rest.join('/'))
    return found ?? { status: 404, body: { error: `nothing under ${path}` } }
  }

  async function take(request: IncomingMessage, post: HttpPost, rest: string): Promise<HttpAnswer> {
    const places = underWay.get(post) ?? { taken: 0, coming: new Map() }
    underWay.set(post, places)
    if (places.taken >= post.concurrency && !makeRoom(places, post.patience ?? PATIENCE)) {
      return {
        status: 503,
        headers: { 'retry-after': '1' },
        body: refusal(
          'TooBusy',
          'Too many requests come in at the same time.',
          'Try again in a moment.',
        ),
      }
    }
    places.taken++
    let giveUp = () => {}
    const givenUp = new Promise<'too-slow'>((resolve) => {
      giveUp = () => resolve('too-slow')
    })
    places.coming.set(giveUp, performance.now())
    try {
      const reading = readBody(request, post.limit)
      // Where it is given up, nobody hears of its end.
      reading.catch(() => undefined)
      const body = await Promise.race([reading, givenUp])
      places.coming.delete(giveUp)
      if (body === 'too-slow') return TOO_SLOW
      return body === undefined ? tooLarge(post.limit) : await post.answer(body, rest)
    } finally {
      places.coming.delete(giveUp)
      places.taken--
    }
  }
}

/** Gives up the body that has come for the longest, if that is long: slow senders may not keep others out. */
function makeRoom({ coming }: Places, patience: number): boolean {
  const [oldest] = coming
  if (oldest === undefined) return false
  const [giveUp, since] = oldest
  if (performance.now() - since < patience) return false
  coming.delete(giveUp)
  giveUp()
  return true
}

const TOO_SLOW: HttpAnswer = {
  status: 408,
  // What was not read has to go with its connection.
  headers: { connection: 'close' },
  body: refusal(
    'BodyTooSlow',
    'The body came so slowly that others waited for its place.',
    'Send it again over a faster connection.',
  ),
}

function preflight(methods: string): Record<string, string> {
  return {
    'access-control-allow-methods': methods,
    'access-control-allow-headers': 'content-type',
    'access-control-max-age': '86400',
  }
}

function refusal(name: string, message: string, remedy: string) {
  return { error: { name, message, remedy } }
}

function tooLarge(limit: number): HttpAnswer {
  return {
    status: 413,
    // What was not read has to go with its connection.
    headers: { connection: 'close' },
    body: refusal('BodyTooLarge', `The body has more than ${limit} bytes.`, 'Send less.'),
  }
}

/** The body; undefined where it is too long. */
async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return undefined
  const parts: Uint8Array[] = []
  let length = 0
  // Left open, so that the refusal can still be answered.
  const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>
  for await (const part of chunks) {
    length += part.length
    if (length > limit) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts, length)
}

function write(request: IncomingMessage, response: ServerResponse, result: HttpAnswer): void {
  const { status = 200, type, headers = {}, body } = result
  const raw = typeof body === 'string' || body instanceof Uint8Array
  const payload = raw ? Buffer.from(body as string) : Buffer.from(stringify(body))
  response.writeHead(status, {
    'content-type': type ?? (raw ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8'),
    'content-length': String(payload.byteLength),
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
    ...headers,
  })
  response.end(request.method === 'HEAD' ? undefined : payload)
}

/** Amounts are bigint, and JSON has none: they become decimal strings. */
function stringify(body: unknown): string {
  return `${JSON.stringify(body, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value), 2)}\n`
}
