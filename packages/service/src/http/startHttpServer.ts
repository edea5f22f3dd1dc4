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

export type StartHttpServerParameters = {
  host: string
  /** Zero asks the system for a free one. */
  port: number
  /** By first path segment: `/blobs/0x…` is answered by `blobs` with the rest. Reading only. */
  routes: Readonly<Record<string, HttpRoute>>
  onError?: (error: unknown, path: string) => void
}

export type HttpServer = { url: string; port: number; close: () => Promise<void> }

/**
 * Serves a process's state and blobs, to be read by anyone from anywhere.
 *
 * @throws ServiceError where the port is taken, naming it and the remedy.
 */
export async function startHttpServer(parameters: StartHttpServerParameters): Promise<HttpServer> {
  const { host, port, routes, onError } = parameters
  const server = createServer((request, response) => {
    answer(request, routes)
      .catch((error: unknown): HttpAnswer => {
        onError?.(error, request.url ?? '')
        return { status: 500, body: { error: 'internal error' } }
      })
      .then((result) => write(request, response, result))
  })
  // Nobody who reads slowly may hold a connection for ever.
  server.requestTimeout = 10_000
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
}

async function answer(
  request: IncomingMessage,
  routes: Readonly<Record<string, HttpRoute>>,
): Promise<HttpAnswer> {
  if (request.method === 'OPTIONS') return { status: 204, body: '' }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { status: 405, headers: { allow: 'GET, HEAD' }, body: { error: 'method not allowed' } }
  }
  const path = (request.url ?? '/').split('?')[0]!
  const [, first = '', ...rest] = path.split('/')
  const route = Object.hasOwn(routes, first) ? routes[first] : undefined
  const found = await route?.(rest.join('/'))
  return found ?? { status: 404, body: { error: `nothing under ${path}` } }
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
